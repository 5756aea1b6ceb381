# The pairs of a firewall's line become fields.
pipeline "demo" {
  input "generator" {
    lines = ["action=drop src=192.0.2.1 dst=192.0.2.9 proto=tcp reason=\"no route\""]
    count = 1
  }
  filter "kv" {
    target       = "firewall"
    exclude_keys = ["proto"]
  }
  output "stdout" {}
}
