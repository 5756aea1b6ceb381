package grok

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxLine bounds one line of a file with definitions, in bytes.
const maxLine = 1 << 20

// LoadDirs reads all files in dirs whose names match glob (empty: all) and returns their definitions. A line is a name, a
// space and a regular expression; lines that begin with # and empty ones are skipped. Later files win.
func LoadDirs(dirs []string, glob string) (map[string]string, error) {
	if glob == "" {
		glob = "*"
	}
	defs := map[string]string{}
	for _, dir := range dirs {
		if err := loadDir(defs, dir, glob); err != nil {
			return nil, err
		}
	}
	return defs, nil
}

func loadDir(defs map[string]string, dir, glob string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("read grok patterns: %w", err)
	}
	if !info.IsDir() {
		return loadFile(defs, dir)
	}
	files, err := filepath.Glob(filepath.Join(escapeGlob(dir), glob))
	if err != nil {
		return fmt.Errorf("read grok patterns in %q: glob %q: %w", dir, glob, err)
	}
	slices.Sort(files)
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
			continue
		}
		if err := loadFile(defs, file); err != nil {
			return err
		}
	}
	return nil
}

func escapeGlob(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

func loadFile(defs map[string]string, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read grok patterns: %w", err)
	}
	defer func() { _ = f.Close() }() // opened for reading only
	scanner := bufio.NewScanner(f)
	scanner.Buffer(nil, maxLine)
	for line := 1; scanner.Scan(); line++ {
		if err := addLine(defs, scanner.Text()); err != nil {
			return fmt.Errorf("read grok patterns: %s:%d: %w", name, line, err)
		}
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("read grok patterns: %s: %w", name, err)
	}
	return nil
}

func addLine(defs map[string]string, line string) error {
	line = strings.TrimRight(line, "\r")
	trimmed := strings.TrimLeft(line, " \t")
	if trimmed == "" || trimmed[0] == '#' {
		return nil
	}
	end := strings.IndexAny(trimmed, " \t")
	if end < 0 {
		return fmt.Errorf("name %q without a definition: write NAME, a space and a regular expression", trimmed)
	}
	name := trimmed[:end]
	if nameLength(name) != len(name) {
		return fmt.Errorf("name %q has other characters than letters, digits, dots, dashes and underscores", name)
	}
	defs[name] = strings.TrimLeft(trimmed[end:], " \t")
	return nil
}
