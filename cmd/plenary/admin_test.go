package main

import (
	"io"
	"strings"
	"testing"
	"time"
)

func TestAdministratorByHand(t *testing.T) {
	data := t.TempDir()
	do(t, "import", "--data", data, "demo/ctc-2020.json")
	running := openStore(t, data) // as a server would have it open
	do(t, "admin", "--data", data, "create", "Ana@Conference.example", "Ana Example")
	do(t, "admin", "--data", data, "grant", "administrator", "ana@conference.example")
	do(t, "admin", "--data", data, "grant", "organizer", "ana@conference.example")

	ana, err := running.PersonByEmail(t.Context(), "ana@conference.example")
	if err != nil || !ana.Administrator {
		t.Errorf("she is %+v, %v", ana, err)
	}
	c, _, _, _ := rows(t, running)
	if is, err := running.IsOrganizer(t.Context(), c.ID, ana.ID); err != nil || !is {
		t.Errorf("organizer: %v, %v", is, err)
	}

	said := strings.TrimSpace(do(t, "admin", "--data", data, "--address", "https://conference.example", "login-link", "ana@conference.example"))
	address, secret, _ := strings.Cut(said, "#")
	if address != "https://conference.example/link" {
		t.Errorf("it says %q", said)
	}
	link, err := running.UseLink(t.Context(), hashOf(secret), time.Now())
	if err != nil || link.PersonID != ana.ID {
		t.Errorf("the link is %+v, %v", link, err)
	}

	for _, args := range [][]string{
		{"create", "ana@conference.example", "Twin"},
		{"create", "nonsense", "Ana"},
		{"create", "ben@conference.example", " "},
		{"grant", "organizer", "nobody@conference.example"},
		{"login-link", "nobody@conference.example"},
	} {
		if err := run(t.Context(), append([]string{"admin", "--data", data}, args...), noEnvironment, io.Discard, io.Discard); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
}

func TestMigrateSaysWhatItDid(t *testing.T) {
	data := t.TempDir()
	if said := do(t, "migrate", "--data", data); strings.HasPrefix(said, "0 applied") {
		t.Errorf("a fresh database: %q", said)
	}
	if said := do(t, "migrate", "--data", data); !strings.HasPrefix(said, "0 applied") {
		t.Errorf("a second time: %q", said)
	}
	if said := do(t, "version"); !strings.HasPrefix(said, "plenary ") {
		t.Errorf("the version: %q", said)
	}
}
