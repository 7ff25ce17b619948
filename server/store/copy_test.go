package store_test

import (
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

// populated is a database with a row in every table.
func populated(t *testing.T, path string) *store.Store {
	t.Helper()
	s := open(t, path)
	w := newWorld(t, s)
	ctx := t.Context()
	delegation := conference.Delegation{ID: "delegation", ConferenceID: w.conference.ID, Code: "at", Name: "Österreich – Autriche", Category: conference.Academia}
	must(t, s.PutDelegation(ctx, delegation))
	w.register(w.ana, func(r *conference.Registration) { r.DelegationID = &delegation.ID })
	must(t, s.CreateLogin(ctx, conference.Login{ID: "login", PersonID: w.ana.ID, TokenHash: "a", Agent: "Firefox", CreatedAt: day, SeenAt: day, ExpiresAt: day.Add(time.Hour)}))
	must(t, s.CreateLink(ctx, conference.Link{TokenHash: "b", PersonID: w.ben.ID, Purpose: conference.SignIn, CreatedAt: day, ExpiresAt: day.Add(time.Hour)}))
	must(t, s.Change(ctx, func(exec func(string, ...any) error) error {
		for _, statement := range []string{
			`insert into origin (name, value) values ('made-by-demo', 'yes')`,
			`insert into appointment (session_id, person_id, role, position) values ('session', 'person-ana', 'chair', 1)`,
			`insert into token (id, session_id, person_id, kind, token_hash, created_at, expires_at) values ('token', 'session', 'person-ana', 'publish', 'c', 1600073400000000, 1600077000000000)`,
			`insert into restraint (session_id, person_id, restraint, restrained_by, restrained_at) values ('session', 'person-ben', 'silenced', 'person-olga', 1600073400000000)`,
			`insert into deed (person_id, id, done_at) values ('person-ana', 'deed-a-0123456789', 1600073400123456)`,
			`insert into release (id, conference_id, number, name, notes, snapshot, released_at) values ('release', 'conference', 1, 'First', '', '{}', 1600073400123456)`,
			`insert into team (id, conference_id, name, languages) values ('team', 'conference', 'Booth A', 'en,fr')`,
			`insert into availability (id, conference_id, subject_kind, subject_id, starts_at, ends_at) values ('availability', 'conference', 'team', 'team', 1600073400000000, 1600077000000000)`,
			`insert into document (id, session_id, title, language, address, file_name, media_type, size, position, added_at) values ('document', 'session', 'Agenda', 'ru', '', 'повестка.pdf', 'application/pdf', 3, 0, 1600073400123456)`,
			`insert into document_file (document_id, content) values ('document', 'YWJj')`,
			`insert into form_field (conference_id, id, position, kind, label, help, required, organizer_only, choices, when_field, when_is) values ('conference', 'diet-0123', 1, 'choice', 'Meals', '', true, false, 'All', '', '')`,
			`insert into answer (registration_id, field_id, value) select id, 'diet-0123', 'All' from registration`,
			`insert into upload (registration_id, field_id, media_type, content, added_at) select id, 'photo', 'image/jpeg', 'YWJj', 1600073400123456 from registration`,
			`insert into category_limit (conference_id, category, places) values ('conference', 'media', 20)`,
			`insert into sweep (id, conference_id, person_id, decision, reason, at, due_at) values ('sweep', 'conference', 'person-olga', 'reject', 'The hall is full.', 1600073400123456, 1600073410123456)`,
			`insert into sweep_item (sweep_id, registration_id, was_state, was_reason, state) select 'sweep', id, state, reason, 'rejected' from registration`,
			`insert into counterpart (conference_id, kind, subject, guid, source) values ('conference', 'session', 'session', 'guid', '{}')`,
			`insert into calendar_entry (session_id, conference_id, sequence, cancelled, said, changed_at) values ('session', 'conference', 1, false, '{}', 1600073400000000)`,
			`insert into calendar_address (conference_id, person_id, token_hash, created_at) values ('conference', 'person-ana', 'hash', 1600073400000000)`,
			`insert into badge (registration_id, code, created_at) select id, 'code', 1600073400123456 from registration`,
			`insert into check_in (id, conference_id, registration_id, person_id, at, changed_at) select 'check-in-01234567', 'conference', id, 'person-olga', 1600073400000000, 1600073400123456 from registration`,
			`insert into access_token (id, conference_id, person_id, name, scopes, token_hash, created_at, expires_at) values ('access', 'conference', 'person-olga', 'Принтер', 'programme:read', 'd', 1600073400000000, 1600077000000000)`,
			`insert into webhook (id, conference_id, person_id, address, events, secret, created_at) values ('hook', 'conference', 'person-olga', 'https://hooks.example', 'session.opened', 's', 1600073400000000)`,
			`insert into delivery (id, webhook_id, event, body, state, attempts, created_at, next_at, status, answer, took) values ('delivery', 'hook', 'session.opened', '{}', 'waiting', 0, 1600073400000000, 1600077000000000, 0, '', 0)`,
			`insert into focal_point (delegation_id, person_id, named_at) values ('delegation', 'person-ben', 1600073400123456)`,
			`insert into category_quota (conference_id, category, participation, places) values ('conference', '', 'in-room', 3)`,
			`insert into delegation_quota (delegation_id, participation, places) values ('delegation', 'observer', null)`,
			`insert into speaking_seat (session_id, delegation_id, person_id, given_by, given_at) values ('session', 'delegation', 'person-ana', 'person-ben', 1600073400123456)`,
			`insert into statement (id, conference_id, session_id, person_id, grouped, on_behalf, language, text, prepared, words, state, symbol, version, handed_in_at, changed_at, spoken_at) values ('statement', 'conference', 'session', 'person-ana', true, 'друзья', 'ru', 'Спасибо', 'Благодарю', 1, 'delivered', 'CIO.DEL/1/20', 2, 1600073400123456, 1600073400123456, 1600073400123456)`,
			`insert into invitation (id, conference_id, email, name, category, organization, participation, function, state, token_hash, invited_at, sent_at, expires_at) values ('invitation', 'conference', 'carla@conference.example', 'Carla', 'academia', 'Институт', 'observer', '', 'pending', 'd', 1600073400123456, 1600073400123456, 1600073400123456)`,
			`insert into hidden_person (person_id, hidden_id, hidden_at) values ('person-ana', 'person-ben', 1600073400000000)`,
			`insert into announcement (id, conference_id, session_id, person_id, text, made_at, expires_at) values ('announcement', 'conference', 'session', 'person-olga', 'Перерыв', 1600073400000000, 1600077000000000)`,
			`insert into attendance (session_id, person_id, came_at, left_at) values ('session', 'person-ana', 1600073400000000, 1600077000000000)`,
			`insert into attendance_seen (session_id, seen_at) values ('session', 1600077000000000)`,
			`insert into stage_view (id, session_id, person_id, name, token_hash, access, created_at, expires_at) values ('view', 'session', 'person-olga', 'Зал', 'v', 'press', 1600073400000000, 1600077000000000)`,
			`insert into pass (session_id, person_id, state, asked_at) values ('session', 'person-ben', 'waiting', 1600073400000000)`,
			`insert into poll (id, session_id, person_id, number, text, kind, options, most, secret, disclosure, state, on_stage, voters, casts, prepared_at, opened_at, changed_at) values ('poll-0123456789', 'session', 'person-ana', 1, 'Когда?', 'single', 'Сейчас' || char(10) || 'Later', 1, false, 'open', 'open', true, 1, 1, 1600073400000000, 1600073400000000, 1600073400000000)`,
			`insert into proposal (id, session_id, person_id, number, text, document_id, state, proposed_at, silence_ends, ended_at, ended_by) values ('proposal-01234567', 'session', 'person-ana', 1, 'Решено', 'document', 'objected', 1600073400000000, 1600077000000000, 1600073500000000, 'person-ana')`,
			`insert into objection (proposal_id, delegation_id, person_id, text, objected_at) values ('proposal-01234567', 'delegation', 'person-ana', 'Нет', 1600073500000000)`,
			`insert into tally (poll_id, option, votes) values ('poll-0123456789', 0, 1)`,
			`insert into ballot (poll_id, person_id, choices, counted, cast_at) values ('poll-0123456789', 'person-ana', '0', 1, 1600073400000000)`,
			`insert into speaking (session_id, person_id, seconds) values ('session', 'person-ana', 754)`,
			`insert into mail_rule (conference_id, held) values ('conference', true)`,
			`insert into mail_template (conference_id, kind, language, subject, text, changed_by, changed_at) values ('conference', 'approved', 'ru', 'Место', 'Да', 'person-olga', 1600073400000000)`,
			`insert into mail_language (person_id, language) values ('person-ana', 'ru')`,
			`insert into mail (id, conference_id, person_id, kind, language, address, subject, text, calendar, state, version, attempts, answer, created_at, changed_at, next_at) values ('mail', 'conference', 'person-ana', 'approved', 'ru', 'ana@example.org', 'Место', 'Да', '', 'draft', 1, 0, '', 1600073400000000, 1600073400000000, 1600073400000000)`,
			`insert into tiding (id, conference_id, person_id, invitation_id, kind, reason, created_at) values ('tiding', 'conference', 'person-ana', 'invitation', 'invitation', 'Так', 1600073400123456)`,
			`insert into aside (id, session_id, person_id, number, text, said_at) values ('aside-0123456789', 'session', 'person-ana', 1, 'Две минуты', 1600073400000000)`,
			`insert into held_line (id, session_id, person_id, text, said_at, due_at, refused_by, refused_at, reason) values ('held-0123456789ab', 'session', 'person-ana', 'Тише', 1600073400000000, 1600073410000000, 'person-olga', 1600073405000000, 'Грубо')`,
			`insert into appearance (session_id, person_id, place, since) values ('session', 'person-ana', 'stage', 1600073400123456)`,
		} {
			if err := exec(statement); err != nil {
				return err
			}
		}
		return nil
	}))
	for _, id := range []string{"line-a-0123456789", "line-b-0123456789"} {
		line := aLine(id)
		line.Text = "Доброе утро ☀ 'quoted' \\ \n second row of " + id
		_, err := s.Say(ctx, line)
		must(t, err)
	}
	must(t, s.ReactToLine(ctx, "line-a-0123456789", w.ben.ID, "heart", true, day))
	_, err := s.DeleteLine(ctx, "line-b-0123456789", w.olga.ID, day)
	must(t, err)
	line, err := s.Line(ctx, "line-a-0123456789")
	must(t, err)
	edited, err := line.Edit(line.PersonID, "Добрый вечер", line.SaidAt)
	must(t, err)
	must(t, s.EditLine(ctx, line, edited))
	must(t, s.SetChatRule(ctx, conference.ChatRule{SessionID: "session", Slow: 30, Reactions: true}, w.olga.ID, day))
	q := w.ask(w.ana, "question-0123456789", conference.Queued)
	_, err = s.Upvote(ctx, q.ID, w.ben.ID, true, day)
	must(t, err)
	populateFloor(t, s)
	must(t, s.SetJournalRecord(ctx, conference.JournalRecord{SessionID: "session", State: conference.JournalPublished, ChangedBy: w.ana.ID, ChangedAt: day}))
	must(t, s.ChangeJournal(ctx, conference.JournalChange{
		SessionID: "session", Entry: conference.AddedEntry("0123456789abcdef"), Version: 1, Edit: conference.JournalAdd, At: &day, Text: "Слово взяла Ана", Language: "ru", Reason: "забыто", PersonID: w.olga.ID, MadeAt: day,
	}))
	moved := q
	moved.Position = 1.0 / 3
	must(t, w.change(q, moved, w.olga.ID))
	other := w.ask(w.ben, "a-question-that-was-merged", conference.Incoming)
	merged := other
	merged.State, merged.MergedInto, merged.Labels, merged.Addressee = conference.Merged, q.ID, "Право\nLaw", w.ana.ID
	must(t, w.change(other, merged, w.olga.ID))
	return s
}

func TestCopyToPostgresIsTheSame(t *testing.T) {
	address := onPostgres(t)
	source := populated(t, filepath.Join(t.TempDir(), "plenary.db"))
	target := open(t, address)
	copied, err := target.CopyFrom(t.Context(), source)
	must(t, err)
	same(t, "the number of tables", len(copied), len(store.Tables()))
	for _, table := range copied {
		if table.Rows == 0 || table.Sum == "" {
			t.Errorf("%s has %d rows (%s): this test must copy some of each table", table.Table, table.Rows, table.Sum)
		}
	}
	// As the store reads them, they are the same too.
	for name, read := range map[string]func(s *store.Store) (any, error){
		"lines":           func(s *store.Store) (any, error) { return s.LastLines(t.Context(), "session", 10) },
		"a line":          func(s *store.Store) (any, error) { return s.Line(t.Context(), "line-b-0123456789") },
		"questions":       func(s *store.Store) (any, error) { return s.Questions(t.Context(), "session") },
		"a session":       func(s *store.Store) (any, error) { return s.Session(t.Context(), "session") },
		"audit":           func(s *store.Store) (any, error) { return s.Entries(t.Context(), 100) },
		"logins":          func(s *store.Store) (any, error) { return s.Logins(t.Context(), "person-ana") },
		"a demonstration": func(s *store.Store) (any, error) { return s.MadeByDemo(t.Context()) },
	} {
		before, err := read(source)
		must(t, err)
		after, err := read(target)
		must(t, err)
		if !reflect.DeepEqual(before, after) {
			t.Errorf("%s were %+v and are %+v", name, before, after)
		}
	}
	// Numbers go on where they were.
	said, err := target.Say(t.Context(), aLine("line-c-0123456789"))
	must(t, err)
	same(t, "the next number", said.Number, 3)

	_, err = target.CopyFrom(t.Context(), source)
	refused(t, err, conference.Conflict)
	_, err = source.CopyFrom(t.Context(), target)
	refused(t, err, conference.Invalid)
}

func TestCopyThatDiffersLeavesNothing(t *testing.T) {
	address := onPostgres(t)
	source := populated(t, filepath.Join(t.TempDir(), "plenary.db"))
	target := open(t, address)
	// Something at the target changes what arrives.
	for _, statement := range []string{
		`create function shout() returns trigger language plpgsql as $$ begin new.text = upper(new.text); return new; end $$`,
		`create trigger shout before insert on line for each row execute function shout()`,
	} {
		_, err := target.Writer().ExecContext(t.Context(), statement)
		must(t, err)
	}
	if _, err := target.CopyFrom(t.Context(), source); err == nil {
		t.Fatal("a copy that differs is accepted")
	}
	var left int
	must(t, target.Writer().GetContext(t.Context(), &left, `select count(*) from person`))
	same(t, "the people left behind", left, 0)
	_, err := target.Writer().ExecContext(t.Context(), `drop trigger shout on line`)
	must(t, err)
	_, err = target.CopyFrom(t.Context(), source)
	must(t, err)
}
