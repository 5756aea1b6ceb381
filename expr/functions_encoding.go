package expr

import (
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/headgate/headgate/event"
)

func encodingFunctions() []function {
	t := []param{text("text")}
	return []function{
		{
			name: "jsonencode", params: []param{some("value", kAny)}, result: kString, call1: jsonEncode,
			summary: "The value as JSON text.", example: `jsonencode({ a = [1, null] })`, want: `"{\"a\":[1,null]}"`,
		},
		{
			name: "jsondecode", params: t, result: kAny, call1: jsonDecode,
			summary: "The value that a JSON text holds.", example: `jsondecode("{\"a\": 1}").a`, want: `1`,
		},
		{
			name: "base64encode", params: t, result: kString, call1: base64Encode,
			summary: "The bytes of the text in base 64.", example: `base64encode("hello")`, want: `"aGVsbG8="`,
		},
		{
			name: "base64decode", params: t, result: kString, call1: base64Decode,
			summary: "The text that was written in base 64, with or without padding, in either alphabet.", example: `base64decode("aGVsbG8=")`, want: `"hello"`,
		},
		{
			name: "urlencode", params: t, result: kString, call1: mapText(url.QueryEscape),
			summary: "The text as it stands in the query of a URL.", example: `urlencode("a b&c")`, want: `"a+b%26c"`,
		},
		{
			name: "urldecode", params: t, result: kString, call1: urlDecode,
			summary: "The text of a part of a URL's query.", example: `urldecode("a+b%26c")`, want: `"a b&c"`,
		},
	}
}

func jsonEncode(e *Env, s *site, v event.Value) event.Value {
	b := event.AppendJSONValue(e.arena.Begin(2*sizeHint(v)), v)
	if len(b) > maxText {
		return e.fail(Failure{site: s, code: failTooLong, note: maxTextNote})
	}
	return e.text(b)
}

func jsonDecode(e *Env, s *site, v event.Value) event.Value {
	r, err := event.DecodeJSON(e.arena, textOf(v))
	if err != nil {
		return e.fail(Failure{site: s, code: failValue, arg: "the text is", value: v, err: err})
	}
	return r
}

func base64Encode(e *Env, s *site, v event.Value) event.Value {
	t := textOf(v)
	n := base64.StdEncoding.EncodedLen(len(t))
	if n > maxText {
		return e.fail(Failure{site: s, code: failTooLong, note: maxTextNote})
	}
	return e.text(base64.StdEncoding.AppendEncode(e.arena.Begin(n), []byte(t)))
}

func base64Decode(e *Env, s *site, v event.Value) event.Value {
	t := strings.TrimRight(textOf(v), "=")
	coding := base64.RawStdEncoding
	if strings.ContainsAny(t, "-_") {
		coding = base64.RawURLEncoding
	}
	b, err := coding.AppendDecode(e.arena.Begin(coding.DecodedLen(len(t))), []byte(t))
	if err != nil {
		return e.fail(Failure{site: s, code: failValue, arg: "the text is", value: v, err: err})
	}
	return e.text(b)
}

func urlDecode(e *Env, s *site, v event.Value) event.Value {
	t, err := url.QueryUnescape(textOf(v))
	if err != nil {
		return e.fail(Failure{site: s, code: failValue, arg: "the text is", value: v, err: err})
	}
	return event.String(t)
}
