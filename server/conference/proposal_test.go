package conference_test

import (
	"testing"
	"time"

	. "plenary/server/conference"
)

func TestProposals(t *testing.T) {
	soon := t0.Add(time.Hour)
	inRoom, silent, over := Proposal{State: Proposed}, Proposal{State: Proposed, SilenceEnds: &soon}, Proposal{State: Proposed, SilenceEnds: &t0}
	for _, c := range []struct {
		name   string
		from   Proposal
		do     func(p Proposal) (Proposal, error)
		want   ProposalState
		refuse Kind
	}{
		{"no objections in the room", inRoom, func(p Proposal) (Proposal, error) { return p.Adopt("chair", t0) }, Adopted, ""},
		{"the chair cuts a silence short", silent, func(p Proposal) (Proposal, error) { return p.Adopt("chair", t0) }, Proposed, Conflict},
		{"an objection in the room", inRoom, func(p Proposal) (Proposal, error) { return p.Object("ana", t0) }, Objected, ""},
		{"a broken silence", silent, func(p Proposal) (Proposal, error) { return p.Object("ana", t0) }, Objected, ""},
		{"an objection when silence has ended", over, func(p Proposal) (Proposal, error) { return p.Object("ana", t0) }, Proposed, Conflict},
		{"a second objection", Proposal{State: Objected}, func(p Proposal) (Proposal, error) { return p.Object("ben", t0) }, Objected, ""},
		{"an objection when it is decided", Proposal{State: Adopted}, func(p Proposal) (Proposal, error) { return p.Object("ben", t0) }, Adopted, Conflict},
		{"adopting in spite of an objection", Proposal{State: Objected}, func(p Proposal) (Proposal, error) { return p.Adopt("chair", t0) }, Objected, Conflict},
		{"taking it back", silent, func(p Proposal) (Proposal, error) { return p.Drop("chair", t0) }, Dropped, ""},
		{"taking back what silence has adopted", over, func(p Proposal) (Proposal, error) { return p.Drop("chair", t0) }, Proposed, Conflict},
		{"taking back what was objected to", Proposal{State: Objected}, func(p Proposal) (Proposal, error) { return p.Drop("chair", t0) }, Objected, Conflict},
	} {
		if p, err := c.do(c.from); p.State != c.want || kindOf(err) != c.refuse {
			t.Errorf("%s: %s, %v", c.name, p.State, err)
		}
	}
	for name, until := range map[string]time.Time{"now": t0, "the past": t0.Add(-1), "next year": t0.AddDate(1, 0, 0)} {
		if _, err := Propose(Proposal{Text: "x"}, &until, t0); kindOf(err) != Invalid {
			t.Errorf("silence until %s: %v", name, err)
		}
	}
	if !silent.Silent(t0) || silent.Due(t0) || over.Silent(t0) || !over.Due(t0) || inRoom.Due(t0.AddDate(1, 0, 0)) {
		t.Error("when silence ends")
	}
}

func TestVoices(t *testing.T) {
	d := DelegationID("delegation")
	for _, c := range []struct {
		delegation *DelegationID
		category   Category
		state      RegistrationState
		want       DelegationID
	}{
		{&d, ParticipatingState, Approved, d},
		{&d, ParticipatingState, Submitted, ""},
		{&d, PartnerForCooperation, Approved, ""},
		{nil, ParticipatingState, Approved, ""},
	} {
		if got := Voice(c.delegation, c.category, c.state); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
