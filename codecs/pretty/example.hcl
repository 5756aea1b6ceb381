# Shows events as indented JSON, with their metadata.
pipeline "demo" {
  input "generator" {
    lines = ["{\"user\": {\"name\": \"ada\", \"age\": 36}, \"tags\": [\"a\", \"b\"], \"@metadata\": {\"index\": \"people\"}}"]
    count = 1
    codec "json" {}
  }
  output "stdout" {
    codec "pretty" {
      color    = "auto"
      metadata = true
    }
  }
}
