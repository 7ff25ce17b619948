package store

import (
	"context"

	"plenary/server/conference"
)

// PutAppearance says where a person is in a session. Those in the audience are not kept.
func (s *Store) PutAppearance(ctx context.Context, a conference.Appearance) error {
	return s.write(ctx, func(t *tx) error { return t.putAppearance(a) })
}

func (t *tx) putAppearance(a conference.Appearance) error {
	if a.Place == conference.Audience {
		_, err := t.exec(`delete from appearance where session_id = ? and person_id = ?`, a.SessionID, a.PersonID)
		return err
	}
	_, err := t.put(`
		insert into appearance (session_id, person_id, place, since) values (:session_id, :person_id, :place, :since)
		on conflict (session_id, person_id) do update set place = excluded.place, since = excluded.since`, a)
	return err
}

// Appearances returns who is backstage or on the stage of a session, the longest first.
func (s *Store) Appearances(ctx context.Context, session conference.SessionID) (list []conference.Appearance, err error) {
	err = s.list(ctx, &list, `select * from appearance where session_id = ? order by since, person_id`, session)
	return list, err
}
