# Debug lines are left out.
pipeline "demo" {
  input "generator" {
    lines = [
      "{\"level\": \"debug\", \"msg\": \"cache miss\"}",
      "{\"level\": \"error\", \"msg\": \"disk is full\"}",
    ]
    count = 1
    codec "json" {}
  }
  filter "drop" { when = field.level == "debug" }
  output "stdout" {}
}
