package protocol

import (
	"time"

	"plenary/server/conference"
)

// Asides are what those who run a session say to each other.
type Asides struct {
	Open  bool        `json:"open"`  // to this person
	Lines List[Aside] `json:"lines"` // the last 100, oldest first; none when it is not open
}

// Aside is one of them.
type Aside struct {
	ID     conference.LineID `json:"id"`
	Number int64             `json:"number"`
	Person Person            `json:"person"`
	Text   string            `json:"text"`
	SaidAt time.Time         `json:"said_at"`
}

// SayAside says something to those who run the session, interpret it or are on its panel. The command's id becomes the
// aside's.
type SayAside struct {
	Text string `json:"text"` // at most 1,000 characters
}

// DeleteAside takes an aside away: a moderator any, others only their own.
type DeleteAside struct {
	Aside conference.LineID `json:"aside"`
}

// AsidesChanged, to one person: she reads asides from now on, or no longer.
type AsidesChanged struct {
	Asides Asides `json:"asides"`
}

// AsideSaid, to those who read them: somebody said an aside.
type AsideSaid struct {
	Aside Aside `json:"aside"`
}

// AsideDeleted, to those who read them: an aside is gone.
type AsideDeleted struct {
	Aside conference.LineID `json:"aside"`
}

func (SayAside) Needs() conference.Action    { return conference.Confer }
func (DeleteAside) Needs() conference.Action { return conference.Confer }

func (SayAside) command()    {}
func (DeleteAside) command() {}

func (AsidesChanged) notice() {}
func (AsideSaid) notice()     {}
func (AsideDeleted) notice()  {}
