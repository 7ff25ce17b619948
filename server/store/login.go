package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

// CreateLogin adds a login.
func (s *Store) CreateLogin(ctx context.Context, l conference.Login) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			insert into login (id, person_id, token_hash, agent, created_at, seen_at, expires_at)
			values (:id, :person_id, :token_hash, :agent, :created_at, :seen_at, :expires_at)`, l)
		return err
	})
}

// TouchLogin says that a login was used now, which lengthens its life.
func (s *Store) TouchLogin(ctx context.Context, id conference.LoginID, now time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`update login set seen_at = ?, expires_at = ? where id = ?`, now, now.Add(conference.LoginLife), id)
		return err
	})
}

// DeleteLogin revokes a login; it may be gone already.
func (s *Store) DeleteLogin(ctx context.Context, id conference.LoginID) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`delete from login where id = ?`, id)
		return err
	})
}

// DeleteLoginsOf revokes all logins of a person and names them.
func (s *Store) DeleteLoginsOf(ctx context.Context, person conference.PersonID) (ids []conference.LoginID, err error) {
	err = s.write(ctx, func(t *tx) error {
		ids = nil
		return t.list(&ids, `delete from login where person_id = ? returning id`, person)
	})
	return ids, err
}

// Logins returns a person's logins, the last used first.
func (s *Store) Logins(ctx context.Context, person conference.PersonID) (list []conference.Login, err error) {
	err = s.list(ctx, &list, `select * from login where person_id = ? order by seen_at desc, id`, person)
	return list, err
}

// linkMemory is how long a link that no longer works is remembered, for rate limits and for a clear answer.
const linkMemory = 24 * time.Hour

// DeleteExpired forgets logins, links and tokens that no longer work.
func (s *Store) DeleteExpired(ctx context.Context, now time.Time) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(`delete from login where expires_at <= ?`, now); err != nil {
			return err
		}
		if _, err := t.exec(`delete from link where expires_at <= ?`, now.Add(-linkMemory)); err != nil {
			return err
		}
		_, err := t.exec(`delete from token where expires_at <= ?`, now)
		return err
	})
}
