# Each event goes out twice: as it is, and a copy without its text for the statistics.
pipeline "demo" {
  input "generator" {
    lines = ["{\"message\": \"order placed\", \"total\": 17.5}"]
    count = 1
    codec "json" {}
  }
  filter "clone" {
    clones       = ["statistics"]
    remove_field = ["message"]
  }
  output "stdout" {}
}
