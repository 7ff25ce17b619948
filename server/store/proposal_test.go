package store_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
)

// The chair says that it is decided while a delegation objects: one of them was first, and the other is told.
func TestAdoptedOrObjectedTo(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		must(t, w.PutDelegation(ctx, conference.Delegation{ID: "delegation", ConferenceID: w.conference.ID, Name: "Austria", Category: conference.ParticipatingState}))
		for i := range 10 {
			p, err := conference.Propose(conference.Proposal{ID: conference.ProposalID("proposal-01234567" + string(rune('a'+i))), SessionID: w.session.ID, PersonID: w.ana.ID, Text: "That we meet."}, nil, day)
			must(t, err)
			p, err = w.Propose(ctx, p)
			must(t, err)
			again, err := w.Propose(ctx, p)
			must(t, err)
			same(t, "the number", again.Number, int64(i+1))
			adopted, err := p.Adopt(w.ana.ID, day)
			must(t, err)
			var both sync.WaitGroup
			var errs [2]error
			both.Go(func() { errs[0] = w.EndProposal(ctx, adopted) })
			both.Go(func() {
				errs[1] = w.Object(ctx, p, conference.Objection{ProposalID: p.ID, DelegationID: "delegation", PersonID: w.ben.ID, ObjectedAt: day})
			})
			both.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Errorf("adopting: %v; objecting: %v", errs[0], errs[1])
			}
			list, objections, err := w.Proposals(ctx, w.session.ID)
			must(t, err)
			want := conference.Adopted
			if errs[0] != nil {
				want = conference.Objected
			}
			same(t, "the state", list[i].State, want)
			there := slices.ContainsFunc(objections, func(o conference.Objection) bool { return o.ProposalID == p.ID })
			same(t, "whether the objection is kept", there, errs[1] == nil)
		}
	})
}

func TestSilenceIsSettledOnce(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		end := day.Add(time.Hour)
		p, err := conference.Propose(conference.Proposal{ID: "proposal-01234567", SessionID: w.session.ID, PersonID: w.ana.ID, Text: "That we meet."}, &end, day)
		must(t, err)
		_, err = w.Propose(ctx, p)
		must(t, err)
		for _, at := range []time.Time{end.Add(-time.Second), end.Add(time.Hour), end.Add(2 * time.Hour)} {
			must(t, w.SettleProposals(ctx, w.session.ID, at))
		}
		list, _, err := w.Proposals(ctx, w.session.ID)
		must(t, err)
		same(t, "the state", list[0].State, conference.Adopted)
		same(t, "when", *list[0].EndedAt, moment(end))
		if told := w.told(); len(told) != 2 || told[1] != "proposal-adopted" {
			t.Errorf("the audit has %v", told)
		}
	})
}
