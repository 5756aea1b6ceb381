# What the container image runs unless it is given another configuration: every *.log file below /logs
# goes to standard output as JSON lines. Mount your own folder over /etc/headgate/conf.d.

variable "paths" {
  description = "Files to follow."
  type        = list(string)
  default     = ["/logs/**/*.log"]
}

pipeline "main" {
  input "file" "logs" {
    paths    = var.paths
    start_at = "beginning"
  }

  output "stdout" {}
}

test "a line comes out as it went in" {
  text           = "hello\n"
  expect         = [field.message == "hello", exists(field["@timestamp"])]
  expect_outputs = ["stdout"]
}
