# headgate: build, test and check. `make help` lists what there is.

GO           ?= go
CACHE        := $(CURDIR)/.cache
LINT_VERSION := v2.15.0
LINT         := $(CACHE)/golangci-lint-$(LINT_VERSION)
FUZZTIME     ?= 10s
VERSION      ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

.PHONY: help build test race fuzz bench bench-e2e bench-peers chaos lint fmt generate check clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

build: ## build the static binary into bin/
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/headgate ./cmd/headgate

test: ## run the tests
	$(GO) test ./...

race: ## run the tests with the race detector, in random order
	$(GO) test -race -shuffle=on ./...

fuzz: ## run every fuzz target for FUZZTIME
	GO=$(GO) FUZZTIME=$(FUZZTIME) scripts/fuzz

bench: ## run the benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./...

bench-e2e: build ## run whole pipelines beside hand-coded loops that do the same work
	$(GO) run ./internal/bench -headgate bin/headgate

bench-peers: build ## bench-e2e with whatever peers are installed
	$(GO) run ./internal/bench -headgate bin/headgate -peers

chaos: ## kill the binary at random for CHAOS_MINUTES
	CHAOS_MINUTES=$(or $(CHAOS_MINUTES),10) $(GO) test -count=1 -timeout 0 -run Chaos ./cmd/headgate

$(LINT):
	@mkdir -p $(CACHE)
	GOBIN=$(CACHE)/bin $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv $(CACHE)/bin/golangci-lint $@

lint: $(LINT) ## run the linters
	$(LINT) run ./...

fmt: $(LINT) ## format the code
	$(LINT) fmt ./...

generate: ## write the reference pages and what they are made of
	$(GO) run ./internal/gen
	$(GO) run ./cmd/headgate plugins reference docs/reference

check: ## everything that CI runs
	.ci/run

clean: ## remove what was built
	rm -rf bin $(CACHE)
