# One document with two orders becomes two events.
pipeline "demo" {
  input "generator" {
    lines = ["{\"shop\": \"north\", \"orders\": [{\"id\": 1}, {\"id\": 2}]}"]
    count = 1
    codec "json" {}
  }
  filter "split" {
    field        = "orders"
    target       = "order"
    remove_field = ["orders"]
  }
  output "stdout" {}
}
