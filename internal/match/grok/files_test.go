package grok

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLoadDirs(t *testing.T) {
	one, two := filepath.Join(t.TempDir(), "a[b]"), t.TempDir()
	if err := os.Mkdir(one, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, one, "a.grok", "# comment\nID  [a-z]+ \n\n\tNUM\t\\d+\r\n")
	write(t, one, "b.txt", "OTHER x")
	write(t, two, "c.grok", "ID [A-Z]+\n  # indented comment\n")
	for name, c := range map[string]struct {
		dirs []string
		glob string
		want map[string]string
	}{
		"all files":   {[]string{one}, "", map[string]string{"ID": "[a-z]+ ", "NUM": `\d+`, "OTHER": "x"}},
		"glob":        {[]string{one}, "*.grok", map[string]string{"ID": "[a-z]+ ", "NUM": `\d+`}},
		"later wins":  {[]string{one, two}, "*.grok", map[string]string{"ID": "[A-Z]+", "NUM": `\d+`}},
		"file itself": {[]string{filepath.Join(one, "b.txt")}, "", map[string]string{"OTHER": "x"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := LoadDirs(c.dirs, c.glob)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLoadDirsErrors(t *testing.T) {
	for name, c := range map[string]struct{ text, glob, want string }{
		"no definition": {"A x\nB\n", "", `p:2: name "B" without a definition: write NAME, a space and a regular expression`},
		"bad name":      {"A:b x\n", "", `p:1: name "A:b" has other characters than letters, digits, dots, dashes and underscores`},
		"bad glob":      {"A x\n", "[", `glob "[": syntax error in pattern`},
		"long line":     {"A " + strings.Repeat("x", maxLine) + "\n", "", "token too long"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "p", c.text)
			if _, err := LoadDirs([]string{dir}, c.glob); err == nil || !strings.HasSuffix(err.Error(), c.want) {
				t.Errorf("error %v, want end %q", err, c.want)
			}
		})
	}
	if _, err := LoadDirs([]string{filepath.Join(t.TempDir(), "none")}, ""); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want one of a missing folder", err)
	}
}
