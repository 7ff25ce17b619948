package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"plenary/server/conference"
)

// Guard writes how a session is guarded: Door, SuspendedAt and ClosedTo. When its door is shut, those who are inside may
// come back; when it is opened, who waits has no need to, and who was refused may come like everybody. Each of the three
// that is another now is an entry of the audit.
func (s *Store) Guard(ctx context.Context, session conference.Session, inside []conference.PersonID, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		var was conference.Session
		if err := t.get(noSession, &was, `select * from session where id = ?`, session.ID); err != nil {
			return err
		}
		actions := guarded(was, session)
		if len(actions) == 0 {
			return nil
		}
		_, err := t.exec(`update session set door = ?, suspended_at = ?, closed_to = ? where id = ?`,
			session.Door, session.SuspendedAt, session.ClosedTo, session.ID)
		if err != nil {
			return err
		}
		if session.Door == conference.DoorOpen {
			_, err = t.exec(`delete from pass where session_id = ?`, session.ID)
		} else if was.Door == conference.DoorOpen {
			err = t.letStay(session.ID, inside, at)
		}
		if err != nil {
			return err
		}
		return t.recordAll(len(actions), func(i int) Entry {
			e := Entry{At: at, PersonID: by, Action: actions[i], Subject: string(session.ID), Detail: session.Title}
			if actions[i] == "close-meeting" {
				e.Detail += ": " + string(session.ClosedTo)
			}
			return e
		})
	})
}

// guarded names what is another now.
func guarded(was, now conference.Session) (actions []string) {
	if was.Door != now.Door {
		actions = append(actions, map[conference.Door]string{
			conference.DoorOpen: "open-door", conference.DoorHeld: "hold-door", conference.DoorLocked: "lock-door",
		}[now.Door])
	}
	switch {
	case was.Suspended() && !now.Suspended():
		actions = append(actions, "resume-session")
	case !was.Suspended() && now.Suspended():
		actions = append(actions, "suspend-session")
	}
	switch {
	case was.ClosedTo == now.ClosedTo:
	case now.ClosedTo == "":
		actions = append(actions, "reopen-meeting")
	default:
		actions = append(actions, "close-meeting")
	}
	return actions
}

func (t *tx) letStay(session conference.SessionID, inside []conference.PersonID, at time.Time) error {
	return inParts(inside, func(part []conference.PersonID) error {
		query, args, err := sqlx.In(`
			insert into pass (session_id, person_id, state, asked_at, answered_at)
			select ?, id, ?, ?, ? from person where id in (?)
			on conflict (session_id, person_id) do update set state = excluded.state, answered_at = excluded.answered_at`,
			session, conference.PassAdmitted, instant(at), instant(at), part)
		if err == nil {
			_, err = t.exec(query, args...)
		}
		return err
	})
}

// Knock has a person wait at the door of a session, and returns what has become of it: who knocks again keeps her place,
// and gets no other answer.
func (s *Store) Knock(ctx context.Context, session conference.SessionID, person conference.PersonID, at time.Time) (pass conference.Pass, err error) {
	err = s.write(ctx, func(t *tx) error {
		var waiting int
		err := t.get("", &waiting, `select count(*) from pass where session_id = ? and state = 'waiting' and person_id <> ?`, session, person)
		if err != nil {
			return err
		}
		if waiting >= conference.MostWaiting {
			return conference.Wait(time.Minute, "very many people wait at this door already; please try again later")
		}
		_, err = t.exec(`
			insert into pass (session_id, person_id, state, asked_at) values (?, ?, 'waiting', ?) on conflict do nothing`,
			session, person, at)
		if err != nil {
			return err
		}
		return t.get("", &pass, `select * from pass where session_id = ? and person_id = ?`, session, person)
	})
	return pass, err
}

// PassOf returns what has become of a person at the door of a session; its State is empty when she has not knocked.
func (s *Store) PassOf(ctx context.Context, session conference.SessionID, person conference.PersonID) (pass conference.Pass, err error) {
	var found []conference.Pass
	err = s.list(ctx, &found, `select * from pass where session_id = ? and person_id = ?`, session, person)
	if len(found) > 0 {
		pass = found[0]
	}
	return pass, err
}

// AnswerKnocks lets people in who wait at the door of a session, or refuses them, and returns whom: others have gone, or
// were answered by somebody else. Who was refused can be let in still.
func (s *Store) AnswerKnocks(
	ctx context.Context, session conference.SessionID, people []conference.PersonID, answer conference.PassState, by conference.PersonID, at time.Time,
) (answered []conference.PersonID, err error) {
	err = s.write(ctx, func(t *tx) error {
		answered = nil
		for _, person := range people {
			n, err := t.exec(`
				update pass set state = ?, answered_at = ? where session_id = ? and person_id = ? and state <> ? and state <> 'admitted'`,
				answer, at, session, person, answer)
			if err != nil {
				return err
			}
			if n > 0 {
				answered = append(answered, person)
			}
		}
		return t.recordAll(len(answered), func(i int) Entry {
			action := "let-in"
			if answer == conference.PassRefused {
				action = "turn-away"
			}
			return Entry{At: at, PersonID: by, Action: action, Subject: string(answered[i]), Detail: string(session)}
		})
	})
	return answered, err
}
