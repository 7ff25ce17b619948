package store

import (
	"context"

	"plenary/server/conference"
)

const noToken = "there is no such token"

// CreateToken adds a bearer token.
func (s *Store) CreateToken(ctx context.Context, k conference.Token) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			insert into token (id, session_id, person_id, kind, token_hash, created_at, expires_at)
			values (:id, :session_id, :person_id, :kind, :token_hash, :created_at, :expires_at)`, k)
		return err
	})
}

// Tokens returns a person's tokens for a session, the newest first.
func (s *Store) Tokens(ctx context.Context, session conference.SessionID, person conference.PersonID) (list []conference.Token, err error) {
	err = s.list(ctx, &list, `select * from token where session_id = ? and person_id = ? order by created_at desc, id`, session, person)
	return list, err
}

// DeleteToken revokes a person's token.
func (s *Store) DeleteToken(ctx context.Context, id conference.TokenID, person conference.PersonID) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`delete from token where id = ? and person_id = ?`, id, person)
		return found(n, err, noToken)
	})
}
