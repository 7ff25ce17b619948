// Package plenary_test keeps the house in order: who may import whom, what may lie where, how large a file may grow.
//
// It parses the files and never asks go list: Go's test cache notices changed files, but not what a child process said.
package plenary_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors says which of our packages each package may import. Imports point down.
var floors = map[string][]string{
	"cmd/plenary": {
		"server", "server/live", "server/store", "server/conference", "server/protocol", "server/schedule", "sfu", "web",
	},
	"cmd/crowd": {
		"server", "server/live", "server/store", "server/conference", "server/protocol", "sfu", "sfu/sfutest", "sfu/sfutest/sink",
	},
	"server":            {"server/live", "server/store", "server/protocol", "server/conference", "server/schedule", "server/calendar", "server/paper", "server/sheet"},
	"server/live":       {"server/store", "server/protocol", "server/conference", "sfu"},
	"server/store":      {"server/conference", "migrations"},
	"server/protocol":   {"server/conference"},
	"server/conference": {},
	"server/schedule":   {"server/conference"},
	"server/calendar":   {"server/conference"},
	"server/paper":      {"server/conference"},
	"server/sheet":      {},
	"sfu":               {"sfu/estimate", "sfu/codec"},
	"sfu/estimate":      {},
	"sfu/codec":         {},
	"sfu/sfutest":       {"sfu"},
	"sfu/sfutest/sink":  {"sfu/sfutest"},
	"web":               {},
	"migrations":        {},

	"server/store/storetest":      {"server/store"},
	"server/store/storetest/hold": {},
}

// testFloors says what else a package's tests may import: headless peers, and what they wire together as cmd would.
var testFloors = map[string][]string{
	"cmd/plenary": {"sfu/sfutest", "server/store/storetest"},
	"cmd/crowd":   {"server/store/storetest"},
	"server":      {"sfu", "sfu/sfutest", "web", "server/store/storetest"},
	"server/live": {"sfu/sfutest", "server/store/storetest"},
	"sfu":         {"sfu/sfutest"},

	"server/store":     {"server/store/storetest"},
	"sfu/sfutest/sink": {"sfu"},
}

// owners says which of our packages alone may know a library; the longest matching prefix decides.
var owners = map[string][]string{
	"github.com/gofiber/":            {"server"},
	"github.com/valyala/fasthttp":    {"server"},
	"github.com/danielgtaylor/huma/": {"server"},
	"github.com/fasthttp/websocket":  {"server", "cmd/crowd", "tests"},
	"github.com/pion/":               {"sfu", "sfu/estimate", "sfu/codec", "sfu/sfutest", "sfu/sfutest/sink"},
	"github.com/arran4/golang-ical":  {"server/calendar"},
	"codeberg.org/go-pdf/":           {"server/paper"},
	"github.com/xuri/excelize/":      {"server/sheet"},
	"github.com/jmoiron/sqlx":        {"server/store"},
	"database/sql":                   {"server/store", "server/store/storetest", "server/store/storetest/hold"},
	"github.com/jackc/pgx/":          {"server/store", "server/store/storetest"},
	"modernc.org/sqlite":             {"server/store", "server/store/storetest", "server/store/storetest/hold"},
	"github.com/pressly/goose/":      {"server/store", "migrations"},
	"github.com/knadh/koanf/":        {"cmd/plenary", "cmd/crowd"},
	"github.com/prometheus/":         {"cmd/plenary", "server"},
}

// impure are the parts of the standard library that rules do without: files, network, randomness and the clock come
// to them as parameters.
var (
	impure = []string{"net", "os", "io/fs", "math/rand", "database/sql", "log", "sync", "runtime"}
	pure   = []string{"net/mail", "net/netip", "net/url"} // only parse
)

// clock are the functions of package time that read or wait for the clock.
var clock = []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "Sleep", "NewTimer", "NewTicker"}

// A source is one Go file of ours.
type source struct {
	dir  string // of its package, from the root, with slashes
	name string
	tree *ast.File
}

func (s source) test() bool     { return strings.HasSuffix(s.name, "_test.go") }
func (s source) String() string { return path.Join(s.dir, s.name) }

func TestFloors(t *testing.T) {
	for _, s := range sources(t) {
		for _, fault := range faults(s) {
			t.Errorf("%s: %s", s, fault)
		}
	}
}

// faults lists what in a file goes against the floors.
func faults(s source) []string {
	if s.dir == "." {
		if s.test() {
			return nil
		}
		return []string{"the root holds tests of the house only"}
	}
	below, ok := floors[s.dir]
	if !ok {
		return []string{"package " + s.dir + " is on no floor; the floors are " +
			strings.Join(slices.Sorted(maps.Keys(floors)), ", ")}
	}
	if s.test() {
		below = slices.Concat(below, testFloors[s.dir], []string{s.dir})
	}
	var found []string
	for _, spec := range s.tree.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		if fault := judge(s, below, name); fault != "" {
			found = append(found, fault)
		}
	}
	if s.dir == "server/conference" && !s.test() {
		found = append(found, unruly(s.tree)...)
	}
	return found
}

// judge says what is wrong with an import, or nothing.
func judge(s source, below []string, name string) string {
	if ours, ok := strings.CutPrefix(name, "plenary/"); ok {
		if !slices.Contains(below, ours) {
			return "may not import " + name
		}
		return ""
	}
	if owned, by := owner(name); owned {
		if !slices.Contains(by, s.dir) && !(s.test() && slices.Contains(by, "tests")) {
			return fmt.Sprintf("may not know %s: that is for %s", name, strings.Join(by, ", "))
		}
		return ""
	}
	if s.dir == "server/conference" && !s.test() {
		if strings.Contains(strings.Split(name, "/")[0], ".") ||
			slices.ContainsFunc(impure, above(name)) && !slices.Contains(pure, name) {
			return "rules may not import " + name
		}
	}
	return ""
}

// owner finds who may import a library, by the longest prefix in the table.
func owner(name string) (bool, []string) {
	longest := ""
	for prefix := range owners {
		if strings.HasPrefix(name+"/", strings.TrimSuffix(prefix, "/")+"/") && len(prefix) > len(longest) {
			longest = prefix
		}
	}
	return longest != "", owners[longest]
}

// above says of a package whether name is it or lies below it.
func above(name string) func(string) bool {
	return func(p string) bool { return name == p || strings.HasPrefix(name, p+"/") }
}

// unruly lists where rules start goroutines or ask the clock.
func unruly(tree *ast.File) []string {
	var found []string
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			found = append(found, "rules start no goroutine")
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clock, n.Sel.Name) {
				found = append(found, "rules get the time as a parameter, not from time."+n.Sel.Name)
			}
		}
		return true
	})
	return found
}

// sources parses every Go file of ours.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	for _, file := range files(t) {
		if !strings.HasSuffix(file, ".go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(file), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Errorf("%s does not parse: %v", file, err)
			continue
		}
		all = append(all, source{dir: path.Dir(file), name: path.Base(file), tree: tree})
	}
	return all
}

// files lists every file of ours, from the root, with slashes; not what tools and builds leave behind.
func files(t *testing.T) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		file = filepath.ToSlash(file)
		if entry.IsDir() {
			if slices.Contains([]string{".git", "bin", "web/node_modules", "web/dist", "web/e2e/out"}, file) {
				return filepath.SkipDir
			}
			return nil
		}
		all = append(all, file)
		return nil
	})
	if err != nil {
		t.Fatalf("walk the house: %v", err)
	}
	return all
}

func TestFloorsNoticeStrays(t *testing.T) {
	for _, c := range []struct {
		dir, name, code string
		want            string // part of the fault; empty when there is none
	}{
		{"server/live", "a.go", `import "plenary/server"`, "may not import plenary/server"},
		{"server/live", "a.go", `import "plenary/sfu"`, ""},
		{"server", "a.go", `import "plenary/sfu"`, "may not import plenary/sfu"},
		{"server", "a_test.go", `import "plenary/sfu"`, ""},
		{"server", "a_test.go", `import "plenary/server"`, ""},
		{"sfu", "a.go", `import "plenary/server/conference"`, "may not import"},
		{"server/utils", "a.go", ``, "is on no floor"},
		{".", "a.go", ``, "the root holds"},
		{"server/live", "a.go", `import "github.com/pion/webrtc/v4"`, "may not know"},
		{"server/live", "a_test.go", `import "github.com/pion/transport/v5/vnet"`, "may not know"},
		{"sfu/sfutest", "a.go", `import "github.com/pion/webrtc/v4"`, ""},
		{"server/live", "a_test.go", `import "github.com/fasthttp/websocket"`, ""},
		{"server/live", "a.go", `import "github.com/fasthttp/websocket"`, "may not know"},
		{"cmd/plenary", "a.go", `import "database/sql"`, "may not know"},
		{"server/store", "a.go", `import "database/sql/driver"`, ""},
		{"server/conference", "a.go", `import "github.com/google/uuid"`, "rules may not import"},
		{"server/conference", "a.go", `import "net/http"`, "rules may not import"},
		{"server/conference", "a.go", `import "time"; var x = time.Now`, "not from time.Now"},
		{"server/conference", "a.go", `func f() { go f() }`, "no goroutine"},
		{"server/conference", "a.go", `import "time"; var x time.Time`, ""},
	} {
		tree, err := parser.ParseFile(token.NewFileSet(), c.name, "package p; "+c.code, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(faults(source{dir: c.dir, name: c.name, tree: tree}), "; ")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s/%s with %s: got %q, want %q", c.dir, c.name, c.code, got, c.want)
		}
	}
}
