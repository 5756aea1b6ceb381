# Says in words what a status code means.
pipeline "demo" {
  input "generator" {
    lines = [
      "{\"path\": \"/\", \"status\": 200}",
      "{\"path\": \"/teapot\", \"status\": 418}",
    ]
    count = 1
    codec "json" {}
  }
  filter "translate" {
    source     = "status"
    target     = "meaning"
    dictionary = { "200" = "OK", "404" = "Not Found", "500" = "Internal Server Error" }
    fallback   = "unknown status ${field.status}"
  }
  output "stdout" {}
}
