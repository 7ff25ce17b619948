package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jmoiron/sqlx"

	"plenary/server/conference"
)

// Holdings say what is in a database.
type Holdings struct {
	Schema int64            // the last migration
	Rows   map[string]int64 // by table
}

// Total is how many rows there are in all tables.
func (h Holdings) Total() (n int64) {
	for _, rows := range h.Rows {
		n += rows
	}
	return n
}

// tables are all tables, so that none refers to one behind it.
var tables = []string{
	"origin", "conference", "delegation", "person", "hidden_person", "organizer", "registration", "login", "link", "hall", "session", "draft",
	"appointment", "token", "counter", "line", "former_line", "line_reaction", "held_line", "aside", "chat_rule", "question", "vote", "poll", "tally", "ballot", "restraint", "appearance", "audit", "audit_head", "deed", "release",
	"team", "availability", "document", "document_file", "proposal", "objection",
	"category_limit", "sweep", "sweep_item", "counterpart", "calendar_entry", "calendar_address",
	"badge", "check_in", "announcement", "form_field", "answer", "upload", "attendance", "attendance_seen", "speaking",
	"access_token", "webhook", "delivery",
	"category_quota", "delegation_quota", "focal_point", "speaking_seat", "statement", "invitation",
	"pass", "stage_view",
	"procedure_file", "floor", "floor_request", "speech", "alignment", "proceeding", "journal", "journal_change",
	"mail_rule", "mail_template", "mail_language", "mail", "tiding",
}

// inspect reads a SQLite file that nobody has open and says what is in it. One that is damaged, or none of ours, is
// refused.
func inspect(ctx context.Context, path string) (h Holdings, err error) {
	// immutable: neither a lock nor a file beside it is looked for, and none is made.
	name := (&url.URL{Scheme: "file", Path: path, RawQuery: "mode=ro&immutable=1"}).String()
	db, err := sqlx.Open("sqlite", name)
	if err != nil {
		return h, fmt.Errorf("open %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	damaged := func(how string) error {
		return conference.Errorf(conference.Invalid, "%s is damaged or no database: %s", path, how)
	}
	var found []string
	if err := db.SelectContext(ctx, &found, "pragma integrity_check"); err != nil {
		return h, damaged(err.Error())
	}
	if all := strings.Join(found, "; "); all != "ok" {
		return h, damaged(all)
	}
	dangling := 0
	if err := db.GetContext(ctx, &dangling, "select count(*) from pragma_foreign_key_check"); err != nil || dangling > 0 {
		return h, damaged(fmt.Sprintf("%d rows refer to others that are not there (%v)", dangling, err))
	}
	err = db.GetContext(ctx, &h.Schema, "select coalesce(max(version_id), 0) from goose_db_version where is_applied")
	if err != nil || h.Schema == 0 {
		return h, conference.Errorf(conference.Invalid, "%s is no database of Plenary", path)
	}
	h.Rows, err = count(ctx, db)
	return h, err
}

// count counts the rows of all tables that are there.
func count(ctx context.Context, db *sqlx.DB) (map[string]int64, error) {
	rows := map[string]int64{}
	for _, table := range tables {
		var there bool
		if err := db.GetContext(ctx, &there, "select exists (select 1 from sqlite_master where type = 'table' and name = ?)", table); err != nil {
			return nil, failure(err, "")
		}
		if !there { // of a later migration
			continue
		}
		var n int64
		if err := db.GetContext(ctx, &n, "select count(*) from "+table); err != nil {
			return nil, failure(err, "")
		}
		rows[table] = n
	}
	return rows, nil
}
