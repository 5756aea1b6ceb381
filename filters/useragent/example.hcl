# Tells browser, system and device from what clients say of themselves.
pipeline "demo" {
  input "generator" {
    lines = [
      "{\"user_agent\": {\"original\": \"Mozilla/5.0 (X11; Linux x86_64; rv:45.0) Gecko/20100101 Firefox/45.0\"}}",
      "{\"user_agent\": {\"original\": \"curl/7.88.1\"}}",
    ]
    count = 1
    codec "json" {}
  }
  filter "useragent" { source = "user_agent.original" }
  output "stdout" {}
}
