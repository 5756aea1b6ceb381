package expr

import (
	"strings"

	"github.com/headgate/headgate/event"
)

// kinds is a set of event.Kind: what an expression may give, or what a function takes.
type kinds uint16

const (
	kNull   kinds = 1 << event.KindNull
	kBool   kinds = 1 << event.KindBool
	kNumber kinds = 1<<event.KindInt | 1<<event.KindFloat | 1<<event.KindNumber
	kString kinds = 1 << event.KindString
	kBytes  kinds = 1 << event.KindBytes
	kTime   kinds = 1 << event.KindTime
	kObject kinds = 1 << event.KindObject
	kList   kinds = 1 << event.KindArray
	kScalar       = kBool | kNumber | kString | kBytes | kTime
	kAny          = kNull | kScalar | kObject | kList
)

func kindOf(v event.Value) kinds { return 1 << v.Kind() }

func (k kinds) has(v event.Value) bool { return k&(1<<v.Kind()) != 0 }

var kindWords = []struct {
	set  kinds
	word string
}{
	{kBool, "bool"}, {kNumber, "number"}, {kString, "string"}, {kBytes, "bytes"}, {kTime, "time"}, {kObject, "object"}, {kList, "list"},
}

// word names the set when all its members but null go by one name, else it is empty.
func (k kinds) word() string {
	for _, w := range kindWords {
		if rest := k &^ kNull; rest != 0 && rest&^w.set == 0 {
			return w.word
		}
	}
	return ""
}

// String lists the members, null left out, as messages print them.
func (k kinds) String() string {
	var words []string
	for _, w := range kindWords {
		if k&w.set != 0 {
			words = append(words, w.word)
		}
	}
	if len(words) == 0 {
		return "null"
	}
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
	return words[0]
}

// article puts "a" or "an" before a word.
func article(word string) string {
	if strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}
