# Writes one file for each client and level of log, compressed, below the folder out.
pipeline "split-up" {
  input "generator" {
    lines = [
      "10.0.0.1 info started",
      "10.0.0.2 error disk is full",
      "10.0.0.1 info stopped",
    ]
    count = 1
  }

  filter "dissect" {
    mapping = { message = "%{client} %{level} %{text}" }
  }

  output "file" {
    path = "out/${field.client}/${field.level}.log.gz"
  }
}
