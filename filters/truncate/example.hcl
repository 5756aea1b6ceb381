# No text of an event is longer than 20 bytes.
pipeline "demo" {
  input "generator" {
    lines = ["a line that is much too long for its reader"]
    count = 1
  }
  filter "truncate" {
    fields = ["message"]
    max    = 20
  }
  output "stdout" {}
}
