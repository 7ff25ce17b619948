package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

func whole(t *testing.T, s *store.Store) store.Verdict {
	t.Helper()
	v, err := s.VerifyAudit(t.Context(), store.Seal{})
	must(t, err)
	if v.Broken != nil {
		t.Fatalf("the chain is broken: %+v", *v.Broken)
	}
	return v
}

func broken(t *testing.T, s *store.Store, number int64, fault conference.AuditFault) {
	t.Helper()
	v, err := s.VerifyAudit(t.Context(), store.Seal{})
	must(t, err)
	if want := (store.Break{Number: number, Fault: fault}); v.Broken == nil || *v.Broken != want {
		t.Errorf("the verdict is %+v, not %+v", v.Broken, want)
	}
}

func recordSome(t *testing.T, w *world, count int) {
	t.Helper()
	for i := range count {
		must(t, w.Record(t.Context(), store.Entry{
			At: day.Add(time.Duration(i) * time.Second), PersonID: w.olga.ID, Action: "export", Subject: fmt.Sprint("list-", i), Detail: "Список ☀",
		}))
	}
}

// unguarded does by hand what the triggers refuse, as somebody does who has the database to herself.
func unguarded(t *testing.T, w *world, statements ...string) {
	t.Helper()
	sqlite := w.Writer().DriverName() == "sqlite"
	if sqlite {
		statements = append([]string{"drop trigger audit_unchanged", "drop trigger audit_undeleted", "drop trigger audit_appended"}, statements...)
	} else {
		statements = append([]string{"drop trigger audit_rows_kept on audit"}, statements...)
	}
	for _, statement := range statements {
		if _, err := w.Writer().ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func TestAuditIsAChain(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		before := whole(t, w.Store).Head
		recordSome(t, w, 20)
		v := whole(t, w.Store)
		same(t, "the end", v.Head.Number, before.Number+20)
		// Migrating again, as every start does, changes nothing of it.
		_, err := w.Migrate(t.Context())
		must(t, err)
		same(t, "the end after a start", whole(t, w.Store).Head, v.Head)
		// An end that was noted is still in it, another one is not.
		for _, seen := range []store.Seal{before, v.Head} {
			got, err := w.VerifyAudit(t.Context(), seen)
			must(t, err)
			same(t, "the break", got.Broken, nil)
		}
		got, err := w.VerifyAudit(t.Context(), store.Seal{Number: before.Number + 3, Hash: v.Head.Hash})
		must(t, err)
		same(t, "the break", *got.Broken, store.Break{Number: before.Number + 3, Fault: conference.EntriesForged})
		got, err = w.VerifyAudit(t.Context(), store.Seal{Number: v.Head.Number + 1, Hash: v.Head.Hash})
		must(t, err)
		same(t, "the break", *got.Broken, store.Break{Number: v.Head.Number + 1, Fault: conference.EntriesCut})
	})
}

func TestDatabaseRefusesToChangeTheAudit(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		recordSome(t, w, 3)
		statements := []string{
			`update audit set detail = 'nothing happened'`,
			`update audit set hash = null, number = null`,
			`update audit set detail = '', via = '', salt = '', action = 'nothing'`,
			`update audit set detail = '', via = '', salt = 'x'`,
			`delete from audit`,
			`insert into audit (id, at, action, subject, detail) values ('x', '2020-09-14', 'a', 'b', 'c')`,
		}
		if w.Writer().DriverName() == "sqlite" {
			statements = append(statements,
				`insert or replace into audit (id, at, action, subject, detail, number, hash) select id, at, 'nothing', '', '', number, hash from audit`,
				`update or replace audit set action = 'nothing'`)
		} else {
			statements = append(statements, `truncate audit`,
				`insert into audit select * from audit on conflict (id) do update set action = 'nothing'`)
		}
		for _, statement := range statements {
			_, err := w.Writer().ExecContext(t.Context(), statement)
			if err == nil || !strings.Contains(err.Error(), "the audit is append-only: a row") {
				t.Errorf("%s: %v; want the trigger's refusal", statement, err)
			}
		}
		whole(t, w.Store)
	})
}

func TestEveryWayToBreakTheChainIsFound(t *testing.T) {
	for name, tampering := range map[string]struct {
		statements []string
		number     int64
		fault      conference.AuditFault
	}{
		"detail":                              {[]string{`update audit set detail = 'x' where number = 7`}, 7, conference.EntryChanged},
		"words erased, which nobody recorded": {[]string{`update audit set detail = '', via = '', salt = '' where number = 7`}, 7, conference.EntryChanged},
		"words behind an erasure":             {[]string{`update audit set detail = 'x', salt = '' where number = 7`}, 7, conference.EntryChanged},
		"digest":                              {[]string{`update audit set digest = 'x' where number = 7`}, 7, conference.EntryChanged},
		"who":                                 {[]string{`update audit set person_id = 'person-ana' where number = 7`}, 7, conference.EntryChanged},
		"when":                                {[]string{`update audit set at = (select at from audit where number = 3) where number = 7`}, 7, conference.EntryChanged},
		"hash":                                {[]string{`update audit set hash = 'x' where number = 7`}, 7, conference.EntryChanged},
		"deleted":                             {[]string{`delete from audit where number = 7`}, 7, conference.EntryMissing},
		"first deleted":                       {[]string{`delete from audit where number = 1`}, 1, conference.EntryMissing},
		"last deleted":                        {[]string{`delete from audit where number >= 9`}, 9, conference.EntriesCut},
		"all deleted":                         {[]string{`delete from audit`}, 1, conference.EntriesCut},
		"swapped": {[]string{
			`update audit set number = -7 where number = 7`, `update audit set number = 7 where number = 8`, `update audit set number = 8 where number = -7`,
		}, 7, conference.EntryChanged},
		"added behind": {[]string{
			`insert into audit (id, at, action, subject, detail, number, hash) select 'x', at, action, subject, detail, 99, hash from audit where number = 3`,
		}, 99, conference.EntryForeign},
		"added beside": {[]string{
			`insert into audit (id, at, action, subject, detail) select 'x', at, action, subject, detail from audit where number = 3`,
		}, 0, conference.EntryForeign},
		"end moved": {[]string{`update audit_head set number = 8`}, 9, conference.EntriesCut},
	} {
		t.Run(name, func(t *testing.T) {
			onEachWorld(t, func(t *testing.T, w *world) {
				recordSome(t, w, 10-int(whole(t, w.Store).Head.Number))
				unguarded(t, w, tampering.statements...)
				broken(t, w.Store, tampering.number, tampering.fault)
				// The next start does not mend it, and neither does what is recorded later.
				_, err := w.Migrate(t.Context())
				must(t, err)
				if name != "added behind" && name != "end moved" {
					recordSome(t, w, 1)
				}
				v, err := w.VerifyAudit(t.Context(), store.Seal{})
				must(t, err)
				if v.Broken == nil {
					t.Error("the chain looks whole after a start")
				}
			})
		})
	}
}

func TestRandomTamperingIsFound(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		recordSome(t, w, 200-int(whole(t, w.Store).Head.Number))
		unguarded(t, w)
		random := rand.New(rand.NewPCG(7, 9))
		columns := []string{"action", "subject", "detail", "via", "id", "hash", "salt", "digest"}
		for range 100 {
			number, column := 1+random.Int64N(200), columns[random.IntN(len(columns))]
			var was string
			must(t, w.Writer().GetContext(t.Context(), &was, w.Writer().Rebind(`select `+column+` from audit where number = ?`), number))
			set := w.Writer().Rebind(`update audit set ` + column + ` = ? where number = ?`)
			_, err := w.Writer().ExecContext(t.Context(), set, was+"·", number)
			must(t, err)
			broken(t, w.Store, number, conference.EntryChanged)
			_, err = w.Writer().ExecContext(t.Context(), set, was, number)
			must(t, err)
		}
		whole(t, w.Store)
	})
}

// Rows from before the chain are chained at the first start after it came.
func TestOldRowsAreChained(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		recordSome(t, w, 20)
		count := whole(t, w.Store).Head.Number
		unguarded(t, w, `update audit set number = null, hash = null`, `delete from audit_head`)
		_, err := w.Migrate(t.Context())
		must(t, err)
		same(t, "the rows that are chained", whole(t, w.Store).Head.Number, count)
		entries, err := w.Entries(t.Context(), 1)
		must(t, err)
		same(t, "the last row", entries[0].Subject, "list-19")
		_, err = w.Writer().ExecContext(t.Context(), `delete from audit`)
		if err == nil {
			t.Error("the rows are not guarded")
		}
	})
}

// Many write at once, some through the lanes, some to rows that others lock: all are chained, and none waits for another
// that waits for it.
func TestWritersShareTheChain(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		before := whole(t, w.Store).Head.Number
		const writers, each = 16, 12
		var lines []conference.LineID
		for i := range writers {
			line, err := w.Say(t.Context(), aLine(fmt.Sprintf("line-%02d-0123456789", i)))
			must(t, err)
			lines = append(lines, line.ID)
		}
		var all sync.WaitGroup
		failed := make(chan error, writers*each)
		for i := range writers {
			all.Go(func() {
				for n := range each {
					failed <- func() error {
						switch n % 3 {
						case 0:
							return w.Record(context.Background(), store.Entry{At: day, PersonID: w.olga.ID, Action: "export"})
						case 1: // locks the session's row before the end of the chain
							session := w.session
							session.Title = fmt.Sprintf("Title by %d", i)
							return w.PutSession(context.Background(), session, w.olga.ID, day)
						}
						_, err := w.DeleteLine(context.Background(), lines[i], w.olga.ID, day)
						return err
					}()
				}
			})
		}
		all.Wait()
		close(failed)
		for err := range failed {
			must(t, err)
		}
		// A line is deleted once, whoever tries again.
		same(t, "the rows", whole(t, w.Store).Head.Number-before, int64(writers*(each/3*2+1)))
	})
}

// Of changes that are committed together, the one that fails leaves nothing in the chain.
func TestFailedChangeRecordsNothing(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		before := whole(t, w.Store).Head.Number
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				_ = w.Record(context.Background(), store.Entry{At: day, PersonID: "nobody", Action: "export"})
			})
			all.Go(func() {
				if err := w.Record(context.Background(), store.Entry{At: day, PersonID: w.olga.ID, Action: "export"}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		same(t, "the rows", whole(t, w.Store).Head.Number-before, 20)
	})
}

func TestAuditIsFiltered(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		registration := w.register(w.ana, nil)
		must(t, w.Record(store.Via(t.Context(), "Badge printer"), store.Entry{At: day.Add(time.Hour), PersonID: w.olga.ID, Action: "print", Subject: string(registration.ID)}))
		must(t, w.Record(t.Context(), store.Entry{At: day.Add(2 * time.Hour), PersonID: w.ben.ID, Action: "export", Subject: "list", Detail: "50% of 1_000"}))
		must(t, w.Record(t.Context(), store.Entry{At: day.Add(3 * time.Hour), Action: "export", Subject: string(w.session.ID)}))
		for name, c := range map[string]struct {
			filter store.EntryFilter
			want   string
		}{
			"who":              {store.EntryFilter{Who: "BEN@"}, "export"},
			"token":            {store.EntryFilter{Who: "badge"}, "print"},
			"action":           {store.EntryFilter{Action: "print"}, "print"},
			"subject":          {store.EntryFilter{Subject: "list"}, "export"},
			"name of subject":  {store.EntryFilter{Subject: "ana"}, "print"},
			"title of subject": {store.EntryFilter{Subject: "title of", Action: "export"}, "export"},
			"detail":           {store.EntryFilter{Subject: "50% of 1_"}, "export"},
			"no wildcard":      {store.EntryFilter{Subject: "5_%"}, ""},
			"time":             {store.EntryFilter{From: day.Add(time.Hour), To: day.Add(2 * time.Hour)}, "print"},
			"page":             {store.EntryFilter{Offset: 2, From: day.Add(time.Hour)}, "print"},
		} {
			c.filter.Limit = 1
			rows, total, err := w.Audit(t.Context(), c.filter)
			must(t, err)
			got := ""
			if len(rows) > 0 {
				got = rows[0].Action
			}
			if got != c.want || (c.want == "") != (total == 0) {
				t.Errorf("%s: found %q of %d, want %q", name, got, total, c.want)
			}
		}
		rows, _, err := w.Audit(t.Context(), store.EntryFilter{Action: "print", Limit: 10})
		must(t, err)
		same(t, "the person's name", rows[0].PersonName, "Olga")
		same(t, "the subject's name", rows[0].SubjectName, "Ana")
		same(t, "the token", rows[0].Via, "Badge printer")
		actions, err := w.AuditActions(t.Context())
		must(t, err)
		same(t, "the actions", strings.Join(actions, " "), "add-organizer export print schedule-session")
	})
}
