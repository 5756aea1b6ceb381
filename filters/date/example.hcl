# Gives events the time that their log line tells instead of that of their arrival.
pipeline "demo" {
  input "generator" {
    lines = [
      "{\"timestamp\": \"17/May/2015:10:05:03 +0000\", \"message\": \"web server\"}",
      "{\"timestamp\": \"2015-05-17 12:05:03,250\", \"message\": \"application in Berlin\"}",
      "{\"timestamp\": 1431857103, \"message\": \"device\"}",
    ]
    count = 1
    codec "json" {}
  }
  filter "date" {
    source       = "timestamp"
    formats      = ["dd/MMM/yyyy:HH:mm:ss Z", "ISO8601", "UNIX"]
    timezone     = "Europe/Berlin"
    remove_field = ["timestamp"]
  }
  output "stdout" {}
}
