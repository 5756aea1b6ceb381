package tdfa

import (
	"flag"
)

var long = flag.Bool("long", false, "compare with package regexp on over half a million pairs of pattern and text")

// pairs is how many texts or patterns a test uses.
func pairs(few, many int) int {
	if *long {
		return many
	}
	return few
}
