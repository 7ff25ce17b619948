package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

const noHeldLine = "there is no such line"

// Hold keeps a line that is not shown yet. Holding it again, by its id, changes nothing.
func (s *Store) Hold(ctx context.Context, h conference.HeldLine) error {
	return s.writeInLane(ctx, string(h.SessionID), func(t *tx) error {
		var held conference.HeldLine
		added, err := t.add(&held, `
			insert into held_line (id, session_id, person_id, text, reply_to, said_at, due_at, refused_by, refused_at, reason)
			values (:id, :session_id, :person_id, :text, :reply_to, :said_at, :due_at, null, null, '')
			on conflict (id) do nothing returning *`, h)
		if err != nil || added {
			return err
		}
		if err := t.get(noHeldLine, &held, `select * from held_line where id = ?`, h.ID); err != nil {
			return err
		}
		if held.PersonID != h.PersonID || held.SessionID != h.SessionID {
			return conference.Errorf(conference.Conflict, "there is a line with this id already")
		}
		return nil
	})
}

// HeldLines returns the lines of a session that are not shown, or not yet, in the order in which they were written.
func (s *Store) HeldLines(ctx context.Context, session conference.SessionID) (list []conference.HeldLine, err error) {
	err = s.list(ctx, &list, `select * from held_line where session_id = ? order by said_at, id`, session)
	return list, err
}

// ShowHeld puts a held line into the chat: by a moderator, or, by nobody, because its time has come. Whoever is second is told
// that something has become of it.
func (s *Store) ShowHeld(ctx context.Context, h conference.HeldLine, by conference.PersonID, at time.Time) (line conference.Line, err error) {
	err = s.writeInLane(ctx, string(h.SessionID), func(t *tx) error {
		if err := t.decideHeld(`delete from held_line where id = ? and refused_at is null`, h.ID); err != nil {
			return err
		}
		said := h.Shown()
		var err error
		if said.Number, err = t.next(said.SessionID, "line"); err != nil {
			return err
		}
		added, err := t.add(&line, `
			insert into line (id, session_id, person_id, number, text, reply_to, said_at, edited_at, deleted_by, deleted_at)
			values (:id, :session_id, :person_id, :number, :text, :reply_to, :said_at, null, null, null)
			on conflict (id) do nothing returning *`, said)
		if err == nil && !added {
			err = conference.Errorf(conference.Conflict, "there is a line with this id already")
		}
		if err != nil || by == "" {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "release-line", Subject: string(h.ID), Detail: string(h.SessionID)})
	})
	return line, err
}

// RefuseHeld keeps a held line from the chat, as its RefusedBy and Reason say.
func (s *Store) RefuseHeld(ctx context.Context, h conference.HeldLine) error {
	return s.writeInLane(ctx, string(h.SessionID), func(t *tx) error {
		err := t.decideHeld(`update held_line set refused_by = ?, refused_at = ?, reason = ? where id = ? and refused_at is null`,
			h.RefusedBy, h.RefusedAt, h.Reason, h.ID)
		if err != nil {
			return err
		}
		return t.record(Entry{At: *h.RefusedAt, PersonID: *h.RefusedBy, Action: "hold-line", Subject: string(h.ID), Detail: string(h.SessionID)})
	})
}

// decideHeld changes one line that waits, or says that it no longer does.
func (t *tx) decideHeld(query string, args ...any) error {
	n, err := t.exec(query, args...)
	if err == nil && n == 0 {
		err = conference.Errorf(conference.Conflict, "something has become of the line already")
	}
	return err
}
