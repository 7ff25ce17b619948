package protocol

import (
	"time"

	"plenary/server/conference"
)

// What is said about the floor: who may speak, in which order, for how long.

// --- commands of those who want to speak

// RequestFloor asks for the floor. The command's id becomes the request's.
type RequestFloor struct {
	Kind      conference.RequestKind `json:"kind"`
	OnBehalf  string                 `json:"on_behalf,omitempty"`  // of a group statement: at most 200 characters
	Language  string                 `json:"language,omitempty"`   // in which I shall speak; empty: not said
	Note      string                 `json:"note,omitempty"`       // at most 250 characters
	RepliesTo conference.SpeechID    `json:"replies_to,omitempty"` // of a right of reply
}

// EditFloorRequest changes what stands beside one's own request while it waits.
type EditFloorRequest struct {
	Request  conference.FloorRequestID `json:"request"`
	OnBehalf string                    `json:"on_behalf,omitempty"`
	Language string                    `json:"language,omitempty"`
	Note     string                    `json:"note,omitempty"`
}

// WithdrawFloorRequest takes one's own request off the list.
type WithdrawFloorRequest struct {
	Request conference.FloorRequestID `json:"request"`
}

// YieldFloor says "I have finished": the speaker gives the floor back herself.
type YieldFloor struct{}

// Align associates one's delegation with a group statement, asked for or made, or takes that back.
type Align struct {
	Request conference.FloorRequestID `json:"request"`
	On      bool                      `json:"on"`
}

// --- commands of the chair

// SetFloorList opens or closes the list of speakers, now or at set times. A time that has passed is refused.
type SetFloorList struct {
	Open     bool       `json:"open"`
	OpensAt  *time.Time `json:"opens_at,omitempty"`  // opens it by itself then
	ClosesAt *time.Time `json:"closes_at,omitempty"` // closes it by itself then
}

// SetFloorShown says who sees the list of speakers and how long delegations have spoken.
type SetFloorShown struct {
	List  bool `json:"list"`  // all see the list; else the chair, and each her own request
	Times bool `json:"times"` // all see the speaking times; else the chair
}

// AddFloorRequest enters somebody on the list on whom the page has no button: who asked by raising a card, or is invited.
// The list need not be open. The command's id becomes the request's.
type AddFloorRequest struct {
	Person   conference.PersonID    `json:"person"`
	Kind     conference.RequestKind `json:"kind"`
	OnBehalf string                 `json:"on_behalf,omitempty"`
	Language string                 `json:"language,omitempty"`
	Note     string                 `json:"note,omitempty"`
}

// MoveFloorRequest puts a request before another, or at the end: a deviation from the rules, and recorded as one.
type MoveFloorRequest struct {
	Request conference.FloorRequestID `json:"request"`
	Before  conference.FloorRequestID `json:"before,omitempty"` // empty: to the end
}

// SwapFloorRequests has two on the list change places, as rules by lot allow.
type SwapFloorRequests struct {
	One   conference.FloorRequestID `json:"one"`
	Other conference.FloorRequestID `json:"other"`
}

// RemoveFloorRequest takes a request off the list; who asked reads the reason.
type RemoveFloorRequest struct {
	Request conference.FloorRequestID `json:"request"`
	Reason  string                    `json:"reason,omitempty"`
}

// DrawLots orders those who wait by lot, where the rules say so.
type DrawLots struct{}

// CallSpeaker asks somebody to prepare: she may go backstage and is checked there. The next two are called by themselves.
type CallSpeaker struct {
	Request conference.FloorRequestID `json:"request"`
	On      bool                      `json:"on"` // false: not yet, back to waiting
}

// GiveFloor is "You have the floor": whoever had it is thanked, and the speaker goes on the stage, may be heard, and has
// the clock. Nobody's microphone is turned on for her.
type GiveFloor struct {
	Request conference.FloorRequestID `json:"request"`
}

// ThankSpeaker is "Thank you": the floor is nobody's, and the speaker goes back to where she was.
type ThankSpeaker struct{}

// PauseClock stops the speaker's clock, or lets it go on.
type PauseClock struct {
	On bool `json:"on"`
}

// ExtendClock gives the speaker more time, or less.
type ExtendClock struct {
	Seconds int `json:"seconds"` // -3600 to 3600
}

// SetFloorLimit changes how long those of a category may speak, from now on; 0 is no limit. A deviation, and recorded.
type SetFloorLimit struct {
	Category string `json:"category"`
	Seconds  int    `json:"seconds"` // 0 to 3600
}

// SetProcedure puts the session under other rules of procedure: one of the presets, or the conference's own. What is on
// the list is ordered by them.
type SetProcedure struct {
	Procedure string `json:"procedure"` // key
}

// PutInWriting ends the list for lack of time: every request that waits becomes a question in writing.
type PutInWriting struct{}

// InviteToFloor invites the asker of a question to put it herself: she is on the list, first, and called.
type InviteToFloor struct {
	Question conference.QuestionID `json:"question"`
}

// --- notices

// SpeakerCategory is a category of speakers by the rules, with its limit as it is now.
type SpeakerCategory struct {
	Key   string `json:"key"`
	Title string `json:"title"`
	Limit int    `json:"limit"` // seconds; 0: none
	Rule  int    `json:"rule"`  // seconds that the rules say: another than Limit is a deviation
}

// ProcedureInfo is the rules of procedure of a session, as far as people see them.
type ProcedureInfo struct {
	Key         string                       `json:"key"`
	Title       string                       `json:"title"`
	Source      string                       `json:"source"` // where the rules stand
	Order       conference.SpeakingOrder     `json:"order"`
	GroupsFirst bool                         `json:"groups_first"`
	Kinds       List[conference.RequestKind] `json:"kinds"` // which may be asked for
	Categories  List[SpeakerCategory]        `json:"categories"`
	Replies     conference.ReplyTime         `json:"replies"`      // when rights of reply are taken
	MostReplies int                          `json:"most_replies"` // of each delegation
	Warnings    List[int]                    `json:"warnings"`     // seconds left at which the clock warns
	WordsPerMin int                          `json:"words_per_minute"`
	Presets     List[ProcedureName]          `json:"presets"` // to choose from
}

// ProcedureName names rules of procedure that can be chosen.
type ProcedureName struct {
	Key   string `json:"key"`
	Title string `json:"title"`
}

// Floor is the state of the floor but for who waits for it.
type Floor struct {
	Procedure  ProcedureInfo `json:"procedure"`
	Open       bool          `json:"open"`                // the list of speakers takes names
	OpensAt    *time.Time    `json:"opens_at,omitempty"`  // absent: nobody said
	ClosesAt   *time.Time    `json:"closes_at,omitempty"` // absent: nobody said
	ListShown  bool          `json:"list_shown"`          // all see the list
	TimesShown bool          `json:"times_shown"`
	Speech     *Speech       `json:"speech,omitempty"` // of who has the floor; absent: nobody
}

// FloorRequest is a request for the floor as this person may see it.
type FloorRequest struct {
	ID          conference.FloorRequestID `json:"id"`
	Number      int64                     `json:"number"`
	Person      Person                    `json:"person"`
	Kind        conference.RequestKind    `json:"kind"`
	OnBehalf    string                    `json:"on_behalf,omitempty"`
	Category    string                    `json:"category"` // key
	Language    string                    `json:"language,omitempty"`
	Note        string                    `json:"note,omitempty"`
	RepliesTo   conference.SpeechID       `json:"replies_to,omitempty"`
	Question    conference.QuestionID     `json:"question,omitempty"`
	Position    float64                   `json:"position"`
	State       conference.RequestState   `json:"state"`
	Reason      string                    `json:"reason,omitempty"`    // to who asked and the chair
	Limit       int                       `json:"limit"`               // seconds; 0: none
	Spoken      int                       `json:"spoken"`              // how often her delegation had the floor in this session
	Here        bool                      `json:"here"`                // in the room
	Ready       bool                      `json:"ready"`               // backstage, with a microphone that is heard
	Words       int                       `json:"words,omitempty"`     // of the statement that was handed in; 0: none
	Predicted   int                       `json:"predicted,omitempty"` // seconds that it takes at the pace interpreters can follow
	Aligned     List[AlignedDelegation]   `json:"aligned"`             // with a group statement
	RequestedAt time.Time                 `json:"requested_at"`
}

// AlignedDelegation is a delegation that associates itself with a group statement.
type AlignedDelegation struct {
	ID   conference.DelegationID `json:"id"`
	Name string                  `json:"name"`
	Code string                  `json:"code"`
}

// Speech is what somebody says or said with the floor. The page computes the clock: time used is now (or paused_at, or
// ended_at) minus started_at minus paused.
type Speech struct {
	ID        conference.SpeechID       `json:"id"`
	Number    int64                     `json:"number"`
	Request   conference.FloorRequestID `json:"request"`
	Person    Person                    `json:"person"`
	Kind      conference.RequestKind    `json:"kind"`
	OnBehalf  string                    `json:"on_behalf,omitempty"`
	Category  string                    `json:"category"`
	Language  string                    `json:"language,omitempty"`
	RepliesTo conference.SpeechID       `json:"replies_to,omitempty"`
	Limit     int                       `json:"limit"`    // seconds; 0: none
	Extended  int                       `json:"extended"` // seconds
	StartedAt time.Time                 `json:"started_at"`
	PausedAt  *time.Time                `json:"paused_at,omitempty"`
	Paused    float64                   `json:"paused"` // seconds
	EndedAt   *time.Time                `json:"ended_at,omitempty"`
	Aligned   List[AlignedDelegation]   `json:"aligned"`
}

// FloorChanged: the list was opened or closed, the floor given or taken back, the clock paused or extended, the rules changed.
type FloorChanged struct {
	Floor Floor `json:"floor"`
}

// FloorRequestChanged: a request is new or has changed.
type FloorRequestChanged struct {
	Request FloorRequest `json:"request"`
}

// FloorRequestGone: a request that this person saw is none of hers any more, or has left the list.
type FloorRequestGone struct {
	Request conference.FloorRequestID `json:"request"`
}

// SpeechEnded: somebody has spoken. The last ones are in the Welcome.
type SpeechEnded struct {
	Speech Speech `json:"speech"`
}

// FloorForecast: when those on the list are expected to speak, and what could be saved; not numbered, told when it has
// changed by more than a few seconds.
type FloorForecast struct {
	Expected List[ExpectedSpeech] `json:"expected"`
	EndsAt   time.Time            `json:"ends_at"`  // when the list is done, rights of reply included
	Over     int                  `json:"over"`     // seconds after the planned end; negative: before it
	Savings  List[Saving]         `json:"savings"`  // to those who run the floor; else empty
	Speakers int                  `json:"speakers"` // still to speak
}

// ExpectedSpeech is when somebody is expected to have the floor.
type ExpectedSpeech struct {
	Request conference.FloorRequestID `json:"request"`
	At      time.Time                 `json:"at"`
}

// Saving is what a shorter limit would save.
type Saving struct {
	Limit   int `json:"limit"`   // seconds, for everybody who waits; 0: closing the list now, as it grows
	Seconds int `json:"seconds"` // that are saved
}

// SpeakingTimesChanged, to those who may see it: how long each delegation has spoken in this session.
type SpeakingTimesChanged struct {
	Times List[DelegationTime] `json:"times"`
}

// DelegationTime is how often and how long a delegation had the floor.
type DelegationTime struct {
	Delegation string              `json:"delegation"` // name of the State or organization
	Code       string              `json:"code"`
	Category   conference.Category `json:"category"`
	Speeches   int                 `json:"speeches"`
	Seconds    int                 `json:"seconds"`
	Budget     int                 `json:"budget"` // seconds that its group has, by the rules; 0: none
}

func (RequestFloor) Needs() conference.Action         { return conference.RequestTheFloor }
func (EditFloorRequest) Needs() conference.Action     { return conference.RequestTheFloor }
func (WithdrawFloorRequest) Needs() conference.Action { return conference.RequestTheFloor }
func (YieldFloor) Needs() conference.Action           { return conference.RequestTheFloor }
func (Align) Needs() conference.Action                { return conference.RequestTheFloor }
func (SetFloorList) Needs() conference.Action         { return conference.ManageFloor }
func (SetFloorShown) Needs() conference.Action        { return conference.ManageFloor }
func (AddFloorRequest) Needs() conference.Action      { return conference.ManageFloor }
func (MoveFloorRequest) Needs() conference.Action     { return conference.ManageFloor }
func (SwapFloorRequests) Needs() conference.Action    { return conference.ManageFloor }
func (RemoveFloorRequest) Needs() conference.Action   { return conference.ManageFloor }
func (DrawLots) Needs() conference.Action             { return conference.ManageFloor }
func (CallSpeaker) Needs() conference.Action          { return conference.ManageFloor }
func (GiveFloor) Needs() conference.Action            { return conference.ManageFloor }
func (ThankSpeaker) Needs() conference.Action         { return conference.ManageFloor }
func (PauseClock) Needs() conference.Action           { return conference.ManageFloor }
func (ExtendClock) Needs() conference.Action          { return conference.ManageFloor }
func (SetFloorLimit) Needs() conference.Action        { return conference.ManageFloor }
func (SetProcedure) Needs() conference.Action         { return conference.ManageFloor }
func (PutInWriting) Needs() conference.Action         { return conference.ManageFloor }
func (InviteToFloor) Needs() conference.Action        { return conference.ManageFloor }

func (RequestFloor) command()         {}
func (EditFloorRequest) command()     {}
func (WithdrawFloorRequest) command() {}
func (YieldFloor) command()           {}
func (Align) command()                {}
func (SetFloorList) command()         {}
func (SetFloorShown) command()        {}
func (AddFloorRequest) command()      {}
func (MoveFloorRequest) command()     {}
func (SwapFloorRequests) command()    {}
func (RemoveFloorRequest) command()   {}
func (DrawLots) command()             {}
func (CallSpeaker) command()          {}
func (GiveFloor) command()            {}
func (ThankSpeaker) command()         {}
func (PauseClock) command()           {}
func (ExtendClock) command()          {}
func (SetFloorLimit) command()        {}
func (SetProcedure) command()         {}
func (PutInWriting) command()         {}
func (InviteToFloor) command()        {}

func (FloorChanged) notice()         {}
func (FloorRequestChanged) notice()  {}
func (FloorRequestGone) notice()     {}
func (SpeechEnded) notice()          {}
func (FloorForecast) notice()        {}
func (SpeakingTimesChanged) notice() {}
