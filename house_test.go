package plenary_test

import (
	"bytes"
	"go/ast"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// top is all that may lie at the top: ls is the architecture.
var top = []string{
	".ci", ".dockerignore", ".editorconfig", ".gitignore", ".golangci.yml", "ARCHITECTURE.md", "CONTRIBUTING.md",
	"Dockerfile", "LICENSE", "Makefile", "README.md", "cmd", "compose.yaml", "docs", "documents_test.go", "floors_test.go", "go.mod",
	"go.sum", "house_test.go", "migrations", "server", "sfu", "tools.mod", "tools.sum", "versions_test.go", "web",
}

// local is what a person may have there besides: what a server that was tried keeps, too.
var local = []string{".git", ".idea", ".vscode", "bin", "plenary-data", "plenary-demo"}

func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if name := entry.Name(); !slices.Contains(top, name) && !slices.Contains(local, name) {
			t.Errorf("%s has no place at the top of the house", name)
		}
	}
}

// Cut by what the system does, never by kind of code.
var vague = regexp.MustCompile(`(^|/)(utils?|helpers?|common|misc|shared|types|manager)(/|\.(go|ts)$)`)

func TestNames(t *testing.T) {
	for _, file := range files(t) {
		if vague.MatchString(file) {
			t.Errorf("%s: name it for what it does", file)
		}
	}
}

// limit says how many lines a file may have. A file should stay under 300; 500 is a defect. Generated files, tests
// and words may be longer; the room, which runs away in every server of this kind, may not come near.
func limit(file string, text []byte) int {
	switch {
	case file == "server/live/room.go":
		return 300
	case strings.HasSuffix(file, "_test.go"), strings.HasSuffix(file, ".test.ts"), generated.Match(text):
		return 0
	case strings.HasPrefix(file, "web/src/words/"), file == "web/e2e/openapi.d.ts": // made from docs/openapi.json
		return 0
	case slices.Contains([]string{".go", ".ts", ".mjs", ".svelte", ".sql"}, path.Ext(file)):
		return 500
	default:
		return 0
	}
}

var generated = regexp.MustCompile(`(?mi)^// (Code generated|Made from) .* Do not edit\.$`)

func TestLengths(t *testing.T) {
	for file, text := range texts(t) {
		most := limit(file, text)
		if lines := bytes.Count(text, []byte("\n")); most > 0 && lines > most {
			t.Errorf("%s has %d lines, at most %d: split it by what it does", file, lines, most)
		}
	}
}

// A note of something undone names the issue where it is kept, as in (#12).
var undone = regexp.MustCompile(`\b(TODO|FIXME|XXX)\b(\(#\d+\))?`)

// Oxford spelling writes -ize wherever the ending is the Greek one.
var misspelt = regexp.MustCompile(`(?i)\b\w*(organ|recogn|author|initial|synchron|normal|serial|real|emphas|priorit|` +
	`minim|maxim|summar|custom|final|sanit|optim|special|random|visual|general|categor|modern)` +
	`is(e|ed|es|er|ers|ing|ation|ations|ational)\b`)

func TestWriting(t *testing.T) {
	for file, text := range texts(t) {
		if file == "house_test.go" || strings.HasPrefix(file, "web/src/words/") && path.Base(file) != "en.ts" {
			continue
		}
		for number, line := range strings.Split(string(text), "\n") {
			if m := undone.FindStringSubmatch(line); m != nil && m[2] == "" {
				t.Errorf("%s:%d: %s without the number of an issue", file, number+1, m[1])
			}
			if word := misspelt.FindString(line); word != "" {
				t.Errorf("%s:%d: %s is not Oxford spelling", file, number+1, word)
			}
		}
	}
}

// texts reads every file that people write: not pictures, sound, data and lock files.
func texts(t *testing.T) map[string][]byte {
	t.Helper()
	written := []string{".go", ".ts", ".mjs", ".js", ".svelte", ".css", ".html", ".sql", ".md", ".yml", ".yaml", ".toml"}
	all := map[string][]byte{}
	for _, file := range files(t) {
		if !slices.Contains(written, path.Ext(file)) {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[file] = text
	}
	return all
}

// A TURN server relays to whatever it can reach, the database and the machine itself, unless every address is refused
// that it should be. We have none: media has a TCP port of its own. Whoever brings one brings the policy and its tests.
func TestNothingRelays(t *testing.T) {
	for _, s := range sources(t) {
		for _, spec := range s.tree.Imports {
			if name, _ := strconv.Unquote(spec.Path.Value); strings.HasPrefix(name, "github.com/pion/turn") {
				t.Errorf("%s: imports %s", s, name)
			}
		}
	}
}

// The media library is for strangers too: what it says has no wire format and goes to nobody's metrics.
func TestLibraryStaysALibrary(t *testing.T) {
	for _, s := range sources(t) {
		if s.dir != "sfu" || s.test() {
			continue
		}
		for _, spec := range s.tree.Imports {
			if name, _ := strconv.Unquote(spec.Path.Value); slices.Contains([]string{"encoding/json", "expvar", "flag"}, name) {
				t.Errorf("%s: a library does not import %s", s, name)
			}
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if field, ok := n.(*ast.Field); ok && field.Tag != nil {
				t.Errorf("%s: a library's struct has no tag %s", s, field.Tag.Value)
			}
			return true
		})
	}
}
