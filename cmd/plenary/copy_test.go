package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store/storetest"
)

// A conference moves to PostgreSQL and is served from there.
func TestConferenceMovesToPostgres(t *testing.T) {
	address := os.Getenv(storetest.Variable)
	if address == "" {
		t.Skipf("%s names no PostgreSQL", storetest.Variable)
	}
	data, target := t.TempDir(), storetest.Schema(t, address)
	from := filepath.Join(data, "plenary.db")
	do(t, "import", "--data", data, "demo/ctc-2020.json")
	said := do(t, "migrate", "--data", data, "--database", target, "--copy", from)
	for _, line := range []string{`(?m)^session +11 `, `(?m)^hall +2 `, "checksum, the same at both ends"} {
		if !regexp.MustCompile(line).MatchString(said) {
			t.Errorf("it does not say %q:\n%s", line, said)
		}
	}
	for name, args := range map[string][]string{
		"data are there":  {"--database", target, "--copy", from},
		"no such file":    {"--database", target, "--copy", filepath.Join(data, "missing.db")},
		"not to SQLite":   {"--database", filepath.Join(data, "other.db"), "--copy", from},
		"from PostgreSQL": {"--database", target, "--copy", target},
	} {
		err := run(t.Context(), append([]string{"migrate", "--data", data}, args...), noEnvironment, io.Discard, io.Discard)
		if !isKind(err, conference.Conflict) && !isKind(err, conference.NotFound) && !isKind(err, conference.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	server := serveApart(t, "--data", data, "--database", target)
	var programme protocol.Programme
	get(t, server.address+"/api/programme", &programme)
	if len(programme.Sessions) != 10 {
		t.Errorf("%d sessions are on the programme", len(programme.Sessions))
	}
	if err := server.stop(); err != nil {
		t.Errorf("the server ended with %v\n%s", err, server.log)
	}
	// A server that has the source open keeps it from being copied.
	server = serveApart(t, "--data", data)
	err := run(t.Context(), []string{"migrate", "--data", data, "--database", storetest.Schema(t, address), "--copy", from}, noEnvironment, io.Discard, io.Discard)
	if !isKind(err, conference.Conflict) {
		t.Errorf("while it is served: %v", err)
	}
	if err := server.stop(); err != nil {
		t.Errorf("the server ended with %v\n%s", err, server.log)
	}
}
