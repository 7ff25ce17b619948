package store

import (
	"context"
	"strings"
	"time"

	"plenary/server/conference"
)

// ReactToLine keeps how a person takes a line, or takes that back. The same again changes nothing.
func (s *Store) ReactToLine(ctx context.Context, line conference.LineID, person conference.PersonID, reaction conference.Reaction, on bool, at time.Time) error {
	return s.writeInLane(ctx, string(line), func(t *tx) error {
		if !on {
			_, err := t.exec(`delete from line_reaction where line_id = ? and person_id = ? and reaction = ?`, line, person, reaction)
			return err
		}
		_, err := t.exec(`insert into line_reaction (line_id, person_id, reaction, reacted_at) values (?, ?, ?, ?) on conflict do nothing`,
			line, person, reaction, at)
		return err
	})
}

// LineReactions returns how often lines were taken in which way, and whether one person is among those.
func (s *Store) LineReactions(ctx context.Context, person conference.PersonID, lines ...conference.LineID) (list []conference.LineReaction, err error) {
	if len(lines) == 0 {
		return nil, nil
	}
	args := []any{person}
	for _, id := range lines {
		args = append(args, id)
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(lines)), ", ")
	err = s.list(ctx, &list, `
		select line_id, reaction, count(*) as count, sum(case when person_id = ? then 1 else 0 end) as mine
		from line_reaction where line_id in (`+marks+`) group by line_id, reaction order by line_id, reaction`, args...)
	return list, err
}
