package protocol

import (
	"time"

	"plenary/server/conference"
)

// A Notice is something the room tells a seat.
//
//sumtype:decl
type Notice interface{ notice() }

// Notices lists all notices; decoding and the TypeScript come from this list.
var Notices = []Notice{
	Welcome{},
	Resumed{},
	Done{},
	Refused{},
	LineSaid{},
	LineHeld{},
	LinesThinned{},
	LineDeleted{},
	LineChanged{},
	ChatRuleChanged{},
	AsidesChanged{},
	AsideSaid{},
	AsideDeleted{},
	Reacted{},
	LinesReacted{},
	QuestionChanged{},
	QuestionGone{},
	VotesChanged{},
	Voted{},
	PollChanged{},
	PollGone{},
	PollCounted{},
	BallotCast{},
	ClaimsChanged{},
	ProposalChanged{},
	StageChanged{},
	BackstageChanged{},
	PlaceChanged{},
	Muted{},
	SilenceChanged{},
	WaitingChanged{},
	SessionChanged{},
	AnnouncementsChanged{},
	RightsChanged{},
	PresenceChanged{},
	SpeakerChanged{},
	SlotsChanged{},
	LegClosed{},
	FloorChanged{},
	FloorRequestChanged{},
	FloorRequestGone{},
	SpeechEnded{},
	FloorForecast{},
	SpeakingTimesChanged{},
}

// --- the conversation itself

// Welcome is the first notice of a seat: everything the room remembers that this person may see. Not numbered itself;
// Seq is the last number it includes.
type Welcome struct {
	Build     string                      `json:"build"`            // of the server; an older page asks to be reloaded
	Epoch     string                      `json:"epoch"`            // changes when the room's numbering starts anew
	Resume    string                      `json:"resume,omitempty"` // with which this window, and no other, comes back once to what it missed
	Seq       int64                       `json:"seq"`
	Now       time.Time                   `json:"now"` // the server's clock, for countdowns
	Me        Person                      `json:"me"`
	Role      conference.Role             `json:"role"`
	Can       List[conference.Action]     `json:"can"`
	Session   SessionInfo                 `json:"session"`
	Place     conference.Place            `json:"place"` // where I am
	Silenced  bool                        `json:"silenced"`
	Stage     List[Performer]             `json:"stage"`     // on stage, in order
	Backstage List[Performer]             `json:"backstage"` // empty for those who may not know
	Lines     List[Line]                  `json:"lines"`     // the last 50, oldest first
	ChatRule  ChatRule                    `json:"chat_rule"`
	Reacted   List[LineReactions]         `json:"reacted"` // to these lines; never whose
	Held      List[HeldLine]              `json:"held"`    // to moderators, those that wait; to others their own
	Asides    Asides                      `json:"asides"`
	Questions List[Question]              `json:"questions"` // all that this person may see
	Votes     List[conference.QuestionID] `json:"votes"`     // the questions I upvoted
	Polls     List[Poll]                  `json:"polls"`     // all that this person may see
	Ballots   List[Ballot]                `json:"ballots"`   // mine
	Proposals List[Proposal]              `json:"proposals"` // in their order
	Presence  int                         `json:"presence"`  // how many people are in the room
	Speaker   conference.PersonID         `json:"speaker"`   // who is heard most; empty: nobody
	Slots     AudienceSlots               `json:"slots"`     // what an audience leg's offer must have

	Claims        List[Claim]        `json:"claims"`        // to moderators: the questions that one of them is reading
	Announcements List[Announcement] `json:"announcements"` // some may have expired: the page looks at the clock
	Waiting       WaitingChanged     `json:"waiting"`       // empty for those who do not moderate

	Floor    Floor                `json:"floor"`
	Requests List[FloorRequest]   `json:"requests"`           // on the list of speakers, those that this person may see, and hers that ended in this session
	Speeches List[Speech]         `json:"speeches"`           // the last 60 that ended, oldest first
	Times    List[DelegationTime] `json:"times"`              // empty for those who may not see it
	Forecast *FloorForecast       `json:"forecast,omitempty"` // absent: nobody waits
}

// AudienceSlots says how many m-lines of each kind the page's audience offer has, in this order.
type AudienceSlots struct {
	Floor       int `json:"floor"`
	Channel     int `json:"channel"`
	Camera      int `json:"camera"`
	Screen      int `json:"screen"`
	ScreenSound int `json:"screen_sound"`
}

// Resumed answers a seat that came back: what it missed follows, each notice once and in order.
type Resumed struct {
	Epoch  string    `json:"epoch"`
	Resume string    `json:"resume,omitempty"` // for the next time
	Now    time.Time `json:"now"`
}

// Done answers a command: it is committed.
type Done struct {
	Answer string `json:"answer,omitempty"` // the server's SDP, for OpenLeg and RestartLeg; whose fault it is, for ReportPlayback
}

// Refused answers a command that was not carried out.
type Refused struct {
	Kind       conference.Kind `json:"kind"`
	Message    string          `json:"message"`               // for a person
	RetryAfter float64         `json:"retry_after,omitempty"` // seconds
}

// --- chat

// Line is one chat entry.
type Line struct {
	ID     conference.LineID `json:"id"`
	Number int64             `json:"number"`
	Person Person            `json:"person"`
	Text   string            `json:"text"`
	SaidAt time.Time         `json:"said_at"`

	ReplyTo  conference.LineID `json:"reply_to,omitempty"` // the line that it answers, which may be gone
	EditedAt *time.Time        `json:"edited_at,omitempty"`
}

// LineSaid: somebody chatted. In a crowd that says more than can be read, those who do not moderate are told a part of the
// lines: the numbers that are missing are in the history.
type LineSaid struct {
	Line Line `json:"line"`
}

// LinesThinned: of the lines after one number and up to another, those who do not moderate were told a part. How many others
// there were is what is missing; at most one such notice comes in a second.
type LinesThinned struct {
	After   int64 `json:"after"`
	Through int64 `json:"through"`
}

// LineDeleted: a line is gone.
type LineDeleted struct {
	Line conference.LineID `json:"line"`
}

// --- questions

// QuestionChanged: a question is new or has changed.
type QuestionChanged struct {
	Question Question `json:"question"`
}

// QuestionGone: a question that was visible to this person no longer is.
type QuestionGone struct {
	Question conference.QuestionID `json:"question"`
}

// VotesChanged: questions have new counts; sent at most every 250 ms.
type VotesChanged struct {
	Votes List[VoteCount] `json:"votes"`
}

// VoteCount is the number of people who upvoted a question.
type VoteCount struct {
	Question conference.QuestionID `json:"question"`
	Votes    int                   `json:"votes"`
}

// Voted, to one person: your voice was given or taken back, perhaps in another of your windows.
type Voted struct {
	Question conference.QuestionID `json:"question"`
	On       bool                  `json:"on"`
}

// --- stage

// SourceKind is a kind of source that a person publishes.
type SourceKind string

// The kinds of source.
const (
	Microphone  SourceKind = "microphone"
	Camera      SourceKind = "camera"
	Screen      SourceKind = "screen"
	ScreenSound SourceKind = "screen-sound"
)

// SourceKinds lists the kinds of source.
var SourceKinds = []SourceKind{Microphone, Camera, Screen, ScreenSound}

// LegKind is a kind of peer connection.
type LegKind string

// The kinds of leg.
const (
	PublishLeg  LegKind = "publish"
	AudienceLeg LegKind = "audience"
)

// LegKinds lists the kinds of leg.
var LegKinds = []LegKind{PublishLeg, AudienceLeg}

// Performer is a person backstage or on the stage.
type Performer struct {
	Person     Person          `json:"person"`
	Role       conference.Role `json:"role"`
	Since      time.Time       `json:"since"`
	Connected  bool            `json:"connected"` // has a publish leg with media flowing
	Microphone bool            `json:"microphone"`
	Camera     bool            `json:"camera"`
	Screen     bool            `json:"screen"`
}

// StageChanged: who is on the stage, in order.
type StageChanged struct {
	Stage List[Performer] `json:"stage"`
}

// BackstageChanged, to those who may be there: who is backstage, in order of arrival.
type BackstageChanged struct {
	Backstage List[Performer] `json:"backstage"`
}

// PlaceChanged, to one person: you are now there.
type PlaceChanged struct {
	Place conference.Place `json:"place"`
}

// Muted, to one person: a moderator turned this source of yours off; you may turn it on again.
type Muted struct {
	Source SourceKind `json:"source"`
}

// SilenceChanged, to one person: a moderator silenced you in this session, or let you speak again.
type SilenceChanged struct {
	Silenced bool `json:"silenced"`
}

// SessionChanged: the session was opened, closed or rescheduled.
type SessionChanged struct {
	Session SessionInfo `json:"session"`
}

// RightsChanged, to one person: your role in this session is another now.
type RightsChanged struct {
	Role conference.Role         `json:"role"`
	Can  List[conference.Action] `json:"can"`
}

// PresenceChanged: how many people are in the room; at most once a second, not numbered.
type PresenceChanged struct {
	Presence int `json:"presence"`
}

// SpeakerChanged: who is heard most on the stage this seat attends; not numbered.
type SpeakerChanged struct {
	Speaker conference.PersonID `json:"speaker"` // empty: nobody
}

// Slot is what the server sends in one m-line of the audience leg.
type Slot struct {
	Slot   int                 `json:"slot"`   // index of the m-line
	Person conference.PersonID `json:"person"` // empty: nothing
	Source SourceKind          `json:"source"`
}

// SlotsChanged, to one seat: the whole map from slots to sources; not numbered.
type SlotsChanged struct {
	Slots List[Slot] `json:"slots"`
}

// LegClosed, to one seat: a leg of yours has ended; offer a new one unless you are going, or Final is true. Not numbered.
type LegClosed struct {
	Leg    LegKind `json:"leg"`
	Reason string  `json:"reason"`
	Final  bool    `json:"final,omitempty"` // another window has taken over, or the right is gone
}

func (Welcome) notice()              {}
func (Resumed) notice()              {}
func (Done) notice()                 {}
func (Refused) notice()              {}
func (LineSaid) notice()             {}
func (LinesThinned) notice()         {}
func (LineDeleted) notice()          {}
func (QuestionChanged) notice()      {}
func (QuestionGone) notice()         {}
func (VotesChanged) notice()         {}
func (Voted) notice()                {}
func (StageChanged) notice()         {}
func (BackstageChanged) notice()     {}
func (PlaceChanged) notice()         {}
func (Muted) notice()                {}
func (SilenceChanged) notice()       {}
func (SessionChanged) notice()       {}
func (AnnouncementsChanged) notice() {}
func (RightsChanged) notice()        {}
func (PresenceChanged) notice()      {}
func (SpeakerChanged) notice()       {}
func (SlotsChanged) notice()         {}
func (LegClosed) notice()            {}
