package redact

const (
	minCard, maxCard = 13, 19 // digits, ISO/IEC 7812-1
	maxGroup         = 7      // digits between separators
)

// cardEnd returns the end of the payment card number that begins at i, 0 if there is none. Its digits
// may stand in groups, of which the first has four.
func cardEnd(s string, i int) int {
	if i > 1 && (s[i-1] == '-' || s[i-1] == '.') && digit(s[i-2]) {
		return 0 // within a longer number
	}
	var digits [maxCard]byte
	n, end := 0, 0
	separator := byte(0)
	for j := i; j < len(s); {
		from := j
		for ; j < len(s) && digit(s[j]); j++ {
			if n == maxCard {
				return end
			}
			digits[n] = s[j] - '0'
			n++
		}
		grouped := separator != 0 || j < len(s) && (s[j] == ' ' || s[j] == '-') && j-from == 4
		if separator != 0 && j-from > maxGroup {
			break
		}
		if n >= minCard && isCard(digits[:n]) && !continued(s, j) {
			end = j
		}
		if !grouped || j+1 >= len(s) || s[j] != ' ' && s[j] != '-' || separator != 0 && s[j] != separator || !digit(s[j+1]) {
			break
		}
		separator = s[j]
		j++
	}
	return end
}

// continued reports whether a word or a fraction goes on at i.
func continued(s string, i int) bool {
	return i < len(s) && (word[s[i]] || s[i] == '.' && i+1 < len(s) && digit(s[i+1]))
}

// isCard checks the issuer, the length and the check digit.
func isCard(d []byte) bool {
	n := len(d)
	first4 := int(d[0])*1000 + int(d[1])*100 + int(d[2])*10 + int(d[3])
	switch d[0] {
	case 2: // Mir, Mastercard
		if n != 16 || first4 < 2200 || first4 > 2720 {
			return false
		}
	case 3: // Diners Club, American Express, JCB
		if n < 14 || n > 16 {
			return false
		}
	case 4: // Visa
		if n != 13 && n != 16 && n != 19 {
			return false
		}
	case 5, 6: // Mastercard, Maestro, Discover, UnionPay
	default:
		return false
	}
	return luhn(d)
}

// luhn checks the last digit (ISO/IEC 7812-1, annex B).
func luhn(d []byte) bool {
	sum := 0
	for i := range d {
		v := int(d[len(d)-1-i])
		if i%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0
}

// ibanLengths are the lengths of account numbers by country, from the IBAN registry (ISO 13616).
const ibanLengths = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27" +
	"GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20" +
	"MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26" +
	"UA29VA22VG24XK20YE30"

// ibanLength returns the length that a country's account numbers have, 0 for no country.
func ibanLength(country string) int {
	for i := 0; i < len(ibanLengths); i += 4 {
		if ibanLengths[i:i+2] == country {
			return int(ibanLengths[i+2]-'0')*10 + int(ibanLengths[i+3]-'0')
		}
	}
	return 0
}

// ibanEnd returns the end of the account number that begins at i, 0 if there is none. Blanks may
// separate groups of four.
func ibanEnd(s string, i int) int {
	if len(s)-i < 15 || s[i+1] < 'A' || s[i+1] > 'Z' || !digit(s[i+2]) || !digit(s[i+3]) {
		return 0
	}
	n := ibanLength(s[i : i+2])
	if n == 0 {
		return 0
	}
	var chars [34]byte
	j := i
	for k := 0; k < n; {
		switch {
		case j == len(s):
			return 0
		case digit(s[j]) || s[j] >= 'A' && s[j] <= 'Z':
			chars[k] = s[j]
			k++
		case s[j] != ' ' || k%4 != 0 || s[j-1] == ' ':
			return 0
		}
		j++
	}
	if j < len(s) && word[s[j]] || !mod97(chars[:n]) {
		return 0
	}
	return j
}

// mod97 checks the two digits behind the country (ISO/IEC 7064, MOD 97-10).
func mod97(c []byte) bool {
	rest := 0
	for i := range c {
		switch b := c[(i+4)%len(c)]; {
		case digit(b):
			rest = (rest*10 + int(b-'0')) % 97
		default:
			rest = (rest*100 + int(b-'A') + 10) % 97
		}
	}
	return rest == 1
}
