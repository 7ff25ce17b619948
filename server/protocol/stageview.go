package protocol

import (
	"time"

	"plenary/server/conference"
)

// StageViewInput asks for a page that shows the stage of a session on a screen.
type StageViewInput struct {
	Name   string            `json:"name" minLength:"1" maxLength:"100" doc:"where it is shown"`
	Hours  int               `json:"hours" minimum:"1" maximum:"168"`
	Access conference.Access `json:"access" doc:"the most closed part of the session that it is for"`
}

// StageViewInfo is a stage view; Address is told once, when it is made.
type StageViewInfo struct {
	ID        conference.StageViewID `json:"id"`
	Name      string                 `json:"name"`
	Access    conference.Access      `json:"access"`
	CreatedAt time.Time              `json:"created_at"`
	ExpiresAt time.Time              `json:"expires_at"`
	Address   string                 `json:"address,omitempty"`
}

// StageSlate is what a stage view shows instead of the stage.
type StageSlate string

// The slates.
const (
	NoSlate        StageSlate = "none"
	SoonSlate      StageSlate = "soon"
	EndedSlate     StageSlate = "ended"
	SuspendedSlate StageSlate = "suspended"
	ClosedSlate    StageSlate = "closed"
)

// StageSlates lists all slates.
var StageSlates = []StageSlate{NoSlate, SoonSlate, EndedSlate, SuspendedSlate, ClosedSlate}

// StageInput asks what a stage view shows, or, once something of it is seen, waits a few seconds until that changes.
type StageInput struct {
	Token string `json:"token" minLength:"20" maxLength:"200"`
	Seen  string `json:"seen,omitempty" maxLength:"64" doc:"the version that is seen: the answer comes when there is another one, or after ten seconds"`
}

// StageSpeaker is somebody who waits for the floor.
type StageSpeaker struct {
	Person   Person                 `json:"person"`
	Kind     conference.RequestKind `json:"kind"`
	OnBehalf string                 `json:"on_behalf,omitempty"`
}

// StageShown is what a stage view shows now.
type StageShown struct {
	Title         string              `json:"title"`
	Slate         StageSlate          `json:"slate"`
	Now           time.Time           `json:"now"`
	Question      *Question           `json:"question,omitempty" doc:"that is being answered"`
	Poll          *Poll               `json:"poll,omitempty" doc:"that is shown on the stage"`
	Stage         List[Person]        `json:"stage" doc:"who is on it, in order"`
	Speaker       conference.PersonID `json:"speaker" doc:"who is heard most; empty: nobody"`
	Speech        *Speech             `json:"speech,omitempty" doc:"of who has the floor"`
	Warnings      List[int]           `json:"warnings" doc:"seconds left at which the speaker's clock warns"`
	Next          List[StageSpeaker]  `json:"next" doc:"the next two on the list of speakers, if it is shown"`
	Decision      *Proposal           `json:"decision,omitempty" doc:"that is proposed, or was decided just now; without what was said against it"`
	Announcements List[Announcement]  `json:"announcements"`
	Version       string              `json:"version" doc:"of all of this but the time"`
}
