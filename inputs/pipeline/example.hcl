# One pipeline reads and sorts, two others take what is theirs.
pipeline "read" {
  input "generator" {
    lines = [
      "{\"service\": \"shop\", \"level\": \"error\"}",
      "{\"service\": \"mail\", \"level\": \"info\"}",
    ]
    count = 1
    codec "json" {}
  }
  route {
    case "shop" {
      when = field.service == "shop"
      output "pipeline" "shop" { send_to = "shop" }
    }
    else {
      output "pipeline" "others" { send_to = "everything-else" }
    }
  }
}

pipeline "shop" {
  input "pipeline" {} # takes what is sent to "shop", its pipeline's name
  output "stdout" {}
}

pipeline "others" {
  input "pipeline" { address = "everything-else" }
  output "stdout" {}
}
