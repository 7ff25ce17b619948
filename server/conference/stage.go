package conference

import "time"

// Place says where a person who may publish is.
type Place string

// The places.
const (
	Audience  Place = "audience"
	Backstage Place = "backstage" // heard and seen by speakers and moderators only
	OnStage   Place = "stage"     // heard and seen by all
)

// Places lists the places.
var Places = []Place{Audience, Backstage, OnStage}

// Appearance is a person's place in one session; it is committed, so that a restart brings a panel back as it was.
type Appearance struct {
	SessionID SessionID
	PersonID  PersonID
	Place     Place
	Since     time.Time
}

// Appointment is a role given to a person for one session.
type Appointment struct {
	SessionID SessionID
	PersonID  PersonID
	Role      Role
	Position  int // order among the speakers of the session, from 0
}

// Appointable lists the roles that an organizer may give for a session.
var Appointable = []Role{Attendee, Speaker, Interpreter, Moderator, Chair}
