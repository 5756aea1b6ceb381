# Of each message two pass in ten minutes; the rest is dropped.
pipeline "demo" {
  input "generator" {
    lines = ["disk is full"]
    count = 5
  }
  filter "throttle" {
    key         = field.message
    after_count = 2
    period      = "10m"
    add_tag     = ["throttled"]
  }
  filter "drop" { when = contains(tags, "throttled") }
  output "stdout" {}
}
