package trial

import (
	"encoding/xml"
	"io"
	"strings"

	"github.com/headgate/headgate/event"
)

func appendJSON(v event.Value) string { return string(event.AppendJSONValue(nil, v)) }

type junitFailure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Time    float64       `xml:"time,attr"`
	File    string        `xml:"file,attr"`
	Line    int           `xml:"line,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
}

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Time     float64     `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

// WriteJUnit writes a report that CI systems show.
func WriteJUnit(w io.Writer, suites []Suite) error {
	var doc junitSuites
	for i := range suites {
		s := &suites[i]
		js := junitSuite{Name: s.Name, Tests: len(s.Cases), Failures: s.Failed(), Time: s.Took.Seconds()}
		for j := range s.Cases {
			c := &s.Cases[j]
			jc := junitCase{Name: c.Name, Class: s.Name, Time: c.Took.Seconds(), File: c.Range.Filename, Line: c.Range.Start.Line}
			if len(c.Failures) > 0 {
				jc.Failure = &junitFailure{c.Failures[0], strings.Join(c.Failures, "\n")}
			}
			js.Cases = append(js.Cases, jc)
		}
		doc.Suites = append(doc.Suites, js)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
