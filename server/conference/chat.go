package conference

import "time"

// MaxLine is the length of a chat line, in characters.
const MaxLine = 1000

// Line is one chat entry.
type Line struct {
	ID        LineID
	SessionID SessionID
	PersonID  PersonID
	Number    int64 // counts the lines of a session from 1, in the order they were committed
	Text      string
	SaidAt    time.Time
	DeletedBy *PersonID // a deleted line is kept for the record, and shown to nobody
	DeletedAt *time.Time
}

// Restraint is what a moderator holds against a person in one session.
type Restraint string

// The restraints.
const (
	Silenced Restraint = "silenced" // may watch, may not chat or ask
	Removed  Restraint = "removed"  // may not come back
)
