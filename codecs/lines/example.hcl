# Lines in an old character set come in, a line of another form goes out for each.
pipeline "demo" {
  input "file" {
    paths      = ["example.txt"]
    checkpoint = false
    codec "lines" { charset = "ISO-8859-1" }
  }
  output "stdout" {
    codec "lines" { format = "${field.log.offset}: ${field.message}" }
  }
}
