# Reads key=value pairs and writes them with a field more.
pipeline "demo" {
  input "generator" {
    lines = ["level=info msg=\"request done\" status=200 cached"]
    count = 1
    codec "logfmt" {}
  }
  filter "set" {
    fields = { service.name = "checkout" }
  }
  output "stdout" {
    codec "logfmt" {}
  }
}
