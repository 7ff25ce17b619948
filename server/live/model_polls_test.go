package live

import (
	"plenary/server/conference"
	"plenary/server/protocol"
)

func (p *folded) beginPolls(w protocol.Welcome) {
	p.polls, p.ballots = map[conference.PollID]protocol.Poll{}, map[conference.PollID][]int{}
	for _, poll := range w.Polls {
		p.polls[poll.ID] = poll
	}
	for _, b := range w.Ballots {
		p.ballots[b.Poll] = b.Choices
	}
}

func (p *folded) foldPoll(n any) {
	switch n := n.(type) {
	case protocol.PollChanged:
		p.polls[n.Poll.ID] = n.Poll
	case protocol.PollGone:
		delete(p.polls, n.Poll)
	case protocol.PollCounted:
		if poll, known := p.polls[n.Poll]; known {
			poll.Voters, poll.Counts = n.Voters, n.Counts
			p.polls[n.Poll] = poll
		}
	case protocol.BallotCast:
		p.ballots[n.Ballot.Poll] = n.Ballot.Choices
	}
}
