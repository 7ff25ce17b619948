package live

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// polls are all of the session, with who voted.
type polls struct {
	all     map[conference.PollID]*poll
	now     *poll                          // the one that is open; nil: none
	counted map[conference.PollID]struct{} // whose counts have changed and were not told yet
}

type poll struct {
	conference.Poll
	counts  []int // of each option; of a secret poll, only what it came to
	ballots map[conference.PersonID]conference.Ballot
}

func newPolls() polls {
	return polls{all: map[conference.PollID]*poll{}, counted: map[conference.PollID]struct{}{}}
}

func (r *Room) loadPolls(ctx context.Context) error {
	list, err := r.store.Polls(ctx, r.id)
	if err != nil || len(list) == 0 {
		return err
	}
	tallies, err := r.store.Tallies(ctx, r.id)
	if err != nil {
		return err
	}
	ballots, err := r.store.Ballots(ctx, r.id)
	for _, p := range list {
		r.polls.all[p.ID] = &poll{Poll: p, counts: tallies[p.ID], ballots: map[conference.PersonID]conference.Ballot{}}
		r.polls.noteOpen(r.polls.all[p.ID])
	}
	for _, b := range ballots {
		r.polls.all[b.PollID].ballots[b.PersonID] = b
	}
	return err
}

// noteOpen notes whether a poll is the one that is open.
func (p *polls) noteOpen(one *poll) {
	switch {
	case one.State == conference.PollOpen:
		p.now = one
	case p.now == one:
		p.now = nil
	}
}

// votedIn is the open poll of which somebody sees how it stands because she has voted.
func (r *Room) votedIn(person conference.PersonID) conference.PollID {
	if p := r.polls.now; p != nil && p.Disclosure == conference.AfterVote {
		if _, voted := p.ballots[person]; voted {
			return p.ID
		}
	}
	return ""
}

// info is the poll as everybody has it, or with how it stands.
func (p *poll) info(disclosed bool) protocol.Poll { return PollInfo(p.Poll, p.counts, disclosed) }

// PollInfo is a poll as people see it, with how it stands if that is disclosed to them.
func PollInfo(p conference.Poll, counts []int, disclosed bool) protocol.Poll {
	info := protocol.Poll{
		ID: p.ID, Number: p.Number, Text: p.Text, Kind: p.Kind, Options: p.OptionList(), Most: p.Most, Secret: p.Secret,
		Disclosure: p.Disclosure, State: p.State, OnStage: p.OnStage, Voters: p.Voters,
		PreparedAt: p.PreparedAt, OpenedAt: p.OpenedAt, ClosedAt: p.ClosedAt,
	}
	if disclosed {
		info.Counts = slices.Clone(counts) // what was told is not changed by the next ballot
	}
	return info
}

// seen is the poll as somebody in a role sees it, who may have voted in a poll that shows it to her.
func (p *poll) seen(role conference.Role, voted conference.PollID) (info protocol.Poll, visible bool) {
	runs := role.Can(conference.RunPolls)
	return p.info(p.Discloses(voted == p.ID, runs)), runs || p.Public()
}

// pollsFor lists what somebody sees.
func (r *Room) pollsFor(role conference.Role, voted conference.PollID) []protocol.Poll {
	var list []protocol.Poll
	for _, p := range r.polls.all {
		if info, visible := p.seen(role, voted); visible {
			list = append(list, info)
		}
	}
	slices.SortFunc(list, func(a, b protocol.Poll) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), a.PreparedAt.Compare(b.PreparedAt), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// ballotsOf are a person's own ballots in the polls that she sees.
func (r *Room) ballotsOf(m *member) []protocol.Ballot {
	var list []protocol.Ballot
	for _, p := range r.polls.all {
		if b, voted := p.ballots[m.id]; voted && (p.Public() || m.may(conference.RunPolls)) {
			list = append(list, ballotInfo(b))
		}
	}
	slices.SortFunc(list, func(a, b protocol.Ballot) int { return cmp.Compare(a.Poll, b.Poll) })
	return list
}

func ballotInfo(b conference.Ballot) protocol.Ballot {
	return protocol.Ballot{Poll: b.PollID, Choices: conference.ReadChoices(b.Choices)}
}

// putPoll takes over a poll as it was committed, and tells each who sees it what she sees.
func (r *Room) putPoll(now conference.Poll, counts []int) {
	p := r.polls.all[now.ID]
	was := p != nil && p.Public()
	if p == nil {
		p = &poll{ballots: map[conference.PersonID]conference.Ballot{}}
		r.polls.all[now.ID] = p
	}
	if now.State == conference.PollOpen && len(p.ballots) > 0 {
		now.Voters = len(p.ballots) // a ballot that was committed after this change
	}
	p.Poll = now
	r.polls.noteOpen(p)
	if counts != nil {
		p.counts = counts
	}
	runs := those(conference.RunPolls)
	switch {
	case !now.Public():
		r.tell(runs, protocol.PollChanged{Poll: p.info(p.Discloses(false, true))})
		if was {
			r.tell(runs.rest(), protocol.PollGone{Poll: now.ID})
		}
	default:
		r.disclose(p, func(disclosed bool) protocol.Notice { return protocol.PollChanged{Poll: p.info(disclosed)} })
	}
}

// disclose tells of a public poll: to each as much as she may see.
func (r *Room) disclose(p *poll, notice func(disclosed bool) protocol.Notice) {
	runs := those(conference.RunPolls)
	switch {
	case p.Discloses(false, false):
		r.tell(everyone(), notice(true))
		return
	case !p.Discloses(true, true):
		r.tell(everyone(), notice(false))
		return
	case p.Discloses(true, false):
		runs.voted = p.ID
	}
	r.tell(runs, notice(true))
	r.tell(runs.rest(), notice(false))
}

// catchUpPolls tells a person what another role lets her see of the polls, or no longer.
func (r *Room) catchUpPolls(m *member, before conference.Role) {
	if before.Can(conference.RunPolls) == m.may(conference.RunPolls) {
		return
	}
	voted := r.votedIn(m.id)
	for _, known := range r.pollsFor(conference.Moderator, voted) {
		if info, visible := r.polls.all[known.ID].seen(m.role(), voted); visible {
			r.tell(only(m.id), protocol.PollChanged{Poll: info})
		} else {
			r.tell(only(m.id), protocol.PollGone{Poll: known.ID})
		}
	}
}

// findPoll returns a poll that a person knows of.
func (r *Room) findPoll(id conference.PollID, m *member) (*poll, error) {
	if p := r.polls.all[id]; p != nil && (p.Public() || m.may(conference.RunPolls)) {
		return p, nil
	}
	return nil, conference.Errorf(conference.NotFound, "there is no such poll")
}

// changePoll applies a rule, commits and tells. What the rule left as it was is done already.
func (s *Seat) changePoll(ctx context.Context, id conference.PollID, apply func(p conference.Poll, now time.Time) (conference.Poll, error)) error {
	r := s.room
	var before conference.Poll
	err := r.ask(func() error {
		p, err := r.findPoll(id, s.member)
		if err == nil {
			before = p.Poll
		}
		return err
	})
	if err != nil {
		return err
	}
	now, err := apply(before, r.now())
	if err != nil || now == before {
		return err
	}
	return r.commitPoll(ctx, before, now, s.person)
}

// commitPoll commits a change of a poll, and tells it.
func (r *Room) commitPoll(ctx context.Context, before, now conference.Poll, by conference.PersonID) error {
	now, err := r.store.UpdatePoll(ctx, now, before.State, by)
	if err != nil {
		return fmt.Errorf("change poll %s: %w", before.ID, err)
	}
	var counts []int
	if now.State == conference.PollClosed && before.State == conference.PollOpen || now.State == conference.PollOpen && before.State == conference.PollDraft {
		tallies, err := r.store.Tallies(ctx, r.id)
		if err != nil {
			return fmt.Errorf("count poll %s: %w", before.ID, err)
		}
		counts = tallies[before.ID]
	}
	return r.look(func() {
		if now.OnStage {
			r.clearPollStage(now.ID)
		}
		r.putPoll(now, counts)
	})
}

// clearPollStage takes the poll off the stage that was there before another one.
func (r *Room) clearPollStage(next conference.PollID) {
	for _, p := range r.polls.all {
		if p.OnStage && p.ID != next {
			now := p.Poll
			now.OnStage = false
			r.putPoll(now, nil)
		}
	}
}

func (s *Seat) preparePoll(ctx context.Context, id conference.PollID, paper protocol.PollPaper) error {
	r, now := s.room, s.room.now()
	p, err := conference.Poll{
		ID: id, SessionID: r.id, PersonID: s.person, State: conference.PollDraft, PreparedAt: now,
	}.Prepare(pollPaper(paper), now)
	if err != nil {
		return err
	}
	if err := r.ask(func() error { return r.session.Add() }); err != nil {
		return err
	}
	p, err = r.store.PreparePoll(ctx, p)
	if err != nil {
		return fmt.Errorf("prepare a poll: %w", err)
	}
	return r.look(func() {
		if r.polls.all[id] == nil { // else it was prepared before, under the same id
			r.putPoll(p, nil)
		}
	})
}

func pollPaper(p protocol.PollPaper) conference.PollPaper {
	return conference.PollPaper{Text: p.Text, Kind: p.Kind, Options: p.Options, Most: p.Most, Secret: p.Secret, Disclosure: p.Disclosure}
}

func (s *Seat) rewordPoll(ctx context.Context, c protocol.RewordPoll) error {
	return s.changePoll(ctx, c.Poll, func(p conference.Poll, now time.Time) (conference.Poll, error) {
		return p.Prepare(pollPaper(c.Paper), now)
	})
}

func (s *Seat) openPoll(ctx context.Context, c protocol.OpenPoll) error {
	return s.changePoll(ctx, c.Poll, func(p conference.Poll, now time.Time) (next conference.Poll, err error) {
		wrong := s.room.ask(func() error {
			next, err = p.Open(s.room.session.Session, now)
			return err
		})
		return next, wrong
	})
}

func (s *Seat) closePoll(ctx context.Context, c protocol.ClosePoll) error {
	return s.changePoll(ctx, c.Poll, conference.Poll.Close)
}

// endPoll closes the poll that is open when the session is over.
func (r *Room) endPoll(ctx context.Context) error {
	var before conference.Poll
	if err := r.look(func() {
		if r.polls.now != nil {
			before = r.polls.now.Poll
		}
	}); err != nil || before.ID == "" {
		return err
	}
	now, err := before.Close(r.now())
	if err != nil {
		return err
	}
	return r.commitPoll(ctx, before, now, "")
}

func (s *Seat) archivePoll(ctx context.Context, c protocol.ArchivePoll) error {
	return s.changePoll(ctx, c.Poll, conference.Poll.Archive)
}

func (s *Seat) showPoll(ctx context.Context, c protocol.ShowPoll) error {
	return s.changePoll(ctx, c.Poll, func(p conference.Poll, now time.Time) (conference.Poll, error) { return p.Show(c.On, now) })
}
