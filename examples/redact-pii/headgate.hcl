# The same events go to two places: the whole ones into files that only their owner can read, copies
# without personal data and secrets to where everybody looks.
#
#     headgate run --once examples/redact-pii

variable "key" {
  description = "Key of the hashes that stand for customers. Whoever has it can find out who is who."
  default     = env("REDACT_KEY", "only for this example")
  sensitive   = true # never shown in messages
}

pipeline "redact" {
  # A codec turns bytes into events: here each line is a JSON object.
  input "file" "app" {
    paths      = ["app.ndjson"]
    start_at   = "beginning"
    checkpoint = false # don't remember how far it was read, so that it can be run again
    codec "ndjson" {}
  }

  filter "date" {
    source       = "time"
    formats      = ["ISO8601"]
    remove_field = ["time"]
  }

  # The events as they are. Nobody but the owner of the process can read the file.
  output "file" "original" {
    path           = "out/original.ndjson"
    file_mode      = "0600"
    write_behavior = "overwrite" # begin anew with each run
  }

  # Filters inside an output work on a copy of its own: the other output does not see what they do.
  output "file" "redacted" {
    path           = "out/redacted.ndjson"
    file_mode      = "0644"
    write_behavior = "overwrite"

    # Card numbers (only those whose check digit is right), e-mail addresses, bank accounts, and secrets:
    # passwords, tokens, keys, and all fields whose names say that they hold one. Objects and lists are
    # looked through with all that is inside them. {kind} says what was there.
    filter "redact" "all" {
      fields      = ["message", "user", "payment", "request", "recipients"]
      kinds       = ["card", "email", "iban", "secret"]
      replacement = "[{kind}]"
      counts      = "redacted"
    }

    # Of IP addresses the network stays, which is enough to count visitors.
    filter "redact" "addresses" {
      fields = ["message", "client"]
      kinds  = ["ip"]
      mask   = "partial"
    }

    # Whatever else there is, by a pattern. The hash is the same for the same customer, so that events can
    # still be joined. Only the named group is replaced.
    filter "redact" "customers" {
      patterns = ["customer (?<customer>C-\d+)"]
      mask     = "hash"
      key      = var.key
    }

    # Some fields are better not there at all.
    filter "mutate" { remove_field = ["payment.holder"] }
  }
}

# An "expect" sees the event as it is at the end of the pipeline, before the filters inside an output:
# that is the event that goes to "original".

test "the event itself stays whole, and goes to both" {
  text = <<-EOT
    {"time":"2023-03-06T08:12:58.120Z","message":"login of jane.doe@example.com","user":{"email":"jane.doe@example.com"}}
  EOT
  expect = [
    field.message == "login of jane.doe@example.com",
    field.user.email == "jane.doe@example.com",
    field["@timestamp"] == "2023-03-06T08:12:58.120Z",
    !exists(field.time),
  ]
  expect_outputs = ["original", "redacted"]
}

test "the copy for others hides what is personal" {
  event  = { message = "card 4111 1111 1111 1111 of bob@example.org" }
  at     = "redacted" # the output whose own filters are applied first
  expect = [field.message == "card [card] of [email]"]
}
