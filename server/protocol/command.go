package protocol

import "plenary/server/conference"

// A Command is something a seat asks its room to do. Who is asking, in which room and when are never part of it.
//
//sumtype:decl
type Command interface {
	Needs() conference.Action // asked once, at the room's command door
	command()
}

// Commands lists all commands; decoding and the TypeScript come from this list.
var Commands = []Command{
	Say{},
	EditLine{},
	SetChatRule{},
	ReleaseLine{},
	RefuseLine{},
	ReactToLine{},
	SayAside{},
	DeleteAside{},
	React{},
	DeleteLine{},
	AskQuestion{},
	EditQuestion{},
	WithdrawQuestion{},
	Upvote{},
	ApproveQuestion{},
	DismissQuestion{},
	MoveQuestion{},
	AnswerQuestion{},
	FinishQuestion{},
	ReturnQuestion{},
	PreparePoll{},
	RewordPoll{},
	OpenPoll{},
	ClosePoll{},
	ArchivePoll{},
	ShowPoll{},
	CastBallot{},
	MergeQuestion{},
	WriteAnswer{},
	FollowUpQuestion{},
	MarkQuestion{},
	ClaimQuestion{},
	UndoAct{},
	Propose{},
	AdoptProposal{},
	DropProposal{},
	ObjectToProposal{},
	Silence{},
	RemovePerson{},
	SetDoor{},
	AnswerKnocks{},
	Suspend{},
	CloseMeeting{},
	EnterBackstage{},
	LeaveBackstage{},
	BringOnStage{},
	TakeOffStage{},
	Mute{},
	SetSource{},
	OpenLeg{},
	RestartLeg{},
	CloseLeg{},
	Show{},
	Attend{},
	Listen{},
	ReportPlayback{},
	RequestFloor{},
	EditFloorRequest{},
	WithdrawFloorRequest{},
	YieldFloor{},
	Align{},
	SetFloorList{},
	SetFloorShown{},
	AddFloorRequest{},
	MoveFloorRequest{},
	SwapFloorRequests{},
	RemoveFloorRequest{},
	DrawLots{},
	CallSpeaker{},
	GiveFloor{},
	ThankSpeaker{},
	PauseClock{},
	ExtendClock{},
	SetFloorLimit{},
	SetProcedure{},
	PutInWriting{},
	InviteToFloor{},
}

// --- chat

// Say adds a line to the chat. The command's id becomes the line's.
type Say struct {
	Text    string            `json:"text"` // at most 1,000 characters
	ReplyTo conference.LineID `json:"reply_to,omitempty"`
}

// DeleteLine takes a line off the chat: a moderator any, others only their own.
type DeleteLine struct {
	Line conference.LineID `json:"line"`
}

// --- questions, by those who ask

// AskQuestion puts a question to the panel, by way of the moderators. The command's id becomes the question's.
type AskQuestion struct {
	Text string `json:"text"` // at most 1,000 characters
}

// EditQuestion changes one's own question while no moderator has approved it.
type EditQuestion struct {
	Question conference.QuestionID `json:"question"`
	Text     string                `json:"text"`
}

// WithdrawQuestion takes one's own question back.
type WithdrawQuestion struct {
	Question conference.QuestionID `json:"question"`
}

// Upvote lends a question one's voice, or takes it back.
type Upvote struct {
	Question conference.QuestionID `json:"question"`
	On       bool                  `json:"on"`
}

// --- questions, by moderators

// ApproveQuestion shows a question to all, at the end of the queue, with the moderator's wording if there is one.
type ApproveQuestion struct {
	Question conference.QuestionID `json:"question"`
	Text     string                `json:"text,omitempty"`
	Version  int64                 `json:"version,omitempty"` // that was read; 0: whatever there is
}

// DismissQuestion refuses a question; its asker reads the reason.
type DismissQuestion struct {
	Question conference.QuestionID `json:"question"`
	Reason   string                `json:"reason"`
	Version  int64                 `json:"version,omitempty"` // that was read; 0: whatever there is
}

// MoveQuestion puts a queued question before another, or at the end.
type MoveQuestion struct {
	Question conference.QuestionID `json:"question"`
	Before   conference.QuestionID `json:"before,omitempty"` // empty: to the end
}

// AnswerQuestion marks a queued question as being answered: it is shown on the stage. The one before it, if any, counts as answered.
type AnswerQuestion struct {
	Question conference.QuestionID `json:"question"`
}

// FinishQuestion marks a question as answered.
type FinishQuestion struct {
	Question conference.QuestionID `json:"question"`
}

// ReturnQuestion puts a question back to the end of the queue: taken off the stage, parted from the one that it was merged
// into, or decided by mistake.
type ReturnQuestion struct {
	Question conference.QuestionID `json:"question"`
}

// --- people

// Silence takes a person's right to chat and ask in this session, or gives it back. She may still watch, vote in polls, react
// on the stage, and object for her delegation.
type Silence struct {
	Person conference.PersonID `json:"person"`
	On     bool                `json:"on"`
}

// RemovePerson ends a person's seats and media in this session; she cannot come back until On is false again.
type RemovePerson struct {
	Person conference.PersonID `json:"person"`
	On     bool                `json:"on"`
}

// --- stage

// EnterBackstage says "I am ready": speakers and moderators hear and see each other there, the audience does not.
type EnterBackstage struct{}

// LeaveBackstage goes back to the audience, from backstage or from the stage.
type LeaveBackstage struct{}

// BringOnStage moves a person from backstage to the stage; the session must be open.
type BringOnStage struct {
	Person conference.PersonID `json:"person"`
}

// TakeOffStage moves a person from the stage to backstage. Oneself needs no right to manage the stage.
type TakeOffStage struct {
	Person conference.PersonID `json:"person"`
}

// Mute turns a person's source off. Nobody can turn another's source on.
type Mute struct {
	Person conference.PersonID `json:"person"`
	Source SourceKind          `json:"source"`
}

// SetSource turns one's own microphone, camera or screen on or off.
type SetSource struct {
	Source SourceKind `json:"source"`
	On     bool       `json:"on"`
}

// --- media

// OpenLeg offers a peer connection: "publish" or "audience". [Done] carries the server's SDP in Answer. A seat has at
// most one leg of each kind; a second offer replaces the first.
type OpenLeg struct {
	Leg LegKind `json:"leg"`
	SDP string  `json:"sdp"` // at most 64 KiB
}

// RestartLeg offers the same leg with new ICE credentials after the network changed (RFC 8445 §9).
type RestartLeg struct {
	Leg LegKind `json:"leg"`
	SDP string  `json:"sdp"`
}

// CloseLeg ends a leg.
type CloseLeg struct {
	Leg LegKind `json:"leg"`
}

// Show tells the server what the page shows, so that it sends no more than that. Slots not named keep what was said before.
type Show struct {
	Views List[View] `json:"views"`
}

// View is how large a slot's picture is shown, in device pixels; 0 × 0 is hidden, and nothing is sent.
type View struct {
	Slot   int `json:"slot"` // index of the m-line
	Width  int `json:"width"`
	Height int `json:"height"`
}

// Attend chooses what the audience leg carries: the stage, or for those who may be there, backstage.
type Attend struct {
	Place conference.Place `json:"place"` // "stage" or "backstage"
}

// Listen chooses the language of the channel slot; empty is the floor alone.
type Listen struct {
	Language string `json:"language"`
}

// ReportPlayback says what the page has played since the audience leg was opened, every ten seconds or so. [Done] says in
// Answer whose connection is weak, if the picture or the sound is bad: "viewer", "publisher" or "server".
type ReportPlayback struct {
	Freezes   int     `json:"freezes"`   // of pictures
	Frozen    float64 `json:"frozen"`    // seconds, of all freezes
	Heard     int     `json:"heard"`     // samples of sound
	Concealed int     `json:"concealed"` // of these, what was lost and made up
}

// Needs of each command: the one right that is asked for at the command door.

func (Say) Needs() conference.Action              { return conference.Chat }
func (DeleteLine) Needs() conference.Action       { return conference.Chat } // others' lines: ModerateChat, asked in the room
func (AskQuestion) Needs() conference.Action      { return conference.Ask }
func (EditQuestion) Needs() conference.Action     { return conference.Ask }
func (WithdrawQuestion) Needs() conference.Action { return conference.Ask }
func (Upvote) Needs() conference.Action           { return conference.Upvote }
func (ApproveQuestion) Needs() conference.Action  { return conference.ModerateQuestions }
func (DismissQuestion) Needs() conference.Action  { return conference.ModerateQuestions }
func (MoveQuestion) Needs() conference.Action     { return conference.ModerateQuestions }
func (AnswerQuestion) Needs() conference.Action   { return conference.ModerateQuestions }
func (FinishQuestion) Needs() conference.Action   { return conference.ModerateQuestions }
func (ReturnQuestion) Needs() conference.Action   { return conference.ModerateQuestions }
func (Silence) Needs() conference.Action          { return conference.ModeratePeople }
func (RemovePerson) Needs() conference.Action     { return conference.ModeratePeople }
func (EnterBackstage) Needs() conference.Action   { return conference.GoBackstage }
func (LeaveBackstage) Needs() conference.Action   { return conference.GoBackstage }
func (BringOnStage) Needs() conference.Action     { return conference.ManageStage }
func (TakeOffStage) Needs() conference.Action     { return conference.GoBackstage } // others: ManageStage, asked in the room
func (Mute) Needs() conference.Action             { return conference.ManageStage }
func (SetSource) Needs() conference.Action        { return conference.GoBackstage }
func (OpenLeg) Needs() conference.Action          { return conference.Watch } // publish: GoBackstage, asked in the room
func (RestartLeg) Needs() conference.Action       { return conference.Watch }
func (CloseLeg) Needs() conference.Action         { return conference.Watch }
func (Show) Needs() conference.Action             { return conference.Watch }
func (Attend) Needs() conference.Action           { return conference.Watch } // backstage: GoBackstage, asked in the room
func (Listen) Needs() conference.Action           { return conference.Watch }
func (ReportPlayback) Needs() conference.Action   { return conference.Watch }

func (Say) command()              {}
func (DeleteLine) command()       {}
func (AskQuestion) command()      {}
func (EditQuestion) command()     {}
func (WithdrawQuestion) command() {}
func (Upvote) command()           {}
func (ApproveQuestion) command()  {}
func (DismissQuestion) command()  {}
func (MoveQuestion) command()     {}
func (AnswerQuestion) command()   {}
func (FinishQuestion) command()   {}
func (ReturnQuestion) command()   {}
func (Silence) command()          {}
func (RemovePerson) command()     {}
func (EnterBackstage) command()   {}
func (LeaveBackstage) command()   {}
func (BringOnStage) command()     {}
func (TakeOffStage) command()     {}
func (Mute) command()             {}
func (SetSource) command()        {}
func (OpenLeg) command()          {}
func (RestartLeg) command()       {}
func (CloseLeg) command()         {}
func (Show) command()             {}
func (Attend) command()           {}
func (Listen) command()           {}
func (ReportPlayback) command()   {}
