package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"plenary/server/conference"
)

// ExportFormat names our own file.
const ExportFormat = "conference"

// Export is a conference as a file of our own: its rows, table by table. Reading it again on any database makes the same
// conference.
type Export struct {
	Plenary       string        `json:"plenary"` // ExportFormat
	Schema        int64         `json:"schema"`  // the last migration
	Registrations bool          `json:"registrations"`
	Tables        []ExportTable `json:"tables"`
}

// ExportTable is what a file has of one table, in the order of its key.
type ExportTable struct {
	Name string           `json:"name"`
	Rows []map[string]any `json:"rows"`
}

// Counts says how much there is of what.
func (e Export) Counts() []string {
	var list []string
	for _, t := range e.Tables {
		if len(t.Rows) > 0 {
			list = append(list, fmt.Sprintf("%d in %s", len(t.Rows), t.Name))
		}
	}
	return list
}

// exported says of a table which rows belong to a conference and what they are known by.
type exported struct {
	name    string
	of      string // the rows: one ? for the conference
	key     string // the primary key
	natural string // what else is there once only, by which a row is found that has another id here
	only    bool   // with registrations only
}

const (
	ofRegistrations = "registration_id in (select id from registration where conference_id = ?)"
	ofDelegations   = "delegation_id in (select id from delegation where conference_id = ?)"
	// One that is open is left out: two files would say what those chose who voted in between.
	ofPolls  = "state <> 'open' and session_id in (select id from session where conference_id = ?)"
	ofDrafts = "session_id in (select id from draft where conference_id = ?)"
)

// exports are the tables of a file, so that none refers to one behind it.
var exports = []exported{
	{name: "conference", of: "id = ?", key: "id", natural: "slug"},
	{name: "person", key: "id", natural: "email"},
	{name: "organizer", of: "conference_id = ?", key: "conference_id, person_id"},
	{name: "category_limit", of: "conference_id = ?", key: "conference_id, category"},
	{name: "form_field", of: "conference_id = ?", key: "conference_id, id"},
	{name: "category_quota", of: "conference_id = ?", key: "conference_id, category, participation"},
	{name: "delegation", of: "conference_id = ?", key: "id", natural: "conference_id, name"},
	{name: "delegation_quota", of: ofDelegations, key: "delegation_id, participation"},
	{name: "focal_point", of: ofDelegations, key: "delegation_id, person_id"},
	{name: "hall", of: "conference_id = ?", key: "id", natural: "conference_id, name"},
	{name: "team", of: "conference_id = ?", key: "id", natural: "conference_id, name"},
	{name: "draft", of: "conference_id = ?", key: "id"},
	{name: "session", of: "conference_id = ?", key: "id"},
	{name: "appointment", of: ofDrafts, key: "session_id, person_id"},
	{name: "release", of: "conference_id = ?", key: "id", natural: "conference_id, number"},
	{name: "availability", of: "conference_id = ?", key: "id"},
	{name: "document", of: ofDrafts, key: "id"},
	{name: "document_file", of: "document_id in (select d.id from document d join draft s on s.id = d.session_id where s.conference_id = ?)", key: "document_id"},
	{name: "counterpart", of: "conference_id = ?", key: "conference_id, kind, subject"},
	{name: "procedure_file", of: "conference_id = ?", key: "conference_id"},
	{name: "mail_rule", of: "conference_id = ?", key: "conference_id"},
	{name: "mail_template", of: "conference_id = ?", key: "conference_id, kind, language"},
	{name: "poll", of: ofPolls, key: "id"},
	{name: "tally", of: "poll_id in (select id from poll where " + ofPolls + ")", key: "poll_id, option"},
	{name: "registration", of: "conference_id = ?", key: "id", natural: "conference_id, person_id", only: true},
	{name: "answer", of: ofRegistrations, key: "registration_id, field_id", only: true},
	{name: "upload", of: ofRegistrations, key: "registration_id, field_id", only: true},
}

// notExported are the tables that stay, and why.
var notExported = map[string]string{
	"origin": "of this database", "audit": "of this server", "audit_head": "of this server", "deed": "of this server",
	"login": "secret", "link": "secret", "token": "secret", "calendar_address": "secret", "badge": "secret",
	"access_token": "secret", "webhook": "has a secret, and is for this server's programs", "delivery": "of this server's programs",
	"mail": "of this server's mail", "tiding": "of this server's mail", "mail_language": "what browsers told this server",
	"calendar_entry": "what calendars were told by this address",
	"counter":        "of what was said", "line": "of what was said", "former_line": "of what was said", "held_line": "of what was said", "line_reaction": "of what was said", "aside": "of what was said", "chat_rule": "of what happened", "question": "of what was said", "vote": "of what was said", "proposal": "of what happened", "objection": "of what happened", "ballot": "of what happened: the file has what a poll came to, not who chose what",
	"sweep": "of this server's mail", "sweep_item": "of this server's mail",
	"announcement": "of what was said", "hidden_person": "each person's own", "attendance": "of what happened", "attendance_seen": "of what happened", "speaking": "of what happened", "check_in": "of what happened", "restraint": "of what happened", "appearance": "of what happened",
	"speaking_seat": "of what happened", "statement": "of what was said", "pass": "of what happened", "stage_view": "secret", "invitation": "secret",
	"floor": "of what happened", "floor_request": "of what was said", "speech": "of what was said", "alignment": "of what was said",
	"proceeding": "of what happened", "journal": "of what happened", "journal_change": "of what was said",
}

// people are the columns that refer to persons, by table: whoever is named there is in the file.
var people = map[string][]string{
	"organizer": {"person_id"}, "draft": {"changed_by"}, "appointment": {"person_id"}, "release": {"released_by"},
	"document": {"added_by"}, "registration": {"person_id", "decided_by", "registered_by"}, "focal_point": {"person_id"},
	"mail_template": {"changed_by"}, "poll": {"person_id"},
	"procedure_file": {"changed_by"},
}

// Export reads a conference whole; with the registrations when they are asked for. Passwords and other secrets are not
// in it, nor is what was said in its rooms.
func (s *Store) Export(ctx context.Context, id conference.ConferenceID, registrations bool) (Export, error) {
	schema, _, err := s.Version(ctx)
	e := Export{Plenary: ExportFormat, Schema: schema, Registrations: registrations}
	if err != nil {
		return e, err
	}
	for _, t := range exports {
		if t.only && !registrations {
			continue
		}
		of, args := t.of, []any{id}
		if t.name == "person" {
			of, args = whoIsNamed(id, registrations)
		}
		rows, err := s.export(ctx, `select * from `+t.name+` where `+of+` order by `+t.key, args)
		if err != nil {
			return e, fmt.Errorf("read table %s: %w", t.name, err)
		}
		if t.name == "person" {
			for _, row := range rows {
				row["password_hash"], row["administrator"] = "", false // of this server
			}
		}
		e.Tables = append(e.Tables, ExportTable{Name: t.name, Rows: rows})
	}
	return e, nil
}

// whoIsNamed are the persons that the rows of a file name.
func whoIsNamed(id conference.ConferenceID, registrations bool) (of string, args []any) {
	var parts []string
	for _, t := range exports {
		if t.only && !registrations {
			continue
		}
		for _, column := range people[t.name] {
			parts = append(parts, "select "+column+" from "+t.name+" where "+t.of+" and "+column+" is not null")
			args = append(args, id)
		}
	}
	return "id in (" + strings.Join(parts, " union ") + ")", args
}

func (s *Store) export(ctx context.Context, query string, args []any) (list []map[string]any, err error) {
	err = s.read(ctx, "", func(ctx context.Context) error {
		list = []map[string]any{}
		rows, err := s.reader.QueryxContext(ctx, s.reader.Rebind(query), args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		columns, err := rows.ColumnTypes()
		if err != nil {
			return err
		}
		for rows.Next() {
			values, err := rows.SliceScan()
			if err != nil {
				return err
			}
			row := map[string]any{}
			for i, column := range columns {
				row[column.Name()] = inFile(plain(values[i], column))
			}
			list = append(list, row)
		}
		return rows.Err()
	})
	return list, err
}

// inFile is a value as a file has it: the same whichever database it comes from.
func inFile(value any) any {
	switch v := value.(type) {
	case time.Time:
		return instant(v).Format(time.RFC3339Nano)
	case []byte:
		return string(v)
	case int32:
		return int64(v)
	}
	return value
}
