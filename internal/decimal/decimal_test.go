package decimal

import (
	"math/big"
	"testing"
)

func TestWhole(t *testing.T) {
	tests := map[string]string{
		"0": "0", "7": "7", "007": "7", "-12": "-12", "+12": "12", "-0": "0", "95.43": "95", "-95.99": "-95",
		"-0.9": "0", ".5": "0", "5.": "5", "1e3": "1000", "1.5E3": "1500", "1.2345e2": "123", "12e-1": "1",
		"12e-9": "0", "0e999999999999": "0", "43947404257507186280001": "43947404257507186280001",
		"1e1000": "1" + string(make1000()), "00.00": "0",
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			if got, ok := Whole(text); !ok || got != want {
				t.Errorf("got %q, %v, want %q", got, ok, want)
			}
		})
	}
}

func make1000() []byte {
	b := make([]byte, 1000)
	for i := range b {
		b[i] = '0'
	}
	return b
}

func TestWholeRefuses(t *testing.T) {
	for _, text := range []string{"", "-", ".", "e3", "1e", "1e+", "abc", "12a", "1.2.3", "0x1A", " 1", "1 ", "1e99999", "--1", "1_000"} {
		t.Run(text, func(t *testing.T) {
			if got, ok := Whole(text); ok {
				t.Errorf("got %q, want it refused", got)
			}
		})
	}
}

// FuzzWhole compares with package big, which computes with a fraction.
func FuzzWhole(f *testing.F) {
	for _, s := range []string{"1.5e3", "-0.001", "12e-1", "1e20", "+5.", ".5", "abc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := Whole(s)
		if !ok || len(s) > 40 {
			return
		}
		r, valid := new(big.Rat).SetString(s)
		if !valid { // an exponent that package big refuses
			return
		}
		if want := new(big.Int).Quo(r.Num(), r.Denom()).String(); got != want {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
	})
}
