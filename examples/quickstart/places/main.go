// Command places writes places.mmdb, the small GeoIP database of the quickstart, from places.csv. The
// places are rough: they stand for the networks from which most requests of the sample come.
package main

import (
	_ "embed" // the places
	"encoding/csv"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"
)

//go:embed places.csv
var places string

// built is the date that the database bears. It is fixed, so that the same places give the same file.
const built = 1767225600 // 2026-01-01

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: places FILE")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "places:", err)
		os.Exit(1)
	}
}

func write(path string) error {
	tree, err := mmdbwriter.New(mmdbwriter.Options{
		DatabaseType: "GeoLite2-City", RecordSize: 24, BuildEpoch: built,
		Description: map[string]string{"en": "Rough places of the quickstart's sample"},
	})
	if err != nil {
		return err
	}
	rows, err := csv.NewReader(strings.NewReader(places)).ReadAll()
	if err != nil {
		return err
	}
	for _, row := range rows[1:] {
		if err := insert(tree, row); err != nil {
			return err
		}
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if _, err := tree.WriteTo(f); err != nil {
		return err
	}
	return f.Close()
}

func insert(tree *mmdbwriter.Tree, row []string) error {
	_, network, err := net.ParseCIDR(row[0])
	if err != nil {
		return err
	}
	lat, err := strconv.ParseFloat(row[6], 64)
	if err != nil {
		return err
	}
	lon, err := strconv.ParseFloat(row[7], 64)
	if err != nil {
		return err
	}
	return tree.Insert(network, mmdbtype.Map{
		"city":      mmdbtype.Map{"names": name(row[5])},
		"continent": mmdbtype.Map{"code": mmdbtype.String(row[3]), "names": name(row[4])},
		"country":   mmdbtype.Map{"iso_code": mmdbtype.String(row[1]), "names": name(row[2])},
		"location":  mmdbtype.Map{"latitude": mmdbtype.Float64(lat), "longitude": mmdbtype.Float64(lon)},
	})
}

func name(s string) mmdbtype.Map { return mmdbtype.Map{"en": mmdbtype.String(s)} }
