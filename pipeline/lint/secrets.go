package lint

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/headgate/headgate/pipeline/config"
	"github.com/headgate/headgate/plugin"
)

var (
	secretType = reflect.TypeFor[plugin.Secret]()
	urlType    = reflect.TypeFor[plugin.URL]()
)

// secrets reports passwords that stand in the configuration itself.
func (c *check) secrets() {
	for _, p := range c.plan.Pipelines {
		for _, in := range p.Inputs {
			c.secretOptions(c.syntax.blocks[in.Range], reflect.TypeOf(in.Options))
		}
		for _, o := range p.Outputs {
			c.secretOptions(c.syntax.blocks[o.Range], reflect.TypeOf(o.Options))
			c.secretFilters(o.Filters)
		}
		c.secretFilters(p.Body)
	}
	for _, b := range c.syntax.blocks {
		switch b.Type {
		case "headgate":
			c.secretOptions(b, reflect.TypeFor[config.Settings]())
		case "variable":
			c.secretDefault(b)
		}
	}
}

func (c *check) secretFilters(body []config.Node) {
	config.Walk(body, func(n config.Node) {
		if f, ok := n.(*config.Filter); ok {
			c.secretOptions(c.syntax.blocks[f.Range], reflect.TypeOf(f.Options))
		}
	})
}

// secretOptions goes through the options of a block and of the blocks in it.
func (c *check) secretOptions(b *hclsyntax.Block, t reflect.Type) {
	for t != nil && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice) {
		t = t.Elem()
	}
	if b == nil || t == nil || t.Kind() != reflect.Struct {
		return
	}
	for field := range t.Fields() {
		name, kind, _ := strings.Cut(field.Tag.Get("hcl"), ",")
		switch {
		case kind == "block":
			for _, nested := range b.Body.Blocks {
				if nested.Type == name {
					c.secretOptions(nested, field.Type)
				}
			}
		case b.Body.Attributes[name] != nil:
			c.secret(b.Body.Attributes[name], field.Type)
		}
	}
}

func (c *check) secret(a *hclsyntax.Attribute, t reflect.Type) {
	text, ok := literalText(a.Expr)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case !ok || text == "":
	case t == secretType:
		c.plainSecret(a, a.Name)
	case t == urlType:
		if u, err := plugin.ParseURL(text); err == nil && u.User != nil {
			if _, set := u.User.Password(); set {
				c.plainSecret(a, "password")
			}
		}
	}
}

func (c *check) plainSecret(a *hclsyntax.Attribute, what string) {
	c.warn(a.Expr.Range(), fmt.Sprintf("Secret in plain text in %q", a.Name),
		"Everyone who reads this file reads the %s. Take it from the environment: env(%q), or from a variable that is marked as sensitive.", what, strings.ToUpper(what))
}

// secretDefault reports a sensitive variable whose default stands there.
func (c *check) secretDefault(b *hclsyntax.Block) {
	a, mark := b.Body.Attributes["default"], b.Body.Attributes["sensitive"]
	if a == nil || mark == nil || !literal(mark.Expr) {
		return
	}
	v, diags := mark.Expr.Value(nil)
	text, ok := literalText(a.Expr)
	if diags.HasErrors() || v.IsNull() || v.Type() != cty.Bool || v.False() || !ok || text == "" || len(b.Labels) == 0 {
		return
	}
	c.warn(a.Expr.Range(), fmt.Sprintf("Secret in plain text in the default of variable %q", b.Labels[0]),
		"The variable is sensitive, but everyone who reads this file reads its default. Leave the default out, or write env(%q).", strings.ToUpper(b.Labels[0]))
}
