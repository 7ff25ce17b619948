package store_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

func aLine(id string) conference.Line {
	return conference.Line{ID: conference.LineID(id), SessionID: "session", PersonID: "person-ana", Text: "Present", SaidAt: day}
}

// unsaved checks that a change was refused in words that say so, and that nothing of it is there.
func unsaved(t *testing.T, s *store.Store, err error, why string) {
	t.Helper()
	refused(t, err, conference.Unavailable)
	var told *conference.Error
	if !errors.As(err, &told) || !strings.HasPrefix(told.Message, "this was not saved: ") || !strings.Contains(told.Message, why) || told.RetryAfter == 0 {
		t.Errorf("people are told %q, %v; want that it was not saved: %s", told.Error(), told.RetryAfter, why)
	}
	lines, err := s.LastLines(t.Context(), "session", 100)
	must(t, err)
	same(t, "the number of lines", len(lines), 0)
}

func TestLockedDatabaseIsUnavailableAndHealsItself(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plenary.db")
	var log bytes.Buffer
	s, err := store.Open(t.Context(), path, store.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	newWorld(t, s)
	_, err = s.Writer().ExecContext(t.Context(), "pragma busy_timeout = 20")
	must(t, err)

	other, err := store.OpenBeside(t.Context(), path)
	must(t, err)
	t.Cleanup(func() { must(t, other.Close()) })
	tx, err := other.Writer().BeginTxx(t.Context(), nil)
	must(t, err)
	for range 2 {
		_, err = s.Say(t.Context(), aLine("line-0123456789ab"))
		unsaved(t, s, err, "locked")
	}
	must(t, tx.Rollback())
	said, err := s.Say(t.Context(), aLine("line-0123456789ab"))
	must(t, err)
	same(t, "the number", said.Number, 1)
	if told := log.String(); strings.Count(told, "level=ERROR") != 1 || strings.Count(told, "answers again") != 1 {
		t.Errorf("the operator is told\n%s", told)
	}
}

func TestFullDatabaseIsUnavailableAndHealsItself(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "plenary.db"))
	newWorld(t, s)
	var pages int
	must(t, s.Writer().GetContext(t.Context(), &pages, "pragma page_count"))
	limit := func(pages int) {
		t.Helper()
		var now int
		must(t, s.Writer().GetContext(t.Context(), &now, "pragma max_page_count = "+strconv.Itoa(pages)))
	}
	limit(pages)
	long := aLine("line-0123456789ab")
	long.Text = strings.Repeat("long ", 10_000)
	_, err := s.Say(t.Context(), long)
	unsaved(t, s, err, "no space left")
	limit(pages + 100_000)
	said, err := s.Say(t.Context(), long)
	must(t, err)
	same(t, "the number", said.Number, 1)
}

func TestLateChangeIsNotSaved(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		late, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
		defer cancel()
		_, err := w.Say(late, aLine("line-0123456789ab"))
		unsaved(t, w.Store, err, "takes too long")
	})
}
