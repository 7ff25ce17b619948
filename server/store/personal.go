package store

import (
	"context"
	"fmt"

	"plenary/server/conference"
)

// personal says of a table which rows are about a person, and which of their columns she gets.
type personal struct {
	name    string
	columns string
	of      string // the rows: one ? for the person
	key     string
}

const ofHerRegistrations = "registration_id in (select id from registration where person_id = ?)"

// personals are the tables with rows about a person.
var personals = []personal{
	{"person", "id, email, name, administrator, created_at", "id = ?", "id"},
	{"login", "id, agent, created_at, seen_at, expires_at", "person_id = ?", "created_at, id"},
	{"link", "purpose, created_at, expires_at, used_at", "person_id = ?", "created_at"},
	{"registration", "*", "person_id = ?", "created_at, id"},
	{"answer", "*", ofHerRegistrations, "registration_id, field_id"},
	{"upload", "*", ofHerRegistrations, "registration_id, field_id"},
	{"badge", "registration_id, created_at", ofHerRegistrations, "registration_id"},
	{"check_in", "id, registration_id, at, undone", ofHerRegistrations, "at, id"},
	{"sweep_item", "*", ofHerRegistrations, "sweep_id"},
	{"organizer", "*", "person_id = ?", "conference_id"},
	{"appointment", "*", "person_id = ?", "session_id"},
	{"focal_point", "*", "person_id = ?", "delegation_id"},
	{"speaking_seat", "session_id, delegation_id, given_at", "person_id = ?", "session_id, delegation_id"},
	{"invitation", "id, conference_id, email, name, category, organization, participation, function, state", "email = (select email from person where id = ?)", "id"},
	{"attendance", "*", "person_id = ?", "session_id, came_at"},
	{"speaking", "*", "person_id = ?", "session_id"},
	{"appearance", "*", "person_id = ?", "session_id"},
	{"hidden_person", "*", "person_id = ?", "hidden_at, hidden_id"},
	{"restraint", "session_id, restraint, restrained_at", "person_id = ?", "session_id, restraint"},
	{"stage_view", "id, session_id, name, access, created_at, expires_at", "person_id = ?", "created_at, id"},
	{"pass", "session_id, state, asked_at, answered_at", "person_id = ?", "session_id"},
	{"line", "id, session_id, number, text, reply_to, said_at, edited_at, deleted_at", "person_id = ?", "said_at, id"},
	{"former_line", "*", "line_id in (select id from line where person_id = ?)", "line_id, written_at"},
	{"line_reaction", "*", "person_id = ?", "line_id, reaction"},
	{"held_line", "id, session_id, text, reply_to, said_at, due_at, refused_at, reason", "person_id = ?", "said_at, id"},
	{"aside", "id, session_id, number, text, said_at, deleted_at", "person_id = ?", "said_at, id"},
	{"question", "id, session_id, identity, number, text, original, state, reason, answer, labels, votes, asked_at, changed_at", "person_id = ?", "asked_at, id"},
	{"statement", "id, session_id, grouped, on_behalf, language, text, prepared, state, symbol, handed_in_at, changed_at, spoken_at", "person_id = ?", "handed_in_at, id"},
	{"floor_request", "*", "person_id = ?", "session_id, number"},
	{"speech", "*", "person_id = ?", "session_id, number"},
	{"alignment", "*", "person_id = ?", "request_id, delegation_id"},
	{"proceeding", "session_id, number, at, kind", "person_id = ?", "session_id, number"},
	{"journal", "session_id, state, changed_at", "changed_by = ?", "session_id"},
	{"journal_change", "session_id, entry, version, edit, at, text, language, reason, made_at", "person_id = ?", "session_id, entry, version"},
	{"vote", "*", "person_id = ?", "question_id"},
	{"poll", "*", "person_id = ?", "prepared_at, id"},
	{"proposal", "id, session_id, number, text, document_id, state, proposed_at, silence_ends, ended_at", "person_id = ?", "proposed_at, id"},
	{"objection", "*", "person_id = ?", "proposal_id"},
	{"ballot", "*", "person_id = ?", "poll_id"},
	{"announcement", "*", "person_id = ?", "made_at, id"},
	{"availability", "*", "subject_kind = 'person' and subject_id = ?", "starts_at, id"},
	{"mail", "*", "person_id = ?", "created_at, id"},
	{"tiding", "kind, reason, created_at", "person_id = ?", "created_at, id"},
	{"mail_language", "*", "person_id = ?", "language"},
	{"token", "id, session_id, kind, created_at, expires_at", "person_id = ?", "created_at, id"},
	{"access_token", "id, conference_id, name, scopes, created_at, expires_at, used_at, revoked_at", "person_id = ?", "created_at, id"},
	{"calendar_address", "conference_id, created_at", "person_id = ?", "conference_id"},
	{"audit", "at, action, subject, via", "person_id = ?", "at, id"},
}

// notPersonal are the other tables, and why they have nothing to give to a person.
var notPersonal = map[string]string{
	"origin": "of this database", "audit_head": "of this database", "counter": "of a session", "chat_rule": "of a session", "tally": "of everybody", "counterpart": "of the programme",
	"conference": "of everybody", "form_field": "of everybody", "category_limit": "of everybody", "delegation": "of everybody", "hall": "of everybody",
	"team": "of everybody", "session": "of everybody", "draft": "of everybody", "release": "of everybody", "document": "of everybody",
	"document_file": "of everybody", "calendar_entry": "of everybody",
	"sweep": "who decided is another person", "deed": "ids of commands, forgotten after a while",
	"category_quota": "of everybody", "delegation_quota": "of everybody", "attendance_seen": "of a session",
	"procedure_file": "of everybody", "floor": "of a session",
	"mail_rule": "of everybody", "mail_template": "of everybody",
	"webhook": "of the conference's programs", "delivery": "of the conference's programs",
}

// Personal reads all there is about a person, in all conferences, but secrets: what opens a door to who has it.
func (s *Store) Personal(ctx context.Context, id conference.PersonID) ([]ExportTable, error) {
	list := []ExportTable{}
	for _, t := range personals {
		rows, err := s.export(ctx, `select `+t.columns+` from `+t.name+` where `+t.of+` order by `+t.key, []any{id})
		if err != nil {
			return nil, fmt.Errorf("read table %s: %w", t.name, err)
		}
		for _, row := range rows {
			delete(row, "name_key") // what a registration is searched by says what it says itself
			delete(row, "place_key")
		}
		list = append(list, ExportTable{Name: t.name, Rows: rows})
	}
	return list, nil
}
