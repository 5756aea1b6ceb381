# Reads a container's log file as Kubernetes keeps them; a message in two parts is joined.
pipeline "demo" {
  input "file" {
    paths      = ["example.log"]
    checkpoint = false
    codec "cri" {}
  }
  output "stdout" {}
}
