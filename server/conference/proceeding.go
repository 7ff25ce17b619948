package conference

import (
	"encoding/json"
	"time"
)

// ProceedingKind says what happened in a session's proceedings.
type ProceedingKind string

// The kinds of proceeding. The journal of a session is written from them.
const (
	ListOpened       ProceedingKind = "list-opened" // of speakers
	ListClosed       ProceedingKind = "list-closed"
	ListScheduled    ProceedingKind = "list-scheduled" // to open or close by itself
	RulesChosen      ProceedingKind = "rules-chosen"
	LimitChanged     ProceedingKind = "limit-changed"
	LotsDrawn        ProceedingKind = "lots-drawn"
	SpeakerMoved     ProceedingKind = "speaker-moved"
	SpeakersSwapped  ProceedingKind = "speakers-swapped"
	SpeakerEntered   ProceedingKind = "speaker-entered"   // on the list, by the chair
	SpeakerTakenOff  ProceedingKind = "speaker-taken-off" // the list, by the chair
	SpeakerInvited   ProceedingKind = "speaker-invited"   // who asked a question
	FloorGiven       ProceedingKind = "floor-given"
	FloorTakenBack   ProceedingKind = "floor-taken-back" // the speaker was thanked
	FloorYielded     ProceedingKind = "floor-yielded"    // by the speaker
	FloorLost        ProceedingKind = "floor-lost"       // by who was removed or silenced, or with the end of the session
	ClockPaused      ProceedingKind = "clock-paused"
	ClockResumed     ProceedingKind = "clock-resumed"
	TimeExtended     ProceedingKind = "time-extended"
	AlignmentMade    ProceedingKind = "alignment-made"
	AlignmentUndone  ProceedingKind = "alignment-undone"
	ListPutInWriting ProceedingKind = "list-put-in-writing"
)

// Proceeding is one thing that happened in a session, for its journal.
type Proceeding struct {
	SessionID SessionID
	Number    int64 // counts the proceedings of a session from 1
	At        time.Time
	PersonID  *PersonID // who did it; nil: it happened by itself
	Kind      ProceedingKind
	Deviation bool   // from the rules
	Detail    string // a ProceedingDetail as JSON
}

// ProceedingDetail is what there is to say of a proceeding, in ids and keys: names stand where they are kept.
type ProceedingDetail struct {
	Request    FloorRequestID `json:"request,omitempty"`
	Other      FloorRequestID `json:"other,omitempty"` // it was put before, or swapped with
	Speech     SpeechID       `json:"speech,omitempty"`
	Person     PersonID       `json:"person,omitempty"` // of whom it is
	Delegation DelegationID   `json:"delegation,omitempty"`
	Question   QuestionID     `json:"question,omitempty"`
	Procedure  string         `json:"procedure,omitempty"`
	Category   string         `json:"category,omitempty"`
	Seconds    int            `json:"seconds,omitempty"` // limit, extension, or time used
	Was        int            `json:"was,omitempty"`     // seconds before
	Count      int            `json:"count,omitempty"`   // how many it was about
	Rule       string         `json:"rule,omitempty"`    // of which it deviates: "order", "limit", "list", "point-of-order"
	OpensAt    *time.Time     `json:"opens_at,omitempty"`
	ClosesAt   *time.Time     `json:"closes_at,omitempty"`
}

// NewProceeding is a proceeding at a time; without a person it happened by itself.
func NewProceeding(session SessionID, kind ProceedingKind, by PersonID, at time.Time, d ProceedingDetail) Proceeding {
	text, err := json.Marshal(d)
	if err != nil {
		panic("conference: write a proceeding: " + err.Error()) // of strings, numbers and times
	}
	p := Proceeding{SessionID: session, At: at, Kind: kind, Deviation: d.Rule != "", Detail: string(text)}
	if by != "" {
		p.PersonID = &by
	}
	return p
}

// Details reads what there is to say.
func (p Proceeding) Details() (d ProceedingDetail) {
	_ = json.Unmarshal([]byte(p.Detail), &d) // what cannot be read says nothing
	return d
}
