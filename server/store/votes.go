package store

import (
	"context"
	"database/sql"

	"plenary/server/conference"
)

// votesQuestion asks what a person upvoted in a session.
type votesQuestion struct {
	session conference.SessionID
	person  conference.PersonID
}

func (q votesQuestion) args() []any { return []any{string(q.session), string(q.person)} }

var votesQuery = many{
	columns: "number, session_id, person_id",
	text: `
		select asked.number, q.id
		from asked cross join vote v cross join question q
		where v.person_id = asked.person_id and q.id = v.question_id and q.session_id = asked.session_id
		order by q.number`,
}

// VotesOf returns the questions of a session that a person upvoted.
func (s *Store) VotesOf(ctx context.Context, session conference.SessionID, person conference.PersonID) (ids []conference.QuestionID, err error) {
	return s.votes.ask(ctx, votesQuestion{session, person})
}

func (s *Store) answerVotes(ctx context.Context, all []*asked[votesQuestion, []conference.QuestionID]) error {
	return askMany(ctx, s, &votesQuery, all, func(rows *sql.Rows) error {
		var number int
		var id conference.QuestionID
		if err := rows.Scan(&number, &id); err != nil {
			return err
		}
		all[number].answer = append(all[number].answer, id)
		return nil
	})
}
