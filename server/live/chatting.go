package live

import (
	"context"
	"fmt"
	"slices"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// What people do with lines beside saying them, and how the chat is run.

// answered is the line that another one answers: one of this session that was not deleted.
func (r *Room) answered(ctx context.Context, id conference.LineID) (*conference.LineID, error) {
	if id == "" {
		return nil, nil //nolint:nilnil // most answer none
	}
	line, err := r.store.Line(ctx, id)
	if err == nil && (line.SessionID != r.id || line.DeletedAt != nil) {
		err = conference.Errorf(conference.NotFound, "the line that you answer is gone")
	}
	return &id, err
}

// pace refuses what is too fast: for everybody, or in a slow chat. A line that was said already, under its id, is neither.
func (r *Room) pace(ctx context.Context, m *member, id conference.LineID) error {
	slow := 0
	if err := r.look(func() { slow = r.chat.rule.Slow }); err != nil {
		return err
	}
	err := m.said.limit(r.lineRate(m), "you write very fast")
	if err == nil && slow > 0 && !m.may(conference.ModerateChat) {
		err = m.slowly.limit(Rate{1, time.Duration(slow) * time.Second}, fmt.Sprintf("the chat is slow: one line in %d seconds", slow))
	}
	if err != nil {
		if again, known := r.store.Line(ctx, id); known == nil && again.SessionID == r.id && again.PersonID == m.id {
			return nil
		}
	}
	return err
}

func (s *Seat) editLine(ctx context.Context, c protocol.EditLine) error {
	r := s.room
	if err := r.ask(func() error { return r.maySay(s.member) }); err != nil {
		return err
	}
	held := false
	if err := r.look(func() { held = r.chat.rule.Holds(s.member.role()) }); err != nil {
		return err
	}
	if held { // or what was shown becomes what no moderator has read
		return conference.Errorf(conference.Conflict, "while lines are read before they are shown, none can be changed")
	}
	line, err := r.store.Line(ctx, c.Line)
	if err == nil && line.SessionID != r.id {
		err = conference.Errorf(conference.NotFound, "there is no such line")
	}
	if err != nil {
		return err
	}
	now, err := line.Edit(s.person, c.Text, r.now())
	if err != nil || now.Text == line.Text {
		return err
	}
	if err := s.member.said.limit(r.lineRate(s.member), "you write very fast"); err != nil {
		return err
	}
	if err := r.store.EditLine(ctx, line, now); err != nil {
		return fmt.Errorf("edit line %s: %w", c.Line, err)
	}
	return r.look(func() {
		info := LineInfo(now, s.member.plate)
		for i, l := range r.chat.lines {
			if l.ID == now.ID {
				r.chat.lines[i] = info
			}
		}
		// Also to those of a crowd who were not told the line: their pages know what they do not show.
		r.tell(everyone(), protocol.LineChanged{Line: info})
	})
}

// info is how the chat is run, as people see it.
func (c *chat) info() protocol.ChatRule {
	return protocol.ChatRule{Slow: c.rule.Slow, HoldFor: c.rule.HoldFor, DelegationsOnly: c.rule.DelegationsOnly, Reactions: c.rule.Reactions}
}

func (s *Seat) setChatRule(ctx context.Context, c protocol.SetChatRule) error {
	r := s.room
	rule := conference.ChatRule{SessionID: r.id, Slow: c.Rule.Slow, HoldFor: c.Rule.HoldFor, DelegationsOnly: c.Rule.DelegationsOnly, Reactions: c.Rule.Reactions}
	if err := rule.Check(); err != nil {
		return err
	}
	same := false
	if err := r.look(func() { same = r.chat.rule == rule }); err != nil || same {
		return err
	}
	if err := r.store.SetChatRule(ctx, rule, s.person, r.now()); err != nil {
		return fmt.Errorf("change how the chat is run: %w", err)
	}
	return r.look(func() {
		r.chat.rule = rule
		r.tell(everyone(), protocol.ChatRuleChanged{Rule: r.chat.info()})
	})
}

// reactionRate is how many reactions of one person are counted.
var reactionRate = Rate{3, time.Second}

// react counts a reaction; those that are too many of one person silently are not.
func (s *Seat) react(c protocol.React) error {
	if !slices.Contains(conference.Reactions, c.Reaction) {
		return conference.Errorf(conference.Invalid, "there is no such reaction")
	}
	r := s.room
	return r.ask(func() error {
		switch {
		case r.session.State != conference.Open:
			return conference.Errorf(conference.Conflict, "the session is not open")
		case !r.chat.rule.Reactions:
			return conference.Errorf(conference.Conflict, "there are no reactions in this session")
		}
		if s.member.reacted.take(reactionRate, time.Now()) == 0 {
			if r.chat.reactions == nil {
				r.chat.reactions = map[conference.Reaction]int{}
			}
			r.chat.reactions[c.Reaction]++
		}
		return nil
	})
}

// tellReactions tells what there was in the last second.
func (r *Room) tellReactions() {
	if len(r.chat.reactions) == 0 {
		return
	}
	var counts []protocol.ReactionCount
	for _, reaction := range conference.Reactions {
		if n := r.chat.reactions[reaction]; n > 0 {
			counts = append(counts, protocol.ReactionCount{Reaction: reaction, Count: n})
		}
	}
	clear(r.chat.reactions)
	r.mention(everyone(), protocol.Reacted{Counts: counts})
}
