# Hides card numbers, addresses and passwords, and says of what kind they were.
pipeline "demo" {
  input "generator" {
    lines = [
      "login of jane.doe@example.com from 203.0.113.7 with password=hunter2",
      "paid with 4111 1111 1111 1111, order 4111 1111 1111 1112",
    ]
    count = 1
  }
  filter "redact" {
    fields      = ["*"]
    replacement = "[{kind}]"
  }
  output "stdout" {}
}
