package main

import (
	"bytes"
	"encoding/json"
	"io"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

func openStore(t *testing.T, data string) *store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), filepath.Join(data, "plenary.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

// do runs one command and returns what it said.
func do(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if err := run(t.Context(), args, noEnvironment, &out, io.Discard); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	return out.String()
}

// rows are what an import made.
func rows(t *testing.T, st *store.Store) (conference.Conference, []conference.Delegation, []conference.Hall, []conference.Session) {
	t.Helper()
	c, err := st.ConferenceBySlug(t.Context(), "ctc-2020")
	if err != nil {
		t.Fatal(err)
	}
	delegations, err := st.Delegations(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	halls, err := st.Halls(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := st.Sessions(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return c, delegations, halls, sessions
}

func TestImportTwiceIsImportOnce(t *testing.T) {
	data := t.TempDir()
	said := do(t, "import", "--data", data, "demo/ctc-2020.json")
	if !strings.Contains(said, "11 sessions") {
		t.Errorf("it says %q", said)
	}
	st := openStore(t, data)
	c, delegations, halls, sessions := rows(t, st)
	if len(halls) != 2 || len(sessions) != 11 || c.Demo || c.Languages != "en,fr,de,it,ru,es" {
		t.Errorf("%d halls, %d sessions, demo %v, languages %q", len(halls), len(sessions), c.Demo, c.Languages)
	}
	count := map[conference.Category]int{}
	for _, d := range delegations {
		count[d.Category]++
	}
	if count[conference.ParticipatingState] != 57 || count[conference.PartnerForCooperation] != 11 || count[conference.ExecutiveStructure] != 2 {
		t.Errorf("delegations by category: %v", count)
	}
	vienna := time.FixedZone("", 2*60*60)
	first := sessions[1]
	if !strings.HasPrefix(first.Title, "Session 1: ") || !first.StartsAt.Equal(time.Date(2020, 9, 14, 10, 45, 0, 0, vienna)) || first.Languages != c.Languages {
		t.Errorf("session 1 is %+v", first)
	}
	if sessions[2].Title != "Side event" || sessions[2].Languages != "" || sessions[2].HallID != halls[1].ID {
		t.Errorf("the side event is %+v", sessions[2])
	}

	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	do(t, "import", "--data", data, "demo/ctc-2020.json")
	c2, delegations2, halls2, sessions2 := rows(t, openStore(t, data))
	if c != c2 || !reflect.DeepEqual(delegations, delegations2) || !reflect.DeepEqual(halls, halls2) || !reflect.DeepEqual(sessions, sessions2) {
		t.Error("importing again changed something")
	}
}

func TestImportRefusesWhatItDoesNotUnderstand(t *testing.T) {
	good, err := demoFiles.ReadFile("demo/ctc-2020.json")
	if err != nil {
		t.Fatal(err)
	}
	st := openStore(t, t.TempDir())
	for _, c := range []struct{ path, value string }{
		{"conference.slug", `""`},
		{"conference.time_zone", `"Europe/Atlantis"`},
		{"conference.days", `[]`},
		{"conference.days", `["14 September"]`},
		{"conference.registration_closes", `"soon"`},
		{"conference.registration_opens", `"soon"`},
		{"delegations", `[{"name":"Atlantis","category":"island"}]`},
		{"sessions", `[{"title":"A","day":"2020-09-14","starts":"09:30","ends":"09:00","kind":"working","hall":"H","access":"public"}]`},
		{"sessions", `[{"title":"A","day":"2020-09-14","starts":"9.30","ends":"10:00","kind":"working","hall":"H","access":"public"}]`},
		{"sessions", `[{"title":"A","day":"2020-09-14","starts":"09:30","ends":"10:00","kind":"dance","hall":"H","access":"public"}]`},
		{"sessions", `[{"title":"A","day":"2020-09-14","starts":"09:30","ends":"10:00","kind":"working","hall":"","access":"public"}]`},
		{"sessions", `[{"title":"A","languages":3}]`},
	} {
		var file map[string]json.RawMessage
		if err := json.Unmarshal(good, &file); err != nil {
			t.Fatal(err)
		}
		if outer, inner, ok := strings.Cut(c.path, "."); ok {
			var part map[string]json.RawMessage
			if err := json.Unmarshal(file[outer], &part); err != nil {
				t.Fatal(err)
			}
			part[inner] = json.RawMessage(c.value)
			if file[outer], err = json.Marshal(part); err != nil {
				t.Fatal(err)
			}
		} else {
			file[c.path] = json.RawMessage(c.value)
		}
		b, err := json.Marshal(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := importProgramme(t.Context(), st, b, false, time.Now()); err == nil {
			t.Errorf("%s of %s is accepted", c.path, c.value)
		}
	}
}
