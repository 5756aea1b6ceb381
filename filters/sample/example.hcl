# Keeps all errors and the whole of about half of the traces.
pipeline "demo" {
  input "generator" {
    lines = [
      "{\"trace\": \"a1\", \"level\": \"info\", \"msg\": \"begin\"}",
      "{\"trace\": \"a1\", \"level\": \"info\", \"msg\": \"end\"}",
      "{\"trace\": \"b2\", \"level\": \"info\", \"msg\": \"begin\"}",
      "{\"trace\": \"b2\", \"level\": \"error\", \"msg\": \"disk is full\"}",
    ]
    count = 1
    codec "json" {}
  }
  filter "sample" {
    rate   = 0.5
    key    = field.trace
    always = field.level == "error"
  }
  output "stdout" {}
}
