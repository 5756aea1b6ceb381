# Rows with three named columns, of which one is a number.
pipeline "demo" {
  input "generator" {
    lines = ["ada,\"London, UK\",36", "bob,Paris,41"]
    count = 1
  }
  filter "csv" {
    columns      = ["user.name", "user.city", "user.age"]
    convert      = { user.age = "integer" }
    remove_field = ["message"]
  }
  output "stdout" {}
}
