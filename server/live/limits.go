package live

import (
	"time"

	"plenary/server/conference"
)

// Rate is how often something may be done: Burst times at once, and once more each time Every has passed.
type Rate struct {
	Burst int
	Every time.Duration
}

// Limits bound what people can send and what the room keeps for them.
type Limits struct {
	Queue          int           // bytes that a seat may be behind before it gets a snapshot instead of them
	Stall          time.Duration // for which a browser may take nothing before it is let go
	Notices        int           // the last notices, kept for seats that come back
	NoticeBytes    int           // at most this many bytes of them
	NoticeAge      time.Duration // and none that are older
	SeatsPerPerson int
	SeatsPerRoom   int
	Performers     int // people on the stage of one room and behind it, each with a publish leg

	Shown     Rate // of lines that everybody in a crowded room is told; of the others, only who moderates and who said them
	ShownFrom int  // seats that make a room crowded

	Reports            Rate // of what one leg plays
	Commands           Rate // of one seat, whatever they are
	Lines              Rate // of one person in the chat; also edits of her questions
	Questions          Rate // of one person
	FloorRequests      Rate // of one person, made and changed
	ModeratorLines     Rate
	ModeratorQuestions Rate
}

// DefaultLimits are generous to people and tight for programs.
func DefaultLimits() Limits {
	return Limits{
		Queue: 256 << 10, Stall: 8 * time.Second,
		Notices: 2000, NoticeBytes: 8 << 20, NoticeAge: 10 * time.Minute, SeatsPerPerson: 1000, SeatsPerRoom: 20_000, Performers: 100,
		Shown: Rate{25, 200 * time.Millisecond}, ShownFrom: 300,
		Reports:        Rate{3, 5 * time.Second},
		Commands:       Rate{60, 50 * time.Millisecond},
		Lines:          Rate{5, 2 * time.Second},
		Questions:      Rate{3, 20 * time.Second},
		FloorRequests:  Rate{6, 10 * time.Second},
		ModeratorLines: Rate{20, 500 * time.Millisecond}, ModeratorQuestions: Rate{20, 2 * time.Second},
	}
}

// A bucket counts how often something was done lately. The zero bucket is that of somebody who has done nothing.
type bucket struct {
	owed time.Duration // until everything may be done again
	at   time.Time
}

// take counts one more, or says how long to wait. Time is of the monotonic clock: somebody may set the other one.
func (b *bucket) take(r Rate, now time.Time) (wait time.Duration) {
	owed := max(0, b.owed-now.Sub(b.at))
	if wait := owed + r.Every - time.Duration(r.Burst)*r.Every; wait > 0 {
		return wait
	}
	b.owed, b.at = owed+r.Every, now
	return 0
}

// limit is take as a refusal.
func (b *bucket) limit(r Rate, what string) error {
	if wait := b.take(r, time.Now()); wait > 0 {
		return conference.Wait(wait, "%s; please wait a moment", what)
	}
	return nil
}
