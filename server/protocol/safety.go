package protocol

import (
	"time"

	"plenary/server/conference"
)

// SetDoor holds newcomers at the door, locks it, or opens it again.
type SetDoor struct {
	Door conference.Door `json:"door"`
}

// AnswerKnocks lets people in who wait at the door, or turns them away. Who was turned away can be let in still.
type AnswerKnocks struct {
	People List[conference.PersonID] `json:"people"` // at most 1,000
	Admit  bool                      `json:"admit"`
}

// Suspend stops everything at once, until it is taken back: nothing of the stage reaches anybody, and only moderators may
// write, ask and vote.
type Suspend struct {
	On bool `json:"on"`
}

// CloseMeeting has everybody leave who does not have this access, "delegations" or "closed" (those on the session's list),
// and their media end; without an access, it is opened again.
type CloseMeeting struct {
	Access conference.Access `json:"access,omitempty"`
}

// Needs of each command.

func (SetDoor) Needs() conference.Action      { return conference.ModeratePeople }
func (AnswerKnocks) Needs() conference.Action { return conference.ModeratePeople }
func (Suspend) Needs() conference.Action      { return conference.RunSession }
func (CloseMeeting) Needs() conference.Action { return conference.RunSession }

func (SetDoor) command()      {}
func (AnswerKnocks) command() {}
func (Suspend) command()      {}
func (CloseMeeting) command() {}

// Knock is somebody who waits at the door.
type Knock struct {
	Person Person    `json:"person"`
	Since  time.Time `json:"since"`
}

// WaitingChanged, to moderators: who waits at the door, in the order in which they came; at most once a second, not
// numbered.
type WaitingChanged struct {
	Count   int         `json:"count"`
	Waiting List[Knock] `json:"waiting"` // the first 200
}

func (WaitingChanged) notice() {}

// DoorAnswer is what the door of a session says to somebody.
type DoorAnswer string

// The answers.
const (
	ComeIn          DoorAnswer = "come-in"
	MayKnock        DoorAnswer = "may-knock"
	PleaseWait      DoorAnswer = "waiting"
	TurnedAway      DoorAnswer = "turned-away"
	DoorIsLocked    DoorAnswer = "locked"
	MeetingIsClosed DoorAnswer = "closed-meeting"
	WasRemoved      DoorAnswer = "removed"
	NotInvited      DoorAnswer = "not-invited"
)

// DoorAnswers lists all answers.
var DoorAnswers = []DoorAnswer{ComeIn, MayKnock, PleaseWait, TurnedAway, DoorIsLocked, MeetingIsClosed, WasRemoved, NotInvited}

// DoorInfo is how somebody stands at the door of a session.
type DoorInfo struct {
	Answer DoorAnswer `json:"answer"`
	Title  string     `json:"title"` // of the session
	Place  int        `json:"place" doc:"among those who wait, from 1; 0: not known"`
	Now    time.Time  `json:"now"`
}

// ClosingPreview is what a closed meeting would do.
type ClosingPreview struct {
	Leaving    List[Person] `json:"leaving" doc:"at most 200"`
	LeavingAll int          `json:"leaving_all"`
	Staying    int          `json:"staying"`
	OnStage    List[Person] `json:"on_stage" doc:"who would be taken off the stage, or from behind it"`
	Players    int          `json:"players" doc:"programs that watch and would be ended"`
	Recorded   bool         `json:"recorded" doc:"the session was to be recorded: a closed part is not"`
}
