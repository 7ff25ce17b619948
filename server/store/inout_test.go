package store_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
	"plenary/server/store/storetest"
)

func exportOf(t *testing.T, s *store.Store, id conference.ConferenceID, registrations bool) []byte {
	t.Helper()
	e, err := s.Export(t.Context(), id, registrations)
	must(t, err)
	b, err := json.MarshalIndent(e, "", " ")
	must(t, err)
	return b
}

func importOf(t *testing.T, s *store.Store, b []byte) conference.Conference {
	t.Helper()
	var e store.Export
	must(t, json.Unmarshal(b, &e))
	c, err := s.Import(t.Context(), e, time.Now())
	must(t, err)
	return c
}

// fill adds of everything that a file has.
func (w *world) fill() {
	s := w.session
	s.ID = "SESSION-0123456789"
	s.Translations = conference.PackTranslations([]conference.Translation{{Language: "ru", Title: "Заседание"}})
	s.Segments = conference.PackSegments([]conference.Segment{{Access: conference.PublicAccess}, {After: 10, Access: conference.ClosedAccess, Title: "Closed"}})
	must(w.t, w.PutSession(w.t.Context(), s, w.olga.ID, day))
	must(w.t, w.Appoint(w.t.Context(), conference.Appointment{SessionID: s.ID, PersonID: w.ben.ID, Role: conference.Chair}, "", day))
	must(w.t, w.TakeIn(w.t.Context(), conference.Intake{Counterparts: []conference.Counterpart{
		{ConferenceID: w.conference.ID, Kind: conference.CounterpartSession, Subject: string(s.ID), GUID: "g", Source: `{"title":"T"}`},
	}}, "", day))
	w.register(w.ana, nil)
	must(w.t, w.SetMailHeld(w.t.Context(), w.conference.ID, true, w.olga.ID, day))
	must(w.t, w.PutMailTemplate(w.t.Context(), conference.MailTemplate{
		ConferenceID: w.conference.ID, Kind: conference.WaitingMail, Language: conference.RussianMail, Subject: "Ждите", Text: "{name}", ChangedBy: &w.olga.ID, ChangedAt: day,
	}))
}

func TestAConferenceGoesRoundAsAFile(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		w.fill()
		storetest.OnEach(t, func(t *testing.T, database string) {
			other, err := store.Open(t.Context(), database)
			must(t, err)
			t.Cleanup(func() { must(t, other.Close()) })
			for _, registrations := range []bool{false, true} {
				file := exportOf(t, w.Store, w.conference.ID, registrations)
				if got := strings.Contains(string(file), "Ana"); got != registrations {
					t.Errorf("the file has registrations: %v, want %v", got, registrations)
				}
				for range 2 { // twice is once
					c := importOf(t, other, file)
					if again := exportOf(t, other, c.ID, registrations); !bytes.Equal(again, file) {
						t.Errorf("it comes back as\n%s\nwant\n%s", again, file)
					}
				}
			}
		})
	})
}

func TestAFileFindsWhatHasAnotherIdHere(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		w.fill()
		file := exportOf(t, w.Store, w.conference.ID, true)
		other, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "plenary.db"))
		must(t, err)
		t.Cleanup(func() { must(t, other.Close()) })
		here := w.conference
		here.ID, here.Title = "ANOTHER-CONFERENCE-0123", "An older title"
		must(t, other.PutConference(t.Context(), here))
		if before, err := other.ConferenceBySlug(t.Context(), "test"); err != nil || before.Title != here.Title {
			t.Errorf("before: %+v, %v", before, err)
		}
		c := importOf(t, other, file)
		if seen, err := other.ConferenceBySlug(t.Context(), "test"); err != nil || seen.Title != w.conference.Title { // which is kept in memory
			t.Errorf("after: %+v, %v", seen, err)
		}
		if c.ID != here.ID || c.Title != w.conference.Title {
			t.Errorf("it has become %+v", c)
		}
		all, err := other.Conferences(t.Context())
		must(t, err)
		sessions, err := other.Sessions(t.Context(), here.ID)
		must(t, err)
		if len(all) != 1 || len(sessions) == 0 {
			t.Errorf("%d conferences, %d sessions", len(all), len(sessions))
		}
	})
}

func TestAFileThatIsNoneChangesNothing(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		w.fill()
		good := string(exportOf(t, w.Store, w.conference.ID, true))
		before := good
		for name, change := range map[string]*strings.Replacer{
			"another format": strings.NewReplacer(`"plenary": "conference"`, `"plenary": "recipe"`),
			"a newer one":    strings.NewReplacer(`"schema": `, `"schema": 9`),
			"a column":       strings.NewReplacer(`"abstract"`, `"abstract = '' --"`),
			"a time":         strings.NewReplacer(`"starts_at": "`, `"starts_at": "soon `),
			"a zone":         strings.NewReplacer("Europe/Vienna", "Europe/Atlantis"),
			"a kind":         strings.NewReplacer(`"kind": "working"`, `"kind": "dance"`),
			"a value":        strings.NewReplacer(`"capacity": 0`, `"capacity": []`),
		} {
			text := change.Replace(good)
			if text == good {
				t.Fatalf("%s: nothing to change", name)
			}
			var e store.Export
			must(t, json.Unmarshal([]byte(text), &e))
			if _, err := w.Store.Import(t.Context(), e, day); err == nil {
				t.Errorf("%s is accepted", name)
			}
		}
		if after := string(exportOf(t, w.Store, w.conference.ID, true)); after != before {
			t.Error("something has changed")
		}
	})
}
