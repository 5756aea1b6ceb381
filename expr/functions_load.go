package expr

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/headgate/headgate/event"
)

// maxFile bounds the bytes that file() reads.
const maxFile = 4 << 20

// loadFunctions are those that ask the machine, once, when the configuration is loaded.
func loadFunctions() []function {
	return []function{
		{
			name: "env", params: []param{text("name"), some("default", kAny)}, optional: 1, result: kAny, prepare: prepareEnv,
			summary: "An environment variable, read when the configuration is loaded; the default if it is not set.",
			example: `env("NO_SUCH_VARIABLE", "none")`, want: `"none"`,
		},
		{
			name: "file", params: []param{text("path")}, result: kString, prepare: prepareFile,
			summary: "The text of a file, read when the configuration is loaded; a relative path starts at the folder of the configuration.",
			example: `chomp(file("greeting.txt"))`, want: `"hello"`,
		},
		{
			name: "hostname", result: kString, prepare: prepareHostname,
			summary: "The name of this machine.",
			example: `hostname() != ""`, want: `true`,
		},
	}
}

// loaded answers a call at load, for the arguments must be known then.
func (c *compiler) loaded(s *site, args []node, answer func() (event.Value, error)) evalFunc {
	for _, a := range args {
		if !a.konst {
			c.error("Value not known at load", s.name+"() is computed when the configuration is loaded, so its arguments can't depend on the event.", a.rng)
			return nil
		}
	}
	v, err := answer()
	if err == nil {
		return func(*Env) event.Value { return v }
	}
	f := Failure{site: s, code: failValue, value: args[0].val, err: err}
	return func(e *Env) event.Value { return e.fail(f) }
}

var errNotSet = errors.New("no such environment variable: set it, or give a default as second argument")

func prepareEnv(c *compiler, s *site, args []node) evalFunc {
	return c.loaded(s, args, func() (event.Value, error) {
		if look := c.scope.config.LookupEnv; look != nil {
			if v, ok := look(textOf(args[0].val)); ok {
				return event.String(v), nil
			}
		}
		if len(args) > 1 {
			return args[1].val, nil
		}
		return event.Null, errNotSet
	})
}

func prepareFile(c *compiler, s *site, args []node) evalFunc {
	return c.loaded(s, args, func() (event.Value, error) {
		path := textOf(args[0].val)
		if !filepath.IsAbs(path) {
			dir := c.scope.config.Dir
			if dir == "" {
				dir = filepath.Dir(s.rng.Filename)
			}
			path = filepath.Join(dir, path)
		}
		data, err := readFile(path)
		return event.String(data), err
	})
}

func readFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", pathCause(err)
	}
	defer func() { _ = f.Close() }() // opened for reading only
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return "", pathCause(err)
	}
	if len(data) > maxFile {
		return "", fmt.Errorf("the file is larger than %d MiB", maxFile>>20)
	}
	return string(data), nil
}

// pathCause leaves the path out, which the message has already.
func pathCause(err error) error {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	return err
}

func prepareHostname(*compiler, *site, []node) evalFunc {
	name, err := os.Hostname()
	if err != nil {
		name = "localhost"
	}
	v := event.String(name)
	return func(*Env) event.Value { return v }
}
