# All events go to an archive as they are; errors also go through a pipeline of their own.
pipeline "intake" {
  input "generator" {
    lines = [
      "{\"level\": \"error\", \"msg\": \"disk is full\"}",
      "{\"level\": \"info\", \"msg\": \"started\"}",
    ]
    count = 1
    codec "json" {}
  }
  output "stdout" "archive" {}
  output "pipeline" "errors" {
    send_to = "errors"
    when    = field.level == "error"
  }
}

pipeline "errors" {
  input "pipeline" {}
  filter "set" { fields = { alert = true } }
  output "stdout" {}
}
