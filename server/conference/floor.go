package conference

import (
	"encoding/json"
	"time"
)

// RequestKind says what somebody asks the floor for.
type RequestKind string

// The kinds of request.
const (
	NationalStatement RequestKind = "statement"
	GroupStatement    RequestKind = "group"          // on behalf of others too
	FloorQuestion     RequestKind = "question"       // to the panel, by voice
	PanelReply        RequestKind = "reply"          // of a panellist
	PointOfOrder      RequestKind = "point-of-order" // taken before everything else, on a closed list too
	RightOfReply      RequestKind = "right-of-reply" // to what was said; taken when the rules say
)

// RequestKinds lists the kinds in the order in which they are offered.
var RequestKinds = []RequestKind{NationalStatement, GroupStatement, FloorQuestion, PanelReply, PointOfOrder, RightOfReply}

// RequestState says what has become of a request for the floor.
type RequestState string

// The states of a request.
const (
	RequestWaiting   RequestState = "waiting"
	RequestCalled    RequestState = "called"    // asked to prepare: she may go backstage, and is heard there
	RequestSpeaking  RequestState = "speaking"  // has the floor; at most one in a session
	RequestSpoken    RequestState = "spoken"    // was thanked
	RequestWithdrawn RequestState = "withdrawn" // by who asked
	RequestRemoved   RequestState = "removed"   // by the chair, with a reason
	RequestWritten   RequestState = "written"   // time ran out: it became a question in writing
)

// RequestStates lists the states.
var RequestStates = []RequestState{
	RequestWaiting, RequestCalled, RequestSpeaking, RequestSpoken, RequestWithdrawn, RequestRemoved, RequestWritten,
}

// OnList reports whether a request in this state still stands on the list of speakers.
func (s RequestState) OnList() bool { return s == RequestWaiting || s == RequestCalled }

// MaxNote is the length of the note beside a request, and MaxOnBehalf that of whom it is made for, in characters.
const (
	MaxNote     = 250
	MaxOnBehalf = 200
)

// FloorRequest is somebody's wish to speak in a session.
type FloorRequest struct {
	ID           FloorRequestID
	SessionID    SessionID
	PersonID     PersonID
	DelegationID *DelegationID // which she speaks for; nil: an organization that is not listed, or herself
	Kind         RequestKind
	OnBehalf     string      // "European Union"; of a GroupStatement
	Category     string      // key of the rules' category of speakers
	Rank         int         // of who speaks, by the rules: smaller comes first; of a RightOfReply, how many her delegation had
	Language     string      // in which she will speak
	Note         string      // what it is about: 250 characters
	RepliesTo    *SpeechID   // of a RightOfReply
	QuestionID   *QuestionID // which was promoted to the floor
	Number       int64       // counts the requests of a session from 1: the order of inscription
	Position     float64     // place on the list; smaller comes first
	Lot          int         // what was drawn; 0: nothing
	Moved        bool        // by the chair: the rules leave it where it is
	State        RequestState
	Reason       string // why the chair took it off
	RequestedAt  time.Time
	ChangedAt    time.Time
}

// Speech is what somebody said with the floor, from "You have the floor" to "Thank you". Its clock is computed from these
// times, so that it goes on while the server does not.
type Speech struct {
	ID           SpeechID
	SessionID    SessionID
	RequestID    FloorRequestID
	PersonID     PersonID
	DelegationID *DelegationID
	Kind         RequestKind
	OnBehalf     string
	Category     string
	Language     string
	RepliesTo    *SpeechID
	Number       int64         // counts the speeches of a session from 1
	Place        Place         // where the speaker was before, and goes back to
	Allowed      time.Duration // by the rules; 0: no limit
	Extended     time.Duration // by the chair
	StartedAt    time.Time     // when the clock started
	PausedAt     *time.Time    // since when the clock stands; nil: it goes
	Paused       time.Duration // for how long it stood before
	EndedAt      *time.Time
}

// Pause returns the speech with its clock stopped, or going on.
func (s Speech) Pause(on bool, now time.Time) Speech {
	switch {
	case s.EndedAt != nil || on == (s.PausedAt != nil):
	case on:
		s.PausedAt = &now
	default:
		s.Paused += max(0, now.Sub(*s.PausedAt))
		s.PausedAt = nil
	}
	return s
}

// MostExtended is by how much a speech is extended or shortened in all.
const MostExtended = 4 * time.Hour

// Extend returns the speech with more time, or less.
func (s Speech) Extend(by time.Duration) (Speech, error) {
	s.Extended += by
	switch {
	case s.Allowed == 0:
		return s, Errorf(Conflict, "this speech has no limit that could be extended")
	case s.Extended > MostExtended || s.Allowed+s.Extended < 0:
		return s, Errorf(Invalid, "the time can be extended by four hours, and not be shorter than nothing")
	}
	return s, nil
}

// End returns the speech ended.
func (s Speech) End(now time.Time) Speech {
	s = s.Pause(false, now)
	s.EndedAt = &now
	return s
}

// Used is how long the speaker has spoken, without the pauses.
func (s Speech) Used(now time.Time) time.Duration {
	if s.EndedAt != nil {
		now = *s.EndedAt
	}
	if s.PausedAt != nil && s.PausedAt.Before(now) {
		now = *s.PausedAt
	}
	return max(0, now.Sub(s.StartedAt)-s.Paused)
}

// Left is how much of the time is left; negative when it is over. Nobody is cut off then.
func (s Speech) Left(now time.Time) time.Duration { return s.Allowed + s.Extended - s.Used(now) }

// Alignment says that a delegation associates itself with a group statement.
type Alignment struct {
	RequestID    FloorRequestID
	DelegationID DelegationID
	PersonID     PersonID // who confirmed it
	AlignedAt    time.Time
}

// Floor is the state of a session's floor but for who waits for it and who speaks.
type Floor struct {
	SessionID  SessionID
	Procedure  string // key of its rules; empty: those of the conference
	ListOpen   bool
	OpensAt    *time.Time // opens the list by itself
	ClosesAt   *time.Time
	ListShown  bool   // to everybody; else to the chair
	TimesShown bool   // likewise
	Limits     string // by category, where the chair changed them: JSON
}

// NewFloor is the floor of a session about which nobody has decided anything.
func NewFloor(id SessionID) Floor { return Floor{SessionID: id, ListShown: true} }

// LimitMap is the limits that the chair changed, in seconds.
func (f Floor) LimitMap() map[string]int {
	limits := map[string]int{}
	if f.Limits != "" && json.Unmarshal([]byte(f.Limits), &limits) != nil {
		return map[string]int{}
	}
	return limits
}

// SetLimit returns the floor with another limit of a category, or of points of order or rights of reply.
func (f Floor) SetLimit(p Procedure, category string, seconds int) (Floor, error) {
	if seconds < 0 || seconds > maxLimit {
		return f, Errorf(Invalid, "a limit is a number of seconds from 0 to %d", maxLimit)
	}
	known := category == string(PointOfOrder) || category == string(RightOfReply)
	for _, c := range p.Categories {
		known = known || c.Key == category
	}
	if !known {
		return f, Errorf(NotFound, "there is no such category of speakers")
	}
	limits := f.LimitMap()
	limits[category] = seconds
	text, err := json.Marshal(limits)
	if err != nil {
		return f, Errorf(Invalid, "the limits cannot be written")
	}
	f.Limits = string(text)
	return f, nil
}

// LimitFor is for how long a request of a category may take, now; 0: as long as it takes.
func (f Floor) LimitFor(p Procedure, kind RequestKind, category string, round int) time.Duration {
	key := category
	if kind == PointOfOrder || kind == RightOfReply {
		key = string(kind)
	}
	if seconds, changed := f.LimitMap()[key]; changed {
		return time.Duration(seconds) * time.Second
	}
	return p.RuleFor(kind, category, round)
}

// Schedule returns the floor whose list is open or not, and opens or closes by itself at times to come.
func (f Floor) Schedule(open bool, opensAt, closesAt *time.Time, now time.Time) (Floor, error) {
	for _, at := range []*time.Time{opensAt, closesAt} {
		if at != nil && !at.After(now) {
			return f, Errorf(Invalid, "a time at which the list opens or closes by itself must be still to come")
		}
	}
	switch {
	case open && opensAt != nil:
		return f, Errorf(Invalid, "the list is open already; say only when it closes")
	case opensAt != nil && closesAt != nil && !closesAt.After(*opensAt):
		return f, Errorf(Invalid, "the list must close after it opens")
	case !open && opensAt == nil && closesAt != nil:
		return f, Errorf(Invalid, "the list is closed; say when it opens")
	}
	f.ListOpen, f.OpensAt, f.ClosesAt = open, opensAt, closesAt
	return f, nil
}

// Due returns the floor as the time has made it: opened or closed by itself.
func (f Floor) Due(now time.Time) (Floor, bool) {
	before := f.ListOpen
	due := false
	if f.OpensAt != nil && !f.OpensAt.After(now) {
		f.ListOpen, f.OpensAt, due = true, nil, true
	}
	if f.ClosesAt != nil && !f.ClosesAt.After(now) && f.OpensAt == nil {
		f.ListOpen, f.ClosesAt, due = false, nil, true
	}
	return f, due || before != f.ListOpen
}
