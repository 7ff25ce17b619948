package conference

import "time"

// MaxProposal is the length of what is proposed, in characters; MaxObjection that of why somebody objects.
const (
	MaxProposal  = 2000
	MaxObjection = 500
	MostSilence  = 31 * 24 * time.Hour // for which a proposal may be under silence
)

// ProposalID names a [Proposal]; the browser makes it, so that proposing twice proposes once.
type ProposalID string

// ProposalState says what has become of a proposal.
type ProposalState string

// The states of a proposal.
const (
	Proposed ProposalState = "proposed" // "are there any objections?", or under silence
	Adopted  ProposalState = "adopted"
	Objected ProposalState = "objected" // somebody broke the consensus or the silence
	Dropped  ProposalState = "withdrawn"
)

// ProposalStates lists the states.
var ProposalStates = []ProposalState{Proposed, Adopted, Objected, Dropped}

// Proposal is what a session is asked to decide, and what became of it. Nobody votes: it is adopted when nobody objects, in
// the room when the chair says so, or under silence when its time is over.
type Proposal struct {
	ID          ProposalID
	SessionID   SessionID
	PersonID    PersonID // who put it
	Number      int64    // counts the proposals of a session from 1
	Text        string
	DocumentID  *DocumentID
	State       ProposalState
	ProposedAt  time.Time
	SilenceEnds *time.Time // nil: it is put in the room
	EndedAt     *time.Time // adopted, first objected to, or withdrawn
	EndedBy     *PersonID  // nil: the silence was not broken
}

// Objection is a delegation's. It has one voice, whoever of it speaks first.
type Objection struct {
	ProposalID   ProposalID
	DelegationID DelegationID
	PersonID     PersonID
	Text         string
	ObjectedAt   time.Time
}

// Propose checks a proposal; until is nil for one that is put in the room.
func Propose(d Proposal, until *time.Time, now time.Time) (Proposal, error) {
	text, err := CleanText(d.Text, MaxProposal)
	if err != nil {
		return d, err
	}
	if until != nil && (!until.After(now) || until.Sub(now) > MostSilence) {
		return d, Errorf(Invalid, "silence ends in the future, within 31 days")
	}
	d.Text, d.State, d.ProposedAt, d.SilenceEnds = text, Proposed, now, until
	return d, nil
}

// Silent reports whether the proposal is under silence at a time.
func (d Proposal) Silent(at time.Time) bool {
	return d.State == Proposed && d.SilenceEnds != nil && d.SilenceEnds.After(at)
}

// Due reports whether silence was kept until its end: the proposal is adopted, whether or not anybody has written that down.
func (d Proposal) Due(at time.Time) bool {
	return d.State == Proposed && d.SilenceEnds != nil && !d.SilenceEnds.After(at)
}

// Adopt is the chair's "I see none. It is so decided."
func (d Proposal) Adopt(by PersonID, now time.Time) (Proposal, error) {
	switch {
	case d.State != Proposed:
		return d, Errorf(Conflict, "it is not proposed any more")
	case d.SilenceEnds != nil:
		return d, Errorf(Conflict, "it is under silence until its time is over")
	}
	d.State, d.EndedAt, d.EndedBy = Adopted, &now, &by
	return d, nil
}

// Drop takes a proposal back.
func (d Proposal) Drop(by PersonID, now time.Time) (Proposal, error) {
	if d.State != Proposed || d.Due(now) {
		return d, Errorf(Conflict, "it is not proposed any more")
	}
	d.State, d.EndedAt, d.EndedBy = Dropped, &now, &by
	return d, nil
}

// Object breaks the consensus or the silence. Others may still say that they object, too.
func (d Proposal) Object(by PersonID, now time.Time) (Proposal, error) {
	switch {
	case d.Due(now):
		return d, Errorf(Conflict, "the silence was kept until its end; it is adopted")
	case d.State == Objected:
		return d, nil
	case d.State != Proposed:
		return d, Errorf(Conflict, "it is not proposed any more")
	}
	d.State, d.EndedAt, d.EndedBy = Objected, &now, &by
	return d, nil
}

// Voice is for which delegation somebody may object: that of a participating State, which decides; "" for all others.
func Voice(delegation *DelegationID, category Category, state RegistrationState) DelegationID {
	if delegation == nil || category != ParticipatingState || state != Approved {
		return ""
	}
	return *delegation
}
