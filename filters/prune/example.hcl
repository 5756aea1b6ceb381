# Only the fields that an index knows go on, and health checks lose their path.
pipeline "demo" {
  input "generator" {
    lines = [
      "{\"method\": \"GET\", \"status\": 200, \"path\": \"/health\", \"debug_trace\": \"x\"}",
      "{\"method\": \"POST\", \"status\": 201, \"path\": \"/orders\"}",
    ]
    count = 1
    codec "json" {}
  }
  filter "prune" {
    whitelist_names  = ["^@timestamp$", "^(method|status|path)$"]
    blacklist_values = { path = "^/health" }
  }
  output "stdout" {}
}
