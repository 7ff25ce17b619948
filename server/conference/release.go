package conference

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Release is the programme as everybody saw it from then on.
type Release struct {
	ID           ReleaseID
	ConferenceID ConferenceID
	Number       int64 // from 1
	Name         string
	Notes        string
	Snapshot     string // JSON of a [Snapshot]
	ReleasedBy   *PersonID
	ReleasedAt   time.Time
}

// Snapshot is a programme at one time.
type Snapshot struct {
	Halls    []Hall
	Sessions []Planned
}

// Planned is a session with the people on it.
type Planned struct {
	Draft
	People []Appointment
}

// Name is the title of a session that may be none.
func (p *Planned) Name() string {
	if p == nil {
		return ""
	}
	return p.Title
}

// Pack writes a snapshot as a release keeps it.
func (s Snapshot) Pack() (string, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("write a snapshot: %w", err)
	}
	return string(b), nil
}

// Read reads the snapshot of a release; a release that is none has nothing in it.
func (r Release) Read() (s Snapshot, err error) {
	if r.Snapshot == "" {
		return s, nil
	}
	if err := json.Unmarshal([]byte(r.Snapshot), &s); err != nil {
		return s, fmt.Errorf("read the snapshot of release %d: %w", r.Number, err)
	}
	return s, nil
}

// TakeSnapshot is what a release of drafts shows.
func TakeSnapshot(halls []Hall, drafts []Draft, people map[SessionID][]Appointment) Snapshot {
	s := Snapshot{Halls: halls}
	for _, d := range drafts {
		if d.Public() {
			s.Sessions = append(s.Sessions, Planned{d, people[d.ID]})
		}
	}
	return s
}

// Change is what is different about a session between two programmes: it is new (no Before), gone (no After), or changed
// in some fields.
type Change struct {
	Session SessionID
	Before  *Planned
	After   *Planned
	Fields  []Field
}

// Field is what about a session changed.
type Field string

// The fields.
const (
	TimeField      Field = "time"
	HallField      Field = "hall"
	TitleField     Field = "title"
	TextField      Field = "text" // abstract, translations
	KindField      Field = "kind"
	AccessField    Field = "access"
	LanguagesField Field = "languages"
	PeopleField    Field = "people"
	OtherField     Field = "other"
)

// Fields lists all fields, what people most need to know first.
var Fields = []Field{TimeField, HallField, TitleField, AccessField, LanguagesField, PeopleField, KindField, TextField, OtherField}

// Diff says what is different in a programme from what it was before, in its order; what is gone comes last.
func Diff(before, after Snapshot) []Change {
	changes := []Change{}
	was := map[SessionID]*Planned{}
	for i := range before.Sessions {
		was[before.Sessions[i].ID] = &before.Sessions[i]
	}
	for i := range after.Sessions {
		now := &after.Sessions[i]
		old := was[now.ID]
		delete(was, now.ID)
		if old == nil {
			changes = append(changes, Change{Session: now.ID, After: now})
		} else if fields := old.differs(*now); len(fields) > 0 {
			changes = append(changes, Change{now.ID, old, now, fields})
		}
	}
	for i := range before.Sessions {
		if gone := &before.Sessions[i]; was[gone.ID] != nil {
			changes = append(changes, Change{Session: gone.ID, Before: gone})
		}
	}
	return changes
}

func (p Planned) differs(now Planned) []Field {
	a, b := p.Session(), now.Session()
	changed := map[Field]bool{
		TimeField:      !a.StartsAt.Equal(b.StartsAt) || !a.EndsAt.Equal(b.EndsAt),
		HallField:      a.HallID != b.HallID,
		TitleField:     a.Title != b.Title,
		TextField:      a.Abstract != b.Abstract || a.Translations != b.Translations,
		KindField:      a.Kind != b.Kind,
		AccessField:    a.Access != b.Access || a.Segments != b.Segments,
		LanguagesField: a.Languages != b.Languages,
		PeopleField:    !slices.Equal(p.People, now.People),
		OtherField: a.Teams != b.Teams || a.Capacity != b.Capacity || a.Recorded != b.Recorded || a.Chat != b.Chat ||
			a.Questions != b.Questions || a.Askers != b.Askers,
	}
	return slices.DeleteFunc(slices.Clone(Fields), func(f Field) bool { return !changed[f] })
}

// PublicChanges are changes as the public may know them: of closed sessions nothing, and a session that is closed now was
// cancelled, as far as others are told.
func PublicChanges(changes []Change) []Change {
	public := []Change{}
	for _, c := range changes {
		if c.Before != nil && c.Before.Session().Secret() {
			c.Before, c.Fields = nil, nil
		}
		if c.After != nil && c.After.Session().Secret() {
			c.After, c.Fields = nil, nil
		}
		if c.Before != nil || c.After != nil {
			public = append(public, c)
		}
	}
	return public
}

// Affected are the people on changed sessions, before or after: those to tell.
func Affected(changes []Change) []PersonID {
	people := []PersonID{}
	for _, c := range changes {
		for _, p := range []*Planned{c.Before, c.After} {
			if p == nil {
				continue
			}
			for _, a := range p.People {
				people = append(people, a.PersonID)
			}
		}
	}
	slices.Sort(people)
	return slices.Compact(people)
}

// ChangesFor lists the changes of sessions that a person had or has a role in.
func ChangesFor(person PersonID, changes []Change) []Change {
	return slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return !slices.Contains(Affected([]Change{c}), person) })
}
