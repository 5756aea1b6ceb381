# Each event gets an identifier that sorts by time.
pipeline "demo" {
  input "generator" {
    lines = ["order placed"]
    count = 2
  }
  filter "uuid" {
    target  = "event.id"
    version = "v7"
  }
  output "stdout" {}
}
