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
)

// SessionKinds lists all kinds in the order a form offers them.
var SessionKinds = []SessionKind{OpeningSession, WorkingSession, SideEvent, ClosedMeeting, ClosingSession, PressBriefing, Break}

// Access says who may enter a session without being appointed to it.
type Access string

// The kinds of access.
const (
	PublicAccess       Access = "public"       // every signed-in person
	ParticipantsAccess Access = "participants" // approved participants, without the press
	PressAccess        Access = "press"        // approved participants and the press
	ClosedAccess       Access = "closed"       // only people appointed to it; others cannot see that it exists
)

// Accesses lists all kinds of access in the order a form offers them.
var Accesses = []Access{PublicAccess, ParticipantsAccess, PressAccess, ClosedAccess}

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

// Session is an item of the programme: time, hall, people on it.
type Session struct {
	ID           SessionID
	ConferenceID ConferenceID
	HallID       HallID
	Title        string
	Abstract     string
	Kind         SessionKind
	Access       Access
	Languages    string // as in Conference; empty: no interpretation
	StartsAt     time.Time
	EndsAt       time.Time
	State        SessionState
	OpenedAt     *time.Time
	ClosedAt     *time.Time
}

// Check says what is wrong with a session before it is stored, or returns nil.
func (s Session) Check() error {
	switch {
	case strings.TrimSpace(s.Title) == "":
		return Errorf(Invalid, "a session needs a title")
	case len(s.Title) > 300:
		return Errorf(Invalid, "the title is longer than 300 bytes")
	case len(s.Abstract) > 8000:
		return Errorf(Invalid, "the abstract is longer than 8,000 bytes")
	case !s.EndsAt.After(s.StartsAt):
		return Errorf(Invalid, "a session must end after it starts")
	case s.EndsAt.Sub(s.StartsAt) > 24*time.Hour:
		return Errorf(Invalid, "a session lasts at most 24 hours")
	case !contains(SessionKinds, s.Kind):
		return Errorf(Invalid, "%q is no kind of session", s.Kind)
	case !contains(Accesses, s.Access):
		return Errorf(Invalid, "%q is no kind of access", s.Access)
	}
	return nil
}

// Open returns the session opened at now. A closed session may be opened again: a chair closes too early at times.
func (s Session) Open(now time.Time) (Session, error) {
	if s.State == Open {
		return s, Errorf(Conflict, "the session is open already")
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

func split(list string) []string {
	if list == "" {
		return []string{}
	}
	return strings.Split(list, ",")
}

func contains[T comparable](list []T, x T) bool {
	return slices.Contains(list, x)
}
