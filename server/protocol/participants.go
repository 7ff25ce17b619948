package protocol

import (
	"time"

	"plenary/server/conference"
)

// Participants is the list of those who agreed to stand in it: States first, then other organizations.
type Participants struct {
	Shown  bool                       `json:"shown"` // the asker may read it, now
	List   conference.ParticipantList `json:"list,omitempty"`
	Until  *time.Time                 `json:"until,omitempty"`
	Groups List[ListedGroup]          `json:"groups"`
}

// ListedGroup is a State or organization with its people.
type ListedGroup struct {
	Organization string              `json:"organization"`
	Code         string              `json:"code"`
	Category     conference.Category `json:"category"`
	People       List[Listed]        `json:"people"`
}

// Listed is a participant, without an address.
type Listed struct {
	Name     string `json:"name"`
	Function string `json:"function"`
	Head     bool   `json:"head"`
}

// ParticipantsInput says who may read the list.
type ParticipantsInput struct {
	List  conference.ParticipantList `json:"list"`
	Until string                     `json:"until,omitempty" maxLength:"20" doc:"a civil time in the conference's zone; empty: for good"`
}

// ParticipantSettings say who may read the list, to organizers.
type ParticipantSettings struct {
	List  conference.ParticipantList `json:"list"`
	Until string                     `json:"until"`
}
