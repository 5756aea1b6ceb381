# The load of the machine, once (without --once every 10 seconds), as one event.
pipeline "demo" {
  input "exec" "load" {
    command  = "uptime"
    interval = "10s"
  }
  output "stdout" {}
}
