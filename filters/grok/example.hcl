# Takes lines of a web server and of an application apart.
pipeline "demo" {
  input "generator" {
    lines = [
      "83.149.9.216 - - [17/May/2015:10:05:03 +0000] \"GET /index.html HTTP/1.1\" 200 7697",
      "order AB1234 shipped in 12.5 hours",
      "something else",
    ]
    count = 1
  }
  filter "grok" {
    match = {
      message = [
        "^%{COMMONAPACHELOG}$",
        "^order %{ORDER:[order][id]} shipped in %{NUMBER:order.hours:float} hours$",
      ]
    }
    pattern_definitions = { ORDER = "[A-Z]{2}\d{4}" }
  }
  output "stdout" {}
}
