package store

import (
	"context"
	"slices"
	"strings"

	"plenary/server/conference"
)

// Page asks for the last ones before a number, all or those that contain what somebody typed.
type Page struct {
	Before int64  // a number; 0: the last ones of all
	Query  string // in the text, whatever the case; empty: all
	Limit  int
}

// LinesPage returns lines of a session that are not deleted, the oldest first.
func (s *Store) LinesPage(ctx context.Context, session conference.SessionID, p Page) (list []conference.Line, err error) {
	err = s.page(ctx, &list, `select * from line where session_id = ? and deleted_at is null`, []any{session}, p)
	slices.Reverse(list)
	return list, err
}

// QuestionsPage returns questions of a session, the oldest first: those in one of the states, and those of one person.
func (s *Store) QuestionsPage(ctx context.Context, session conference.SessionID, states []conference.QuestionState, of conference.PersonID, p Page) (list []conference.Question, err error) {
	args := []any{session, of}
	for _, state := range states {
		args = append(args, state)
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(states)), ", ")
	err = s.page(ctx, &list, `select `+questionColumns+` from question where session_id = ? and (person_id = ? or state in (`+marks+`))`, args, p)
	slices.Reverse(list)
	return list, err
}

// page completes a query for numbered texts; the last comes first.
func (s *Store) page(ctx context.Context, dest any, query string, args []any, p Page) error {
	if p.Before > 0 {
		query += ` and number < ?`
		args = append(args, p.Before)
	}
	if strings.TrimSpace(p.Query) != "" {
		query += ` and lower(text) like ? escape '\'`
		args = append(args, containing(p.Query))
	}
	return s.list(ctx, dest, query+` order by number desc limit ?`, append(args, p.Limit)...)
}
