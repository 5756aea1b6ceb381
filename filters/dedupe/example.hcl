# The same message of the same host passes once a minute.
pipeline "demo" {
  input "generator" {
    lines = [
      "{\"host\": \"web1\", \"message\": \"disk is full\"}",
      "{\"host\": \"web2\", \"message\": \"disk is full\"}",
      "{\"host\": \"web1\", \"message\": \"disk is full\", \"again\": true}",
    ]
    count = 1
    codec "json" {}
  }
  filter "dedupe" {
    fields = ["host", "message"]
    window = "1m"
  }
  output "stdout" {}
}
