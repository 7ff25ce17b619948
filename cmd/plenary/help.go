package main

import (
	"flag"
	"fmt"
	"io"
	"strings"
)

func writeOverview(w io.Writer) {
	fmt.Fprint(w, "Plenary serves the live sessions of a conference.\n\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  plenary %s\n      %s\n", strings.TrimSpace(c.name+" "+c.args), c.summary)
	}
	fmt.Fprint(w, "\nplenary COMMAND --help lists the flags of a command.\n")
}

// writeHelp writes what a command takes. It is the reference; nothing of it is written anywhere else by hand.
func writeHelp(w io.Writer, c command) {
	fmt.Fprintf(w, "plenary %s: %s.\n\n", c.name, c.summary)
	fmt.Fprintf(w, "  %s\n", strings.TrimSpace("plenary "+c.name+" [flags] "+c.args))
	if about := notes[c.name]; about != "" {
		fmt.Fprintf(w, "\n%s\n", about)
	}
	if c.flags != nil {
		fmt.Fprint(w, "\nFlags:\n\n")
		own := flag.NewFlagSet(c.name, flag.ContinueOnError)
		c.flags(own, &options{})
		own.VisitAll(func(f *flag.Flag) {
			initial := f.DefValue
			if initial == "false" {
				initial = ""
			}
			writeFlag(w, "--"+f.Name, f.Usage, initial)
		})
	}
	fmt.Fprint(w, "\nSettings, as flags, environment variables or lines of the TOML file (name = \"value\"); flags go before the\nenvironment, that before the file, that before the defaults:\n\n")
	writeFlag(w, "--config, "+configVariable, "the TOML file", "")
	own := defaultsOf(c.name)
	for _, s := range settings {
		variable := s.variable()
		if s.secret {
			variable += " or " + variable + "_FILE"
		}
		initial := s.initial
		if value, ok := own[s.name]; ok {
			initial = value
		}
		writeFlag(w, "--"+s.name+", "+variable, s.meaning, initial)
	}
}

func writeFlag(w io.Writer, name, meaning, initial string) {
	if initial != "" {
		meaning += " (default " + initial + ")"
	}
	fmt.Fprintf(w, "  %s\n      %s\n", name, meaning)
}

// writeTable writes the settings as the table in README.md.
func writeTable(w io.Writer) {
	fmt.Fprint(w, "| flag, and name in TOML | environment | default | meaning |\n|---|---|---|---|\n")
	fmt.Fprintf(w, "| `--config` | `%s` | | the TOML file |\n", configVariable)
	for _, s := range settings {
		initial := " "
		if s.initial != "" {
			initial = " `" + s.initial + "` "
		}
		variable := "`" + s.variable() + "`"
		if s.secret {
			variable += " or `…_FILE`"
		}
		fmt.Fprintf(w, "| `--%s` | %s |%s| %s |\n", s.name, variable, initial, strings.ReplaceAll(s.meaning, "|", `\|`))
	}
}

// notes say what the flags of a command do not.
var notes = map[string]string{
	"demo": `The demonstration has data of its own, in a directory of its own. It refuses a database that it did not make, and
serve refuses one that it made, so that one-click sign-in can never come to stand beside real people: a new database
is marked before anything else is written to it, and one with a person or a conference in it can no longer be marked.
Beyond this machine it serves only when asked to with --allow-strangers. The clock is moved to --at, and runs on.`,
	"import": `The file is JSON, in the form of the demonstration's (cmd/plenary/demo/ctc-2020.json). Importing it again updates
what is there: conferences are known by their short name, delegations and halls by their names, sessions by their titles.`,
	"migrate": `With --copy, everything is copied in one transaction, which is committed only when each table has as many rows as where
they came from, and the same. The source stays as it is: serve goes on with it when --database names it again.`,
	"backup": `The copy is the database as it is at one moment; whoever writes meanwhile does not wait. It is checked, and synced to the
disk, before the file has its name: a file of that name is whole. PostgreSQL has pg_dump for this.`,
	"restore": `The backup is checked before anything is changed. A database that holds data is refused unless --replace is given, and
then put aside under another name. docs/restore.md is the drill.`,
	"admin": `create      adds a person
grant       makes a person an organizer of the conference, or an administrator of the server
login-link  prints a link with which a person signs in once; it works for 15 minutes`,
	"serve": `SIGINT or SIGTERM ends it, within 25 seconds: no new seats are given, every seat is told to come back, what was
acknowledged is in the database. A second signal ends it at once. A second server on the same SQLite file is refused.`,
}
