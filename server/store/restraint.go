package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

// RestraintRow is what is held against a person in a session.
type RestraintRow struct {
	PersonID  conference.PersonID
	Restraint conference.Restraint
	By        conference.PersonID
	At        time.Time
}

// Restrain holds something against a person in a session, or no longer. Doing so twice changes nothing.
func (s *Store) Restrain(ctx context.Context, session conference.SessionID, person conference.PersonID, r conference.Restraint, on bool, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		action, statement := string(r), `
			insert into restraint (session_id, person_id, restraint, restrained_by, restrained_at) values (?, ?, ?, ?, ?)
			on conflict do nothing`
		args := []any{session, person, r, by, at}
		if !on {
			action, statement = "not-"+string(r), `delete from restraint where session_id = ? and person_id = ? and restraint = ?`
			args = args[:3]
		}
		n, err := t.exec(statement, args...)
		if err != nil || n == 0 {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: action, Subject: string(person), Detail: string(session)})
	})
}

// Restraints returns what is held against people in a session, the oldest first.
func (s *Store) Restraints(ctx context.Context, session conference.SessionID) (list []RestraintRow, err error) {
	err = s.list(ctx, &list, `
		select person_id, restraint, restrained_by as "by", restrained_at as "at" from restraint
		where session_id = ? order by restrained_at, person_id, restraint`, session)
	return list, err
}
