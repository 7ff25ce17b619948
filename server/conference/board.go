package conference

import (
	"slices"
	"time"
)

// OnNow finds, of the sessions of one hall, the one that is on, or, when none is, the one that is next, as far as it
// belongs to the hall's day; and the one that comes after it. Zero: there is none. Breaks are nobody's business.
func OnNow(sessions []Session, now time.Time, zone *time.Location) (on, after Session) {
	day := func(t time.Time) string { return t.In(zone).Format(time.DateOnly) }
	var list []Session
	for _, s := range sessions {
		if s.Kind == Break || s.Kind == Blocker || s.State == Closed || s.State != Open && day(s.ExpectedStart()) != day(now) {
			continue
		}
		list = append(list, s)
	}
	slices.SortStableFunc(list, func(a, b Session) int {
		if a.State != b.State && (a.State == Open || b.State == Open) {
			if a.State == Open {
				return -1
			}
			return 1
		}
		return a.StartsAt.Compare(b.StartsAt)
	})
	// What was to be over long ago, and was never opened, is not what the hall waits for.
	list = slices.DeleteFunc(list, func(s Session) bool { return s.State == Scheduled && !s.ExpectedEnd().After(now) })
	if len(list) > 0 {
		on = list[0]
	}
	if len(list) > 1 {
		after = list[1]
	}
	return on, after
}

// Behind is how much later than planned a session begins, or, once it is open, ends, as far as that can be told now.
func (s Session) Behind(now time.Time) time.Duration {
	later := func(a, b time.Time) time.Time {
		if a.After(b) {
			return a
		}
		return b
	}
	switch s.State {
	case Scheduled:
		return max(0, later(s.ExpectedStart(), now).Sub(s.StartsAt))
	case Open:
		return max(0, later(s.ExpectedEnd(), now).Sub(s.EndsAt))
	case Closed:
	}
	return 0
}
