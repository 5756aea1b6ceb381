# The log of a Python application: a traceback becomes one event with the line that it belongs to, and
# level, logger, and the exception's type and message become fields.
#
#     headgate run --once examples/python-app
#
# The application writes with Python's own logging module and this format:
#
#     logging.basicConfig(format="%(asctime)s %(levelname)-8s [%(name)s] %(message)s")

variable "timezone" {
  description = "Time zone of the machine that wrote the log: its times name none."
  default     = "Europe/Berlin"
}

pipeline "python" {
  input "file" "app" {
    paths      = ["app.log"]
    start_at   = "beginning"
    checkpoint = false # don't remember how far it was read, so that it can be run again

    # A codec turns bytes into events. This one joins lines: one that does not (negate) begin with a
    # time belongs to the line before it (previous). So a whole traceback is part of one event.
    codec "multiline" {
      pattern = "^%{TIMESTAMP_ISO8601} "
      negate  = true
      what    = "previous"
    }
  }

  # 2023-03-06 09:14:11,586 ERROR    [shop.payment] payment of order 7742 failed
  #
  # %{PATTERN:field} looks for one of headgate's patterns and puts what it finds into a field; (?<field>...)
  # does the same for a regular expression of one's own. What stands in further lines is the details.
  filter "grok" "line" {
    match     = { message = "^%{TIMESTAMP_ISO8601:timestamp} %{LOGLEVEL:log.level} +\[%{NOTSPACE:log.logger}\] (?<message>[^\n]*)(?:\n%{GREEDYDATA:details})?" }
    overwrite = ["message"] # put the text of the first line in place of the whole
  }

  filter "date" {
    source       = "timestamp"
    formats      = ["yyyy-MM-dd HH:mm:ss,SSS"]
    timezone     = var.timezone
    remove_field = ["timestamp"]
  }

  # Debugging output is of no interest here. Dropped events are counted in the closing account.
  filter "drop" "debug" { when = field.log.level == "DEBUG" }

  filter "mutate" { lowercase = ["log.level"] }

  # The details of a line are mostly a traceback. The exception that counts is the last one that begins
  # a line; those before it are its causes. The first .* takes as much as it can, so it finds the last.
  group "traceback" {
    when = matches(field.details, "(?m)^Traceback \(most recent call last\):$")

    filter "grok" "exception" {
      match               = { details = "\A.*^%{EXCEPTION:error.type}(?:: %{GREEDYDATA:error.message})?\z" }
      pattern_definitions = { EXCEPTION = "(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?=:|$)" }
      tag_on_failure      = ["_no_exception"]
    }
    filter "mutate" { rename = { details = "error.stack_trace" } }
  }

  # Other further lines stay what they are: a part of the message.
  filter "set" "rest" {
    when         = exists(field.details)
    fields       = { message = "${field.message}\n${field.details}" }
    remove_field = ["details"]
  }

  filter "set" {
    fields = {
      service.name  = "shop"
      event.dataset = "python.app"
    }
  }

  route {
    # What Python prints before logging is set up has no level. It is kept.
    case "unparsed" {
      when = contains(tags, "_grokparsefailure")
      output "file" "unparsed" {
        path           = "out/unparsed.ndjson"
        write_behavior = "overwrite" # begin anew with each run
      }
    }
    case "errors" {
      when = contains(["error", "critical"], field.log.level)
      output "file" "errors" {
        path           = "out/errors.ndjson"
        write_behavior = "overwrite"
      }
    }
    else {
      output "file" "rest" {
        path           = "out/app.ndjson"
        write_behavior = "overwrite"
      }
    }
  }
}

test "a line has level, logger and time" {
  text = "2023-03-06 09:14:09,004 WARNING  [shop.payment.client] attempt 1 of 3 failed\n"
  expect = [
    field.log.level == "warning",
    field.log.logger == "shop.payment.client",
    field.message == "attempt 1 of 3 failed",
    field["@timestamp"] == "2023-03-06T08:14:09.004Z",
    !exists(field.timestamp),
    !exists(field.error),
  ]
  expect_outputs = ["rest"]
}

test "of chained exceptions the last one counts" {
  text          = <<-EOT
    2023-03-06 09:14:11,586 ERROR    [shop.payment] payment of order 7742 failed
    Traceback (most recent call last):
      File "/srv/shop/payment/client.py", line 88, in post
    requests.exceptions.ReadTimeout: Read timed out. (read timeout=2.0)

    During handling of the above exception, another exception occurred:

    Traceback (most recent call last):
      File "/srv/shop/payment/client.py", line 94, in post
    shop.payment.errors.PaymentUnavailable: no answer for order 7742
  EOT
  expect_events = 1
  expect = [
    field.log.level == "error",
    field.message == "payment of order 7742 failed",
    field.error.type == "shop.payment.errors.PaymentUnavailable",
    field.error.message == "no answer for order 7742",
    startswith(field.error.stack_trace, "Traceback (most recent call last):\n  File"),
    length(split("\n", field.error.stack_trace)) == 9,
    !exists(field.details),
  ]
  expect_outputs = ["errors"]
}

test "an exception's message may have several lines" {
  text = <<-EOT
    2023-03-06 09:15:30,127 ERROR    [shop.orders.import] line 3 was refused
    Traceback (most recent call last):
      File "/srv/shop/orders/importer.py", line 59, in parse
    shop.orders.errors.ImportRefused: row refused:
      sku: missing
  EOT
  expect = [
    field.error.type == "shop.orders.errors.ImportRefused",
    field.error.message == "row refused:\n  sku: missing",
  ]
}

test "an exception without a message has a type" {
  text   = "2023-03-06 09:31:58,812 ERROR    [shop] stopped\nTraceback (most recent call last):\n  File \"a.py\", line 9, in <module>\nKeyboardInterrupt\n"
  expect = [field.error.type == "KeyboardInterrupt", !exists(field.error.message)]
}

test "further lines that are no traceback stay in the message" {
  text           = "2023-03-06 09:31:07,355 WARNING  [py.warnings] a.py:8: DeprecationWarning: old\n  now = utcnow()\n"
  expect         = [field.message == "a.py:8: DeprecationWarning: old\n  now = utcnow()", !exists(field.error)]
  expect_outputs = ["rest"]
}

test "debugging output is dropped" {
  text           = "2023-03-06 09:14:02,733 DEBUG    [shop.cache] miss for order:7741\n"
  expect_dropped = true
}

test "a line of another form is kept" {
  text           = "[boot] starting shop\n"
  expect_tags    = ["_grokparsefailure"]
  expect_outputs = ["unparsed"]
}
