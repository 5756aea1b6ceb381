# Reads MessagePack: the file holds two maps.
pipeline "demo" {
  input "file" {
    paths      = ["example.msgpack"]
    checkpoint = false
    codec "msgpack" {}
  }
  output "stdout" {}
}
