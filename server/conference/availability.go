package conference

import "time"

// TeamID names a [Team].
type TeamID string

// AvailabilityID names an [Availability].
type AvailabilityID string

// ReleaseID names a [Release].
type ReleaseID string

// Team is people who interpret together.
type Team struct {
	ID           TeamID
	ConferenceID ConferenceID
	Name         string
	Languages    string // that it interprets into, as in Conference
}

// LanguageList returns the languages that the team interprets into, in their order.
func (t Team) LanguageList() []string { return split(t.Languages) }

// SubjectKind says what an [Availability] is about.
type SubjectKind string

// The kinds of subject.
const (
	PersonSubject SubjectKind = "person"
	HallSubject   SubjectKind = "hall"
	TeamSubject   SubjectKind = "team"
)

// SubjectKinds lists all kinds of subject.
var SubjectKinds = []SubjectKind{PersonSubject, HallSubject, TeamSubject}

// Availability is a time at which a person, a hall or a team can be had. Of whom there is none, she can be had always.
type Availability struct {
	ID           AvailabilityID
	ConferenceID ConferenceID
	SubjectKind  SubjectKind
	SubjectID    string
	StartsAt     time.Time
	EndsAt       time.Time
}

// MaxAvailabilities is how many times one person, hall or team may have.
const MaxAvailabilities = 50

// Check says what is wrong with a time at which somebody can be had, or returns nil.
func (a Availability) Check() error {
	switch {
	case !contains(SubjectKinds, a.SubjectKind):
		return Errorf(Invalid, "%q is neither a person, a hall nor a team", a.SubjectKind)
	case !a.EndsAt.After(a.StartsAt):
		return Errorf(Invalid, "it must end after it starts")
	}
	return nil
}

// available says whether times together cover all from start to end; none at all do.
func available(times []Availability, start, end time.Time) bool {
	if len(times) == 0 {
		return true
	}
	for covered := true; covered && start.Before(end); {
		covered = false
		for _, a := range times {
			if !a.StartsAt.After(start) && a.EndsAt.After(start) {
				start, covered = a.EndsAt, true
			}
		}
	}
	return !start.Before(end)
}
