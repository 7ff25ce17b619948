package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"plenary/server/conference"
)

const noLine = "there is no such line"

// Say adds a line to a session's chat and gives it its number. Saying a line again, by its id, returns the one that is
// there; another person's or session's line with this id is a Conflict.
func (s *Store) Say(ctx context.Context, line conference.Line) (said conference.Line, err error) {
	err = s.writeInLane(ctx, string(line.SessionID), func(t *tx) error {
		var err error
		if line.Number, err = t.next(line.SessionID, "line"); err != nil {
			return err
		}
		added, err := t.add(&said, `
			insert into line (id, session_id, person_id, number, text, reply_to, said_at, edited_at, deleted_by, deleted_at)
			values (:id, :session_id, :person_id, :number, :text, :reply_to, :said_at, null, null, null)
			on conflict (id) do nothing returning *`, line)
		if err != nil || added {
			return err
		}
		if err := t.get(noLine, &said, `select * from line where id = ?`, line.ID); err != nil {
			return err
		}
		if said.PersonID != line.PersonID || said.SessionID != line.SessionID {
			return conference.Errorf(conference.Conflict, "there is a line with this id already")
		}
		return t.giveBack(line.SessionID, "line")
	})
	return said, err
}

// Line returns a line, deleted or not.
func (s *Store) Line(ctx context.Context, id conference.LineID) (line conference.Line, err error) {
	err = s.get(ctx, noLine, &line, `select * from line where id = ?`, id)
	return line, err
}

// EditLine writes a line as its author changed it, and keeps what it said before. Of two changes, the first one counts.
func (s *Store) EditLine(ctx context.Context, before, now conference.Line) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`update line set text = ?, edited_at = ? where id = ? and text = ? and deleted_at is null`, now.Text, now.EditedAt, now.ID, before.Text)
		if err != nil {
			return err
		}
		if n == 0 {
			return conference.Errorf(conference.Conflict, "the line is another one by now")
		}
		written := before.SaidAt
		if before.EditedAt != nil {
			written = *before.EditedAt
		}
		_, err = t.exec(`insert into former_line (line_id, text, written_at) values (?, ?, ?) on conflict do nothing`, now.ID, before.Text, written)
		return err
	})
}

// ChatRule returns how the chat of a session is run.
func (s *Store) ChatRule(ctx context.Context, session conference.SessionID) (conference.ChatRule, error) {
	var rows []conference.ChatRule
	err := s.list(ctx, &rows, `select * from chat_rule where session_id = ?`, session)
	if err != nil || len(rows) == 0 {
		return conference.DefaultChatRule(session), err
	}
	return rows[0], nil
}

// SetChatRule changes how the chat of a session is run.
func (s *Store) SetChatRule(ctx context.Context, r conference.ChatRule, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.put(`
			insert into chat_rule (session_id, slow, hold_for, delegations_only, reactions) values (:session_id, :slow, :hold_for, :delegations_only, :reactions)
			on conflict (session_id) do update set slow = excluded.slow, hold_for = excluded.hold_for, delegations_only = excluded.delegations_only, reactions = excluded.reactions`, r); err != nil {
			return err
		}
		detail := fmt.Sprintf("slow: %d s, held: %d s, delegations only: %v, reactions: %v", r.Slow, r.HoldFor, r.DelegationsOnly, r.Reactions)
		return t.record(Entry{At: at, PersonID: by, Action: "chat-rule", Subject: string(r.SessionID), Detail: detail})
	})
}

// DeleteLine takes a line off the chat; it stays in the record. Deleting it again changes nothing.
func (s *Store) DeleteLine(ctx context.Context, id conference.LineID, by conference.PersonID, at time.Time) (line conference.Line, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec(`update line set deleted_by = ?, deleted_at = ? where id = ? and deleted_at is null`, by, at, id)
		if err != nil {
			return err
		}
		if err := t.get(noLine, &line, `select * from line where id = ?`, id); err != nil || n == 0 {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "delete-line", Subject: string(id), Detail: string(line.SessionID)})
	})
	return line, err
}

// LastLines returns a session's last n lines that are not deleted, the oldest first.
func (s *Store) LastLines(ctx context.Context, session conference.SessionID, n int) (list []conference.Line, err error) {
	err = s.list(ctx, &list, `
		select * from line where session_id = ? and deleted_at is null order by number desc limit ?`, session, n)
	slices.Reverse(list)
	return list, err
}
