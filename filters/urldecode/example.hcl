# The query of a URL in readable text.
pipeline "demo" {
  input "generator" {
    lines = ["{\"query\": \"q=caf%C3%A9%20cr%C3%A8me&lang=fr\"}"]
    count = 1
    codec "json" {}
  }
  filter "urldecode" { field = "query" }
  output "stdout" {}
}
