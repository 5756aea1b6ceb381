// Command gen collects the doc comments of all options structs and the examples of all plugins, from
// which the reference pages and `headgate plugins show` are made. Run it by `make generate`.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"github.com/headgate/headgate/internal/optiondoc"
)

const module = "github.com/headgate/headgate/"

// target is the file that is written, from the module's root.
const target = "internal/optiondoc/options.json"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run() error {
	var dirs []string
	for _, pattern := range []string{"inputs/*", "filters/*", "outputs/*", "codecs/*", "plugin", "pipeline/config", "expr"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return err
		}
		dirs = append(dirs, found...)
	}
	sort.Strings(dirs)
	data := optiondoc.Data{Packages: make(map[string]optiondoc.Package)}
	for _, dir := range dirs {
		p, err := collect(dir)
		if err != nil {
			return err
		}
		if p.Doc != "" || len(p.Types) > 0 {
			data.Packages[module+filepath.ToSlash(dir)] = p
		}
	}
	out, err := json.MarshalIndent(data, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(target, append(out, '\n'), 0o644)
}

// collect reads the sources of one folder.
func collect(dir string) (optiondoc.Package, error) {
	p := optiondoc.Package{Types: make(map[string]map[string]string)}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return p, err
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			return p, err
		}
		if f.Doc != nil {
			p.Doc = plain(f.Doc.Text())
		}
		for _, d := range f.Decls {
			collectTypes(p.Types, d)
		}
	}
	example, err := os.ReadFile(filepath.Join(dir, "example.hcl"))
	if err == nil {
		p.Example = string(example)
	}
	return p, nil
}

func collectTypes(types map[string]map[string]string, d ast.Decl) {
	g, ok := d.(*ast.GenDecl)
	if !ok || g.Tok != token.TYPE {
		return
	}
	for _, s := range g.Specs {
		t := s.(*ast.TypeSpec)
		st, ok := t.Type.(*ast.StructType)
		if !ok {
			continue
		}
		if docs := fieldDocs(st); len(docs) > 0 {
			types[t.Name.Name] = docs
		}
	}
}

// fieldDocs returns the comments of the options of a struct by option name.
func fieldDocs(st *ast.StructType) map[string]string {
	docs := make(map[string]string)
	for _, f := range st.Fields.List {
		if f.Tag == nil {
			continue
		}
		tag, err := strconv.Unquote(f.Tag.Value)
		if err != nil {
			continue
		}
		name, _, _ := strings.Cut(reflect.StructTag(tag).Get("hcl"), ",")
		if name != "" {
			docs[name] = plain(f.Doc.Text())
		}
	}
	return docs
}

// plain joins the lines of each paragraph of a comment.
func plain(text string) string {
	var p comment.Parser
	pr := comment.Printer{TextWidth: -1}
	return strings.TrimSpace(string(pr.Text(p.Parse(text))))
}
