package protocol

import (
	"time"

	"plenary/server/conference"
)

// TakeIn says what bringing in a schedule file does, or did.
type TakeIn struct {
	Title    string           `json:"title" doc:"the conference's, as the file has it"`
	Sessions int              `json:"sessions"` // in the file, as are the next three
	Halls    int              `json:"halls"`
	People   int              `json:"people"`
	Links    int              `json:"links"`
	Added    int              `json:"added"`
	Changed  int              `json:"changed"`
	Removed  int              `json:"removed"`
	Lines    List[TakeInLine] `json:"lines"`
	Stamp    string           `json:"stamp" doc:"names this preview; give it back to have done what it says"`
}

// TakeInLine says what happens to one thing.
type TakeInLine struct {
	Deed conference.IntakeDeed `json:"deed"`
	Name string                `json:"name"`
	Says string                `json:"says"`
}

// CalendarAddress is the secret address of the own calendar; it is shown once, when it is made.
type CalendarAddress struct {
	CreatedAt *time.Time `json:"created_at,omitempty"`
	Address   string     `json:"address,omitempty"`
}
