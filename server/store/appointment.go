package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

// Appoint gives a person a role in a session, or another role. New people come last; Position is not read.
func (s *Store) Appoint(ctx context.Context, a conference.Appointment, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`
			insert into appointment (session_id, person_id, role, position)
			select ?, ?, ?, coalesce(max(position) + 1, 0) from appointment where session_id = ?
			on conflict (session_id, person_id) do update set role = excluded.role`,
			a.SessionID, a.PersonID, a.Role, a.SessionID)
		if err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "appoint-" + string(a.Role), Subject: string(a.PersonID), Detail: string(a.SessionID)})
	})
}

// Dismiss takes a person's role in a session away; there may be none.
func (s *Store) Dismiss(ctx context.Context, session conference.SessionID, person, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`delete from appointment where session_id = ? and person_id = ?`, session, person)
		if err != nil || n == 0 {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "dismiss", Subject: string(person), Detail: string(session)})
	})
}

// Appointments returns who has a role in a session, in order.
func (s *Store) Appointments(ctx context.Context, session conference.SessionID) (list []conference.Appointment, err error) {
	err = s.list(ctx, &list, `select * from appointment where session_id = ? order by position, person_id`, session)
	return list, err
}

// AppointmentsOf returns all appointments of a conference, session by session and each in order.
func (s *Store) AppointmentsOf(ctx context.Context, id conference.ConferenceID) (list []conference.Appointment, err error) {
	err = s.list(ctx, &list, `
		select a.* from appointment a join draft d on d.id = a.session_id
		where d.conference_id = ? order by d.starts_at is null, d.starts_at, d.id, a.position, a.person_id`, id)
	return list, err
}
