# Reads JSON that spans lines.
pipeline "demo" {
  input "file" {
    paths      = ["example.json"]
    checkpoint = false
    codec "json" {}
  }
  output "stdout" {}
}
