# Renames, types and tidies the fields of an application's log.
pipeline "demo" {
  input "generator" {
    lines = [
      "{\"msg\": \" user logged in \", \"service\": \"SHOP\", \"took\": \"1,204\", \"path\": \"/a/b\"}",
    ]
    count = 1
    codec "json" {}
  }
  filter "mutate" {
    rename    = { msg = "message" }
    convert   = { took = "integer" }
    gsub      = ["path", "/", "."]
    lowercase = ["service"]
    strip     = ["message"]
    add_field = { env = "prod" }
  }
  output "stdout" {}
}
