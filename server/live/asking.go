package live

import (
	"context"
	"fmt"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// What people do with questions.

func (s *Seat) askQuestion(ctx context.Context, id conference.QuestionID, text string) error {
	r := s.room
	text, err := conference.CleanText(text, conference.MaxQuestion)
	if err != nil {
		return err
	}
	again, open := false, false
	var last float64
	err = r.ask(func() error {
		q := r.questions.asked[id]
		if again = q != nil && q.PersonID == s.person; again {
			return nil // whatever she may by now
		}
		open, last = r.session.Questions == conference.OpenDiscussion, r.lastPosition()
		return r.mayAsk(s.member)
	})
	if err != nil || again {
		return err
	}
	rate := r.limits.Questions
	if s.member.may(conference.ModerateQuestions) {
		rate = r.limits.ModeratorQuestions
	}
	if err := s.member.asked.limit(rate, "you have asked several questions"); err != nil {
		return err
	}
	now := r.now()
	q := conference.Question{
		ID: id, SessionID: r.id, PersonID: s.person, Text: text, State: conference.Incoming, AskedAt: now, ChangedAt: now,
	}
	if open {
		if q, err = q.Approve("", last, now); err != nil {
			return err
		}
	}
	q, err = r.store.Ask(ctx, q)
	if err != nil {
		return fmt.Errorf("ask a question: %w", err)
	}
	return r.look(func() {
		if r.questions.asked[id] == nil { // else it was asked before, under the same id
			r.put(q, s.member.plate)
		}
	})
}

func (s *Seat) editQuestion(ctx context.Context, c protocol.EditQuestion) error {
	r := s.room
	if err := r.ask(func() error { return r.mayAdd(s.member) }); err != nil {
		return err
	}
	if err := s.member.said.limit(r.lineRate(s.member), "you write very fast"); err != nil {
		return err
	}
	return s.changeQuestion(ctx, c.Question, func(q conference.Question, _ float64, now time.Time) (conference.Question, error) {
		return q.Edit(s.person, c.Text, now)
	})
}

func (s *Seat) withdrawQuestion(ctx context.Context, c protocol.WithdrawQuestion) error {
	return s.changeQuestion(ctx, c.Question, func(q conference.Question, _ float64, now time.Time) (conference.Question, error) {
		return q.Withdraw(s.person, now)
	})
}

func (s *Seat) upvote(ctx context.Context, c protocol.Upvote) error {
	r := s.room
	err := r.ask(func() error {
		q, err := r.find(c.Question, s.member)
		if err != nil {
			return err
		}
		if err := r.session.Add(); err != nil {
			return err
		}
		return q.Votable(s.person)
	})
	if err != nil {
		return err
	}
	votes, err := r.store.Upvote(ctx, c.Question, s.person, c.On, r.now())
	if err != nil {
		return fmt.Errorf("upvote question %s: %w", c.Question, err)
	}
	return r.look(func() { r.voted(s.member, c, votes) })
}

func (r *Room) voted(m *member, c protocol.Upvote, votes int) {
	if m.votes == nil {
		m.votes = map[conference.QuestionID]bool{}
	}
	m.votes[c.Question] = c.On
	r.tell(only(m.id), protocol.Voted(c))
	q := r.questions.asked[c.Question]
	if q.Votes == votes {
		return
	}
	q.Votes = votes
	if len(r.questions.votes) == 0 {
		r.inbox.later(votesTold, "votes", r.tellVotes)
	}
	r.questions.votes[c.Question] = struct{}{}
}

// tellVotes tells the counts that have changed since the last time.
func (r *Room) tellVotes() {
	var counts []protocol.VoteCount
	for _, id := range r.inOrder() {
		if _, changed := r.questions.votes[id]; changed && r.questions.asked[id].State.Public() {
			counts = append(counts, protocol.VoteCount{Question: id, Votes: r.questions.asked[id].Votes})
		}
	}
	clear(r.questions.votes)
	if len(counts) > 0 {
		r.tell(everyone(), protocol.VotesChanged{Votes: counts})
	}
}

// overlay is what a person upvoted: as the store knew, and as she changed it since.
func (m *member) overlay(stored []conference.QuestionID) []conference.QuestionID {
	var all []conference.QuestionID
	for _, id := range stored {
		if _, changed := m.votes[id]; !changed {
			all = append(all, id)
		}
	}
	for id, on := range m.votes {
		if on {
			all = append(all, id)
		}
	}
	return all
}
