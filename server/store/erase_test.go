package store_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
	"plenary/server/store/storetest"
)

const (
	canary  = "zemlyanika"
	married = "Anna Zemlyanika-Petrova"
	maiden  = "Аnna Zemlyanika"
)

// planted is a database with a row in every table, in which one person is named wherever the store names people.
func planted(t *testing.T, database string) (w *world, before conference.Registration) {
	t.Helper()
	if strings.HasPrefix(database, "postgres") { // it is the same, and copied
		w, before = planted(t, filepath.Join(t.TempDir(), "plenary.db"))
		target := open(t, database)
		_, err := target.CopyFrom(t.Context(), w.Store)
		must(t, err)
		w.Store = target
		return w, before
	}
	w = &world{Store: populated(t, database), t: t}
	ctx := t.Context()
	var err error
	w.conference, err = w.ConferenceBySlug(ctx, "test")
	must(t, err)
	for id, p := range map[conference.PersonID]*conference.Person{"person-ana": &w.ana, "person-ben": &w.ben, "person-olga": &w.olga} {
		*p, err = w.Person(ctx, id)
		must(t, err)
	}
	w.ana.Name, w.ana.Email, w.ana.PasswordHash = married, "anna@zemlyanika.example", "hash of zemlyanika"
	must(t, w.UpdatePerson(ctx, w.ana))
	r, err := w.RegistrationOf(ctx, w.conference.ID, w.ana.ID)
	must(t, err)
	for _, name := range []string{maiden, married} {
		r.Name, r.Function, r.Organization, r.ChangedAt = name, "Chair of Zemlyanika Ltd", "Zemlyanika Ltd", day
		r, err = w.UpdateRegistration(ctx, r, r.State, w.ana.ID)
		must(t, err)
	}
	r.State = conference.Approved
	r, err = w.UpdateRegistration(ctx, r, conference.Submitted, w.olga.ID)
	must(t, err)
	must(t, w.Lead(ctx, r, w.olga.ID, day))
	w.register(w.ben, func(other *conference.Registration) { other.RegisteredBy = &w.ana.ID })
	_, err = w.Attach(ctx, store.Upload{RegistrationID: r.ID, FieldID: "photo", MediaType: "image/jpeg", Content: []byte(canary), AddedAt: day}, r, r.State, w.ana.ID)
	must(t, err)
	must(t, w.Announce(ctx, conference.Announcement{ID: "announcement-ana-01234", ConferenceID: w.conference.ID, PersonID: w.ana.ID, Text: "I am " + married + "; welcome", MadeAt: day, ExpiresAt: day.Add(time.Hour)}))
	must(t, w.Record(store.Via(ctx, "Printer of "+married), store.Entry{At: day, PersonID: w.ana.ID, Action: "export", Subject: "list"}))
	must(t, w.Record(ctx, store.Entry{At: day, PersonID: w.olga.ID, Action: "send-mail", Subject: "somebody", Detail: "to " + w.ana.Email}))
	must(t, w.Change(ctx, func(exec func(string, ...any) error) error {
		for _, statement := range []string{
			`update line set text = 'Here is ` + married + `, good morning' where person_id = 'person-ana'`,
			`update former_line set text = 'I am ` + married + `'`,
			`update question set text = '` + strings.ToUpper(married) + ` asks: why?', original = '` + maiden + ` asks' where person_id = 'person-ana'`,
			`update statement set text = 'I, ` + married + `, say so', prepared = '` + married + ` says', on_behalf = '` + maiden + ` and others' where person_id = 'person-ana'`,
			`update journal_change set text = 'The floor was given to ` + married + `', reason = '` + maiden + ` was left out'`,
			`update proposal set text = 'That ` + married + ` chairs' where person_id = 'person-ana'`,
			`update objection set text = 'I, ` + married + `, object' where person_id = 'person-ana'`,
			`update poll set text = 'Shall ` + married + ` chair?', options = '` + maiden + `' || char(10) || 'Nobody' where person_id = 'person-ana'`,
			`update invitation set email = 'anna@zemlyanika.example', name = '` + married + `'`,
			`update calendar_entry set said = '{"people":["Chair: ` + married + `"]}'`,
			`insert into mail (id, conference_id, person_id, kind, language, address, subject, text, calendar, state, version, attempts, answer, created_at, changed_at, next_at) values ('mail-ben', 'conference', 'person-ben', 'approved', 'ru', 'ben@example.org', 'Место', 'Да', '', 'draft', 1, 0, '', 1600073400000000, 1600073400000000, 1600073400000000)`,
			`update mail set calendar = 'DESCRIPTION:Anna Zemlyanika-Pet` + "\r\n " + `rova\, chair' where person_id = 'person-ben'`,
			`update mail set text = 'Dear ` + married + `', address = 'anna@zemlyanika.example' where person_id = 'person-ana'`,
			`insert into mail (id, conference_id, person_id, registration_id, kind, language, address, subject, text, calendar, state, version, attempts, answer, created_at, changed_at, next_at) select 'mail-behalf', 'conference', person_id, id, 'on-behalf', 'en', 'ben@example.org', 'You', 'It was anna@zemlyanika.example.', '', 'sent', 1, 1, '', 1600073400000000, 1600073400000000, 1600073400000000 from registration where registered_by = 'person-ana'`,
			`update login set agent = 'Browser of Zemlyanika' where person_id = 'person-ana'`,
		} {
			if err := exec(statement); err != nil {
				return err
			}
		}
		return nil
	}))
	return w, r
}

// mentions are the places in a database, all text columns of all tables, that have a word.
func mentions(t *testing.T, w *world, word string) (found []string) {
	t.Helper()
	columns := `select table_name as "table", column_name as "column" from information_schema.columns where table_schema = current_schema() and data_type = 'text'`
	if w.Writer().DriverName() == "sqlite" {
		columns = `select m.name as "table", c.name as "column" from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and lower(c.type) = 'text'`
	}
	var all []struct{ Table, Column string }
	must(t, w.Writer().SelectContext(t.Context(), &all, columns))
	if len(all) < 100 {
		t.Fatalf("only %d columns are searched", len(all))
	}
	for _, c := range all {
		var one sql.NullString
		must(t, w.Writer().GetContext(t.Context(), &one, `select min(`+c.Column+`) from `+c.Table+` where lower(`+c.Column+`) like '%`+word+`%'`))
		if one.Valid {
			found = append(found, c.Table+"."+c.Column+": "+one.String)
		}
	}
	return found
}

// After an erasure nothing in any table has the person's name or address, the file neither; what stays is what is declared
// to, the chain of the audit is whole, and the address is free.
func TestNothingNamesWhoWasErased(t *testing.T) {
	storetest.OnEach(t, func(t *testing.T, database string) {
		w, r := planted(t, database)
		ctx := t.Context()
		if found := mentions(t, w, canary); len(found) < 20 {
			t.Errorf("she is named in few places: %q", found)
		}
		noted := whole(t, w.Store).Head
		logins, err := w.Erase(ctx, w.ana.ID, "", w.ana.ID, day)
		must(t, err)
		same(t, "logins that ended", len(logins), 1)
		if found := mentions(t, w, canary); len(found) > 0 {
			t.Errorf("she is still named: %q", found)
		}
		for _, file := range []string{database, database + "-wal"} {
			if b, err := os.ReadFile(file); err == nil && bytes.Contains(bytes.ToLower(b), []byte(canary)) {
				t.Errorf("%s has her name", file)
			}
		}
		tables, err := w.Personal(ctx, w.ana.ID)
		must(t, err)
		for _, table := range tables {
			if len(table.Rows) > 0 && !store.ErasureLeaves(table.Name) {
				t.Errorf("table %s still has something about her: %v", table.Name, table.Rows)
			}
		}
		p, err := w.Person(ctx, w.ana.ID)
		must(t, err)
		if p.Name != store.ErasedName || p.PasswordHash != "" || p.ErasedAt == nil || strings.Contains(p.Email, "@") {
			t.Errorf("she is %+v", p)
		}
		_, err = w.Registration(ctx, r.ID)
		refused(t, err, conference.NotFound)
		_, err = w.Erase(ctx, w.ana.ID, "", w.ana.ID, day)
		refused(t, err, conference.Conflict)

		v, err := w.VerifyAudit(ctx, noted) // the end that was noted before holds
		must(t, err)
		same(t, "the break", v.Broken, nil)
		rows, _, err := w.Audit(ctx, store.EntryFilter{Limit: 1000})
		must(t, err)
		shown, kept := 0, 0
		for _, row := range rows {
			if row.Erased {
				shown++
			} else if row.Detail != "" {
				kept++
			}
		}
		if rows[0].Action != "erase-person" || shown < 7 || kept < 3 {
			t.Errorf("%d entries are erased, %d are not, the last is %+v", shown, kept, rows[0])
		}
		// Another erasure leaves what the first one said.
		_, err = w.Erase(ctx, w.ben.ID, "", w.olga.ID, day)
		must(t, err)
		whole(t, w.Store)

		again := w.ana
		again.ID, again.CreatedAt = "person-again", day
		must(t, w.CreatePerson(ctx, again))
	})
}

// Whoever would leave nobody behind with her office stays; and of those who take part elsewhere, an organizer of one
// conference does not decide.
func TestWhoHoldsAnOfficeIsNotErased(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx, here := t.Context(), w.conference.ID
		_, err := w.Erase(ctx, w.olga.ID, "", w.olga.ID, day)
		refused(t, err, conference.Conflict)
		must(t, w.SetAdministrator(ctx, w.ben.ID, true, "", day))
		_, err = w.Erase(ctx, w.ben.ID, "", w.ben.ID, day)
		refused(t, err, conference.Conflict)
		_, err = w.Erase(ctx, "nobody", "", w.olga.ID, day)
		refused(t, err, conference.NotFound)

		must(t, w.SetAdministrator(ctx, w.ana.ID, true, "", day))
		_, err = w.Erase(ctx, w.ana.ID, here, w.olga.ID, day)
		refused(t, err, conference.Forbidden)
		must(t, w.SetAdministrator(ctx, w.ana.ID, false, "", day))
		other := w.conference
		other.ID, other.Slug = "another", "another"
		must(t, w.PutConference(ctx, other))
		w.register(w.ana, func(r *conference.Registration) { r.ConferenceID = other.ID })
		_, err = w.Erase(ctx, w.ana.ID, here, w.olga.ID, day)
		refused(t, err, conference.Forbidden)
		_, err = w.Erase(ctx, w.ana.ID, "", w.ben.ID, day)
		must(t, err)
		must(t, w.AddOrganizer(ctx, here, w.ben.ID, "", day))
		_, err = w.Erase(ctx, w.olga.ID, "", w.olga.ID, day)
		must(t, err)
	})
}

// The place of who is erased goes to who waits; another's row with the same name stays, and so do words that only contain it.
func TestErasureTouchesNobodyElse(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		must(t, w.SetCategoryLimits(ctx, w.conference.ID, map[conference.Category]int{conference.Academia: 1}, "", day))
		w.register(w.ana, func(r *conference.Registration) { r.State = conference.Approved })
		waits := w.register(w.ben, func(r *conference.Registration) { r.Name, r.State = "Ana", conference.Waiting })
		must(t, w.Record(ctx, store.Entry{At: day, PersonID: w.ana.ID, Action: "export", Subject: "list", Detail: "Banana, Ana's and Anas"}))
		must(t, w.Record(ctx, store.Entry{At: day, PersonID: w.ana.ID, Action: "export", Subject: "list", Detail: "Bananas, Anatol"}))
		_, err := w.Erase(ctx, w.ana.ID, w.conference.ID, w.olga.ID, day)
		must(t, err)
		r, err := w.Registration(ctx, waits.ID)
		must(t, err)
		same(t, "who waited", r.State, conference.Approved)
		same(t, "her name", r.Name, "Ana")
		entries, err := w.Entries(ctx, 100)
		must(t, err)
		details := []string{}
		for _, e := range slices.Backward(entries) {
			if e.Action == "export" {
				details = append(details, e.Detail)
			}
		}
		same(t, "the words", strings.Join(details, "|"), "|Bananas, Anatol")
	})
}
