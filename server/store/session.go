package store

import (
	"context"
	"strconv"
	"time"

	"plenary/server/conference"
)

const noSession = "there is no such session"

// PutSession puts a session on the programme, and its draft, or replaces what both say of the one with its id: everybody
// sees it at once. Where it is in its life (State, OpenedAt, ClosedAt, Delay, Extension, Segment) and how it is guarded stay as they are:
// [Store.UpdateSession] moves it, [Store.Guard] guards it.
func (s *Store) PutSession(ctx context.Context, session conference.Session, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		known, err := t.overwriteDraft(changed(session.Draft(), by, at))
		if err != nil {
			return err
		}
		if session.Kind == conference.Blocker {
			err = t.publish(session.Draft())
		} else {
			err = t.putSession(session)
		}
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

// putSession writes what everybody sees of a session. A new one begins its life as it says.
func (t *tx) putSession(session conference.Session) error {
	d := session.Draft()
	session.Chat, session.Questions, session.Askers = d.Chat, d.Questions, d.Askers
	_, err := t.put(`
		insert into session (id, conference_id, hall_id, title, abstract, translations, kind, access, segments, languages,
			teams, capacity, recorded, chat, questions, askers, starts_at, ends_at, delay, extension, state, opened_at, closed_at, segment)
		values (:id, :conference_id, :hall_id, :title, :abstract, :translations, :kind, :access, :segments, :languages,
			:teams, :capacity, :recorded, :chat, :questions, :askers, :starts_at, :ends_at, :delay, :extension, :state, :opened_at,
			:closed_at, :segment)
		on conflict (id) do update set hall_id = excluded.hall_id, title = excluded.title, abstract = excluded.abstract,
			translations = excluded.translations, kind = excluded.kind, access = excluded.access,
			segments = excluded.segments, languages = excluded.languages, teams = excluded.teams,
			capacity = excluded.capacity, recorded = excluded.recorded, chat = excluded.chat,
			questions = excluded.questions, askers = excluded.askers, starts_at = excluded.starts_at, ends_at = excluded.ends_at`, session)
	return err
}

// UpdateSession moves a session along its life: State, OpenedAt, ClosedAt, Segment and Extension are written, if it still
// is in the state it was in; else it is a Conflict.
func (s *Store) UpdateSession(ctx context.Context, session conference.Session, was conference.SessionState, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		var before conference.Session
		if err := t.get(noSession, &before, `select * from session where id = ?`, session.ID); err != nil {
			return err
		}
		n, err := t.exec(`
			update session set state = ?, opened_at = ?, closed_at = ?, segment = ?, extension = ? where id = ? and state = ?`,
			session.State, session.OpenedAt, session.ClosedAt, session.Segment, session.Extension, session.ID, was)
		if err != nil {
			return err
		}
		if n == 0 {
			return t.moved(`select state from session where id = ?`, session.ID, noSession)
		}
		e := Entry{At: at, PersonID: by, Action: movedOn(before, session), Subject: string(session.ID), Detail: session.Title}
		if e.Action == moveOn {
			e.Detail += ": " + strconv.Itoa(session.Segment)
		}
		return t.record(e)
	})
}

// moveOn is the action of an entry about a session that a moderator moved on to one of its segments: its number is there.
const moveOn = "move-session-on"

// movedOn names what has become of a session.
func movedOn(was, now conference.Session) string {
	switch {
	case was.State != now.State:
	case was.Segment != now.Segment:
		return moveOn
	case was.Extension != now.Extension:
		return "extend-session"
	}
	return "session-" + string(now.State)
}

// Session returns a session. It is kept in memory: what is changed by this store is seen at once, what another process
// changed, within a second.
func (s *Store) Session(ctx context.Context, id conference.SessionID) (conference.Session, error) {
	return s.sessions.of(ctx, id)
}

func (s *Store) readSession(ctx context.Context, id conference.SessionID) (session conference.Session, err error) {
	err = s.get(ctx, noSession, &session, `select * from session where id = ?`, id)
	return session, err
}

// Sessions returns a conference's sessions by start.
func (s *Store) Sessions(ctx context.Context, id conference.ConferenceID) (list []conference.Session, err error) {
	err = s.list(ctx, &list, `select * from session where conference_id = ? order by starts_at, ends_at, id`, id)
	return list, err
}

// DeleteSession takes a session off the draft of the programme: at once, with everything that was only arranged for it,
// when nobody else has seen it or the programme was never released; else the next release takes it off. It is a Conflict
// once it has been opened, or when something was said or asked in it: that is a record.
func (s *Store) DeleteSession(ctx context.Context, id conference.SessionID, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		var d conference.Draft
		if err := t.get(noSession, &d, `select * from draft where id = ? and not removed`, id); err != nil {
			return err
		}
		if err := t.mayUnpublish(id); err != nil {
			return err
		}
		var kept bool
		err := t.get("", &kept, `select exists (select 1 from release where conference_id = ?)
			and exists (select 1 from session where id = ?)`, d.ConferenceID, id)
		if err != nil {
			return err
		}
		if kept {
			_, err = t.exec(`update draft set removed = ?, version = version + 1, changed_by = nullif(?, ''), changed_at = ?
				where id = ?`, true, string(by), at, id)
		} else {
			err = t.forget(id)
		}
		if err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "delete-session", Subject: string(id), Detail: d.Title})
	})
}

// mayUnpublish refuses to take a session off the programme that has been held.
func (t *tx) mayUnpublish(id conference.SessionID) error {
	var held bool
	err := t.get("", &held, `select exists (select 1 from line where session_id = ?)
		or exists (select 1 from question where session_id = ?)
		or exists (select 1 from floor_request where session_id = ?)
		or exists (select 1 from proceeding where session_id = ?)
		or exists (select 1 from session where id = ? and (state <> ? or opened_at is not null))`,
		id, id, id, id, id, conference.Scheduled)
	if err == nil && held {
		err = conference.Errorf(conference.Conflict, "the session has been held, so it stays on the programme")
	}
	return err
}

// forget deletes a session, its draft, and what was arranged for it.
func (t *tx) forget(id conference.SessionID) error {
	if _, err := t.exec(`delete from session where id = ?`, id); err != nil {
		return err
	}
	_, err := t.exec(`delete from draft where id = ?`, id)
	return err
}

// moved says why an update of a thing in a known state touched nothing: it is not there, or it has moved on.
func (t *tx) moved(query string, id any, missing string) error {
	var state string
	if err := t.get(missing, &state, query, id); err != nil {
		return err
	}
	return conference.Errorf(conference.Conflict, "somebody else was faster: it is %s now", state)
}
