# Each line is a JSON object, or a list of some.
pipeline "demo" {
  input "generator" {
    lines = ["{\"user\": \"ada\", \"age\": 36}", "[{\"user\": \"bob\"}, {\"user\": \"eve\"}]"]
    count = 1
    codec "ndjson" { target = "person" }
  }
  output "stdout" {
    codec "ndjson" {}
  }
}
