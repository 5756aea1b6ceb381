package file

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

func TestWriteFixedPath(t *testing.T) {
	dir := t.TempDir()
	o := newLines(t, dir, `path = "DIR/a/b/out.log"`)
	open(t, o)
	deliver(t, o, messages("one", "two")...)
	deliver(t, o, messages("three")...)
	want := map[string]string{"a/b/out.log": "one\ntwo\nthree\n"}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestWriteRejectsWhatCannotBeEncoded(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{"DIR/out.log", "DIR/${coalesce(field.x, \"out\")}.log"} {
		o := newLines(t, dir, "path = \""+path+"\"")
		got, err := outcomes(t, o, `{"message":"a"}`, `{"other":1}`, `{"message":"b"}`)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"delivered", fmt.Sprintf("encode for %q: no message", dir+"/out.log"), "delivered"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	if got := content(t, dir+"/out.log"); got != "a\nb\na\nb\n" {
		t.Errorf("file holds %q", got)
	}
}

func TestWriteTemplatedPath(t *testing.T) {
	dir := t.TempDir()
	o := newLines(t, dir, `path = "DIR/logs-${field.kind}/${field.host.name}/${field.day}.log"`)
	open(t, o)
	ev := func(kind, host, day, message string) string {
		return fmt.Sprintf(`{"kind":%q,"host":{"name":%q},"day":%q,"message":%q}`, kind, host, day, message)
	}
	deliver(
		t, o, ev("a", "h1", "d1", "1"), ev("a", "h2", "d1", "2"), ev("a", "h1", "d1", "3"),
		ev("b", "h1", "d2/x", "4"), ev("a", "h1", "d1", "5"),
	)
	deliver(t, o, ev("a", "h2", "d1", "6"))
	want := map[string]string{
		"logs-a/h1/d1.log":   "1\n3\n5\n",
		"logs-a/h2/d1.log":   "2\n6\n",
		"logs-b/h1/d2/x.log": "4\n",
	}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestFewHandlesManyFiles(t *testing.T) {
	for _, suffix := range []string{"log", "gz", "zst"} {
		t.Run(suffix, func(t *testing.T) {
			dir := t.TempDir()
			o := newLines(t, dir, `path = "DIR/${field.n}.`+suffix+"\"\nmax_open_files = 3")
			open(t, o)
			want := make(map[string]string)
			for round := range 4 {
				var events []string
				for n := range 50 {
					events = append(events, fmt.Sprintf(`{"n":%d,"message":"round %d"}`, n, round))
					want[fmt.Sprintf("%d.%s", n, suffix)] += fmt.Sprintf("round %d\n", round)
				}
				deliver(t, o, events...)
				if n := len(o.files.open); n != 3 {
					t.Fatalf("%d files are open", n)
				}
			}
			if err := o.Close(); err != nil {
				t.Fatal(err)
			}
			got := make(map[string]string)
			for name := range tree(t, dir) {
				got[name] = unpacked(t, filepath.Join(dir, name))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFileDisappears(t *testing.T) {
	replace := map[string]func(path string) error{
		"deleted": os.Remove,
		"renamed": func(path string) error { return os.Rename(path, path+".1") },
		"renamed and made anew": func(path string) error {
			if err := os.Rename(path, path+".1"); err != nil {
				return err
			}
			return os.WriteFile(path, nil, 0o600)
		},
		"folder deleted":             func(path string) error { return os.RemoveAll(filepath.Dir(path)) },
		"copied and truncated":       func(path string) error { return os.Truncate(path, 0) },
		"replaced by unfinished one": func(path string) error { return os.WriteFile(path, nil, 0o600) },
	}
	for name, f := range replace {
		for _, suffix := range []string{"log", "gz", "zst"} {
			t.Run(name+" "+suffix, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "sub", "out."+suffix)
				o := newLines(t, path, `path = "DIR"`)
				deliver(t, o, messages("before")...)
				if err := f(path); err != nil {
					t.Fatal(err)
				}
				deliver(t, o, messages("after")...)
				deliver(t, o, messages("later")...)
				if err := o.Close(); err != nil {
					t.Fatal(err)
				}
				if got := unpacked(t, path); got != "after\nlater\n" {
					t.Errorf("file holds %q", got)
				}
				if _, err := os.Stat(path + ".1"); err == nil {
					if err := os.Rename(path+".1", path+".1."+suffix); err != nil {
						t.Fatal(err)
					}
					if got := unpacked(t, path+".1."+suffix); got != "before\n" {
						t.Errorf("renamed file holds %q", got)
					}
				}
			})
		}
	}
}

func TestMissingFileIsNotMade(t *testing.T) {
	dir := t.TempDir()
	put(t, dir+"/there.log", "old\n")
	o := newLines(t, dir, "path = \"DIR/${field.name}.log\"\ncreate_if_deleted = false")
	open(t, o)
	there, missing := `{"name":"there","message":"new"}`, `{"name":"missing","message":"new"}`
	rejected := func(name string) string {
		return fmt.Sprintf("open %q: the file does not exist and create_if_deleted is false", dir+"/"+name+".log")
	}
	steps := []struct {
		before func() error
		want   []string
	}{
		{func() error { return nil }, []string{"delivered", rejected("missing")}},
		{func() error { return os.Remove(dir + "/there.log") }, []string{rejected("there"), rejected("missing")}},
		{func() error { return os.WriteFile(dir+"/there.log", nil, 0o600) }, []string{"delivered", rejected("missing")}},
	}
	for i, s := range steps {
		if err := s.before(); err != nil {
			t.Fatal(err)
		}
		got, err := outcomes(t, o, there, missing)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s.want, got); diff != "" {
			t.Errorf("step %d (-want +got):\n%s", i, diff)
		}
	}
	if diff := cmp.Diff(map[string]string{"there.log": "new\n"}, tree(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestOverwrite(t *testing.T) {
	dir := t.TempDir()
	for name, path := range map[string]string{"fixed": "DIR/a.log", "templated": "DIR/${field.name}.log"} {
		t.Run(name, func(t *testing.T) {
			put(t, dir+"/a.log", "old\n")
			o := newLines(t, dir, fmt.Sprintf("path = %q\nwrite_behavior = \"overwrite\"\nmax_open_files = 1", path))
			open(t, o)
			for _, m := range []string{"1", "2"} {
				deliver(t, o, `{"name":"a","message":"`+m+`"}`)
				if name == "templated" { // its handle is taken by another file in between
					deliver(t, o, `{"name":"b","message":"`+m+`"}`)
				}
			}
			for file, got := range tree(t, dir) {
				if got != "1\n2\n" {
					t.Errorf("%s holds %q", file, got)
				}
			}
		})
	}
}

func TestModes(t *testing.T) {
	dir := t.TempDir()
	put(t, dir+"/old.log", "")
	o := newLines(t, dir, "path = \"DIR/${field.p}.log\"\ndir_mode = \"0771\"\nfile_mode = \"0666\"")
	deliver(t, o, `{"p":"old","message":"m"}`, `{"p":"x/y/new","message":"m"}`)
	want := map[string]os.FileMode{"old.log": 0o600, "x": 0o771, "x/y": 0o771, "x/y/new.log": 0o666}
	got := make(map[string]os.FileMode)
	for name := range want {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		got[name] = info.Mode().Perm()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("permissions (-want +got):\n%s", diff)
	}
}

func TestRelativePathIsBelowTheConfiguration(t *testing.T) {
	dir := t.TempDir()
	base := func(e *plugin.Env) { e.Base = dir }
	deliver(t, newLines(t, dir, `path = "out/fixed.log"`, base), messages("a")...)
	deliver(t, newLines(t, dir, `path = "by-${field.message}.log"`, base), messages("b")...)
	deliver(t, newLines(t, dir, `path = "./out/${field.message}"`, base), messages("c")...)
	want := map[string]string{"out/fixed.log": "a\n", "by-b.log": "b\n", "out/c": "c\n"}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestFsync(t *testing.T) {
	for _, policy := range []string{"none", "batch", "1h"} {
		for _, suffix := range []string{"log", "gz", "zst"} {
			path := filepath.Join(t.TempDir(), "out."+suffix)
			o := newLines(t, path, "path = \"DIR\"\nfsync = \""+policy+"\"")
			open(t, o)
			deliver(t, o, messages("a")...)
			if err := o.Close(); err != nil {
				t.Fatal(err)
			}
			if got := unpacked(t, path); got != "a\n" {
				t.Errorf("%s %s: file holds %q", policy, suffix, got)
			}
		}
	}
}

func TestLevels(t *testing.T) {
	line := strings.Repeat("GET /index.html 200 ", 500)
	cases := []struct{ suffix, options string }{
		{"gz", ""},
		{"gz", "level = 1"},
		{"gz", "level = 9"},
		{"gz", "gzip = true"},
		{"zst", ""},
		{"zst", "level = 1"},
		{"zst", "level = 22"},
		{"zst", `compression = "zstd"`},
	}
	for _, c := range cases {
		path := filepath.Join(t.TempDir(), "out."+c.suffix)
		o := newLines(t, path, "path = \"DIR\"\n"+c.options)
		deliver(t, o, messages(line)...)
		if err := o.Close(); err != nil {
			t.Fatal(err)
		}
		if got := unpacked(t, path); got != line+"\n" {
			t.Errorf("%s %s: %d bytes came back of %d", c.suffix, c.options, len(got), len(line)+1)
		}
		if n := len(content(t, path)); n > 1000 {
			t.Errorf("%s %s: %d bytes are not compressed", c.suffix, c.options, n)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	cases := map[string]string{
		`path = ""`:                                         `"" names no file`,
		`path = "logs/"`:                                    `"logs/" names no file`,
		`path = "${field.a}/x.log"`:                         "must begin with a fixed folder",
		`path = "/${field.a}/x.log"`:                        "must begin with a fixed folder",
		`path = "a/${field.a}/"`:                            "ends with a slash",
		`path = "a/${field.a}/../x"`:                        `"/../"`,
		`path = "a/${field.a}//x"`:                          `"//"`,
		"path = \"a\"\nfsync = \"often\"":                   `"often" is not known`,
		"path = \"a\"\nfsync = \"0s\"":                      `"0s" is not known`,
		"path = \"a\"\nmax_open_files = 0":                  "0 files are too few",
		"path = \"a\"\nstale_after = \"0s\"":                "can't be closed after no time",
		"path = \"a.gz\"\nlevel = 10":                       "10 is no level of gzip",
		"path = \"a.zst\"\nlevel = 23":                      "23 is no level of zstd",
		"path = \"a\"\ngzip = true\ncompression = \"zstd\"": "contradict each other",
		"path = \"a\"\nwrite_behavior = \"prepend\"":        `"prepend" is none of`,
	}
	for body, want := range cases {
		_, diags := plugintest.BuildOutput(t, Plugin(), body, codecOf(lineEncoder{}))
		if got := plugintest.Messages(diags); !strings.Contains(got, want) {
			t.Errorf("%s\nmessage %q does not say %q", body, got, want)
		}
	}
	_, diags := plugintest.BuildOutput(t, Plugin(), `path = "a"`, &plugin.Codec{})
	if got := plugintest.Messages(diags); !strings.Contains(got, "This codec can only read") {
		t.Errorf("codec without encoder: %q", got)
	}
}
