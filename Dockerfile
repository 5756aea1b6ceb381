# Builds the static binary and puts it alone into an empty image.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN make build VERSION=$VERSION && mkdir -p /root-fs/var/lib/headgate /root-fs/tmp

FROM scratch
LABEL org.opencontainers.image.title="headgate" \
      org.opencontainers.image.description="A declarative engine for log and event streams" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="https://github.com/headgate/headgate"
COPY --from=build --chown=65532:65532 /root-fs/ /
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/bin/headgate /usr/bin/headgate
COPY conf.d/ /etc/headgate/conf.d/
USER 65532:65532
ENV XDG_STATE_HOME=/var/lib
VOLUME ["/var/lib/headgate"]
ENTRYPOINT ["/usr/bin/headgate"]
CMD ["run", "/etc/headgate/conf.d"]
