# A syslog line is taken apart at its blanks and brackets.
pipeline "demo" {
  input "generator" {
    lines = ["Mar 16 00:01:25 evita postfix/smtpd[1713]: connect from camomile.cloud9.net"]
    count = 1
  }
  filter "dissect" {
    mapping          = { message = "%{time} %{+time} %{+time} %{host.name} %{process.name}[%{process.pid}]: %{text}" }
    convert_datatype = { process.pid = "int" }
    remove_field     = ["message"]
  }
  output "stdout" {}
}
