package store_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

func TestRealDataNeverBecomesADemonstration(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		made, err := s.MadeByDemo(t.Context())
		must(t, err)
		same(t, "made by demo before", made, false)
		must(t, s.MarkDemo(t.Context()))
		newWorld(t, s)
		must(t, s.MarkDemo(t.Context()))
		made, err = s.MadeByDemo(t.Context())
		must(t, err)
		same(t, "made by demo", made, true)
	})
	onEachWorld(t, func(t *testing.T, w *world) {
		refused(t, w.MarkDemo(t.Context()), conference.Conflict)
		made, err := w.MadeByDemo(t.Context())
		must(t, err)
		same(t, "made by demo", made, false)
	})
}

func TestAuditIsInOrder(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		want := store.Entry{At: day, PersonID: w.olga.ID, Action: "export", Subject: "registrations", Detail: "csv"}
		must(t, w.Record(t.Context(), want))
		entries, err := w.Entries(t.Context(), 1)
		must(t, err)
		want.At = moment(day)
		if !reflect.DeepEqual(entries, []store.Entry{want}) {
			t.Errorf("the last entry is %v, not %v", entries, want)
		}
	})
}

func TestSecondProcessIsRefusedTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plenary.db")
	first, err := store.Open(t.Context(), path)
	must(t, err)
	_, err = store.Open(t.Context(), "sqlite:"+path)
	refused(t, err, conference.Conflict)
	if err != nil && !strings.Contains(err.Error(), path) {
		t.Errorf("%q does not name the file", err)
	}

	// Names and addresses are nobody else's to read.
	for _, suffix := range []string{"", "-wal", "-shm", ".lock"} {
		info, err := os.Stat(path + suffix)
		must(t, err)
		same(t, "the mode of "+suffix, info.Mode().Perm(), 0o600)
	}

	// A person may be added by hand meanwhile.
	beside, err := store.OpenBeside(t.Context(), path)
	must(t, err)
	must(t, beside.CreatePerson(t.Context(), conference.Person{ID: "ana", Email: "ana@conference.example", Name: "Ana", CreatedAt: day}))
	must(t, beside.Close())
	_, err = first.Person(t.Context(), "ana")
	must(t, err)

	must(t, first.Close())
	second, err := store.Open(t.Context(), path)
	must(t, err)
	must(t, second.Close())
}

func TestAddressOfDatabaseIsChecked(t *testing.T) {
	for _, database := range []string{"", "sqlite:", "mysql://localhost/plenary", "sqlite:" + filepath.Join(t.TempDir(), "missing", "plenary.db")} {
		if s, err := store.Open(t.Context(), database); err == nil {
			t.Errorf("%q opened", database)
			_ = s.Close()
		}
	}
}

func TestWhatWasCommittedOutlivesTheStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plenary.db")
	s, err := store.Open(t.Context(), path)
	must(t, err)
	w := newWorld(t, s)
	w.ask(w.ana, "question-01234567", conference.Incoming)
	must(t, s.Close())
	s = open(t, path)
	q, err := s.Question(t.Context(), "question-01234567")
	must(t, err)
	same(t, "the time", q.AskedAt, day.UTC().Truncate(time.Microsecond))
}
