package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"plenary/server/conference"
)

// ErasedName is what stands in the place of somebody who was forgotten.
const ErasedName = "Erased person"

// hers are the registrations of a person.
const hers = `(select id from registration where person_id = ?)`

// invitedHer and invitedBy are the invitations of a person: to her address, and those that her registrations came of.
const (
	invitedHer = `(select id from invitation where email = (select email from person where id = ?))`
	invitedBy  = `(select id from invitation where registration_id in ` + hers + `)`
)

// erasure says of a table which of its rows go with a person: one ? each for her, in the order in which rows refer to others.
type erasure struct{ table, of string }

// erased are the tables of which all that is about her goes.
var erased = []erasure{
	{"login", "person_id = ?"},
	{"link", "person_id = ?"},
	{"token", "person_id = ?"},
	{"access_token", "person_id = ?"},
	{"calendar_address", "person_id = ?"},
	{"mail_language", "person_id = ?"},
	{"deed", "person_id = ?"},
	{"organizer", "person_id = ?"},
	{"focal_point", "person_id = ?"},
	{"speaking_seat", "person_id = ?"},
	{"appearance", "person_id = ?"},
	{"restraint", "person_id = ?"},
	{"hidden_person", "person_id = ?"},
	{"hidden_person", "hidden_id = ?"},
	{"pass", "person_id = ?"},
	{"stage_view", "person_id = ?"},
	{"appointment", "person_id = ?"},
	{"availability", "subject_kind = 'person' and subject_id = ?"},
	{"tiding", "person_id = ?"},
	{"tiding", "registration_id in " + hers},
	{"tiding", "invitation_id in " + invitedHer},
	{"tiding", "invitation_id in " + invitedBy},
	{"mail", "invitation_id in " + invitedHer},
	{"mail", "invitation_id in " + invitedBy},
	{"mail", "address = (select email from person where id = ?)"},
	{"mail", "person_id = ?"},
	{"mail", "registration_id in " + hers},
	{"invitation", "email = (select email from person where id = ?)"},
	{"invitation", "registration_id in " + hers},
	{"sweep_item", "registration_id in " + hers},
	{"check_in", "registration_id in " + hers},
	{"badge", "registration_id in " + hers},
	{"upload", "registration_id in " + hers},
	{"answer", "registration_id in " + hers},
	{"registration", "person_id = ?"},
}

// erasureLeaves are the tables with rows about a person of which something stays, under no name, and why.
var erasureLeaves = map[string]string{
	"person":        "what refers to it: no name, no address, no password",
	"attendance":    "how many were in a session, and for how long",
	"speaking":      "for how long somebody was heard in a session",
	"line":          "what was said, for the record; in her own words her name is replaced",
	"former_line":   "what a line said before it was changed, for the record; her name is replaced in it, too",
	"line_reaction": "that a line was taken so often in one way",
	"held_line":     "what was held back, for the record; in her own words her name is replaced",
	"aside":         "what those said who ran a session, for the record; in her own words her name is replaced",
	"question":      "what was asked, for the record; in her own words her name is replaced. Whose an anonymous one is nobody knows",
	"statement":     "what was said for a delegation, for the record; in it her name is replaced",
	"vote":          "that a question has so many votes",
	"poll":          "what was asked, for the record; in her own words her name is replaced",
	"proposal":      "what was decided, for the record; in her own words her name is replaced",
	"objection":     "that a delegation objected, for the record; under no person's name",
	"ballot":        "that a poll has so many votes",
	"announcement":  "what was announced, for the record; in her own words her name is replaced",
	"audit":         "what was done, and when: words that name her are erased",

	"floor_request": "that somebody asked for the floor, for the record; in her own words her name is replaced",
	"speech":        "that somebody of a delegation had the floor, and for how long, for the record",
	"alignment":     "that a delegation associates itself with a statement",
	"proceeding":    "what was done, and when: in ids",

	"journal":        "that a journal was published, and when",
	"journal_change": "what was corrected in a journal, for the record; wherever it names her, her name is replaced",
}

// ownWords are the texts that a person wrote for the record.
var ownWords = []struct{ table, column string }{
	{"line", "text"},
	{"held_line", "text"},
	{"aside", "text"},
	{"question", "text"},
	{"question", "original"},
	{"announcement", "text"},
	{"statement", "text"},
	{"statement", "prepared"},
	{"statement", "on_behalf"},
	{"poll", "text"},
	{"proposal", "text"},
	{"poll", "options"},
	{"floor_request", "note"},
	{"floor_request", "on_behalf"},
}

// Erase forgets a person: what it says of her in erased goes, and what stays has no name. Where she held a place, the next
// on the waiting list gets it. Of names an office of hers stands against it, or, when within names a conference, that she
// takes part in another one. It returns the logins that have ended.
func (s *Store) Erase(
	ctx context.Context, id conference.PersonID, within conference.ConferenceID, by conference.PersonID, at time.Time,
) (logins []conference.LoginID, err error) {
	err = s.write(ctx, func(t *tx) error {
		logins = nil
		p, err := t.mayErase(id, within)
		if err != nil {
			return err
		}
		if err := t.list(&logins, `select id from login where person_id = ?`, id); err != nil {
			return err
		}
		return t.erase(p, by, at)
	})
	if err == nil {
		s.scrub(ctx)
	}
	return logins, err
}

func (t *tx) erase(p conference.Person, by conference.PersonID, at time.Time) error {
	var registrations []conference.Registration
	if err := t.list(&registrations, `select `+columns+` from registration r where r.person_id = ?`, p.ID); err != nil {
		return err
	}
	names, err := t.namesOf(p, registrations)
	if err != nil {
		return err
	}
	blanked, err := t.blank(p, names)
	if err != nil {
		return err
	}
	if err := t.unname(p.ID, names); err != nil {
		return err
	}
	for _, e := range erased {
		if _, err := t.exec(`delete from `+e.table+` where `+e.of, p.ID); err != nil {
			return fmt.Errorf("erase from table %s: %w", e.table, err)
		}
	}
	_, err = t.exec(`update person set name = ?, email = ?, password_hash = '', administrator = ?, erased_at = ? where id = ?`,
		ErasedName, "erased-"+string(p.ID), false, at, p.ID)
	if err != nil {
		return err
	}
	if err := t.record(Entry{At: at, PersonID: by, Action: erasePerson, Subject: string(p.ID), Detail: writeSpans(blanked)}); err != nil {
		return err
	}
	for _, r := range registrations {
		if seated(r) {
			if err := t.promote(r.ConferenceID, r.Category, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// unname replaces a person's names in what she wrote for the record, and in what programs of others were told of sessions
// that she was on.
func (t *tx) unname(id conference.PersonID, names names) error {
	for _, w := range ownWords {
		var rows []struct{ ID, Text string }
		if err := t.list(&rows, `select id, `+w.column+` as text from `+w.table+` where person_id = ?`, id); err != nil {
			return err
		}
		for _, row := range rows {
			text, named := names.replace(row.Text)
			if !named {
				continue
			}
			if _, err := t.exec(`update `+w.table+` set `+w.column+` = ? where id = ?`, text, row.ID); err != nil {
				return err
			}
		}
	}
	var former []struct {
		LineID    conference.LineID
		Text      string
		WrittenAt time.Time
	}
	if err := t.list(&former, `select * from former_line where line_id in (select id from line where person_id = ?)`, id); err != nil {
		return err
	}
	for _, row := range former {
		if text, named := names.replace(row.Text); named {
			if _, err := t.exec(`update former_line set text = ? where line_id = ? and written_at = ?`, text, row.LineID, row.WrittenAt); err != nil {
				return err
			}
		}
	}
	if err := t.unnameJournals(id, names); err != nil {
		return err
	}
	// An objection has no id of its own.
	var objections []struct{ ID, Text string }
	if err := t.list(&objections, `select proposal_id as id, text from objection where person_id = ?`, id); err != nil {
		return err
	}
	for _, row := range objections {
		if text, named := names.replace(row.Text); named {
			if _, err := t.exec(`update objection set text = ? where proposal_id = ? and person_id = ?`, text, row.ID, id); err != nil {
				return err
			}
		}
	}
	const on = ` from appointment a join draft d on d.id = a.session_id where a.person_id = ?`
	var told []struct{ ID, Text string }
	if err := t.list(&told, `select session_id as id, said as text from calendar_entry where session_id in (select d.id`+on+`)`, id); err != nil {
		return err
	}
	for _, row := range told {
		text, named := names.replaceJSON(row.Text)
		if !named {
			continue
		}
		if _, err := t.exec(`update calendar_entry set said = ? where session_id = ?`, text, row.ID); err != nil {
			return err
		}
	}
	// Those whom she registered were told that it was she.
	var letters []struct{ ID, Text string }
	err := t.list(&letters, `select id, text from mail where kind = ? and registration_id in (select id from registration where registered_by = ?)`, conference.OnBehalfMail, id)
	if err != nil {
		return err
	}
	for _, row := range letters {
		if text, named := names.replace(row.Text); named {
			if _, err := t.exec(`update mail set text = ? where id = ?`, text, row.ID); err != nil {
				return err
			}
		}
	}
	var files []struct{ ID, Text string }
	err = t.list(&files, `select id, calendar as text from mail where calendar <> '' and conference_id in (select d.conference_id`+on+`)`, id)
	if err != nil {
		return err
	}
	for _, row := range files {
		if !names.in(unfolded.Replace(row.Text)) {
			continue
		}
		if _, err := t.exec(`update mail set calendar = '' where id = ?`, row.ID); err != nil {
			return err
		}
	}
	return nil
}

// blank erases the words of entries of the audit that name a person, and returns their numbers. What her registrations
// said goes whole.
func (t *tx) blank(p conference.Person, names names) (blanked []int64, err error) {
	var rows []struct {
		Number      int64
		Detail, Via string
		Whole       bool
	}
	const things = `(select id from registration where person_id = ? union select id from invitation where email = ?
		union select id from mail where person_id = ? union select id from question where person_id = ?
		union select id from floor_request where person_id = ?
		union select id from announcement where person_id = ? union select id from access_token where person_id = ?
		union select id from statement where person_id = ? union select id from poll where person_id = ? union select id from proposal where person_id = ?)`
	err = t.list(&rows, `
		select number, detail, via, subject in `+hers+` as whole from audit
		where salt <> '' and action <> ? and (detail <> '' or via <> '') and (
			person_id = ? or subject = ? or subject in `+things+` or lower(detail) like ? escape '\' or action = 'head-of-delegation')
		order by number`,
		p.ID, erasePerson, p.ID, p.ID, p.ID, p.Email, p.ID, p.ID, p.ID, p.ID, p.ID, p.ID, p.ID, p.ID, containing(p.Email))
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if row.Whole || names.in(row.Detail) || names.in(row.Via) {
			blanked = append(blanked, row.Number)
		}
	}
	err = inParts(blanked, func(part []int64) error {
		query, args, err := sqlx.In(`update audit set detail = '', via = '', salt = '' where number in (?)`, part)
		if err == nil {
			_, err = t.exec(query, args...)
		}
		return err
	})
	for i, e := range t.entries { // of changes that are committed with this one
		if e.Subject == string(p.ID) || names.in(e.Detail) || names.in(e.Via) {
			t.entries[i].Detail, t.entries[i].Via = "", ""
		}
	}
	return blanked, err
}
