package conference

import (
	"time"
)

// SessionKind says what sort of item of the programme a session is.
type SessionKind string

// The kinds of session.
const (
	OpeningSession SessionKind = "opening"
	WorkingSession SessionKind = "working"
	SideEvent      SessionKind = "side-event"
	ClosedMeeting  SessionKind = "closed"
	ClosingSession SessionKind = "closing"
	PressBriefing  SessionKind = "press"
	Break          SessionKind = "break"
	Blocker        SessionKind = "blocker" // keeps a hall free for what is nobody's business; never public
)

// SessionKinds lists all kinds in the order a form offers them.
var SessionKinds = []SessionKind{OpeningSession, WorkingSession, SideEvent, ClosedMeeting, ClosingSession, PressBriefing, Break, Blocker}

// Access says who may enter a session without being appointed to it.
type Access string

// The kinds of access.
const (
	PublicAccess       Access = "public"       // every signed-in person
	ParticipantsAccess Access = "participants" // approved participants, without the press
	DelegationsAccess  Access = "delegations"  // approved members of delegations of States
	PressAccess        Access = "press"        // approved participants and the press
	ClosedAccess       Access = "closed"       // the named list: people appointed to it; others cannot see that it exists
)

// Accesses lists all kinds of access in the order a form offers them.
var Accesses = []Access{PublicAccess, ParticipantsAccess, DelegationsAccess, PressAccess, ClosedAccess}

// SessionState says where a session is in its life.
type SessionState string

// The states of a session.
const (
	Scheduled SessionState = "scheduled" // the room may be entered; the stage is dark
	Open      SessionState = "open"      // the stage may be live
	Closed    SessionState = "closed"    // over; the room may be read, nothing may be added
)

// SessionStates lists the states in their order.
var SessionStates = []SessionState{Scheduled, Open, Closed}

// Discussion says how far the audience of a session may write. Moderators decide about single people and questions.
type Discussion string

// The kinds of discussion.
const (
	OpenDiscussion      Discussion = "open"      // everybody who may write is read at once
	ModeratedDiscussion Discussion = "moderated" // chat: only people with a role in it write; questions: moderators let them through
	NoDiscussion        Discussion = "off"
)

// Discussions lists all kinds of discussion in the order a form offers them.
var Discussions = []Discussion{OpenDiscussion, ModeratedDiscussion, NoDiscussion}

// Session is an item of the programme as everybody sees it: time, hall, people on it. What organizers are planning is a
// [Draft].
type Session struct {
	ID           SessionID
	ConferenceID ConferenceID
	HallID       HallID
	Title        string
	Abstract     string
	Translations Translations
	Kind         SessionKind
	Access       Access // of its first segment
	Segments     Segments
	Languages    string // as in Conference; empty: no interpretation
	Teams        string // comma-separated ids of the teams that interpret
	Capacity     int    // of the hall, as it is set up for it; 0: no matter
	Recorded     bool
	Chat         Discussion
	Questions    Discussion
	Askers       Identity  // of questions that are asked from now on
	StartsAt     time.Time // as planned
	EndsAt       time.Time
	Delay        int // minutes that it is expected to start later than planned
	Extension    int // minutes that it is expected to last longer
	State        SessionState
	OpenedAt     *time.Time
	ClosedAt     *time.Time
	Segment      int // the number of the one that a moderator moved on to, from 1; ByTheClock: as time goes
	Door         Door
	SuspendedAt  *time.Time // nil: it goes on
	ClosedTo     Access     // all but those who have this access, as a moderator decided; empty: as planned
}

// normal fills in what rows and callers from before there were choices leave out.
func (s Session) normal() Session {
	if s.Chat == "" {
		s.Chat = OpenDiscussion
	}
	if s.Questions == "" {
		s.Questions = ModeratedDiscussion
	}
	if s.Askers == "" {
		s.Askers = Attributed
	}
	return s
}

// Check says what is wrong with a session before it is stored, or returns nil.
func (s Session) Check() error {
	if s.StartsAt.IsZero() {
		return Errorf(Invalid, "a session of the programme needs a time")
	}
	return s.Draft().Check()
}

// ExpectedStart is when the session starts if what runs late stays so.
func (s Session) ExpectedStart() time.Time { return s.StartsAt.Add(minutes(s.Delay)) }

// ExpectedEnd is when the session ends if what runs late stays so.
func (s Session) ExpectedEnd() time.Time { return s.EndsAt.Add(minutes(s.Delay + s.Extension)) }

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// Open returns the session opened at now. A closed session may be opened again: a chair closes too early at times. It
// goes on with the segment it had come to, who may be in it does not begin anew.
func (s Session) Open(now time.Time) (Session, error) {
	if s.State == Open {
		return s, Errorf(Conflict, "the session is open already")
	}
	if s.State == Closed {
		s.Segment = 1 + s.SegmentAt(now)
	}
	s.State, s.OpenedAt, s.ClosedAt = Open, &now, nil
	return s, nil
}

// Close returns the session closed at now.
func (s Session) Close(now time.Time) (Session, error) {
	if s.State != Open {
		return s, Errorf(Conflict, "only an open session can be closed")
	}
	s.State, s.ClosedAt = Closed, &now
	return s, nil
}
