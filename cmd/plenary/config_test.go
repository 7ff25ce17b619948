package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plenary/server/live"
)

// read reads settings as a command would.
func read(t *testing.T, args []string, environment map[string]string, initial map[string]string) (config, error) {
	t.Helper()
	f := flag.NewFlagSet("test", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	given := addSettings(f)
	if err := f.Parse(args); err != nil {
		t.Fatal(err)
	}
	return load(given(), func(name string) string { return environment[name] }, initial)
}

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheRoomsLimitsAreSettings(t *testing.T) {
	got, err := read(t, nil, nil, nil)
	if err != nil || got.room != live.DefaultLimits() {
		t.Errorf("what is said of the defaults makes others of them: %+v, %v", got.room, err)
	}
	got, err = read(t, []string{"--rate-lines", "2/1m30s", "--limit-stage-people=7"}, nil, nil)
	if want := (live.Rate{Burst: 2, Every: 90 * time.Second}); err != nil || got.room.Lines != want || got.room.Performers != 7 {
		t.Errorf("got %+v, %v", got.room, err)
	}
	for _, bad := range []string{"5", "5/", "/2s", "0/2s", "5/2", "-1/2s", "5/0s", "5/2h", "a/2s"} {
		if _, err := read(t, []string{"--rate-lines", bad}, nil, nil); err == nil || !strings.Contains(err.Error(), "--rate-lines") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestSettingsComeInOrder(t *testing.T) {
	toml := write(t, "conference = \"from file\"\nsmtp-port = 2525\ntrusted-proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]\nmedia-tcp = \"off\"\n")
	variables := map[string]string{"PLENARY_CONFERENCE": "from environment", "PLENARY_CONFIG": toml}
	for _, c := range []struct {
		name        string
		args        []string
		environment map[string]string
		initial     map[string]string
		want        string
	}{
		{"nothing", nil, nil, nil, ""},
		{"a command's default", nil, nil, map[string]string{"conference": "from command"}, "from command"},
		{"the file", []string{"--config", toml}, nil, map[string]string{"conference": "from command"}, "from file"},
		{"the environment's file", nil, map[string]string{"PLENARY_CONFIG": toml}, nil, "from file"},
		{"the environment", nil, variables, nil, "from environment"},
		{"a flag", []string{"--conference", "from flag"}, variables, nil, "from flag"},
		{"an empty flag", []string{"--conference="}, variables, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := read(t, c.args, c.environment, c.initial)
			if err != nil || got.conference != c.want {
				t.Errorf("the conference is %q, %v, not %q", got.conference, err, c.want)
			}
		})
	}
	got, err := read(t, []string{"--config", toml}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.smtp.port != 2525 || strings.Join(got.trustedProxies, " ") != "127.0.0.1 10.0.0.0/8" || got.mediaTCP != "" {
		t.Errorf("the file's values are %d, %v, %q", got.smtp.port, got.trustedProxies, got.mediaTCP)
	}
}

func TestDefaultsFollowFromEachOther(t *testing.T) {
	c, err := read(t, []string{"--data", "d"}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.database != "sqlite:d/plenary.db" || c.outbox != "d/outbox" || c.logLevel != slog.LevelInfo || c.rateScale != 1 {
		t.Errorf("the rest is %+v", c)
	}
	if c.slots != (slotsConfig{3, 1, 12, 1, 1}) {
		t.Errorf("slots are %+v", c.slots)
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	secret := write(t, "correct horse\n")
	c, err := read(t, nil, map[string]string{"PLENARY_SMTP_PASSWORD_FILE": secret}, nil)
	if err != nil || c.smtp.password != "correct horse" {
		t.Errorf("the password is %q, %v", c.smtp.password, err)
	}
	for name, environment := range map[string]map[string]string{
		"both":        {"PLENARY_SMTP_PASSWORD_FILE": secret, "PLENARY_SMTP_PASSWORD": "x"},
		"a lost file": {"PLENARY_SMTP_PASSWORD_FILE": secret + "x"},
	} {
		if _, err := read(t, nil, environment, nil); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	// Only what is secret is read from files.
	if c, err := read(t, nil, map[string]string{"PLENARY_CONFERENCE_FILE": secret}, nil); err != nil || c.conference != "" {
		t.Errorf("the conference is %q, %v", c.conference, err)
	}
}

func TestNonsenseIsRefused(t *testing.T) {
	misspelt := write(t, "conferense = \"x\"\n")
	for _, args := range [][]string{
		{"--config", misspelt},
		{"--config", write(t, "= 3")},
		{"--config", misspelt + ".gone"},
		{"--listen", "8080"},
		{"--data="},
		{"--smtp-port", "many"},
		{"--smtp-port", "0"},
		{"--smtp-tls", "perhaps"},
		{"--smtp-host", "mail.example"},
		{"--public-ip", "conference.example"},
		{"--trusted-proxies", "127.0.0.1,proxy"},
		{"--rate-scale", "-1"},
		{"--rate-scale", "NaN"},
		{"--slots-camera", "1000"},
		{"--log-level", "loud"},
		{"--log-format", "xml"},
	} {
		if _, err := read(t, args, nil, nil); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
}

func TestPublicAddressMustBeSaidBeyondThisMachine(t *testing.T) {
	for listen, want := range map[string]bool{
		"127.0.0.1:8080": true, "[::1]:8080": true, "localhost:8080": true, ":8080": false, "0.0.0.0:8080": false, "192.0.2.1:8080": false,
	} {
		if got := loopback(listen); got != want {
			t.Errorf("%s only this machine reaches: %v", listen, got)
		}
	}
	for address, want := range map[string]bool{
		"": true, "http://localhost:5173": true, "http://127.0.0.1": true, "https://conference.example": false,
	} {
		c := config{address: address, listen: "127.0.0.1:8080"}
		if got := c.onThisMachine(); got != want {
			t.Errorf("%q only this machine reaches: %v", address, got)
		}
	}
	err := run(t.Context(), []string{"serve", "--listen", ":0", "--data", t.TempDir()}, noEnvironment, io.Discard, io.Discard)
	var misused usageError
	if !errors.As(err, &misused) || !strings.Contains(err.Error(), "--address") {
		t.Errorf("it says %v", err)
	}
}

func noEnvironment(string) string { return "" }

func TestHelpListsEverything(t *testing.T) {
	for _, c := range commands {
		var out bytes.Buffer
		if err := run(t.Context(), []string{c.name, "--help"}, noEnvironment, &out, io.Discard); err != nil {
			t.Fatal(err)
		}
		for _, s := range settings {
			if !strings.Contains(out.String(), "--"+s.name+", "+s.variable()) {
				t.Errorf("plenary %s --help does not name %s", c.name, s.name)
			}
		}
		if c.flags != nil && !strings.Contains(out.String(), "\nFlags:\n") {
			t.Errorf("plenary %s --help does not list its own flags", c.name)
		}
	}
}

func TestCommandLinesThatMakeNoSense(t *testing.T) {
	for _, args := range [][]string{
		nil,
		{"sing"},
		{"serve", "--sing"},
		{"serve", "now"},
		{"import"},
		{"import", "a", "b"},
		{"admin"},
		{"admin", "create", "ana@conference.example"},
		{"admin", "grant", "chair", "ana@conference.example"},
		{"admin", "sing"},
		{"demo", "--at", "noon"},
		{"demo", "--listen", "0.0.0.0:0"},
		{"demo", "--ephemeral", "--database", "postgres://nowhere"},
	} {
		data := t.TempDir()
		if len(args) > 1 && args[0] == "admin" {
			args = append([]string{"admin", "--data", data}, args[1:]...)
		}
		if err := run(t.Context(), args, noEnvironment, io.Discard, io.Discard); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
}

var update = flag.Bool("update", false, "rewrite the settings in README.md")

func TestReadmeHasTheSettings(t *testing.T) {
	const path = "../../README.md"
	const begins, ends = "<!-- settings: made by `plenary serve --help-markdown`; a test keeps it equal -->\n", "<!-- /settings -->"
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(readme), begins)
	_, after, complete := strings.Cut(rest, ends)
	if !ok || !complete {
		t.Fatalf("README.md has no place for the settings, between %q and %q", begins, ends)
	}
	var table bytes.Buffer
	if err := run(t.Context(), []string{"serve", "--help-markdown"}, noEnvironment, &table, io.Discard); err != nil {
		t.Fatal(err)
	}
	want := before + begins + table.String() + ends + after
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(readme) != want {
		t.Error("README.md does not have the settings as they are; run make generate")
	}
}
