# Names the service, says how the request ended, and moves the address below source.
pipeline "demo" {
  input "generator" {
    lines = [
      "{\"ip\": \"192.0.2.7\", \"status\": 200, \"user\": {\"name\": \"Ada\"}}",
      "{\"ip\": \"192.0.2.8\", \"status\": 503}",
    ]
    count = 1
    codec "json" {}
  }
  filter "set" {
    fields = {
      service.name  = "shop"
      event.outcome = field.status >= 500 ? "failure" : "success"
      source.ip     = field.ip
      greeting      = "Hello ${coalesce(field.user.name, "stranger")}!"
    }
    remove_field = ["ip"]
  }
  output "stdout" {}
}
