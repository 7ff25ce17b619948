package main

import (
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"plenary/server/protocol"
)

// apart runs the program as it is installed, and returns what it says and with which code it ends.
func apart(t *testing.T, args ...string) (said string, code int) {
	t.Helper()
	if program.once.Do(buildProgram); program.err != nil {
		t.Fatal(program.err)
	}
	c := exec.CommandContext(t.Context(), filepath.Join(program.dir, "plenary"), args...)
	c.Env = []string{"HOME=" + t.TempDir()}
	out, err := c.CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatalf("plenary %v: %v", args, err)
	}
	return string(out), c.ProcessState.ExitCode()
}

// TestRestoreDrill is docs/restore.md.
func TestRestoreDrill(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program")
	}
	data, backup := t.TempDir(), filepath.Join(t.TempDir(), "drill.db")
	must := func(want string, args ...string) {
		t.Helper()
		if said, code := apart(t, args...); code != 0 || !strings.Contains(said, want) {
			t.Fatalf("plenary %q ended with %d, not 0 and %q:\n%s", args, code, want, said)
		}
	}
	refuses := func(want string, args ...string) {
		t.Helper()
		if said, code := apart(t, args...); code != 1 || !strings.Contains(said, want) {
			t.Fatalf("plenary %q ended with %d, not 1 and %q:\n%s", args, code, want, said)
		}
	}
	must("", "import", "--data", data, "demo/ctc-2020.json")
	server := serveApart(t, "--data", data)
	must("added", "admin", "--data", data, "create", "before@conference.example", "Ana Before")

	// 1. Back up while the server runs.
	must("has been checked", "backup", "--data", data, backup)
	refuses("is there already", "backup", "--data", data, backup)
	must("added", "admin", "--data", data, "create", "after@conference.example", "Ben After")
	// 2. Over a running server nothing is restored, and no second one runs.
	refuses("in use by another plenary process", "restore", "--data", data, "--replace", backup)
	refuses("in use by another plenary process", "serve", "--data", data, "--listen", "127.0.0.1:0", "--metrics-listen", "off")
	// 3. Nor over data, unless that is wished.
	if err := server.stop(); err != nil {
		t.Fatalf("the server ended with %v\n%s", err, server.log)
	}
	refuses("holds data", "restore", "--data", data, backup)
	// 4. Restore.
	must("are restored", "restore", "--data", data, "--replace", backup)
	// 5. It is all there, as it was.
	server = serveApart(t, "--data", data)
	var programme protocol.Programme
	get(t, server.address+"/api/programme", &programme)
	if len(programme.Sessions) != 10 {
		t.Errorf("%d sessions are on the programme", len(programme.Sessions))
	}
	if err := server.stop(); err != nil {
		t.Errorf("the server ended with %v\n%s", err, server.log)
	}
	st := openStore(t, data)
	if _, err := st.PersonByEmail(t.Context(), "before@conference.example"); err != nil {
		t.Errorf("who was there before the backup: %v", err)
	}
	if _, err := st.PersonByEmail(t.Context(), "after@conference.example"); err == nil {
		t.Error("who came after the backup is there")
	}
}

func TestBackupOfNothing(t *testing.T) {
	data := t.TempDir()
	for _, args := range [][]string{
		{"backup", "--data", data, filepath.Join(data, "copy.db")},
		{"backup", "--data", data},
		{"restore", "--data", data},
		{"restore", "--data", data, filepath.Join(data, "missing.db")},
	} {
		if err := run(t.Context(), args, noEnvironment, io.Discard, io.Discard); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
}
