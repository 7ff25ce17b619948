package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
	"plenary/server/store/storetest"
)

// A server that takes connections and says nothing keeps nobody waiting for ever, though nobody here gives up by herself;
// and when it answers again, all is as before.
func TestSilentServerIsUnavailableAndHealsItself(t *testing.T) {
	var log bytes.Buffer
	v := storetest.NewValve(t, onPostgres(t))
	s, err := store.Open(t.Context(), v.Address(), store.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	newWorld(t, s)
	s.Hurry(time.Second)
	for round := range 2 {
		v.Shut()
		var all sync.WaitGroup
		for i := range 40 { // more than there are connections
			all.Go(func() {
				var err error
				switch i % 4 {
				case 0:
					switch i % 3 {
					case 0:
						_, err = s.Sessions(context.Background(), "conference")
					case 1: // is not kept, and read for all who ask
						_, err = s.Session(context.Background(), "nowhere")
					default:
						_, _, err = s.AskerByLogin(context.Background(), "hash", "conference", "session", day)
					}
					if !conferenceError(err, conference.Unavailable) {
						t.Errorf("reading: %v", err)
					}
					return
				case 1:
					err = s.Record(context.Background(), store.Entry{At: day, Action: "never"})
				default:
					line := aLine(fmt.Sprintf("line-0123456789-%d-%d", round, i))
					line.SessionID = [2]conference.SessionID{"session", "another"}[i%2]
					_, err = s.Say(context.Background(), line)
				}
				if !conferenceError(err, conference.Unavailable) || !strings.Contains(err.Error(), "not saved: the database") {
					t.Errorf("writing: %v", err)
				}
			})
		}
		all.Wait()
		if err := s.Ping(context.Background()); err == nil {
			t.Error("it is said to answer")
		}
		v.Open()
		until(t, "it is saved", func() bool {
			said, err := s.Say(t.Context(), aLine(fmt.Sprintf("line-0123456789-%d", round)))
			return err == nil && said.Number == int64(round+1)
		})
		until(t, "it is read", func() bool {
			_, err := s.Sessions(t.Context(), "conference")
			return err == nil
		})
	}
	for _, action := range func() []string { w := &world{t: t, Store: s}; return w.told() }() {
		if action == "never" {
			t.Error("what was refused was written")
		}
	}
	until(t, "no connection is in use", func() bool { return s.Writer().Stats().InUse == 0 })
	if told := log.String(); strings.Count(told, "while=writing") != 4 {
		t.Errorf("the operator is told\n%s", told)
	}
}

// The server does not hear that we gave up: its end of a connection on which nothing gets through any more has rows
// locked. It lets go of them by itself, as we asked it to.
func TestLostTransactionLetsGo(t *testing.T) {
	address := onPostgres(t)
	var usual string
	must(t, open(t, address).Writer().GetContext(t.Context(), &usual, "show idle_in_transaction_session_timeout"))
	same(t, "the time it has", usual, "10s")

	v := storetest.NewValve(t, storetest.With(t, address, "idle_in_transaction_session_timeout", "6s"))
	s := open(t, v.Address())
	s.Hurry(time.Second)
	change := func(then func()) error {
		return s.Change(t.Context(), func(exec func(string, ...any) error) error {
			defer then()
			return exec(`insert into origin (name, value) values ('a', '') on conflict (name) do update set value = 'b'`)
		})
	}
	refused(t, change(v.Lose), conference.Unavailable)
	refused(t, change(func() {}), conference.Unavailable) // the row is locked
	until(t, "the row is free again", func() bool { return change(func() {}) == nil })
}

// A firewall that has forgotten our connections lets new ones through: nobody is refused for it.
func TestForgottenConnectionsAreReplaced(t *testing.T) {
	v := storetest.NewValve(t, onPostgres(t))
	s := open(t, v.Address())
	newWorld(t, s)
	var all sync.WaitGroup
	for range 40 { // so that there are many
		all.Go(func() {
			_, err := s.Session(t.Context(), "session")
			err = errors.Join(err, s.Record(t.Context(), store.Entry{At: day, Action: "said"}))
			if err != nil && !conferenceError(err, conference.Unavailable) { // where the machine is busy
				t.Error(err)
			}
		})
	}
	all.Wait()
	began := time.Now()
	until(t, "they have been idle", func() bool { return time.Since(began) > 1100*time.Millisecond })
	v.Lose()
	_, err := s.Say(t.Context(), aLine("line-0123456789ab"))
	must(t, err)
	_, err = s.Session(t.Context(), "session")
	must(t, err)
}
