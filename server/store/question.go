package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

const noQuestion = "there is no such question"

// questionColumns are a question as its row says it; who is nobody there is empty here.
const questionColumns = `id, session_id, coalesce(person_id, '') as person_id, identity, category, number, text, original,
	state, reason, answer, labels, coalesce(addressee, '') as addressee, coalesce(merged_into, '') as merged_into, position,
	votes, version, coalesce(changed_by, '') as changed_by, asked_at, changed_at`

// Ask adds a question and gives it its number. Asking it again, by its id, returns the one that is there; another
// person's or session's question with this id is a Conflict. An anonymous one has nothing but its words to be known by.
func (s *Store) Ask(ctx context.Context, q conference.Question) (asked conference.Question, err error) {
	if q.Identity == "" {
		q.Identity = conference.Attributed
	}
	if q.Identity == conference.Anonymous {
		q.PersonID, q.ChangedBy = "", ""
	}
	q.Votes, q.Version = 0, max(q.Version, 1)
	err = s.writeInLane(ctx, string(q.SessionID), func(t *tx) error {
		var err error
		if q.Number, err = t.next(q.SessionID, "question"); err != nil {
			return err
		}
		added, err := t.add(&asked, `
			insert into question (id, session_id, person_id, identity, category, number, text, original, state, reason, answer,
				labels, addressee, merged_into, position, votes, version, changed_by, asked_at, changed_at)
			values (:id, :session_id, nullif(:person_id, ''), :identity, :category, :number, :text, :original, :state, :reason,
				:answer, :labels, nullif(:addressee, ''), nullif(:merged_into, ''), :position, :votes, :version,
				nullif(:changed_by, ''), :asked_at, :changed_at)
			on conflict (id) do nothing returning `+questionColumns, q)
		if err != nil || added {
			return err
		}
		if err := t.get(noQuestion, &asked, `select `+questionColumns+` from question where id = ?`, q.ID); err != nil {
			return err
		}
		other := asked.Identity == conference.Anonymous && asked.Text != q.Text && asked.Original != q.Text
		if asked.PersonID != q.PersonID || asked.SessionID != q.SessionID || other {
			return conference.Errorf(conference.Conflict, "there is a question with this id already")
		}
		return t.giveBack(q.SessionID, "question")
	})
	return asked, err
}

// Question returns a question.
func (s *Store) Question(ctx context.Context, id conference.QuestionID) (q conference.Question, err error) {
	err = s.get(ctx, noQuestion, &q, `select `+questionColumns+` from question where id = ?`, id)
	return q, err
}

// Questions returns all questions of a session in the order they were asked.
func (s *Store) Questions(ctx context.Context, session conference.SessionID) (list []conference.Question, err error) {
	err = s.list(ctx, &list, `select `+questionColumns+` from question where session_id = ? order by number`, session)
	return list, err
}

// MergedInto counts the questions that were merged into others of a session, directly or not.
func (s *Store) MergedInto(ctx context.Context, session conference.SessionID) (map[conference.QuestionID]int, error) {
	var rows []struct {
		Root  conference.QuestionID
		Count int
	}
	err := s.list(ctx, &rows, `
		with recursive below (root, id) as (
			select merged_into, id from question where session_id = ? and merged_into is not null
			union all
			select b.root, q.id from below b join question q on q.merged_into = b.id)
		select root, count(*) as count from below group by root`, session)
	counts := map[conference.QuestionID]int{}
	for _, row := range rows {
		counts[row.Root] = row.Count
	}
	return counts, err
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
