package live

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// How people take lines is counted in the store, and told once a second for all lines that changed, whoever pressed what.

func (r *Room) loadLineReactions(ctx context.Context) error {
	ids := make([]conference.LineID, len(r.chat.lines))
	for i, line := range r.chat.lines {
		ids[i] = line.ID
	}
	list, err := r.store.LineReactions(ctx, "", ids...)
	for _, one := range LineReactions(list) {
		r.chat.taken[one.Line] = one
	}
	return err
}

// LineReactions are the counts of lines as people see them.
func LineReactions(list []conference.LineReaction) (all []protocol.LineReactions) {
	for _, one := range list {
		if len(all) == 0 || all[len(all)-1].Line != one.LineID {
			all = append(all, protocol.LineReactions{Line: one.LineID})
		}
		last := &all[len(all)-1]
		last.Counts = append(last.Counts, protocol.ReactionCount{Reaction: one.Reaction, Count: one.Count})
		if one.Mine > 0 {
			last.Mine = append(last.Mine, one.Reaction)
		}
	}
	return all
}

// lineReactions are the counts of the lines of a snapshot.
func (r *Room) lineReactions() (list []protocol.LineReactions) {
	for _, line := range r.lastLines() {
		if one, there := r.chat.taken[line.ID]; there {
			list = append(list, one)
		}
	}
	return list
}

// lineReactionRate is how fast one person takes lines in some way or another.
var lineReactionRate = Rate{10, time.Second}

func (s *Seat) reactToLine(ctx context.Context, c protocol.ReactToLine) error {
	if !slices.Contains(conference.Reactions, c.Reaction) {
		return conference.Errorf(conference.Invalid, "there is no such reaction")
	}
	r := s.room
	err := r.ask(func() error {
		if err := r.mayAdd(s.member); err != nil {
			return err
		}
		return s.member.took.limit(lineReactionRate, "that is a lot at once")
	})
	if err != nil {
		return err
	}
	line, err := r.store.Line(ctx, c.Line)
	if err == nil && (line.SessionID != r.id || line.DeletedAt != nil) {
		err = conference.Errorf(conference.NotFound, "there is no such line")
	}
	if err != nil {
		return err
	}
	if err := r.store.ReactToLine(ctx, c.Line, s.person, c.Reaction, c.On, r.now()); err != nil {
		return fmt.Errorf("react to line %s: %w", c.Line, err)
	}
	return r.look(func() { r.chat.took[c.Line] = struct{}{} })
}

// tellLineReactions reads the counts of the lines that were taken in some way since the last second, and tells them.
func (r *Room) tellLineReactions() {
	if len(r.chat.took) == 0 || r.chat.counting {
		return
	}
	ids := slices.Collect(maps.Keys(r.chat.took))
	clear(r.chat.took)
	r.chat.counting = true
	r.apart(func(ctx context.Context) {
		list, err := r.store.LineReactions(ctx, "", ids...)
		_ = r.look(func() {
			r.chat.counting = false
			if err != nil { // in a second again
				for _, id := range ids {
					r.chat.took[id] = struct{}{}
				}
				return
			}
			now := map[conference.LineID]protocol.LineReactions{}
			for _, one := range LineReactions(list) {
				now[one.Line] = one
			}
			var news []protocol.LineReactions
			for _, id := range slices.Sorted(slices.Values(ids)) {
				one := now[id]
				one.Line = id // also of a line in which nobody is left
				news = append(news, one)
				r.chat.taken[id] = one
			}
			r.tell(everyone(), protocol.LinesReacted{Lines: news})
		})
		if err != nil {
			r.log.Error("how people take lines cannot be counted", "session", r.id, "error", err)
		}
	})
}
