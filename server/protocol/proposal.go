package protocol

import (
	"time"

	"plenary/server/conference"
)

// --- proposals: by consensus in the room, or under silence

// Proposal is what is proposed, and what became of it.
type Proposal struct {
	ID          conference.ProposalID    `json:"id"`
	Number      int64                    `json:"number"`
	Text        string                   `json:"text"`
	Document    conference.DocumentID    `json:"document,omitempty"`
	State       conference.ProposalState `json:"state"`
	Proposer    Person                   `json:"proposer"`
	ProposedAt  time.Time                `json:"proposed_at"`
	SilenceEnds *time.Time               `json:"silence_ends,omitempty"` // not there: it is put in the room
	EndedAt     *time.Time               `json:"ended_at,omitempty"`
	Objections  List[Objection]          `json:"objections"`
}

// Objection is a delegation's.
type Objection struct {
	Person     Person    `json:"person"` // who spoke for it
	Text       string    `json:"text"`
	ObjectedAt time.Time `json:"objected_at"`
}

// Propose asks whether there are objections, or puts a proposal under silence. The command's id becomes the proposal's.
type Propose struct {
	Text     string                `json:"text"` // at most 2,000 characters
	Document conference.DocumentID `json:"document,omitempty"`
	Until    string                `json:"until,omitempty"` // the end of the silence, as the clocks of the conference show it; empty: none
}

// AdoptProposal is "I see none. It is so decided." Under silence a proposal is adopted by itself.
type AdoptProposal struct {
	Proposal conference.ProposalID `json:"proposal"`
}

// DropProposal takes a proposal back.
type DropProposal struct {
	Proposal conference.ProposalID `json:"proposal"`
}

// ObjectToProposal breaks consensus or silence, for a delegation of a participating State. Each has one voice.
type ObjectToProposal struct {
	Proposal conference.ProposalID `json:"proposal"`
	Text     string                `json:"text,omitempty"` // why; at most 500 characters
}

// ProposalChanged: something was proposed, or became of it what it says.
type ProposalChanged struct {
	Proposal Proposal `json:"proposal"`
}

func (Propose) Needs() conference.Action          { return conference.PutProposals }
func (AdoptProposal) Needs() conference.Action    { return conference.PutProposals }
func (DropProposal) Needs() conference.Action     { return conference.PutProposals }
func (ObjectToProposal) Needs() conference.Action { return conference.Vote } // for a delegation: asked in the room

func (Propose) command()          {}
func (AdoptProposal) command()    {}
func (DropProposal) command()     {}
func (ObjectToProposal) command() {}

func (ProposalChanged) notice() {}
