package store_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

// keptWriters are all methods of the store that write rows which are kept, each with something that it changes.
var keptWriters = map[string]struct {
	change  func(w *world) error
	changed func(w *world) (bool, error)
}{
	"PutConference": {
		func(w *world) error {
			w.conference.Title = "Renamed"
			return w.PutConference(w.t.Context(), w.conference)
		},
		func(w *world) (bool, error) {
			c, err := w.ConferenceBySlug(w.t.Context(), "test")
			if err != nil {
				return false, err
			}
			all, err := w.Conferences(w.t.Context())
			return c.Title == "Renamed" && len(all) == 1 && all[0].Title == "Renamed", err
		},
	},
	"SetRegistrationRules": {
		func(w *world) error {
			w.conference.EditingResets = false
			return w.SetRegistrationRules(w.t.Context(), w.conference, "", day)
		},
		func(w *world) (bool, error) {
			c, err := w.ConferenceBySlug(w.t.Context(), "test")
			return !c.EditingResets, err
		},
	},
	"SetRetention": {
		func(w *world) error { return w.SetRetention(w.t.Context(), w.conference.ID, 30, nil, "", day) },
		func(w *world) (bool, error) {
			c, err := w.ConferenceBySlug(w.t.Context(), "test")
			return c.RetentionDays == 30, err
		},
	},
	"SetParticipantList": {
		func(w *world) error {
			w.conference.Participants = conference.PublicParticipantList
			return w.SetParticipantList(w.t.Context(), w.conference, "", day)
		},
		func(w *world) (bool, error) {
			c, err := w.ConferenceBySlug(w.t.Context(), "test")
			return c.Participants == conference.PublicParticipantList, err
		},
	},
	"SetTimeZone": {
		func(w *world) error {
			return w.SetTimeZone(w.t.Context(), w.conference.ID, "Asia/Tashkent", "", day)
		},
		func(w *world) (bool, error) {
			c, err := w.ConferenceBySlug(w.t.Context(), "test")
			return c.TimeZone == "Asia/Tashkent", err
		},
	},
	"PutSession": {
		func(w *world) error {
			w.session.Access = conference.ClosedAccess
			return w.PutSession(w.t.Context(), w.session, "", day)
		},
		func(w *world) (bool, error) {
			s, err := w.Session(w.t.Context(), w.session.ID)
			return s.Access == conference.ClosedAccess, err
		},
	},
	"UpdateSession": {
		func(w *world) error {
			was := w.session.State
			opened, err := w.session.Open(day)
			must(w.t, err)
			return w.UpdateSession(w.t.Context(), opened, was, "", day)
		},
		func(w *world) (bool, error) {
			s, err := w.Session(w.t.Context(), w.session.ID)
			return s.State == conference.Open, err
		},
	},
	"AddDraft": {
		func(w *world) error {
			d := w.session.Draft()
			d.ID = "another"
			_, err := w.AddDraft(w.t.Context(), d, "", day)
			return err
		},
		func(w *world) (bool, error) {
			_, err := w.Session(w.t.Context(), "another")
			if conferenceError(err, conference.NotFound) {
				return false, nil
			}
			return true, err
		},
	},
	"PutDraft": {
		func(w *world) error {
			d, err := w.Draft(w.t.Context(), w.session.ID)
			must(w.t, err)
			d.Title = "Renamed"
			_, err = w.PutDraft(w.t.Context(), d, "", day)
			return err
		},
		func(w *world) (bool, error) {
			s, err := w.Session(w.t.Context(), w.session.ID)
			return s.Title == "Renamed", err
		},
	},
	"TakeIn": {
		func(w *world) error {
			d := w.session.Draft()
			d.ID = "another"
			return w.TakeIn(w.t.Context(), conference.Intake{Added: []conference.Draft{d}}, "", day)
		},
		func(w *world) (bool, error) {
			_, err := w.Session(w.t.Context(), "another")
			if conferenceError(err, conference.NotFound) {
				return false, nil
			}
			return true, err
		},
	},
	"Release": {
		func(w *world) error {
			w.release("First") // from now on, drafts are not seen at once
			d, err := w.Draft(w.t.Context(), w.session.ID)
			must(w.t, err)
			d.Title = "Released"
			_, err = w.PutDraft(w.t.Context(), d, "", day)
			must(w.t, err)
			_, err = w.Session(w.t.Context(), w.session.ID)
			must(w.t, err)
			w.release("Second")
			return nil
		},
		func(w *world) (bool, error) {
			s, err := w.Session(w.t.Context(), w.session.ID)
			return s.Title == "Released", err
		},
	},
	"SetLateness": {
		func(w *world) error {
			late := w.session
			late.Delay = 10
			return w.SetLateness(w.t.Context(), []conference.Session{w.session}, []conference.Session{late}, "", day)
		},
		func(w *world) (bool, error) {
			s, err := w.Session(w.t.Context(), w.session.ID)
			return s.Delay == 10, err
		},
	},
	"Guard": {
		func(w *world) error {
			locked := w.session
			locked.Door = conference.DoorLocked
			return w.Guard(w.t.Context(), locked, nil, "", day)
		},
		func(w *world) (bool, error) {
			s, err := w.Session(w.t.Context(), w.session.ID)
			return s.Door == conference.DoorLocked, err
		},
	},
	"DeleteSession": {
		func(w *world) error { return w.DeleteSession(w.t.Context(), w.session.ID, "", day) },
		func(w *world) (bool, error) {
			_, err := w.Session(w.t.Context(), w.session.ID)
			if conferenceError(err, conference.NotFound) {
				return true, nil
			}
			return false, err
		},
	},
}

// What this process changes is seen by whoever asks after it, whichever method changed it.
func TestEveryWriterOfKeptRowsIsSeenAtOnce(t *testing.T) {
	if found := writersOfKept(t); !slices.Equal(found, slices.Sorted(maps.Keys(keptWriters))) {
		t.Errorf("kept rows are written by %v; the test knows %v", found, slices.Sorted(maps.Keys(keptWriters)))
	}
	for name, writer := range keptWriters {
		t.Run(name, func(t *testing.T) {
			onEachWorld(t, func(t *testing.T, w *world) {
				w.SetClock(func() time.Time { return day }) // no second passes
				if changed, err := writer.changed(w); changed || err != nil {
					t.Fatalf("before it was changed: %t, %v", changed, err)
				}
				must(t, writer.change(w))
				if changed, err := writer.changed(w); !changed || err != nil {
					t.Errorf("what was changed is not seen: %v", err)
				}
			})
		})
	}
}

// writersOfKept are the methods of the store that come to a statement that writes kept rows.
func writersOfKept(t *testing.T) (names []string) {
	t.Helper()
	writes, calls, methods := map[string]bool{}, map[string][]string{}, map[string]bool{}
	eachFunction(t, func(_ string, f *ast.FuncDecl) {
		name := f.Name.Name
		if f.Recv != nil && len(f.Recv.List[0].Names) > 0 {
			name = f.Recv.List[0].Names[0].Name + "." + name
		}
		methods[name] = f.Recv != nil && f.Name.IsExported()
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				writes[name] = writes[name] || n.Kind == token.STRING && isKeptWrite(n.Value)
			case *ast.SelectorExpr: // a method of a change or of the store
				if on, ok := n.X.(*ast.Ident); ok && (on.Name == "t" || on.Name == "s") {
					calls[name] = append(calls[name], on.Name+"."+n.Sel.Name)
				}
			}
			return true
		})
	})
	for found := true; found; {
		found = false
		for name, called := range calls {
			if !writes[name] && slices.ContainsFunc(called, func(c string) bool { return writes[c] }) {
				writes[name], found = true, true
			}
		}
	}
	for name, is := range methods {
		if is && writes[name] {
			names = append(names, strings.TrimPrefix(name, "s."))
		}
	}
	slices.Sort(names)
	return names
}

// isKeptWrite says whether a literal is a statement that writes kept rows.
func isKeptWrite(literal string) bool {
	statement := strings.TrimSpace(strings.Trim(literal, "`\""))
	verb, _, _ := strings.Cut(statement, " ")
	return slices.Contains([]string{"insert", "update", "delete", "with"}, verb) && store.Writes(statement)
}

// eachFunction calls do for every function of the package, with the name of its file.
func eachFunction(t *testing.T, do func(file string, f *ast.FuncDecl)) {
	t.Helper()
	files, err := os.ReadDir(".")
	must(t, err)
	for _, entry := range files {
		name := entry.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		must(t, err)
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				do(name, f)
			}
		}
	}
}

// Nobody writes past where it is noticed: the connections that write, and the transactions, are for few files.
func TestStatementsOfChangesAreNoticed(t *testing.T) {
	known := map[string][]string{
		"writer": {"backup.go", "batch.go", "copy.go", "postgres.go", "sqlite.go", "store.go"},
		"sql":    {"change.go", "lanes.go"},
	}
	eachFunction(t, func(file string, f *ast.FuncDecl) {
		ast.Inspect(f, func(n ast.Node) bool {
			selected, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if files := known[selected.Sel.Name]; files != nil && !slices.Contains(files, file) {
				t.Errorf("%s: %s uses .%s", file, f.Name.Name, selected.Sel.Name)
			}
			return true
		})
	})
}

func TestStatementsThatWriteKeptRows(t *testing.T) {
	for statement, want := range map[string]bool{
		"update session set state = ?":                                       true,
		"\n\t\tinsert into session (id) values (?)":                          true,
		"delete from session":                                                true,
		`insert into "session" (id) values (?)`:                              true,
		"with old as (select 1) update conference set title = ?":             true,
		"select * from session where id = ?":                                 false,
		" \n select 1 from conference":                                       false,
		"insert into line (session_id) values (?)":                           false,
		"delete from obsession":                                              false,
		"update sessions set id = id":                                        false,
		"insert into organizer (conference_id) values (?)":                   false,
		"delete from sessionsession where a = 1":                             false,
		"update hall set name = ? where id in (select hall_id from session)": true, // more than needed, which costs a read
	} {
		if got := store.Writes(statement); got != want {
			t.Errorf("%q writes kept rows: %t", statement, got)
		}
	}
}

// What another process changed is seen when a second has passed, and until then not asked for.
func TestForeignChangesAreSeenWithinASecond(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		w := newWorld(t, open(t, database))
		other, err := store.OpenBeside(t.Context(), database)
		must(t, err)
		t.Cleanup(func() { must(t, other.Close()) })
		now := day
		w.SetClock(func() time.Time { return now })
		title := func() string {
			t.Helper()
			s, err := w.Session(t.Context(), w.session.ID)
			must(t, err)
			c, err := w.ConferenceBySlug(t.Context(), "test")
			must(t, err)
			all, err := w.Conferences(t.Context())
			must(t, err)
			same(t, "the conference among all", all[0].Title, c.Title)
			return s.Title + "/" + c.Title
		}
		before := title()
		w.session.Title, w.conference.Title = "Moved", "Renamed"
		must(t, other.PutSession(t.Context(), w.session, "", day))
		must(t, other.PutConference(t.Context(), w.conference))
		now = now.Add(999 * time.Millisecond)
		same(t, "within a second", title(), before)
		now = now.Add(time.Millisecond)
		same(t, "after a second", title(), "Moved/Renamed")
		must(t, other.DeleteSession(t.Context(), w.session.ID, "", day))
		now = now.Add(time.Second)
		_, err = w.Session(t.Context(), w.session.ID)
		refused(t, err, conference.NotFound)
	})
}

// A session that is not there is not kept: it may be there at once.
func TestMissingRowsAreNotKept(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		w := newWorld(t, open(t, database))
		other, err := store.OpenBeside(t.Context(), database)
		must(t, err)
		t.Cleanup(func() { must(t, other.Close()) })
		w.SetClock(func() time.Time { return day })
		_, err = w.Session(t.Context(), "new")
		refused(t, err, conference.NotFound)
		session := w.session
		session.ID = "new"
		must(t, other.PutSession(t.Context(), session, "", day))
		got, err := w.Session(t.Context(), "new")
		must(t, err)
		same(t, "the session", got.ID, "new")
	})
}

// While some change and others ask, nobody is told what was before a change that had been acknowledged when she asked.
func TestKeptRowsAreNeverOlderThanTheLastChange(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		w.SetClock(func() time.Time { return day })
		var mu sync.Mutex
		done := 0 // how often it was changed
		ctx, stop := context.WithCancel(t.Context())
		var asking sync.WaitGroup
		for range 4 {
			asking.Go(func() {
				for ctx.Err() == nil {
					mu.Lock()
					least := done
					mu.Unlock()
					s, err := w.Session(t.Context(), w.session.ID)
					if err != nil || len(s.Abstract) < least {
						t.Errorf("%d changes were made, %d are seen: %v", least, len(s.Abstract), err)
						return
					}
				}
			})
		}
		for range 50 {
			w.session.Abstract += "x"
			must(t, w.PutSession(t.Context(), w.session, "", day))
			mu.Lock()
			done++
			mu.Unlock()
		}
		stop()
		asking.Wait()
	})
}
