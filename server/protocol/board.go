package protocol

import (
	"time"

	"plenary/server/conference"
)

// Announcement is what organizers tell everybody who is in an open room, until it expires.
type Announcement struct {
	ID        conference.AnnouncementID `json:"id"`
	Session   conference.SessionID      `json:"session,omitempty"` // in whose room alone it is read
	Text      string                    `json:"text"`
	MadeAt    time.Time                 `json:"made_at"`
	ExpiresAt time.Time                 `json:"expires_at"`
}

// AnnouncementInput is what an organizer announces.
type AnnouncementInput struct {
	ID      conference.AnnouncementID `json:"id" minLength:"16" maxLength:"64" doc:"made by the browser: the same again announces once"`
	Session conference.SessionID      `json:"session,omitempty" doc:"in whose room alone it is read; empty: in all open rooms"`
	Text    string                    `json:"text" minLength:"1" maxLength:"500"`
	Minutes int                       `json:"minutes" minimum:"1" maximum:"1440" doc:"for which it is shown"`
}

// AnnouncementsChanged: what is announced is another. It is all of it.
type AnnouncementsChanged struct {
	Announcements List[Announcement] `json:"announcements"`
}

// Board is every hall as it is now, for those who run the conference.
type Board struct {
	Now           time.Time          `json:"now"`
	Halls         List[HallState]    `json:"halls"`
	Announcements List[Announcement] `json:"announcements"`
}

// HallState is a hall, what is on in it or next, and how its room is doing.
type HallState struct {
	Hall    Hall           `json:"hall"`
	Session *BoardSession  `json:"session,omitempty"`
	After   *BoardSession  `json:"after,omitempty"`
	Room    *RoomCondition `json:"room,omitempty" doc:"missing: nobody is in it"`
}

// BoardSession is as much of a session as the board shows.
type BoardSession struct {
	ID            conference.SessionID    `json:"id"`
	Title         string                  `json:"title"`
	Kind          conference.SessionKind  `json:"kind"`
	State         conference.SessionState `json:"state"`
	StartsAt      time.Time               `json:"starts_at"`
	EndsAt        time.Time               `json:"ends_at"`
	ExpectedStart time.Time               `json:"expected_start"`
	ExpectedEnd   time.Time               `json:"expected_end"`
	OpenedAt      *time.Time              `json:"opened_at,omitempty"`
	FloorEnds     *time.Time              `json:"floor_ends,omitempty" doc:"when its list of speakers will be done, if that is later"`
	Behind        int                     `json:"behind" doc:"minutes behind the programme"`
}

// RoomCondition is how a room is doing.
type RoomCondition struct {
	Presence int             `json:"presence"`
	Trend    List[int]       `json:"trend" doc:"how many people there were, a value a minute, the latest last"`
	Stage    List[Performer] `json:"stage"`
	Speaker  *Person         `json:"speaker,omitempty" doc:"who is heard most"`
	OnAir    bool            `json:"on_air" doc:"it is open, and somebody on the stage is heard or seen"`
	Viewers  int             `json:"viewers" doc:"pages that receive the stage"`
	Weak     int             `json:"weak" doc:"of them, those whose connection is too weak to see and hear well"`
	LetGo    int             `json:"let_go" doc:"connections that could not keep up, since the room began"`
	Failures int             `json:"failures" doc:"commands that broke on our side, since the room began"`
	FailedAt *time.Time      `json:"failed_at,omitempty"`
	Troubles List[Trouble]   `json:"troubles" doc:"the last five, the latest first"`
}

// Trouble is something that went wrong in a room.
type Trouble struct {
	Kind   TroubleKind `json:"kind"`
	At     time.Time   `json:"at" doc:"the last time"`
	Times  int         `json:"times" doc:"one after the other"`
	Text   string      `json:"text" doc:"what was said of it; may be empty"`
	Person *Person     `json:"person,omitempty" doc:"whose it was"`
}

// TroubleKind says what went wrong.
type TroubleKind string

// What goes wrong in a room.
const (
	CommandBroke TroubleKind = "command-broke" // a command broke on our side
	NotSaved     TroubleKind = "not-saved"     // a command was not carried out, since the database could not be reached
	MediaLost    TroubleKind = "media-lost"    // the connection of somebody who is on the stage or backstage
)

// TroubleKinds lists the kinds of trouble.
var TroubleKinds = []TroubleKind{CommandBroke, NotSaved, MediaLost}
