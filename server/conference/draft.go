package conference

import (
	"cmp"
	"strings"
	"time"
)

const (
	maxTitle    = 300
	maxAbstract = 8000
	// MaxCapacity is the greatest capacity of a hall.
	MaxCapacity = 100_000
)

// Draft is a session as the organizers are working on it. Everybody else sees the [Session] that the newest release made
// of it; a conference that has never released its programme shows its drafts as they are.
type Draft struct {
	ID           SessionID
	ConferenceID ConferenceID
	HallID       *HallID // nil: none yet
	Title        string
	Abstract     string
	Translations Translations
	Kind         SessionKind
	Access       Access
	Segments     Segments
	Languages    string
	Teams        string
	Capacity     int
	Recorded     bool
	Chat         Discussion
	Questions    Discussion
	Askers       Identity
	StartsAt     *time.Time // nil, as EndsAt: no time yet
	EndsAt       *time.Time
	Version      int64 // grows with every change: a change says which one it was made on
	Removed      bool  // taken off the draft; the next release takes it off the programme
	ChangedBy    *PersonID
	ChangedAt    time.Time
}

// Scheduled says whether the draft has a hall and a time.
func (d Draft) Scheduled() bool { return d.HallID != nil && d.StartsAt != nil && d.EndsAt != nil }

// Public says whether a release shows the draft.
func (d Draft) Public() bool { return d.Scheduled() && !d.Removed && d.Kind != Blocker }

// Lasts is how long the session lasts; 0 when it has no time.
func (d Draft) Lasts() time.Duration {
	if d.StartsAt == nil || d.EndsAt == nil {
		return 0
	}
	return d.EndsAt.Sub(*d.StartsAt)
}

// TeamList returns the teams that interpret the session.
func (d Draft) TeamList() []string { return split(d.Teams) }

// LanguageList returns the languages that the session is interpreted into, in their order.
func (d Draft) LanguageList() []string { return split(d.Languages) }

// Session is what a release makes of the draft; it needs to be scheduled.
func (d Draft) Session() Session {
	s := Session{
		ID: d.ID, ConferenceID: d.ConferenceID, Title: d.Title, Abstract: d.Abstract, Translations: d.Translations,
		Kind: d.Kind, Access: d.Access, Segments: d.Segments, Languages: d.Languages, Teams: d.Teams, Capacity: d.Capacity,
		Recorded: d.Recorded, Chat: d.Chat, Questions: d.Questions, Askers: cmp.Or(d.Askers, Attributed), State: Scheduled, Door: DoorOpen,
	}
	if d.Scheduled() {
		s.HallID, s.StartsAt, s.EndsAt = *d.HallID, *d.StartsAt, *d.EndsAt
	}
	return s
}

// Draft is the session as a draft that would release it as it is.
func (s Session) Draft() Draft {
	s = s.normal()
	d := Draft{
		ID: s.ID, ConferenceID: s.ConferenceID, Title: s.Title, Abstract: s.Abstract, Translations: s.Translations,
		Kind: s.Kind, Access: s.Access, Segments: s.Segments, Languages: s.Languages, Teams: s.Teams, Capacity: s.Capacity,
		Recorded: s.Recorded, Chat: s.Chat, Questions: s.Questions, Askers: s.Askers,
	}
	if s.HallID != "" {
		d.HallID = &s.HallID
	}
	if !s.StartsAt.IsZero() {
		d.StartsAt, d.EndsAt = &s.StartsAt, &s.EndsAt
	}
	return d
}

// Check says what is wrong with a draft before it is stored, or returns nil. What is only unwise is a [Warning].
func (d Draft) Check() error {
	switch {
	case strings.TrimSpace(d.Title) == "":
		return Errorf(Invalid, "a session needs a title")
	case len(d.Title) > maxTitle:
		return Errorf(Invalid, "the title is longer than %d bytes", maxTitle)
	case len(d.Abstract) > maxAbstract:
		return Errorf(Invalid, "the abstract is longer than 8,000 bytes")
	case (d.StartsAt == nil) != (d.EndsAt == nil):
		return Errorf(Invalid, "a session has a start and an end, or neither")
	case d.StartsAt != nil && d.Lasts() <= 0:
		return Errorf(Invalid, "a session must end after it starts")
	case d.Lasts() > 24*time.Hour:
		return Errorf(Invalid, "a session lasts at most 24 hours")
	case !contains(SessionKinds, d.Kind):
		return Errorf(Invalid, "%q is no kind of session", d.Kind)
	case !contains(Accesses, d.Access):
		return Errorf(Invalid, "%q is no kind of access", d.Access)
	case d.Capacity < 0 || d.Capacity > MaxCapacity:
		return Errorf(Invalid, "a capacity is a number from 0 to 100,000")
	case !contains(Discussions, d.Chat) || !contains(Discussions, d.Questions):
		return Errorf(Invalid, "chat and questions are open, moderated or off")
	case !contains(Identities, cmp.Or(d.Askers, Attributed)):
		return Errorf(Invalid, "who asks is attributed, known to moderators, or anonymous")
	}
	if err := d.Translations.check(); err != nil {
		return err
	}
	return d.Segments.check(d.Lasts())
}
