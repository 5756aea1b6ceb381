# Gives events an identifier that is the same whenever the same text comes again.
pipeline "demo" {
  input "generator" {
    lines = ["the same line", "another line", "the same line"]
    count = 1
  }
  filter "fingerprint" {
    source = ["message"]
    target = "event.id"
    method = "SHA256"
    key    = env("FINGERPRINT_KEY", "not a secret")
  }
  output "stdout" {}
}
