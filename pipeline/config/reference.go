package config

// Section is one block of the configuration language, with its options and their defaults, for the
// reference page.
type Section struct {
	Title   string
	Options any // pointer to the options
}

// Reference lists the blocks that are no plugins.
func Reference() []Section {
	settings, pipeline, queue, letters := defaultSettings(), defaultPipeline(), defaultQueue(), defaultDeadLetter()
	settings.DataDir, pipeline.Workers = "", 0 // these depend on the machine
	return []Section{
		{"headgate", &settings},
		{"variable", new(variableOptions)},
		{"pipeline", &pipeline},
		{`queue "memory"`, &queue},
		{"dead_letter", &letters},
		{"group, case and use", new(conditionOptions)},
		{"test", new(TestOptions)},
	}
}
