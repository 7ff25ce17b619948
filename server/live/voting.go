package live

import (
	"context"
	"fmt"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// votesTold is how long changed counts are gathered before they are told.
const votesTold = 250 * time.Millisecond

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
		return q.mine().Votable(s.person)
	})
	if err != nil {
		return err
	}
	votes, err := r.store.Upvote(ctx, c.Question, s.person, c.On, r.now())
	if err != nil {
		return fmt.Errorf("upvote question %s: %w", c.Question, err)
	}
	return r.look(func() {
		r.voice(s.member, c.Question, c.On)
		r.counted(c.Question, votes)
	})
}

// voice remembers that a person's voice was given or taken back, and tells her.
func (r *Room) voice(m *member, id conference.QuestionID, on bool) {
	if m.votes == nil {
		m.votes = map[conference.QuestionID]bool{}
	}
	m.votes[id] = on
	r.tell(only(m.id), protocol.Voted{Question: id, On: on})
}

// counted takes over how many voices a question has, which is told soon.
func (r *Room) counted(id conference.QuestionID, votes int) {
	q := r.questions.asked[id]
	if q.Votes == votes {
		return
	}
	q.Votes = votes
	if len(r.questions.votes) == 0 {
		r.inbox.later(votesTold, "votes", r.tellVotes)
	}
	r.questions.votes[id] = struct{}{}
}

// pooled takes over the voices that came or went when questions were merged or parted. Of those who are not here the store
// knows.
func (r *Room) pooled(v store.Voices) {
	for _, person := range v.Gained {
		if m := r.members[person]; m != nil {
			r.voice(m, v.Question, true)
		}
	}
	for _, person := range v.Parted {
		if m := r.members[person]; m != nil {
			r.voice(m, v.Question, false)
		}
	}
	r.questions.asked[v.Question].Votes = v.Votes
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
