package conference

import (
	"strings"
	"time"
)

// Zone is the time zone of a name such as Europe/Vienna.
func Zone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	// Local is the machine's, and no organizer's; names lead nowhere else.
	if err != nil || name == "" || strings.EqualFold(name, "local") {
		return nil, Errorf(Invalid, "%q is no time zone such as Europe/Vienna", name)
	}
	return zone, nil
}

// MovedClock is when the clocks of one zone show what those of another showed at an instant: who writes half past nine into
// a programme means what the clock in the hall shows, wherever the hall turns out to be. What they skip is the hour after.
func MovedClock(at time.Time, from, to *time.Location) time.Time {
	first, _, err := Instants(at.In(from).Format(CivilForm), to)
	if err != nil {
		first, _, err = Instants(at.In(from).Add(time.Hour).Format(CivilForm), to)
	}
	if err != nil { // a day that a zone has skipped, as Samoa did
		return at
	}
	seconds := at.Sub(at.Truncate(time.Minute))
	return first.Add(seconds)
}
