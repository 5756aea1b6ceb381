package plugin

import (
	"strconv"

	"github.com/headgate/headgate/event"
)

// maxQuoted is the number of bytes of a value that an error shows.
const maxQuoted = 80

// Quote quotes the text of a value for an error, cut where it is long.
func Quote(s string) string {
	if len(s) <= maxQuoted {
		return strconv.Quote(s)
	}
	return strconv.Quote(event.CutUTF8(s, maxQuoted)) + "..."
}
