package conference

// The kinds of subject that have a [Counterpart].
const (
	CounterpartConference = "conference"
	CounterpartHall       = "hall"
	CounterpartSession    = "session"
)

// Counterpart is what stands for a session, a hall or the conference in the schedule file of another program.
type Counterpart struct {
	ConferenceID ConferenceID
	Kind         string
	Subject      string // the id of ours
	GUID         string // what the other program calls it
	Source       string // all that the file said of it, as JSON
}

// Intake is what bringing in a schedule file does to the programme: all of it, or nothing.
type Intake struct {
	Halls        []Hall
	Added        []Draft
	Changed      []Draft // each made on its Version
	Removed      []Draft // marked so, made on their Version
	Counterparts []Counterpart
	Lines        []IntakeLine // what a person reads before she agrees
}

// IntakeDeed is what happens to one thing.
type IntakeDeed string

// The deeds of an [Intake].
const (
	IntakeAdds    IntakeDeed = "adds"
	IntakeChanges IntakeDeed = "changes"
	IntakeRemoves IntakeDeed = "removes"
	IntakeMisses  IntakeDeed = "misses" // was brought in before, and is not in the file any more; it stays
	IntakeRefuses IntakeDeed = "refuses"
	IntakeNotes   IntakeDeed = "notes" // something was not understood, and is kept
)

// IntakeDeeds lists all deeds.
var IntakeDeeds = []IntakeDeed{IntakeAdds, IntakeChanges, IntakeRemoves, IntakeMisses, IntakeRefuses, IntakeNotes}

// IntakeLine says what happens to one thing, and why.
type IntakeLine struct {
	Deed IntakeDeed
	Name string
	Says string
}

// Count counts the lines of a deed.
func (i Intake) Count(deed IntakeDeed) (n int) {
	for _, l := range i.Lines {
		if l.Deed == deed {
			n++
		}
	}
	return n
}
