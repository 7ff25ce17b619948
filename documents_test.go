package plenary_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// named finds what a document names as a file or folder of ours: in backquotes, with a slash or an ending we use.
var (
	quoted = regexp.MustCompile("`((?:\\.ci|cmd|docs|migrations|server|sfu|web)/[\\w./-]+|[\\w-]+\\.(?:md|yaml|golden))`")
	linked = regexp.MustCompile(`\]\(([\w./-]+)\)`)
)

// TestDocumentsNameWhatIsThere keeps the documents true when files move.
func TestDocumentsNameWhatIsThere(t *testing.T) {
	for _, document := range []string{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		names := append(quoted.FindAllStringSubmatch(string(text), -1), linked.FindAllStringSubmatch(string(text), -1)...)
		if len(names) == 0 && document != "CONTRIBUTING.md" {
			t.Errorf("%s names no file; is the pattern right?", document)
		}
		for _, name := range names {
			if _, err := os.Stat(filepath.FromSlash(strings.TrimSuffix(name[1], "/"))); err != nil {
				t.Errorf("%s names %s, which is not there", document, name[1])
			}
		}
	}
}
