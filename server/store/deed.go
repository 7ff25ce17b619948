package store

import (
	"context"
	"fmt"
	"time"

	"plenary/server/conference"
)

// Deed is a person's command that is being carried out, by the id that her page gave it.
type Deed struct {
	PersonID conference.PersonID
	ID       string
	DoneAt   time.Time
}

// deedLives is how long a deed is remembered: pages do not ask again after that.
const deedLives = 24 * time.Hour

type deedKey struct{}

// WithDeed has what is written in the context noted as a person's deed, in the same commits.
func WithDeed(ctx context.Context, d Deed) context.Context {
	return context.WithValue(ctx, deedKey{}, d)
}

// noted is a change that notes of what deed it is a part.
func noted(ctx context.Context, change func(t *tx) error) func(t *tx) error {
	d, of := ctx.Value(deedKey{}).(Deed)
	if !of {
		return change
	}
	return func(t *tx) error {
		if err := change(t); err != nil {
			return err
		}
		if _, err := t.exec("delete from deed where done_at < ?", d.DoneAt.Add(-deedLives)); err != nil {
			return fmt.Errorf("forget deeds: %w", err)
		}
		if _, err := t.put("insert into deed (person_id, id, done_at) values (:person_id, :id, :done_at) on conflict (person_id, id) do nothing", d); err != nil {
			return fmt.Errorf("note a deed: %w", err)
		}
		return nil
	}
}

// Did reports whether a person's command was carried out within the last day.
func (s *Store) Did(ctx context.Context, person conference.PersonID, id string) (bool, error) {
	count := 0
	err := s.get(ctx, "", &count, "select count(*) from deed where person_id = ? and id = ?", person, id)
	return count > 0, err
}
