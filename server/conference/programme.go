package conference

import (
	"slices"
	"strings"
	"time"
)

// Conference is the whole meeting.
type Conference struct {
	ID                 ConferenceID
	Slug               string // in addresses: "ctc-2020"
	Title              string
	Organizer          string
	Place              string
	TimeZone           string // IANA name: "Europe/Vienna"
	FirstDay           string // civil date in TimeZone: "2020-09-14"
	LastDay            string
	RegistrationOpens  time.Time
	RegistrationCloses time.Time
	Languages          string // comma-separated ISO 639-1, the floor's working languages: "en,fr,de,it,ru,es"
	Demo               bool   // made by the demo command: fictional people, shown as such

	Modification       Modification // until when people may change what they filled in
	ModificationCloses *time.Time   // and not after that; nil: no deadline of its own
	EditingResets      bool         // what is changed after a decision has to be decided again

	Participants      ParticipantList // who may read the list of participants
	ParticipantsUntil *time.Time      // and until when; nil: for good

	RetentionDays int // after the last day, until answers may be kept; 0: for good
}

// RegistrationOpen reports whether somebody may register at now.
func (c Conference) RegistrationOpen(now time.Time) bool {
	return !now.Before(c.RegistrationOpens) && now.Before(c.RegistrationCloses)
}

// LanguageList returns the working languages in their order.
func (c Conference) LanguageList() []string { return split(c.Languages) }

// Hall is a place in the programme where sessions are scheduled.
type Hall struct {
	ID           HallID
	ConferenceID ConferenceID
	Name         string
	Position     int // order on the page, from 0
}

func split(list string) []string {
	if list == "" {
		return []string{}
	}
	return strings.Split(list, ",")
}

func contains[T comparable](list []T, x T) bool {
	return slices.Contains(list, x)
}
