package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// peer is another program that does a workload, with its configuration.
type peer struct {
	binary   string
	workload string
	file     string
	config   string
	args     []string // @CONF@ is the configuration
}

var peerList = []peer{
	{"vector", "W3", "w3.yaml", `data_dir: "@DIR@/vector"
sources:
  in: {type: file, include: ["@IN@"], read_from: beginning}
sinks:
  out: {type: file, inputs: [in], path: "@OUT@", encoding: {codec: text}}
`, []string{"--config", "@CONF@"}},
	{"fluent-bit", "W3", "w3.conf", `[INPUT]
    Name tail
    Path @IN@
    Read_from_Head true
    Exit_On_Eof true
[OUTPUT]
    Name file
    Match *
    File @OUT@
    Format plain
`, []string{"-c", "@CONF@"}},
}

// peers returns the installed peers that do a workload and end by themselves.
func peers(w *workload, dir, in string) []program {
	var list []program
	for _, p := range peerList {
		path, err := exec.LookPath(p.binary)
		if err != nil || p.workload != w.name {
			continue
		}
		list = append(list, program{p.binary, func(result string) []string {
			conf := filepath.Join(dir, p.binary+"-"+p.file)
			r := strings.NewReplacer("@IN@", in, "@OUT@", result, "@DIR@", dir, "@CONF@", conf)
			if err := os.WriteFile(conf, []byte(r.Replace(p.config)), 0o600); err != nil {
				panic(err) // the folder was made just now
			}
			args := []string{path}
			for _, a := range p.args {
				args = append(args, r.Replace(a))
			}
			return args
		}})
	}
	return list
}
