package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

// CreateLink adds a link.
func (s *Store) CreateLink(ctx context.Context, l conference.Link) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			insert into link (token_hash, person_id, purpose, created_at, expires_at, used_at)
			values (:token_hash, :person_id, :purpose, :created_at, :expires_at, :used_at)`, l)
		return err
	})
}

// UseLink uses a link up. Of two uses at once one wins; the other, like a use after the link has expired, is a Conflict.
func (s *Store) UseLink(ctx context.Context, hash string, now time.Time) (l conference.Link, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec(`update link set used_at = ? where token_hash = ? and used_at is null and expires_at > ?`, now, hash, now)
		if err != nil {
			return err
		}
		if err := t.get("there is no such link", &l, `select * from link where token_hash = ?`, hash); err != nil {
			return err
		}
		if n == 0 {
			return l.Use(now)
		}
		return nil
	})
	return l, err
}

// LinksSince counts the links made for a person since a time.
func (s *Store) LinksSince(ctx context.Context, person conference.PersonID, since time.Time) (count int, err error) {
	err = s.get(ctx, "", &count, `select count(*) from link where person_id = ? and created_at >= ?`, person, since)
	return count, err
}
