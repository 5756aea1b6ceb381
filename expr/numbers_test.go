package expr

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

func TestParseNumber(t *testing.T) {
	for s, want := range map[string]float64{
		"0": 0, "5": 5, "-5": -5, "+5": 5, "007": 7, "12.5": 12.5, "-0.25": -0.25, ".5": .5, "5.": 5, "1e3": 1000, "1E-2": 0.01, "999999999999999": 999999999999999,
		"9223372036854775807": math.MaxInt64, "9223372036854775808": 1 << 63, "1e400": math.Inf(1), "0.000000000000001": 1e-15, "123456789.123456789": 123456789.123456789,
	} {
		n, ok := parseNumber(s)
		if !ok || n.float() != want {
			t.Errorf("%q: %v %v", s, n, ok)
		}
	}
	for _, s := range []string{"", "-", "+", ".", "-.", "e", "1e", "0x10", "inf", "NaN", "1_000", " 1", "1 ", "1,5", "--1", "1-2", "1.2.3", "٣"} {
		if n, ok := parseNumber(s); ok {
			t.Errorf("%q is read as %v", s, n)
		}
	}
	if n, _ := parseNumber("-0.0"); !math.Signbit(n.f) {
		t.Error("the sign of -0.0 is lost")
	}
}

func TestParseNumberRoundsAsTheStandardLibrary(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		s := strconv.FormatFloat(float64(r.Int64N(1e15))/tenTo[r.IntN(16)], 'f', r.IntN(15), 64)
		want, err := strconv.ParseFloat(s, 64)
		if got, ok := parseNumber(s); !ok || err != nil || got.float() != want {
			t.Fatalf("%q: %v, want %v", s, got.float(), want)
		}
	}
}

func TestArithmeticAtTheBorders(t *testing.T) {
	const biggest, least = math.MaxInt64, math.MinInt64
	whole := wholeNumber
	for _, c := range []struct {
		name string
		op   arithmetic
		a, b int64
		want number
	}{
		{"add", add, biggest, 0, whole(biggest)},
		{"add", add, biggest, 1, number{f: 1 << 63}},
		{"add", add, least, -1, number{f: -(1 << 63)}},
		{"add", add, biggest, least, whole(-1)},
		{"subtract", subtract, least, 1, number{f: -(1 << 63)}},
		{"subtract", subtract, 0, least, number{f: 1 << 63}},
		{"subtract", subtract, 5, 0, whole(5)},
		{"subtract", subtract, -1, least, whole(biggest)},
		{"multiply", multiply, biggest, 1, whole(biggest)},
		{"multiply", multiply, least, -1, number{f: 1 << 63}},
		{"multiply", multiply, -1, least, number{f: 1 << 63}},
		{"multiply", multiply, 1 << 32, 1 << 31, number{f: 1 << 63}},
		{"multiply", multiply, 3, -4, whole(-12)},
		{"divide", divide, least, -1, number{f: 1 << 63}},
		{"divide", divide, 7, 2, number{f: 3.5}},
		{"divide", divide, -8, 2, whole(-4)},
		{"modulo", modulo, least, -1, whole(0)},
		{"modulo", modulo, -7, 3, whole(-1)},
	} {
		got, bad := c.op(whole(c.a), whole(c.b))
		if bad != noFailure || got != c.want {
			t.Errorf("%s %d %d: %+v, want %+v", c.name, c.a, c.b, got, c.want)
		}
	}
	if got := negate(whole(least)); got.whole || got.f != 1<<63 {
		t.Errorf("negate: %+v", got)
	}
}

func TestCompareIntFloat(t *testing.T) {
	for _, c := range []struct {
		i    int64
		f    float64
		want int
	}{
		{1<<53 + 1, 1 << 53, 1}, {1 << 53, 1 << 53, 0}, {math.MaxInt64, 1 << 63, -1}, {math.MinInt64, -(1 << 63), 0}, {math.MinInt64, -1e300, 1}, {0, 0.5, -1}, {-1, -0.5, -1}, {1 << 60, math.Inf(1), -1},
	} {
		if got, ok := compareIntFloat(c.i, c.f); !ok || got != c.want {
			t.Errorf("%d ? %v: %d, want %d", c.i, c.f, got, c.want)
		}
	}
	if _, ok := compareIntFloat(0, math.NaN()); ok {
		t.Error("NaN has an order")
	}
}
