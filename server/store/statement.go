package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

const (
	noStatement    = "there is no such statement"
	statementMoved = "the statement was changed by somebody else meanwhile; please look at it again"
)

// Statements returns the statements of a session, in the order in which they came in.
func (s *Store) Statements(ctx context.Context, session conference.SessionID) (list []conference.Statement, err error) {
	err = s.list(ctx, &list, `select * from statement where session_id = ? order by handed_in_at, id`, session)
	return list, err
}

// Statement returns one statement of a session.
func (s *Store) Statement(ctx context.Context, session conference.SessionID, id conference.StatementID) (one conference.Statement, err error) {
	err = s.get(ctx, noStatement, &one, `select * from statement where session_id = ? and id = ?`, session, id)
	return one, err
}

// Symbols returns the symbols that statements of a conference were given, in the order in which these were handed in.
func (s *Store) Symbols(ctx context.Context, id conference.ConferenceID) (list []string, err error) {
	err = s.list(ctx, &list, `select symbol from statement where conference_id = ? and symbol <> '' order by handed_in_at, id`, id)
	return list, err
}

// HandIn adds a statement. A second one of the same delegation or person for itself, or for a group, is a Conflict.
func (s *Store) HandIn(ctx context.Context, one conference.Statement) error {
	return s.write(ctx, func(t *tx) error {
		taken := false
		err := t.get("", &taken, `
			select exists (select 1 from statement where session_id = ? and grouped = ?
				and (delegation_id = ? or delegation_id is null and cast(? as text) is null and person_id = ?))`,
			one.SessionID, one.Grouped, one.DelegationID, one.DelegationID, one.PersonID)
		if err != nil {
			return err
		}
		if taken {
			return conference.Errorf(conference.Conflict, "a statement was handed in already; please look at it again and change that one")
		}
		_, err = t.put(`
			insert into statement (id, conference_id, session_id, delegation_id, person_id, grouped, on_behalf, language, text, prepared,
				words, state, symbol, version, handed_in_at, changed_at, spoken_at)
			values (:id, :conference_id, :session_id, :delegation_id, :person_id, :grouped, :on_behalf, :language, :text, '',
				:words, :state, '', 1, :handed_in_at, :changed_at, :spoken_at)`, one)
		if err != nil {
			return err
		}
		return t.record(Entry{At: one.ChangedAt, PersonID: one.PersonID, Action: "hand-in-statement", Subject: string(one.ID), Detail: one.OnBehalf})
	})
}

// UpdateStatement writes a statement that was read in this version; if it was changed since, it is a Conflict. By is who
// did it.
func (s *Store) UpdateStatement(ctx context.Context, one conference.Statement, by conference.PersonID) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.put(`
			update statement set person_id = :person_id, on_behalf = :on_behalf, language = :language, text = :text, prepared = :prepared,
				words = :words, state = :state, version = :version + 1, changed_at = :changed_at, spoken_at = :spoken_at
			where id = :id and version = :version`, one)
		if err == nil && n == 0 {
			err = conference.Errorf(conference.Conflict, statementMoved)
		}
		if err != nil {
			return err
		}
		return t.record(Entry{At: one.ChangedAt, PersonID: by, Action: "statement-" + string(one.State), Subject: string(one.ID), Detail: one.OnBehalf})
	})
}

// GiveSymbol gives a statement a symbol, or takes it back when it is empty. One that another has is a Conflict.
func (s *Store) GiveSymbol(ctx context.Context, one conference.Statement, symbol string, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		var with []conference.StatementID
		err := t.list(&with, `select id from statement where conference_id = ? and symbol = ? and id <> ?`, one.ConferenceID, symbol, one.ID)
		if err != nil {
			return err
		}
		if symbol != "" && len(with) > 0 {
			return conference.Errorf(conference.Conflict, "another statement has the symbol %s", symbol)
		}
		n, err := t.exec(`update statement set symbol = ?, version = version + 1 where id = ?`, symbol, one.ID)
		if err := found(n, err, noStatement); err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "statement-symbol", Subject: string(one.ID), Detail: symbol})
	})
}

// WithdrawStatement deletes a statement that has not been made. By is who did it.
func (s *Store) WithdrawStatement(ctx context.Context, id conference.StatementID, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`delete from statement where id = ? and state = ?`, id, conference.StatementPrepared)
		if err == nil && n == 0 {
			err = conference.Errorf(conference.Conflict, "the statement has been made, and belongs to the record")
		}
		if err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "withdraw-statement", Subject: string(id)})
	})
}

// StatementLength is how many words somebody has handed in that she has not said yet.
type StatementLength struct {
	DelegationID *conference.DelegationID
	PersonID     conference.PersonID
	Grouped      bool
	Words        int
}

// StatementLengths returns how long the statements of a session are that have not been made.
func (s *Store) StatementLengths(ctx context.Context, session conference.SessionID) (list []StatementLength, err error) {
	err = s.list(ctx, &list, `
		select delegation_id, person_id, grouped, words from statement where session_id = ? and state = ?`,
		session, conference.StatementPrepared)
	return list, err
}

// statementMade lifts the embargo of what somebody was going to say, when she has said it.
func (t *tx) statementMade(speech conference.Speech) error {
	grouped := speech.Kind == conference.GroupStatement
	if speech.EndedAt == nil || !grouped && speech.Kind != conference.NationalStatement {
		return nil
	}
	_, err := t.exec(`
		update statement set state = ?, spoken_at = ?, changed_at = ?, version = version + 1
		where session_id = ? and grouped = ? and state = ?
			and (delegation_id = ? or delegation_id is null and cast(? as text) is null and person_id = ?)`,
		conference.StatementSpoken, speech.StartedAt, *speech.EndedAt, speech.SessionID, grouped, conference.StatementPrepared,
		speech.DelegationID, speech.DelegationID, speech.PersonID)
	return err
}
