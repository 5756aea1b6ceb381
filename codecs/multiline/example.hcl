# A stack trace becomes one event with the line before it.
pipeline "demo" {
  input "file" {
    paths      = ["example.log"]
    checkpoint = false
    codec "multiline" {
      pattern = "^%{TIMESTAMP_ISO8601} "
      negate  = true
      what    = "previous"
    }
  }
  output "stdout" {}
}
