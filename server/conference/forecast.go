package conference

import "time"

// Turn is somebody who is still to speak, and for how long that is expected to take.
type Turn struct {
	Request FloorRequestID
	Lasts   time.Duration
}

// Outlook is what a forecast is made from.
type Outlook struct {
	Now        time.Time
	Planned    time.Time     // end of the session
	Speech     *Speech       // which goes on
	Turns      []Turn        // in the order of the list
	Changeover time.Duration // from one speaker to the next
	Joining    float64       // names that come onto the list each minute; 0 when it is closed
	ListCloses time.Time     // when no more come; at the latest with the session
}

// Forecast is when those on the list are expected to speak.
type Forecast struct {
	Expected []ExpectedTurn
	EndsAt   time.Time // when the list is done
	Over     time.Duration
	Savings  []Saving
}

// ExpectedTurn is when somebody is expected to have the floor.
type ExpectedTurn struct {
	Request FloorRequestID
	At      time.Time
}

// Saving is what a limit for all who wait would save; without a limit, what closing the list now would.
type Saving struct {
	Limit time.Duration
	Saves time.Duration
}

// shorter are the limits that a chair may be offered.
var shorter = []time.Duration{4 * time.Minute, 3 * time.Minute, 150 * time.Second, 2 * time.Minute, 90 * time.Second, time.Minute}

const mostOffered = 3

// Usual is how long a turn is taken to last that has no limit, and DefaultChangeover how long it takes until the first one
// speaks.
const (
	Usual             = 3 * time.Minute
	DefaultChangeover = 10 * time.Second
)

// Forecast says when those on the list are expected to speak, and what could be saved. A speaker who is over her time is
// expected to end now.
func (o Outlook) Forecast() (f Forecast) {
	at := o.Now
	if o.Speech != nil {
		if o.Speech.Allowed+o.Speech.Extended > 0 {
			at = at.Add(max(0, o.Speech.Left(o.Now)))
		} else {
			at = at.Add(max(0, Usual-o.Speech.Used(o.Now)))
		}
	}
	for i, turn := range o.Turns {
		if i > 0 || o.Speech != nil {
			at = at.Add(o.Changeover)
		}
		f.Expected = append(f.Expected, ExpectedTurn{turn.Request, at})
		at = at.Add(turn.Lasts)
	}
	f.EndsAt, f.Over = at, at.Sub(o.Planned)
	f.Savings = o.savings()
	return f
}

func (o Outlook) savings() (list []Saving) {
	var sum, longest time.Duration
	for _, turn := range o.Turns {
		sum += turn.Lasts
		longest = max(longest, turn.Lasts)
	}
	if len(o.Turns) == 0 {
		return nil
	}
	until := o.Planned
	if !o.ListCloses.IsZero() && o.ListCloses.Before(until) {
		until = o.ListCloses
	}
	if rest := until.Sub(o.Now); rest > 0 && o.Joining > 0 {
		mean := sum/time.Duration(len(o.Turns)) + o.Changeover
		if saves := time.Duration(o.Joining * rest.Minutes() * float64(mean)); saves >= time.Second {
			list = append(list, Saving{Saves: saves})
		}
	}
	offered := 0
	for _, limit := range shorter {
		if limit >= longest || offered == mostOffered {
			continue
		}
		var saves time.Duration
		for _, turn := range o.Turns {
			saves += max(0, turn.Lasts-limit)
		}
		list = append(list, Saving{Limit: limit, Saves: saves})
		offered++
	}
	return list
}

// Joining is how many names came onto the list each minute, of late: over the last ten minutes, or since it was opened.
func Joining(requests []FloorRequest, opened, now time.Time) float64 {
	from := now.Add(-10 * time.Minute)
	if opened.After(from) {
		from = opened
	}
	minutes := now.Sub(from).Minutes()
	if minutes < 1 {
		return 0 // too early to say
	}
	n := 0
	for _, r := range requests {
		if !r.RequestedAt.Before(from) && r.Kind != RightOfReply && r.Kind != PointOfOrder {
			n++
		}
	}
	return float64(n) / minutes
}

// Changeover is how long it takes from one speaker to the next, in the mean of a session. Breaks do not count.
func Changeover(speeches []Speech) time.Duration {
	var sum time.Duration
	n := 0
	for i := 1; i < len(speeches); i++ {
		if ended := speeches[i-1].EndedAt; ended != nil {
			if gap := speeches[i].StartedAt.Sub(*ended); gap >= 0 && gap <= 2*time.Minute {
				sum += gap
				n++
			}
		}
	}
	if n < 2 {
		return DefaultChangeover
	}
	return sum / time.Duration(n)
}
