# Every line that is piped in becomes an event:  echo hello | headgate run --once example.hcl
pipeline "demo" {
  input "stdin" {}
  output "stdout" {}
}
