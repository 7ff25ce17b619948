package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

const noSession = "there is no such session"

// PutSession adds a session, or replaces what the programme says of the one with its id. Where that one is in its life
// (State, OpenedAt, ClosedAt) stays as it is: [Store.UpdateSession] moves it.
func (s *Store) PutSession(ctx context.Context, session conference.Session, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		var known bool
		if err := t.get("", &known, `select exists (select 1 from session where id = ?)`, session.ID); err != nil {
			return err
		}
		_, err := t.put(`
			insert into session (id, conference_id, hall_id, title, abstract, kind, access, languages, starts_at, ends_at,
				state, opened_at, closed_at)
			values (:id, :conference_id, :hall_id, :title, :abstract, :kind, :access, :languages, :starts_at, :ends_at,
				:state, :opened_at, :closed_at)
			on conflict (id) do update set hall_id = excluded.hall_id, title = excluded.title, abstract = excluded.abstract,
				kind = excluded.kind, access = excluded.access, languages = excluded.languages,
				starts_at = excluded.starts_at, ends_at = excluded.ends_at`, session)
		if err != nil {
			return err
		}
		action := "schedule-session"
		if known {
			action = "edit-session"
		}
		return t.record(Entry{At: at, PersonID: by, Action: action, Subject: string(session.ID), Detail: session.Title})
	})
}

// UpdateSession moves a session along its life: State, OpenedAt and ClosedAt are written, if it still is in the state it
// was in; else it is a Conflict.
func (s *Store) UpdateSession(ctx context.Context, session conference.Session, was conference.SessionState, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`update session set state = ?, opened_at = ?, closed_at = ? where id = ? and state = ?`,
			session.State, session.OpenedAt, session.ClosedAt, session.ID, was)
		if err != nil {
			return err
		}
		if n == 0 {
			return t.moved(`select state from session where id = ?`, session.ID, noSession)
		}
		return t.record(Entry{At: at, PersonID: by, Action: "session-" + string(session.State), Subject: string(session.ID), Detail: session.Title})
	})
}

// Session returns a session.
func (s *Store) Session(ctx context.Context, id conference.SessionID) (session conference.Session, err error) {
	err = s.get(ctx, noSession, &session, `select * from session where id = ?`, id)
	return session, err
}

// Sessions returns a conference's sessions by start.
func (s *Store) Sessions(ctx context.Context, id conference.ConferenceID) (list []conference.Session, err error) {
	err = s.list(ctx, &list, `select * from session where conference_id = ? order by starts_at, ends_at, id`, id)
	return list, err
}

// DeleteSession takes a session off the programme with everything that was only arranged for it. It is a Conflict once it
// has been opened, or when something was said or asked in it: that is a record.
func (s *Store) DeleteSession(ctx context.Context, id conference.SessionID, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		var session conference.Session
		if err := t.get(noSession, &session, `select * from session where id = ?`, id); err != nil {
			return err
		}
		var used bool
		err := t.get("", &used, `select exists (select 1 from line where session_id = ?)
			or exists (select 1 from question where session_id = ?)`, id, id)
		if err != nil {
			return err
		}
		if used || session.State != conference.Scheduled || session.OpenedAt != nil {
			return conference.Errorf(conference.Conflict, "the session has been held, so it stays on the programme")
		}
		if _, err := t.exec(`delete from session where id = ?`, id); err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "delete-session", Subject: string(id), Detail: session.Title})
	})
}

// moved says why an update of a thing in a known state touched nothing: it is not there, or it has moved on.
func (t *tx) moved(query string, id any, missing string) error {
	var state string
	if err := t.get(missing, &state, query, id); err != nil {
		return err
	}
	return conference.Errorf(conference.Conflict, "somebody else was faster: it is %s now", state)
}
