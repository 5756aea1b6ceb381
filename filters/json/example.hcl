# A line of text with JSON at its end: first the ends are told apart, then the JSON becomes fields.
pipeline "demo" {
  input "generator" {
    lines = [
      "app[7]: {\"level\": \"info\", \"user\": {\"id\": 17}}",
      "app[7]: {\"level\": \"info\",",
    ]
    count = 1
  }
  filter "dissect" { mapping = { message = "%{program}[%{pid}]: %{body}" } }
  filter "json" {
    source       = "body"
    target       = "app"
    remove_field = ["body", "message"]
  }
  output "stdout" {}
}
