package timefmt

import (
	"fmt"
	"slices"
	"strings"
)

// Locale holds the names of months and days in one language. Whatever the locale, English names are read too.
type Locale struct {
	Months, ShortMonths []string // January first
	Days, ShortDays     []string // Monday first
}

var englishNames = newLocale("January February March April May June July August September October November December",
	"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
	"Monday Tuesday Wednesday Thursday Friday Saturday Sunday", "Mon Tue Wed Thu Fri Sat Sun")

// locales is only read. Short forms stand without the dot that some of them bear; the dot is skipped where it stands.
var locales = map[string]*Locale{
	"en": englishNames,
	"de": newLocale("Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
		"Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
		"Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag", "Mo Di Mi Do Fr Sa So"),
	"fr": newLocale("janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
		"janv févr mars avr mai juin juil août sept oct nov déc",
		"lundi mardi mercredi jeudi vendredi samedi dimanche", "lun mar mer jeu ven sam dim"),
	"es": newLocale("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
		"ene feb mar abr may jun jul ago sept oct nov dic",
		"lunes martes miércoles jueves viernes sábado domingo", "lun mar mié jue vie sáb dom"),
	"it": newLocale("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
		"gen feb mar apr mag giu lug ago set ott nov dic",
		"lunedì martedì mercoledì giovedì venerdì sabato domenica", "lun mar mer gio ven sab dom"),
	"pt": newLocale("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
		"jan fev mar abr mai jun jul ago set out nov dez",
		"segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo", "seg ter qua qui sex sáb dom"),
	"nl": newLocale("januari februari maart april mei juni juli augustus september oktober november december",
		"jan feb mrt apr mei jun jul aug sep okt nov dec",
		"maandag dinsdag woensdag donderdag vrijdag zaterdag zondag", "ma di wo do vr za zo"),
	"sv": newLocale("januari februari mars april maj juni juli augusti september oktober november december",
		"jan feb mars apr maj juni juli aug sep okt nov dec",
		"måndag tisdag onsdag torsdag fredag lördag söndag", "mån tis ons tors fre lör sön"),
	"da": newLocale("januar februar marts april maj juni juli august september oktober november december",
		"jan feb mar apr maj jun jul aug sep okt nov dec",
		"mandag tirsdag onsdag torsdag fredag lørdag søndag", "man tir ons tor fre lør søn"),
	"nb": newLocale("januar februar mars april mai juni juli august september oktober november desember",
		"jan feb mar apr mai jun jul aug sep okt nov des",
		"mandag tirsdag onsdag torsdag fredag lørdag søndag", "man tir ons tor fre lør søn"),
}

func newLocale(months, shortMonths, days, shortDays string) *Locale {
	return &Locale{strings.Fields(months), strings.Fields(shortMonths), strings.Fields(days), strings.Fields(shortDays)}
}

// LookupLocale finds the locale of a tag such as "de", "de-AT" or "pt_BR"; the region makes no difference.
func LookupLocale(tag string) (*Locale, error) {
	lang, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	if lang == "no" {
		lang = "nb"
	}
	if loc, ok := locales[lang]; ok {
		return loc, nil
	}
	known := make([]string, 0, len(locales))
	for name := range locales {
		known = append(known, name)
	}
	slices.Sort(known)
	return nil, fmt.Errorf("locale %q is unknown: use one of %s", tag, strings.Join(known, ", "))
}

func (loc *Locale) names(days bool) (long, short []string) {
	if days {
		return loc.Days, loc.ShortDays
	}
	return loc.Months, loc.ShortMonths
}

// match finds the longest name at the start of s, letter case ignored. It returns the name's number from 1 on and its
// length, or 0.
func (loc *Locale) match(s string, days bool) (index, size int, short bool) {
	longNames, shortNames := loc.names(days)
	for i, name := range longNames {
		if len(name) > size && hasFold(s, name) {
			index, size = i+1, len(name)
		}
	}
	for i, name := range shortNames {
		if len(name) > size && hasFold(s, name) {
			index, size, short = i+1, len(name), true
		}
	}
	return index, size, short
}

func hasFold(s, prefix string) bool {
	return len(s) >= len(prefix) && (s[:len(prefix)] == prefix || strings.EqualFold(s[:len(prefix)], prefix))
}

// matchEnglish does what match does for English names, by their first three letters.
func matchEnglish(s string, days bool) (index, size int) {
	if len(s) < 3 {
		return 0, 0
	}
	code := uint32(s[0]|0x20)<<16 | uint32(s[1]|0x20)<<8 | uint32(s[2]|0x20)
	if days {
		index = dayCode(code)
	} else {
		index = monthCode(code)
	}
	if index == 0 {
		return 0, 0
	}
	if len(s) > 3 && isLetter(s[3]) {
		if long, _ := englishNames.names(days); hasFold(s, long[index-1]) {
			return index, len(long[index-1])
		}
	}
	return index, 3
}

func monthCode(code uint32) int {
	switch code {
	case 'j'<<16 | 'a'<<8 | 'n':
		return 1
	case 'f'<<16 | 'e'<<8 | 'b':
		return 2
	case 'm'<<16 | 'a'<<8 | 'r':
		return 3
	case 'a'<<16 | 'p'<<8 | 'r':
		return 4
	case 'm'<<16 | 'a'<<8 | 'y':
		return 5
	case 'j'<<16 | 'u'<<8 | 'n':
		return 6
	case 'j'<<16 | 'u'<<8 | 'l':
		return 7
	case 'a'<<16 | 'u'<<8 | 'g':
		return 8
	case 's'<<16 | 'e'<<8 | 'p':
		return 9
	case 'o'<<16 | 'c'<<8 | 't':
		return 10
	case 'n'<<16 | 'o'<<8 | 'v':
		return 11
	case 'd'<<16 | 'e'<<8 | 'c':
		return 12
	}
	return 0
}

func dayCode(code uint32) int {
	switch code {
	case 'm'<<16 | 'o'<<8 | 'n':
		return 1
	case 't'<<16 | 'u'<<8 | 'e':
		return 2
	case 'w'<<16 | 'e'<<8 | 'd':
		return 3
	case 't'<<16 | 'h'<<8 | 'u':
		return 4
	case 'f'<<16 | 'r'<<8 | 'i':
		return 5
	case 's'<<16 | 'a'<<8 | 't':
		return 6
	case 's'<<16 | 'u'<<8 | 'n':
		return 7
	}
	return 0
}
