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

// proposals are what is or was proposed in the session.
type proposals struct {
	all      map[conference.ProposalID]*proposal
	settling bool
}

type proposal struct {
	conference.Proposal
	proposer   protocol.Person
	objections []protocol.Objection // never changed, only added to
	voices     map[conference.DelegationID]bool
}

func newProposals() proposals {
	return proposals{all: map[conference.ProposalID]*proposal{}}
}

func (r *Room) loadProposals(ctx context.Context) error {
	if err := r.store.SettleProposals(ctx, r.id, r.now()); err != nil {
		return err
	}
	list, objections, err := r.store.Proposals(ctx, r.id)
	if err != nil || len(list) == 0 {
		return err
	}
	plates, err := r.platesOf(ctx, len(list)+len(objections), func(i int) conference.PersonID {
		if i < len(list) {
			return list[i].PersonID
		}
		return objections[i-len(list)].PersonID
	})
	for _, d := range list {
		r.proposals.all[d.ID] = &proposal{d, Plate(plates[d.PersonID]), nil, map[conference.DelegationID]bool{}}
	}
	for _, o := range objections {
		r.proposals.all[o.ProposalID].add(o, Plate(plates[o.PersonID]))
	}
	return err
}

func (d *proposal) add(o conference.Objection, by protocol.Person) {
	if !d.voices[o.DelegationID] {
		d.voices[o.DelegationID] = true
		d.objections = append(slices.Clone(d.objections), protocol.Objection{Person: by, Text: o.Text, ObjectedAt: o.ObjectedAt})
	}
}

func (d *proposal) info() protocol.Proposal {
	info := protocol.Proposal{
		ID: d.ID, Number: d.Number, Text: d.Text, State: d.State, Proposer: d.proposer, ProposedAt: d.ProposedAt,
		SilenceEnds: d.SilenceEnds, EndedAt: d.EndedAt, Objections: d.objections,
	}
	if d.DocumentID != nil {
		info.Document = *d.DocumentID
	}
	return info
}

// decided lists the proposals in their order.
func (r *Room) proposed() []protocol.Proposal {
	var list []protocol.Proposal
	for _, d := range r.proposals.all {
		list = append(list, d.info())
	}
	slices.SortFunc(list, func(a, b protocol.Proposal) int { return cmp.Compare(a.Number, b.Number) })
	return list
}

func (r *Room) tellProposal(d *proposal) {
	r.tell(everyone(), protocol.ProposalChanged{Proposal: d.info()})
}

// settleSilence writes down, and tells, that silence was kept until its end.
func (r *Room) settleSilence() {
	now := r.now()
	due := func(d *proposal) bool { return d.Due(now) }
	if r.proposals.settling || !slices.ContainsFunc(r.allProposals(), due) {
		return
	}
	r.proposals.settling = true
	r.apart(func(ctx context.Context) {
		err := r.inTurn(ctx, func() error {
			if err := r.store.SettleProposals(ctx, r.id, now); err != nil {
				return err
			}
			return r.look(func() {
				for _, d := range r.allProposals() {
					if d.Due(now) {
						d.State, d.EndedAt = conference.Adopted, d.SilenceEnds
						r.tellProposal(d)
					}
				}
			})
		})
		_ = r.look(func() { r.proposals.settling = false }) // should it have failed, in a second again
		if passing(err) != nil {
			r.log.Error("the end of a silence cannot be written down", "session", r.id, "error", err)
		}
	})
}

// allProposals are the proposals in their order.
func (r *Room) allProposals() []*proposal {
	list := make([]*proposal, 0, len(r.proposals.all))
	for _, d := range r.proposals.all {
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b *proposal) int { return cmp.Compare(a.Number, b.Number) })
	return list
}

func (s *Seat) propose(ctx context.Context, id conference.ProposalID, c protocol.Propose) error {
	r := s.room
	var of conference.ConferenceID
	known := false
	err := r.ask(func() error {
		of, known = r.session.ConferenceID, r.proposals.all[id] != nil
		if r.session.State != conference.Open && !known {
			return conference.Errorf(conference.Conflict, "the session is not open; nothing can be proposed")
		}
		return nil
	})
	if err != nil || known {
		return err
	}
	until, err := r.civil(ctx, of, c.Until)
	if err != nil {
		return err
	}
	d := conference.Proposal{ID: id, SessionID: r.id, PersonID: s.person, Text: c.Text}
	if c.Document != "" {
		if _, err := r.store.Document(ctx, r.id, c.Document); err != nil {
			return err
		}
		d.DocumentID = &c.Document
	}
	if d, err = conference.Propose(d, until, r.now()); err != nil {
		return err
	}
	if d, err = r.store.Propose(ctx, d); err != nil {
		return fmt.Errorf("propose a proposal: %w", err)
	}
	return r.look(func() {
		r.proposals.all[id] = &proposal{d, s.member.plate, nil, map[conference.DelegationID]bool{}}
		r.tellProposal(r.proposals.all[id])
	})
}

// civil reads a time as the clocks of the conference show it; where they show it twice, the later one is meant: nobody is
// to be surprised by an end.
func (r *Room) civil(ctx context.Context, of conference.ConferenceID, text string) (*time.Time, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // none is a time, too
	}
	c, err := r.store.Conference(ctx, of)
	if err != nil {
		return nil, fmt.Errorf("read the time zone: %w", err)
	}
	zone, err := conference.Zone(c.TimeZone)
	if err != nil {
		return nil, err
	}
	_, last, err := conference.Instants(text, zone)
	return &last, err
}

// findProposal returns a copy of a proposal.
func (r *Room) findProposal(id conference.ProposalID) (found conference.Proposal, err error) {
	err = r.ask(func() error {
		d := r.proposals.all[id]
		if d == nil {
			return conference.Errorf(conference.NotFound, "there is no such proposal")
		}
		found = d.Proposal
		return nil
	})
	return found, err
}

// endProposal applies a rule, commits and tells.
func (s *Seat) endProposal(ctx context.Context, id conference.ProposalID, apply func(d conference.Proposal, by conference.PersonID, now time.Time) (conference.Proposal, error)) error {
	r := s.room
	d, err := r.findProposal(id)
	if err != nil {
		return err
	}
	if d, err = apply(d, s.person, r.now()); err != nil {
		return err
	}
	if err := r.store.EndProposal(ctx, d); err != nil {
		return fmt.Errorf("end proposal %s: %w", id, err)
	}
	return r.look(func() {
		r.proposals.all[id].Proposal = d
		r.tellProposal(r.proposals.all[id])
	})
}

func (s *Seat) object(ctx context.Context, c protocol.ObjectToProposal) error {
	r := s.room
	d, err := r.findProposal(c.Proposal)
	if err != nil {
		return err
	}
	o := conference.Objection{ProposalID: d.ID, PersonID: s.person, ObjectedAt: r.now()}
	if c.Text != "" {
		if o.Text, err = conference.CleanText(c.Text, conference.MaxObjection); err != nil {
			return err
		}
	}
	var of conference.ConferenceID
	if err := r.look(func() { of = r.session.ConferenceID }); err != nil {
		return err
	}
	if o.DelegationID, err = r.store.VoiceOf(ctx, of, s.person); err != nil {
		return fmt.Errorf("read for whom person %s speaks: %w", s.person, err)
	}
	if o.DelegationID == "" {
		return conference.Errorf(conference.Forbidden, "the delegations of participating States decide; only they can object")
	}
	broken, err := d.Object(s.person, o.ObjectedAt)
	if err != nil {
		return err
	}
	if err := r.store.Object(ctx, d, o); err != nil {
		return fmt.Errorf("object to proposal %s: %w", d.ID, err)
	}
	return r.look(func() {
		now := r.proposals.all[d.ID]
		if now.voices[o.DelegationID] {
			return
		}
		now.Proposal = broken
		now.add(o, s.member.plate)
		r.tellProposal(now)
	})
}
