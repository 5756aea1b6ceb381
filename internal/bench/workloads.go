package main

// workload is one job for all programs.
type workload struct {
	name, data, config string
	floor              lineFunc
}

const head = `headgate {
  data_dir          = "@DIR@/data"
  ecs_compatibility = "disabled"
}
`

var workloads = []workload{
	{"W1", "access.log", head + `
pipeline "w1" {
  input "file" "in" {
    paths      = ["@IN@"]
    start_at   = "beginning"
    checkpoint = false
  }
  filter "grok" "combined" {
    match        = { message = ["%{COMBINEDAPACHELOG}"] }
    remove_field = ["message"]
  }
  filter "mutate" "types" {
    convert = { response = "integer", bytes = "integer" }
  }
  output "file" "out" { path = "@OUT@" }
}
`, accessToJSON},
	{"W2", "app.json", head + `
pipeline "w2" {
  input "file" "in" {
    paths      = ["@IN@"]
    start_at   = "beginning"
    checkpoint = false
    codec "ndjson" {}
  }
  filter "drop" "debug" { when = field.level == "debug" }
  filter "mutate" "shape" {
    rename    = { msg = "message" }
    add_field = { env = "prod" }
    lowercase = ["service"]
  }
  output "file" "out" { path = "@OUT@" }
}
`, reshape},
	{"W3", "access.log", head + `
pipeline "w3" {
  order = "source"
  input "file" "in" {
    paths      = ["@IN@"]
    start_at   = "beginning"
    checkpoint = false
  }
  output "file" "out" {
    path = "@OUT@"
    codec "lines" {}
  }
}
`, copyLine},
}
