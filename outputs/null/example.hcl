# Runs events through the filters and throws them away, to see how fast the filters are.
pipeline "measure" {
  input "generator" {
    lines = ["10.0.0.1 GET /index.html 200"]
    count = 1000
  }

  filter "dissect" {
    mapping = { message = "%{client} %{method} %{path} %{status}" }
  }

  output "null" {}
}
