package conference

import "time"

// Door says how newcomers come into the room of a session. Those who have a role in it come in always.
type Door string

// The doors.
const (
	DoorOpen   Door = "open"
	DoorHeld   Door = "held"   // newcomers wait until a moderator lets them in
	DoorLocked Door = "locked" // nobody new comes in
)

// Doors lists all doors in the order a form offers them.
var Doors = []Door{DoorOpen, DoorHeld, DoorLocked}

// PassState is what became of somebody who wants to come through a door that is not open.
type PassState string

// The states of a pass.
const (
	PassWaiting  PassState = "waiting"
	PassAdmitted PassState = "admitted" // by a moderator, or because she was inside when the door was shut
	PassRefused  PassState = "refused"
)

// PassStates lists the states of a pass.
var PassStates = []PassState{PassWaiting, PassAdmitted, PassRefused}

// Pass is somebody at the door of a session that is held or locked.
type Pass struct {
	SessionID  SessionID
	PersonID   PersonID
	State      PassState
	AskedAt    time.Time
	AnsweredAt *time.Time
}

// MostWaiting is how many people may wait at the door of a session.
const MostWaiting = 1000

// Knock says whether somebody may wait at the door of the session.
func (s Session) Knock() error {
	switch s.Door {
	case DoorHeld:
		return nil
	case DoorLocked:
		return Errorf(Conflict, "the room is locked; nobody new is let in")
	case DoorOpen:
	}
	return Errorf(Conflict, "the door is open; you can come in")
}

// SetDoor returns the session with another door.
func (s Session) SetDoor(d Door) (Session, error) {
	if !contains(Doors, d) {
		return s, Errorf(Invalid, "there is no such door")
	}
	s.Door = d
	return s, nil
}

// Suspended says whether everything in the session is suspended.
func (s Session) Suspended() bool { return s.SuspendedAt != nil }

// Suspend returns the session with everything suspended since now, or going on. A session that is suspended already
// stays so since then.
func (s Session) Suspend(on bool, now time.Time) (Session, error) {
	switch {
	case on && s.State == Closed:
		return s, Errorf(Conflict, "the session is over; there is nothing to suspend")
	case on && s.SuspendedAt == nil:
		s.SuspendedAt = &now
	case !on:
		s.SuspendedAt = nil
	}
	return s, nil
}

// WhileSuspended says whether somebody may do something in a session that is suspended. Moderators keep all their means;
// of the others, speakers may talk backstage, where the audience does not hear them, and everybody may stay.
func WhileSuspended(role Role, a Action) error {
	switch {
	case role.Can(ModeratePeople), a == Watch, a == GoBackstage, a == Confer, a == Interpret:
		return nil
	}
	return Errorf(Conflict, "the session is suspended; please wait until it goes on")
}

// CloseTo returns the session as a closed meeting, for those whom access lets in, or opened again for all when access is
// empty.
func (s Session) CloseTo(access Access) (Session, error) {
	switch {
	case access == "":
	case access != DelegationsAccess && access != ClosedAccess:
		return s, Errorf(Invalid, "a meeting is closed to all but delegations, or to all but those on its list")
	case s.State == Closed:
		return s, Errorf(Conflict, "the session is over; nobody has to leave it")
	}
	s.ClosedTo = access
	return s, nil
}
