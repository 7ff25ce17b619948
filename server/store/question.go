package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

const noQuestion = "there is no such question"

// Ask adds a question and gives it its number. Asking it again, by its id, returns the one that is there; another
// person's or session's question with this id is a Conflict.
func (s *Store) Ask(ctx context.Context, q conference.Question) (asked conference.Question, err error) {
	err = s.writeInLane(ctx, string(q.SessionID), func(t *tx) error {
		var err error
		if q.Number, err = t.next(q.SessionID, "question"); err != nil {
			return err
		}
		q.Votes = 0
		added, err := t.add(&asked, `
			insert into question (id, session_id, person_id, number, text, original, state, reason, position, votes,
				asked_at, changed_at)
			values (:id, :session_id, :person_id, :number, :text, :original, :state, :reason, :position, :votes,
				:asked_at, :changed_at)
			on conflict (id) do nothing returning *`, q)
		if err != nil || added {
			return err
		}
		if err := t.get(noQuestion, &asked, `select * from question where id = ?`, q.ID); err != nil {
			return err
		}
		if asked.PersonID != q.PersonID || asked.SessionID != q.SessionID {
			return conference.Errorf(conference.Conflict, "there is a question with this id already")
		}
		return t.giveBack(q.SessionID, "question")
	})
	return asked, err
}

// Question returns a question.
func (s *Store) Question(ctx context.Context, id conference.QuestionID) (q conference.Question, err error) {
	err = s.get(ctx, noQuestion, &q, `select * from question where id = ?`, id)
	return q, err
}

// Questions returns all questions of a session in the order they were asked.
func (s *Store) Questions(ctx context.Context, session conference.SessionID) (list []conference.Question, err error) {
	err = s.list(ctx, &list, `select * from question where session_id = ? order by number`, session)
	return list, err
}

// LastPosition returns the position of the last question in a session's queue, or 0.
func (s *Store) LastPosition(ctx context.Context, session conference.SessionID) (position float64, err error) {
	err = s.get(ctx, "", &position, `select coalesce(max(position), 0) from question where session_id = ?`, session)
	return position, err
}

// UpdateQuestion writes a question, if it still is in the state it was in; else it is a Conflict, as is a second question
// being answered. Votes are not written: [Store.Upvote] counts them.
func (s *Store) UpdateQuestion(ctx context.Context, q conference.Question, was conference.QuestionState, by conference.PersonID) error {
	return s.write(ctx, func(t *tx) error { return t.updateQuestion(q, was, by) })
}

// AnswerQuestion marks a question in the queue as being answered and, at once, the one before it, if any, as what it is
// now. Either both happen or neither.
func (s *Store) AnswerQuestion(ctx context.Context, q conference.Question, finishing *conference.Question, by conference.PersonID) error {
	return s.write(ctx, func(t *tx) error {
		if finishing != nil {
			if err := t.updateQuestion(*finishing, conference.Answering, by); err != nil {
				return err
			}
		}
		return t.updateQuestion(q, conference.Queued, by)
	})
}

func (t *tx) updateQuestion(q conference.Question, was conference.QuestionState, by conference.PersonID) error {
	n, err := t.put(`
		update question set text = :text, original = :original, state = :state, reason = :reason, position = :position,
			changed_at = :changed_at
		where id = :id and state = :was`, struct {
		conference.Question
		Was conference.QuestionState
	}{q, was})
	if err != nil {
		return err
	}
	if n == 0 {
		return t.moved(`select state from question where id = ?`, q.ID, noQuestion)
	}
	action := "question-" + string(q.State)
	if q.State == was {
		action = "edit-question"
	}
	return t.record(Entry{At: q.ChangedAt, PersonID: by, Action: action, Subject: string(q.ID), Detail: q.Reason})
}

// Upvote lends a question a person's voice, or takes it back, and returns how many it has, those included that are
// committed together with it. Doing so twice changes nothing.
func (s *Store) Upvote(ctx context.Context, id conference.QuestionID, person conference.PersonID, on bool, at time.Time) (votes int, err error) {
	err = s.writeInLane(ctx, string(id), func(t *tx) error {
		var difference int64
		var err error
		if on {
			difference, err = t.exec(`insert into vote (question_id, person_id, voted_at) values (?, ?, ?) on conflict do nothing`, id, person, at)
		} else {
			difference, err = t.exec(`delete from vote where question_id = ? and person_id = ?`, id, person)
			difference = -difference
		}
		if err != nil {
			return err
		}
		return t.count(id, difference, &votes)
	})
	return votes, err
}
