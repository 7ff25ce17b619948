package protocol

import (
	"time"

	"plenary/server/conference"
)

// DraftInfo is a session as the organizers are working on it.
type DraftInfo struct {
	ID           conference.SessionID    `json:"id"`
	Version      int64                   `json:"version" doc:"a change says which one it was made on"`
	Hall         conference.HallID       `json:"hall" doc:"empty: none yet"`
	StartsAt     *time.Time              `json:"starts_at,omitempty" doc:"none yet, if it is not there"`
	EndsAt       *time.Time              `json:"ends_at,omitempty"`
	Title        string                  `json:"title"`
	Abstract     string                  `json:"abstract"`
	Translations List[Translation]       `json:"translations"`
	Kind         conference.SessionKind  `json:"kind"`
	Access       conference.Access       `json:"access"`
	Segments     List[Segment]           `json:"segments"`
	Languages    List[string]            `json:"languages"`
	Teams        List[conference.TeamID] `json:"teams"`
	Capacity     int                     `json:"capacity"`
	Recorded     bool                    `json:"recorded"`
	Chat         conference.Discussion   `json:"chat"`
	Questions    conference.Discussion   `json:"questions"`
	Askers       conference.Identity     `json:"askers"`
	People       List[Appointed]         `json:"people" doc:"everybody with a role in it, guests and interpreters too"`
	ChangedBy    conference.PersonID     `json:"changed_by"`
	ChangedAt    time.Time               `json:"changed_at"`
}

// DraftProgramme is the working draft of the programme, and what is unwise about it.
type DraftProgramme struct {
	Halls        List[Hall]             `json:"halls"`
	Teams        List[TeamInfo]         `json:"teams"`
	Sessions     List[DraftInfo]        `json:"sessions"`
	Availability List[AvailabilityInfo] `json:"availability"`
	Warnings     List[WarningInfo]      `json:"warnings"`
	Release      *ReleaseInfo           `json:"release,omitempty" doc:"the newest; until there is one, everybody sees the draft"`
	Stamp        int64                  `json:"stamp" doc:"changes with every change of the draft"`
}

// SlotInput moves a session in the draft: to a hall and a civil time, or off both.
type SlotInput struct {
	Version  int64             `json:"version" minimum:"1"`
	Hall     conference.HallID `json:"hall,omitempty"`
	StartsAt string            `json:"starts_at,omitempty" maxLength:"20"`
	EndsAt   string            `json:"ends_at,omitempty" maxLength:"20"`
}

// CopyInput copies a session to other halls, at the same time.
type CopyInput struct {
	Halls []conference.HallID `json:"halls" minItems:"1" maxItems:"100"`
}

// TeamInfo is a team of interpreters.
type TeamInfo struct {
	ID        conference.TeamID `json:"id"`
	Name      string            `json:"name"`
	Languages List[string]      `json:"languages"`
}

// TeamInput is what an organizer fills in for a team of interpreters.
type TeamInput struct {
	Name      string   `json:"name" minLength:"1" maxLength:"200"`
	Languages []string `json:"languages" minItems:"1" maxItems:"20"`
}

// AvailabilityInfo is a time at which a person, a hall or a team can be had.
type AvailabilityInfo struct {
	Kind     conference.SubjectKind `json:"kind"`
	Subject  string                 `json:"subject" doc:"the id of the person, hall or team"`
	StartsAt time.Time              `json:"starts_at"`
	EndsAt   time.Time              `json:"ends_at"`
}

// AvailabilityInput says when a person, a hall or a team can be had; at no times: always.
type AvailabilityInput struct {
	Kind    conference.SubjectKind `json:"kind"`
	Subject string                 `json:"subject" minLength:"1" maxLength:"64"`
	Times   []CivilSpan            `json:"times" maxItems:"50"`
}

// CivilSpan is a time from and to, as the hall's clock shows it.
type CivilSpan struct {
	StartsAt string `json:"starts_at" maxLength:"20"`
	EndsAt   string `json:"ends_at" maxLength:"20"`
}

// WarningInfo is something unwise about a session.
type WarningInfo struct {
	Kind     conference.WarningKind `json:"kind"`
	Session  conference.SessionID   `json:"session"`
	Other    conference.SessionID   `json:"other,omitempty" doc:"that it collides with"`
	Person   string                 `json:"person,omitempty" doc:"the name"`
	Team     conference.TeamID      `json:"team,omitempty"`
	Language string                 `json:"language,omitempty"`
}

// ReleaseInfo is a release of the programme.
type ReleaseInfo struct {
	Number     int64     `json:"number"`
	Name       string    `json:"name"`
	Notes      string    `json:"notes"`
	ReleasedAt time.Time `json:"released_at"`
}

// ReleaseInput releases the draft.
type ReleaseInput struct {
	Name  string `json:"name" minLength:"1" maxLength:"200"`
	Notes string `json:"notes,omitempty" maxLength:"20000"`
	Stamp int64  `json:"stamp" doc:"of the draft that was looked at"`
}

// ChangeInfo is what is different about a session between two programmes: it is new, gone, or changed in some fields.
type ChangeInfo struct {
	Session conference.SessionID   `json:"session"`
	Title   string                 `json:"title"`
	Fields  List[conference.Field] `json:"fields" doc:"none: it is new or gone"`
	Before  *Placed                `json:"before,omitempty" doc:"not there: it is new"`
	After   *Placed                `json:"after,omitempty" doc:"not there: it is gone"`
}

// Placed is where and when a session is, and what it is called.
type Placed struct {
	Title    string    `json:"title"`
	Hall     string    `json:"hall" doc:"its name"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
}

// Difference is what changed between two programmes.
type Difference struct {
	From      int64            `json:"from" doc:"the number of a release; 0: nothing"`
	To        int64            `json:"to" doc:"the number of a release; 0: the draft"`
	Changes   List[ChangeInfo] `json:"changes"`
	Changelog string           `json:"changelog" doc:"what of it everybody may know, in words, a line each"`
	Affected  List[Person]     `json:"affected" doc:"people on changed sessions"`
}

// MinutesInput is by how much a hall runs late, or a session is extended; negative: less again.
type MinutesInput struct {
	Minutes int `json:"minutes" minimum:"-720" maximum:"720"`
}

// SegmentInput moves a session on to one of its segments.
type SegmentInput struct {
	Segment int `json:"segment" minimum:"0" maximum:"20" doc:"counted from 1; 0: as time goes"`
}

// ReleaseNews is a release as everybody is told of it.
type ReleaseNews struct {
	Release ReleaseInfo      `json:"release"`
	Changes List[ChangeInfo] `json:"changes" doc:"of sessions that everybody may know; none of the first release, which is all new"`
}
