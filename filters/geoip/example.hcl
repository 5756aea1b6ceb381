# Says where addresses are. The database holds some made-up networks; with a real one, such as
# GeoLite2-City.mmdb, the same works for all addresses.
pipeline "demo" {
  input "generator" {
    lines = [
      "{\"source\": {\"address\": \"81.2.69.142\"}, \"message\": \"known\"}",
      "{\"source\": {\"address\": \"192.0.2.1\"}, \"message\": \"unknown\"}",
    ]
    count = 1
    codec "json" {}
  }
  filter "geoip" {
    source   = "source.address"
    target   = "source"
    database = "testdata/GeoLite2-City-Test.mmdb"
    fields   = ["ip", "city_name", "country_name", "country_code2", "location"]
  }
  output "stdout" {}
}
