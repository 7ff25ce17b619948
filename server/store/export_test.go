package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// Change makes a change by hand: what no method does, a test must see fail.
func (s *Store) Change(ctx context.Context, change func(exec func(query string, args ...any) error) error) error {
	return s.write(ctx, func(t *tx) error {
		return change(func(query string, args ...any) error {
			_, err := t.exec(query, args...)
			return err
		})
	})
}

// Hurry gives PostgreSQL less time to answer.
func (s *Store) Hurry(d time.Duration) { s.answer = d }

// Tables are all tables.
func Tables() []string { return tables }

// Writer is the connection that writes.
func (s *Store) Writer() *sqlx.DB { return s.writer }

// SetClock sets by what it is told how long rows have been kept.
func (s *Store) SetClock(now func() time.Time) {
	s.conferences.clock, s.bySlug.clock, s.sessions.clock = now, now, now
}

// ErasureLeaves says whether something of a table stays of who was erased.
func ErasureLeaves(table string) bool { return erasureLeaves[table] != "" }

// Writes says whether a statement may write rows that are kept.
func Writes(statement string) bool { return written(statement) != 0 }
