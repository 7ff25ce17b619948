package conference

import "time"

// ParticipantList says who may read the list of participants.
type ParticipantList string

// The kinds of list.
const (
	NoParticipantList     ParticipantList = "off"
	OwnParticipantList    ParticipantList = "participants" // approved participants, and the organizers
	PublicParticipantList ParticipantList = "public"
)

// ParticipantLists lists all kinds in the order a form offers them.
var ParticipantLists = []ParticipantList{NoParticipantList, OwnParticipantList, PublicParticipantList}

// ShowParticipants says whether somebody with a role in the conference may read the list of participants at now.
func (c Conference) ShowParticipants(role Role, now time.Time) bool {
	switch {
	case role.Can(DecideRegistrations):
		return true
	case c.ParticipantsUntil != nil && !now.Before(*c.ParticipantsUntil):
		return false
	case c.Participants == PublicParticipantList:
		return true
	}
	return c.Participants == OwnParticipantList && role.Can(Watch)
}
