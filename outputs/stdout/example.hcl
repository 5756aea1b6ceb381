# Prints events as JSON, one to a line.
pipeline "hello" {
  input "generator" {
    lines = ["hello", "world"]
    count = 1
  }

  output "stdout" {}
}
