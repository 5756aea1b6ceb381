# Reads every log beside this file to its end, also compressed ones. With checkpoint = false it can
# be run again; without it a second run would only read what is new.
pipeline "demo" {
  input "file" "logs" {
    paths      = ["*.log", "*.log.gz"]
    mode       = "read"
    checkpoint = false
  }
  output "stdout" {}
}
