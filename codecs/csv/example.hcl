# The first row names the columns; one of them is a number. Some of them go out as CSV again.
pipeline "demo" {
  input "file" {
    paths      = ["example.csv"]
    checkpoint = false
    codec "csv" {
      autodetect_column_names = true
      convert                 = { age = "integer" }
    }
  }
  output "stdout" {
    codec "csv" {
      columns         = ["age", "city"]
      include_headers = true
      separator       = ";"
    }
  }
}
