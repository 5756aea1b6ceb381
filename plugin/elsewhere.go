package plugin

// optionsElsewhere answers options that other tools have and no plugin here.
var optionsElsewhere = map[string]string{
	"inputs":         "Events need not be told where to come from: filters run from top to bottom on all events of their pipeline, and outputs get what reaches the end. Remove the option; to take some events only write when = ...",
	"count":          "A block can't be made several times. Write it out as often as it is needed.",
	"for_each":       "A block can't be made several times. Write it out as often as it is needed, or give an option a list.",
	"depends_on":     "Blocks run in the order in which they stand. Remove the option.",
	"id":             "The name of a block is its second label: filter \"grok\" \"NAME\" { ... }.",
	"name":           "The name of a block is its second label: filter \"grok\" \"NAME\" { ... }.",
	"condition":      "A condition is the option when, with an expression: when = field.level == \"error\".",
	"if":             "A condition is the option when, with an expression: when = field.level == \"error\".",
	"unless":         "A condition is the option when, with an expression: when = !(field.level == \"error\").",
	"enable_metric":  "Every block is counted. Remove the option.",
	"periodic_flush": "Remove the option: what waits is flushed by itself.",
	"drop_on_error":  "Write on_error = \"drop\".",
	"tag_on_error":   "Write tag_on_failure = [\"NAME\"].",
}

// typeElsewhere answers the option that names a plugin in Vector.
const typeElsewhere = "The type stands in the first label: filter \"TYPE\" \"NAME\" { ... }. Remove the option."

// elsewhere answers an option or a block that other tools have, or returns "".
func elsewhere(name, title string) string {
	switch {
	case name == "type" && title != "":
		return typeElsewhere
	case name == "dynamic":
		return "Blocks can't be made in a loop. Write them out, or give an option a list."
	}
	return optionsElsewhere[name]
}
