# VPC flow logs as AWS puts them into a bucket: compressed text whose first line names the columns. Which
# columns there are was chosen when the flow log was made, so they are read by their names, never by
# their numbers: the same configuration reads the default format and custom ones.
#
#     headgate run --once examples/vpc-flow-logs

pipeline "vpc-flow-logs" {
  input "file" "objects" {
    paths      = ["*.log.gz"]
    mode       = "read" # files that are complete; gzip is recognised by itself
    checkpoint = false  # don't remember what was read, so that it can be run again

    # A codec turns bytes into events: here each row, with a field for each column below "flow".
    codec "csv" {
      separator               = " "
      autodetect_column_names = true # each file begins with its own names
      target                  = "flow"
      convert = {
        srcport   = "integer"
        dstport   = "integer"
        protocol  = "integer"
        packets   = "integer"
        bytes     = "integer"
        start     = "integer"
        end       = "integer"
        tcp-flags = "integer"
      }
    }
  }

  # A dash stands for what is not there, as in the rows NODATA (no traffic in that time) and SKIPDATA
  # (records were lost). This makes the object anew without them.
  filter "set" "dashes" {
    fields = { flow = { for name, value in field.flow : name => value if value != "-" } }
  }

  # Times are seconds since 1970. The time of the event is the beginning of the flow.
  filter "date" "start" {
    source  = "flow.start"
    formats = ["UNIX"]
    target  = "event.start"
  }
  filter "date" "end" {
    source  = "flow.end"
    formats = ["UNIX"]
    target  = "event.end"
  }

  # Protocols by IANA's numbers.
  filter "translate" "transport" {
    source     = "flow.protocol"
    target     = "network.transport"
    dictionary = { "1" = "icmp", "6" = "tcp", "17" = "udp", "47" = "gre", "50" = "esp", "58" = "ipv6-icmp", "132" = "sctp" }
  }

  # Names of the Elastic Common Schema. A column that the file lacks is null, and null leaves a field
  # unset. Columns whose names hold a dash are indexed: field.a-b would be a subtraction.
  filter "set" "ecs" {
    fields = {
      "@timestamp"             = field.event.start
      cloud.provider           = "aws"
      cloud.account.id         = field.flow["account-id"]
      cloud.instance.id        = field.flow["instance-id"]
      source.ip                = field.flow.srcaddr
      source.port              = field.flow.srcport
      source.bytes             = field.flow.bytes
      source.packets           = field.flow.packets
      destination.ip           = field.flow.dstaddr
      destination.port         = field.flow.dstport
      network.bytes            = field.flow.bytes
      network.packets          = field.flow.packets
      network.iana_number      = field.flow.protocol == null ? null : tostring(field.flow.protocol)
      network.type             = ipversion(field.flow.srcaddr) == null ? null : "ipv${ipversion(field.flow.srcaddr)}"
      network.direction        = field.flow["flow-direction"]
      event.dataset            = "aws.vpcflow"
      event.action             = lower(field.flow.action)
      event.duration           = (field.flow.end - field.flow.start) * 1000000000 # nanoseconds, says the schema
      event.type               = field.flow.action == null ? null : ["connection", field.flow.action == "ACCEPT" ? "allowed" : "denied"]
      aws.vpcflow.version      = field.flow.version
      aws.vpcflow.interface_id = field.flow["interface-id"]
      aws.vpcflow.log_status   = field.flow["log-status"]
      aws.vpcflow.vpc_id       = field.flow["vpc-id"]
      aws.vpcflow.subnet_id    = field.flow["subnet-id"]
      aws.vpcflow.pkt_srcaddr  = field.flow["pkt-srcaddr"]
      aws.vpcflow.pkt_dstaddr  = field.flow["pkt-dstaddr"]
      aws.vpcflow.tcp_flags    = field.flow["tcp-flags"]
      aws.vpcflow.traffic_path = field.flow["traffic-path"]
    }
    remove_field = ["flow"]
  }

  route {
    case "no_data" {
      when = field.aws.vpcflow.log_status != "OK"
      output "file" "no_data" {
        path           = "out/no-data.ndjson"
        write_behavior = "overwrite" # begin anew with each run
      }
    }
    case "rejected" {
      when = field.event.action == "reject"
      output "file" "rejected" {
        path           = "out/rejected.ndjson"
        write_behavior = "overwrite"
      }
    }
    else {
      output "file" "accepted" {
        path           = "out/accepted.ndjson"
        write_behavior = "overwrite"
      }
    }
  }
}

test "a row of the default format" {
  text = <<-EOT
    version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
    2 123456789012 eni-0a1b 198.51.100.23 10.0.1.15 51422 443 6 24 18230 1678093200 1678093258 ACCEPT OK
  EOT
  expect = [
    field.source.ip == "198.51.100.23",
    field.source.port == 51422,
    field.destination.port == 443,
    field.network.transport == "tcp",
    field.network.iana_number == "6",
    field.network.type == "ipv4",
    field.network.bytes == 18230,
    field["@timestamp"] == "2023-03-06T09:00:00Z",
    field.event.end == "2023-03-06T09:00:58Z",
    field.event.duration == 58000000000,
    field.event.type == ["connection", "allowed"],
    field.cloud.account.id == "123456789012",
    !exists(field.aws.vpcflow.vpc_id),
    !exists(field.flow),
  ]
  expect_outputs = ["accepted"]
}

test "a row of a custom format" {
  text = <<-EOT
    interface-id flow-direction dstaddr srcaddr tcp-flags action start end log-status protocol vpc-id
    eni-0c3d ingress 10.0.1.15 2001:db8::1 2 REJECT 1678093320 1678093320 OK 6 vpc-0abc
  EOT
  expect = [
    field.source.ip == "2001:db8::1",
    field.network.type == "ipv6",
    field.network.direction == "ingress",
    field.aws.vpcflow.tcp_flags == 2,
    field.aws.vpcflow.vpc_id == "vpc-0abc",
    !exists(field.source.port),
    !exists(field.cloud.account),
  ]
  expect_outputs = ["rejected"]
}

test "dashes are left out" {
  text = <<-EOT
    version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
    2 123456789012 eni-0b2c - - - - - - - 1678093200 1678093258 - NODATA
  EOT
  expect = [
    field.aws.vpcflow.log_status == "NODATA",
    field["@timestamp"] == "2023-03-06T09:00:00Z",
    !exists(field.source),
    !exists(field.destination),
    !exists(field.network),
    !exists(field.event.action),
    !exists(field.event.type),
  ]
  expect_outputs = ["no_data"]
}
