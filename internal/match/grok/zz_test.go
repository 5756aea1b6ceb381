package grok

import (
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/headgate/headgate/internal/match"
)

func TestZZ(t *testing.T) {
	orig := map[string]string{
		"BASE16NUM":    `(?<![0-9A-Fa-f])(?:[+-]?(?:0x)?(?:[0-9A-Fa-f]+))`,
		"BASE10NUM":    `(?<![0-9.+-])(?>[+-]?(?:(?:[0-9]+(?:\.[0-9]+)?)|(?:\.[0-9]+)))`,
		"QUOTEDSTRING": "(?>(?<!\\\\)(?>\"(?>\\\\.|[^\\\\\"]+)+\"|\"\"|(?>'(?>\\\\.|[^\\\\']+)+')|''|(?>`(?>\\\\.|[^\\\\`]+)+`)|``))",
		"IPV4":         `(?<![0-9])(?:(?:[0-1]?[0-9]{1,2}|2[0-4][0-9]|25[0-5])[.](?:[0-1]?[0-9]{1,2}|2[0-4][0-9]|25[0-5])[.](?:[0-1]?[0-9]{1,2}|2[0-4][0-9]|25[0-5])[.](?:[0-1]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]))(?![0-9])`,
		"UNIXPATH":     `(/[[[:alnum:]]_%!$@:.,+~-]*)+`,
		"WINPATH":      `(?>[A-Za-z]+:|\\)(?:\\[^\\?*]*)+`,
		"URIPROTO":     `[A-Za-z]([A-Za-z0-9+\-.]+)+`,
		"YEAR":         `(?>\d\d){1,2}`,
		"TIME":         `(?!<[0-9])%{HOUR}:%{MINUTE}(?::%{SECOND})(?![0-9])`,
		"LOGLEVEL":     `([Aa]lert|ALERT|[Tt]race|TRACE|[Dd]ebug|DEBUG|[Nn]otice|NOTICE|[Ii]nfo?(?:rmation)?|INFO?(?:RMATION)?|[Ww]arn?(?:ing)?|WARN?(?:ING)?|[Ee]rr?(?:or)?|ERR?(?:OR)?|[Cc]rit?(?:ical)?|CRIT?(?:ICAL)?|[Ff]atal|FATAL|[Ss]evere|SEVERE|EMERG(?:ENCY)?|[Ee]merg(?:ency)?)`,
		"DAY":          `(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)`,
	}
	ps := []string{"1", "12", "255", "256", ".", "-", "+", ":", "0x", "a", "F", "\"", "\\", "'", "`", " ", "/", "é", "C:", "?", "60", "23", "09", "Info", "INFORMATION", "warn", "Err", "emerg", "Sun", "day", "\n", "_", ".5", "http", "://"}
	r := rand.New(rand.NewPCG(1, 9))
	w := &match.Work{}
	for name, o := range orig {
		for _, wrap := range [][2]string{{"", ""}, {".*?", ".?"}, {"[0-9.]*", "[0-9.\"]*$"}, {"x*", "[^ ]"}} {
			a := compile(t, Legacy(), wrap[0]+"(?<q>%{"+name+"})"+wrap[1], Options{})
			b := compile(t, Legacy(), wrap[0]+"(?<q>"+o+")"+wrap[1], Options{})
			for range 20000 {
				s := ""
				for range r.IntN(9) {
					s += ps[r.IntN(len(ps))]
				}
				sa, sb := make([]int, 2), make([]int, 2)
				oa, ob := a.Pattern().Match(w, s, sa), b.Pattern().Match(w, s, sb)
				if oa != ob || sa[0] != sb[0] || sa[1] != sb[1] {
					t.Errorf("%s %v %q: %v %v", name, wrap, s, sa, sb)
					break
				}
			}
		}
	}
}

// field inventory vs reference dump
func TestZZInv(t *testing.T) {
	dir := os.Getenv("REFDIR")
	if dir == "" {
		t.Skip()
	}
	ents, _ := os.ReadDir(dir)
	ref := regexp.MustCompile(`%\{(\w+):([^}]+)\}|\(\?<([^=!>][^>]*)>`)
	fieldsOf := func(def string) map[string]bool {
		m := map[string]bool{}
		for _, x := range ref.FindAllStringSubmatch(def, -1) {
			if x[3] != "" {
				m["<>"+x[3]] = true
			} else {
				m[x[1]+":"+x[2]] = true
			}
		}
		return m
	}
	for _, e := range ents {
		data, _ := os.ReadFile(dir + "/" + e.Name())
		d := Legacy()
		if strings.HasPrefix(e.Name(), "ecs") {
			d = ECS()
		}
		for _, line := range strings.Split(string(data), "\n") {
			if line == "" || line[0] == '#' {
				continue
			}
			name, def, _ := strings.Cut(line, " ")
			ours, ok := d.Lookup(name)
			if !ok {
				t.Errorf("%s: %s missing", e.Name(), name)
				continue
			}
			a, b := fieldsOf(def), fieldsOf(ours)
			for k := range a {
				if !b[k] {
					t.Errorf("%s %s: lacks %s", e.Name(), name, k)
				}
			}
			for k := range b {
				if !a[k] {
					t.Errorf("%s %s: has extra %s", e.Name(), name, k)
				}
			}
		}
	}
}
