package csv

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/headgate/headgate/event"
	"github.com/headgate/headgate/plugin"
)

// maxColumns bounds a row.
const maxColumns = event.MaxFields

// column is one column that has a name; without a name its path is zero.
type column struct {
	name string // as it stands in a header
	path event.Path
	to   converter
}

func (c *column) convert(s string) event.Value {
	if c.to == nil {
		return event.String(s)
	}
	return c.to(s)
}

// configured makes the columns that the option names.
func (f *filter) configured(env plugin.Env) ([]column, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	if len(f.Columns) > maxColumns {
		return nil, env.Invalid("columns", "%d columns are more than the limit of %d.", len(f.Columns), maxColumns)
	}
	var columns []column
	for _, name := range f.Columns {
		p, err := event.ParsePath(name)
		if err != nil {
			diags = append(diags, env.Invalid("columns", "%q can't be the name of a column: %v.", name, err)...)
			continue
		}
		columns = append(columns, f.newColumn(name, p))
	}
	return columns, diags
}

func (f *filter) newColumn(name string, p event.Path) column {
	c := column{name: name, path: p, to: f.converterFor(p)}
	if !f.Target.IsZero() {
		c.path = f.Target.Join(p)
	}
	return c
}

// columns are those that are known, nil when none are.
func (f *filter) columns() []column {
	if d := f.detected.Load(); d != nil {
		return *d
	}
	return f.named
}

// detect makes the row at hand the names of the columns, unless another row came first.
func (w *worker) detect() bool {
	columns := make([]column, len(w.cells))
	for i, c := range w.cells {
		if c.text == "" {
			continue
		}
		name := strings.Clone(c.text)
		columns[i] = w.newColumn(name, event.Path{}.Child(event.Intern(name)))
	}
	return w.detected.CompareAndSwap(nil, &columns)
}

// isHeader reports whether the row repeats the names of the columns.
func (w *worker) isHeader(columns []column) bool {
	if len(columns) != len(w.cells) {
		return false
	}
	for i := range columns {
		if columns[i].name != w.cells[i].text {
			return false
		}
	}
	return true
}

// column returns the i-th column, nil if it is to be left out.
func (w *worker) column(columns []column, i int) *column {
	if i < len(columns) && columns[i].name != "" {
		return &columns[i]
	}
	if !w.AutogenerateColumnNames {
		return nil
	}
	for len(w.extra) <= i {
		name := "column" + strconv.Itoa(len(w.extra)+1)
		w.extra = append(w.extra, w.newColumn(name, event.PathOf(name)))
	}
	return &w.extra[i]
}
