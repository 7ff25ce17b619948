package live

import (
	"context"
	"fmt"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// castBallot votes. Ballots need no turn: hundreds come at once, and share their commits. That the poll is open, and that
// nobody votes twice, the store sees to.
func (s *Seat) castBallot(ctx context.Context, c protocol.CastBallot) error {
	r := s.room
	var p conference.Poll
	err := r.ask(func() error {
		found, err := r.findPoll(c.Poll, s.member)
		if err == nil {
			p, err = found.Poll, r.session.Add()
		}
		return err
	})
	if err != nil {
		return err
	}
	choices, err := p.Vote(c.Choices)
	if err != nil {
		return err
	}
	b, err := r.store.Cast(ctx, p, s.person, choices, r.now())
	if err != nil {
		return fmt.Errorf("cast a ballot in poll %s: %w", c.Poll, err)
	}
	return r.look(func() { r.cast(s.member, b) })
}

// cast takes over a ballot that was committed. The room may hear of two of one person in another order, or of one after the
// poll was closed, whose counts it is in.
func (r *Room) cast(m *member, b conference.Ballot) {
	p := r.polls.all[b.PollID]
	before, again := p.ballots[m.id]
	if again && before.Counted >= b.Counted {
		return
	}
	p.ballots[m.id] = b
	for _, w := range m.windows {
		w.see()
	}
	r.tell(only(m.id), protocol.BallotCast{Ballot: ballotInfo(b)})
	if p.State != conference.PollOpen {
		return
	}
	p.Voters = len(p.ballots)
	if !p.Secret {
		for i, w := range p.Weights(conference.ReadChoices(b.Choices)) {
			p.counts[i] += w
		}
		if again {
			for i, w := range p.Weights(conference.ReadChoices(before.Choices)) {
				p.counts[i] -= w
			}
		}
	}
	if len(r.polls.counted) == 0 {
		r.inbox.later(votesTold, "polls", r.tellPolls)
	}
	r.polls.counted[p.ID] = struct{}{}
}

// tellPolls tells how polls stand that have changed since the last time.
func (r *Room) tellPolls() {
	for id := range r.polls.counted {
		p := r.polls.all[id]
		if p.State != conference.PollOpen {
			continue // that it was closed said more
		}
		r.disclose(p, func(disclosed bool) protocol.Notice {
			return protocol.PollCounted{Poll: id, Voters: p.Voters, Counts: p.info(disclosed).Counts}
		})
	}
	clear(r.polls.counted)
}
