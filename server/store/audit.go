package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"plenary/server/conference"
)

// Entry is one line of the audit: who did what to whom, and when. There is no way to change or delete one.
type Entry struct {
	At       time.Time
	PersonID conference.PersonID // who did it; empty: the command line or the server itself
	Action   string              // "registration-approved", "appoint-chair", "session-open", "removed", "delete-line"
	Subject  string              // the id of what it was done to
	Detail   string
}

// Record adds an entry that belongs to no change of a row. Changes write theirs themselves, in the same transaction.
func (s *Store) Record(ctx context.Context, e Entry) error {
	return s.write(ctx, func(t *tx) error { return t.record(e) })
}

// Entries returns the last entries, the newest first.
func (s *Store) Entries(ctx context.Context, limit int) (list []Entry, err error) {
	err = s.list(ctx, &list, `
		select at, coalesce(person_id, '') as person_id, action, subject, detail from audit order by id desc limit ?`, limit)
	return list, err
}

func (t *tx) record(e Entry) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	_, err = t.exec(`insert into audit (id, at, person_id, action, subject, detail) values (?, ?, nullif(?, ''), ?, ?, ?)`,
		id.String(), e.At, string(e.PersonID), e.Action, e.Subject, e.Detail)
	return err
}
