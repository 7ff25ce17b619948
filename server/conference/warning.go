package conference

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// WarningKind says what is unwise in a programme. Nothing of it is forbidden: organizers know more than rules.
type WarningKind string

// The kinds of warning.
const (
	HallTaken         WarningKind = "hall-taken"         // two sessions in one hall at a time
	PersonTaken       WarningKind = "person-taken"       // a person on two sessions at a time
	TeamTaken         WarningKind = "team-taken"         // a team in two sessions at a time
	HallUnavailable   WarningKind = "hall-unavailable"   // the hall cannot be had then
	PersonUnavailable WarningKind = "person-unavailable" // nor the person
	TeamUnavailable   WarningKind = "team-unavailable"   // nor the team
	NoChair           WarningKind = "no-chair"
	NoInterpreters    WarningKind = "no-interpreters" // into a language that is promised
	OutsideDays       WarningKind = "outside-days"    // not on a day of the conference, or past midnight
	NoGap             WarningKind = "no-gap"          // a person cannot be in the next hall in time
	NotAccredited     WarningKind = "not-accredited"  // a person on it has no approved registration
	Unscheduled       WarningKind = "unscheduled"     // no time or no hall: a release leaves it out
)

// WarningKinds lists all kinds of warning, the gravest first.
var WarningKinds = []WarningKind{
	HallTaken, PersonTaken, TeamTaken, HallUnavailable, PersonUnavailable, TeamUnavailable, OutsideDays, NoGap,
	NoInterpreters, NoChair, NotAccredited, Unscheduled,
}

// Warning is something unwise about a session.
type Warning struct {
	Kind     WarningKind
	Session  SessionID
	Other    SessionID // the one that it collides with
	Person   PersonID
	Team     TeamID
	Language string
}

// ChangeOfHall is how long a person needs from one hall to another.
const ChangeOfHall = 5 * time.Minute

// Plan is all that the warnings about a programme depend on.
type Plan struct {
	Zone         *time.Location
	FirstDay     string // civil dates in the zone
	LastDay      string
	Drafts       []Draft
	People       map[SessionID][]Appointment
	Accredited   map[PersonID]bool
	Teams        []Team
	Availability []Availability
}

type subject struct {
	kind SubjectKind
	id   string
}

// Warnings says what is unwise in a programme, session by session in the order of their times.
func (p Plan) Warnings() []Warning {
	found := []Warning{}
	times := map[subject][]Availability{}
	for _, a := range p.Availability {
		of := subject{a.SubjectKind, a.SubjectID}
		times[of] = append(times[of], a)
	}
	teams := map[TeamID]Team{}
	for _, t := range p.Teams {
		teams[t.ID] = t
	}
	drafts := slices.DeleteFunc(slices.Clone(p.Drafts), func(d Draft) bool { return d.Removed })
	slices.SortStableFunc(drafts, byStart)
	busy := map[subject][]Draft{}
	for _, d := range drafts {
		found = append(found, p.alone(d, teams)...)
		if !d.Scheduled() {
			continue
		}
		for _, s := range p.subjects(d) {
			busy[s] = append(busy[s], d)
			if !available(times[s], *d.StartsAt, *d.EndsAt) {
				found = append(found, s.warn(d.ID, "", PersonUnavailable, HallUnavailable, TeamUnavailable))
			}
		}
	}
	for _, s := range slices.SortedFunc(maps.Keys(busy), func(a, b subject) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.id, b.id))
	}) {
		found = append(found, s.collisions(busy[s])...)
	}
	order := map[SessionID]int{}
	for i, d := range drafts {
		order[d.ID] = i
	}
	slices.SortStableFunc(found, func(a, b Warning) int { return cmp.Compare(order[a.Session], order[b.Session]) })
	return found
}

func byStart(a, b Draft) int {
	switch {
	case a.StartsAt == nil || b.StartsAt == nil:
		return cmp.Compare(when(b.StartsAt == nil, 0, 1), when(a.StartsAt == nil, 0, 1))
	case !a.StartsAt.Equal(*b.StartsAt):
		return a.StartsAt.Compare(*b.StartsAt)
	}
	return cmp.Compare(a.ID, b.ID)
}

func when(yes bool, a, b int) int {
	if yes {
		return a
	}
	return b
}

// subjects are who and what a session needs at its time. Guests are not needed.
func (p Plan) subjects(d Draft) []subject {
	all := []subject{{HallSubject, string(*d.HallID)}}
	for _, a := range p.People[d.ID] {
		if a.Role != Attendee {
			all = append(all, subject{PersonSubject, string(a.PersonID)})
		}
	}
	for _, team := range d.TeamList() {
		all = append(all, subject{TeamSubject, team})
	}
	return all
}

func (s subject) warn(session, other SessionID, person, hall, team WarningKind) Warning {
	w := Warning{Kind: hall, Session: session, Other: other}
	switch s.kind {
	case PersonSubject:
		w.Kind, w.Person = person, PersonID(s.id)
	case TeamSubject:
		w.Kind, w.Team = team, TeamID(s.id)
	case HallSubject:
	}
	return w
}

// collisions are the warnings about all sessions that need the same, in the order of their starts.
func (s subject) collisions(sessions []Draft) []Warning {
	found := []Warning{}
	for i, a := range sessions {
		for _, b := range sessions[i+1:] {
			gap := b.StartsAt.Sub(*a.EndsAt)
			switch {
			case gap >= ChangeOfHall:
			case gap < 0:
				found = append(found, s.warn(b.ID, a.ID, PersonTaken, HallTaken, TeamTaken))
			case s.kind == PersonSubject && *a.HallID != *b.HallID:
				found = append(found, Warning{Kind: NoGap, Session: b.ID, Other: a.ID, Person: PersonID(s.id)})
			}
			if gap >= ChangeOfHall {
				break // and all that start later
			}
		}
	}
	return found
}

// alone are the warnings about one session by itself.
func (p Plan) alone(d Draft, teams map[TeamID]Team) []Warning {
	found := []Warning{}
	if !d.Scheduled() {
		found = append(found, Warning{Kind: Unscheduled, Session: d.ID})
	} else if !p.onADay(d) {
		found = append(found, Warning{Kind: OutsideDays, Session: d.ID})
	}
	if d.Kind == Break || d.Kind == Blocker {
		return found
	}
	chaired := false
	for _, a := range p.People[d.ID] {
		chaired = chaired || a.Role == Chair
		if a.Role == Speaker && !p.Accredited[a.PersonID] {
			found = append(found, Warning{Kind: NotAccredited, Session: d.ID, Person: a.PersonID})
		}
	}
	if !chaired && d.Kind != PressBriefing {
		found = append(found, Warning{Kind: NoChair, Session: d.ID})
	}
	for _, language := range d.LanguageList() {
		if !slices.ContainsFunc(d.TeamList(), func(id string) bool { return contains(teams[TeamID(id)].LanguageList(), language) }) {
			found = append(found, Warning{Kind: NoInterpreters, Session: d.ID, Language: language})
		}
	}
	return found
}

// onADay says whether a session begins and ends on one day of the conference; midnight is the end of a day.
func (p Plan) onADay(d Draft) bool {
	first, last := d.StartsAt.In(p.Zone).Format(time.DateOnly), d.EndsAt.Add(-time.Nanosecond).In(p.Zone).Format(time.DateOnly)
	return first == last && p.FirstDay <= first && first <= p.LastDay
}
