package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

const noAccessToken = "there is no such token"

// CreateAccessToken adds a token with which programs use the desk.
func (s *Store) CreateAccessToken(ctx context.Context, k conference.AccessToken) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			insert into access_token (id, conference_id, person_id, name, scopes, token_hash, created_at, expires_at)
			values (:id, :conference_id, :person_id, :name, :scopes, :token_hash, :created_at, :expires_at)`, k)
		if err != nil {
			return err
		}
		return t.record(Entry{At: k.CreatedAt, PersonID: k.PersonID, Action: "add-access-token", Subject: string(k.ID), Detail: k.Name + ": " + k.Scopes})
	})
}

// AccessTokenByHash returns a token. One that was revoked or has expired is not there.
func (s *Store) AccessTokenByHash(ctx context.Context, hash string, now time.Time) (k conference.AccessToken, err error) {
	err = s.get(ctx, noAccessToken, &k, `
		select * from access_token where token_hash = ? and expires_at > ? and revoked_at is null`, hash, now)
	return k, err
}

// AccessTokenRow is a token with who made it.
type AccessTokenRow struct {
	conference.AccessToken
	PersonName string
}

// AccessTokens returns a conference's tokens that were not revoked, the newest first.
func (s *Store) AccessTokens(ctx context.Context, id conference.ConferenceID) (list []AccessTokenRow, err error) {
	err = s.list(ctx, &list, `
		select a.*, p.name as person_name from access_token a join person p on p.id = a.person_id
		where a.conference_id = ? and a.revoked_at is null order by a.created_at desc, a.id`, id)
	return list, err
}

// TouchAccessToken says that a token was used now.
func (s *Store) TouchAccessToken(ctx context.Context, id conference.AccessTokenID, now time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`update access_token set used_at = ? where id = ?`, now, id)
		return err
	})
}

// RevokeAccessToken revokes a conference's token.
func (s *Store) RevokeAccessToken(ctx context.Context, id conference.AccessTokenID, of conference.ConferenceID, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`update access_token set revoked_at = ? where id = ? and conference_id = ? and revoked_at is null`, at, id, of)
		if err := found(n, err, noAccessToken); err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "revoke-access-token", Subject: string(id)})
	})
}

// AskerByPerson returns who stands behind a program, as she is now in the conference and in a session, if one is named.
func (s *Store) AskerByPerson(ctx context.Context, person conference.PersonID, id conference.ConferenceID, session conference.SessionID) (a Asker, err error) {
	if a.Person, err = s.Person(ctx, person); err != nil {
		return a, err
	}
	if a.Standing, err = s.Standing(ctx, id, session, person); err != nil {
		return a, err
	}
	plates, err := s.Plates(ctx, id, []conference.PersonID{person})
	a.Plate = plates[person]
	return a, err
}
