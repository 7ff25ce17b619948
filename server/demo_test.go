package server

import (
	"net/http"
	"path/filepath"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// newDemo is a server as the demo command runs it, with as much of a demonstration as made says.
func newDemo(t *testing.T, command, marked, database bool) *world {
	t.Helper()
	people := map[conference.Role]conference.PersonID{}
	st, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "plenary.db"))
	if err == nil && database {
		err = st.MarkDemo(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	w := newWorldOn(t, st, nil, func(c *Config) {
		if command {
			c.Demo, c.DemoPeople, c.DemoCrowd = true, people, "crowd-secret"
		}
	})
	for role, p := range w.people {
		people[role] = p.ID
	}
	w.conference.Demo = marked
	w.must(w.store.PutConference(w.ctx(), w.conference))
	return w
}

func TestOneClickSignsInToADemonstrationOnly(t *testing.T) {
	for _, c := range []struct{ command, marked, database bool }{
		{false, true, true}, {true, false, true}, {true, true, false}, {false, false, false}, {true, true, true},
	} {
		w := newDemo(t, c.command, c.marked, c.database)
		all := c.command && c.marked && c.database
		b := w.visitor()
		a := b.send("POST", "/api/demo/sign-in", protocol.DemoInput{Role: conference.Moderator})
		if got := a.status == 200 && b.cookie != ""; got != all {
			t.Errorf("%+v: %d %s", c, a.status, a.body)
		}
		if !all && a.status != http.StatusNotFound && a.status != http.StatusMethodNotAllowed {
			t.Errorf("%+v: %d %s", c, a.status, a.body)
		}
		if !all {
			continue
		}
		if me := want[protocol.Me](b, 200, "GET", "/api/me", nil); me.Person.Name != "The moderator" {
			t.Errorf("signed in as %+v", me)
		}
		want[protocol.Problem](b, 422, "POST", "/api/demo/sign-in", protocol.DemoInput{Role: conference.Visitor})
	}
}

func TestTheCrowdSignsInWithItsSecret(t *testing.T) {
	w := newDemo(t, true, true, true)
	body := map[string]any{"person": w.people[conference.Speaker].ID}
	for secret, status := range map[string]int{"": 403, "Bearer wrong": 403, "crowd-secret": 403, "Bearer crowd-secret": 200} {
		b := w.visitor()
		b.headers = map[string]string{"Authorization": secret, "Origin": "", "Sec-Fetch-Site": ""}
		if a := b.send("POST", "/api/demo/crowd", body); a.status != status || (b.cookie != "") != (status == 200) {
			t.Errorf("%q: %d %s", secret, a.status, a.body)
		}
	}
	b := w.visitor()
	b.headers = map[string]string{"Authorization": "Bearer crowd-secret"}
	want[protocol.Problem](b, 404, "POST", "/api/demo/crowd", map[string]any{"person": "nobody"})
	if a := newDemo(t, true, false, true).visitor().send("POST", "/api/demo/crowd", body); a.status != http.StatusNotFound {
		t.Errorf("without a demonstration: %d", a.status)
	}
}
