package store

import (
	"context"
	"slices"
	"time"

	"plenary/server/conference"
)

const noAside = "there is no such line"

// SayAside keeps an aside and gives it its number. Saying it again, by its id, returns the one that is there; another person's
// or session's with this id is a Conflict.
func (s *Store) SayAside(ctx context.Context, a conference.Aside) (said conference.Aside, err error) {
	err = s.writeInLane(ctx, string(a.SessionID), func(t *tx) error {
		var err error
		if a.Number, err = t.next(a.SessionID, "aside"); err != nil {
			return err
		}
		added, err := t.add(&said, `
			insert into aside (id, session_id, person_id, number, text, said_at, deleted_by, deleted_at)
			values (:id, :session_id, :person_id, :number, :text, :said_at, null, null)
			on conflict (id) do nothing returning *`, a)
		if err != nil || added {
			return err
		}
		if err := t.get(noAside, &said, `select * from aside where id = ?`, a.ID); err != nil {
			return err
		}
		if said.PersonID != a.PersonID || said.SessionID != a.SessionID {
			return conference.Errorf(conference.Conflict, "there is a line with this id already")
		}
		return t.giveBack(a.SessionID, "aside")
	})
	return said, err
}

// Aside returns an aside, deleted or not.
func (s *Store) Aside(ctx context.Context, id conference.LineID) (a conference.Aside, err error) {
	err = s.get(ctx, noAside, &a, `select * from aside where id = ?`, id)
	return a, err
}

// DeleteAside takes an aside away; it stays in the record. Deleting it again changes nothing.
func (s *Store) DeleteAside(ctx context.Context, id conference.LineID, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`update aside set deleted_by = ?, deleted_at = ? where id = ? and deleted_at is null`, by, at, id)
		if err != nil || n == 0 {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "delete-aside", Subject: string(id)})
	})
}

// LastAsides returns a session's last n asides that are not deleted, the oldest first.
func (s *Store) LastAsides(ctx context.Context, session conference.SessionID, n int) (list []conference.Aside, err error) {
	err = s.list(ctx, &list, `select * from aside where session_id = ? and deleted_at is null order by number desc limit ?`, session, n)
	slices.Reverse(list)
	return list, err
}
