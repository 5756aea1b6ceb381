# Three rounds of two lines of JSON become six events on the terminal.
pipeline "demo" {
  input "generator" {
    lines = [
      "{\"user\": \"ada\", \"ok\": true}",
      "{\"user\": \"bob\", \"ok\": false}",
    ]
    count = 3
    codec "json" {}
  }
  output "stdout" {}
}
