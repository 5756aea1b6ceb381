package redact

import "strings"

// token is a kind of credential that is told by how it begins.
type token struct {
	prefix string
	least  int // characters behind the prefix
}

// tokens are those of each first letter.
var tokens = byFirst(
	token{"AKIA", 16}, token{"ASIA", 16}, // AWS access keys
	token{"AIza", 35},                                                                             // Google API keys
	token{"ghp_", 36}, token{"gho_", 36}, token{"ghu_", 36}, token{"ghs_", 36}, token{"ghr_", 36}, // GitHub
	token{"github_pat_", 22},
	token{"glpat-", 20},                                                                                // GitLab
	token{"xoxb-", 10}, token{"xoxp-", 10}, token{"xoxa-", 10}, token{"xoxr-", 10}, token{"xoxs-", 10}, // Slack
	token{"sk_live_", 16}, token{"rk_live_", 16}, token{"sk_test_", 16}, // Stripe
	token{"sk-", 20},      // OpenAI and others
	token{"npm_", 36},     // npm
	token{"hvs.", 24},     // HashiCorp Vault
	token{"SG.", 40},      // SendGrid
	token{"eyJ", minPart}, // JSON Web Token
)

func byFirst(list ...token) (by [256][]token) {
	for _, t := range list {
		by[t.prefix[0]] = append(by[t.prefix[0]], t)
	}
	return by
}

// minPart is the least length of what follows eyJ, and of the second part, in a JSON Web Token.
const minPart = 8

var tokenChars = marked("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.")

// tokenAt finds the credential that begins at i.
func tokenAt(s string, i int) place {
	if s[i]|0x20 == 'b' {
		return bearer(s, i)
	}
	for _, t := range tokens[s[i]] {
		if !strings.HasPrefix(s[i:], t.prefix) || t.prefix == "eyJ" && !dotFollows(s[i:]) {
			continue
		}
		end := i + len(t.prefix)
		for end < len(s) && tokenChars[s[end]] {
			end++
		}
		for s[end-1] == '.' && t.prefix != "eyJ" {
			end-- // of the sentence
		}
		if end-i-len(t.prefix) < t.least || t.prefix == "eyJ" && !isJWT(s[i:end]) {
			continue
		}
		return place{i, end, secret}
	}
	return place{}
}

// maxHead bounds the first part of a JSON Web Token, so that a text full of beginnings of such costs
// little.
const maxHead = 1024

func dotFollows(s string) bool { return strings.IndexByte(s[:min(len(s), maxHead)], '.') > 0 }

// isJWT reports whether a text has the three parts of a JSON Web Token, of which the last, the
// signature, may be empty (RFC 7519).
func isJWT(s string) bool {
	head, rest, ok := strings.Cut(s, ".")
	payload, _, two := strings.Cut(rest, ".")
	return ok && two && len(head) > minPart && len(payload) >= minPart
}

// minBearer is the least length of a token behind "Bearer" (RFC 6750) or "Basic" (RFC 7617).
const minBearer = 8

func bearer(s string, i int) place {
	n := schemeEnd(s, i)
	if n == 0 {
		return place{}
	}
	end := n
	for end < len(s) && (tokenChars[s[end]] || s[end] == '+' || s[end] == '/' || s[end] == '~' || s[end] == '=') {
		end++
	}
	if end-n < minBearer {
		return place{}
	}
	return place{n, end, secret}
}

// schemeEnd returns where the credentials begin behind the name of a scheme at i, 0 if there is none.
func schemeEnd(s string, i int) int {
	for _, scheme := range []string{"bearer ", "basic ", "token ", "digest ", "apikey ", "negotiate "} {
		if len(s)-i > len(scheme) && strings.EqualFold(s[i:i+len(scheme)], scheme) {
			return i + len(scheme)
		}
	}
	return 0
}

// userinfo finds the password in a URL whose authority begins at i (RFC 3986, 3.2.1).
func userinfo(s string, i int) place {
	begin, at := -1, -1
	for j := i; j < len(s); j++ {
		switch s[j] {
		case ':':
			if begin < 0 {
				begin = j + 1
			}
			continue
		case '@':
			at = j
			continue
		case '/', '?', '#', ' ', '\t', '\n', '"', '\'', '<', '>':
		default:
			continue
		}
		break
	}
	if begin < 0 || at <= begin {
		return place{}
	}
	return place{begin, at, secret}
}

const pemBegin, pemEnd, pemDashes = "-----BEGIN ", "-----END ", "-----"

// maxLabel bounds the label of a PEM block, such as "RSA PRIVATE KEY".
const maxLabel = 64

// privateKey finds the PEM block that begins at i (RFC 7468). One that is cut off reaches to the end.
func privateKey(s string, i int) place {
	if !strings.HasPrefix(s[i:], pemBegin) {
		return place{}
	}
	label := s[i+len(pemBegin):]
	n := strings.Index(label[:min(len(label), maxLabel)], pemDashes)
	if n < 0 || !strings.Contains(label[:n], "PRIVATE KEY") {
		return place{}
	}
	end := strings.Index(s[i:], pemEnd)
	if end < 0 {
		return place{i, len(s), secret}
	}
	end += i + len(pemEnd)
	if n := strings.Index(s[end:min(len(s), end+maxLabel)], pemDashes); n >= 0 {
		return place{i, end + n + len(pemDashes), secret}
	}
	return place{i, len(s), secret}
}
