package conference

import "time"

// MostLate is the greatest number of minutes that something runs late or is extended by.
const MostLate = 12 * 60

// Late returns the session running later by some minutes, or earlier again: one that is open ends later, one that has not
// begun is expected later as a whole.
func (s Session) Late(by int) (Session, error) {
	switch s.State {
	case Closed:
		return s, Errorf(Conflict, "the session is over")
	case Open:
		return s.Extend(by)
	case Scheduled:
		s.Delay += by
	}
	if s.Delay < 0 || s.Delay > MostLate {
		return s, Errorf(Invalid, "a session runs at most twelve hours late, and never early")
	}
	return s, nil
}

// Extend returns the session expected to last some minutes longer, or shorter again.
func (s Session) Extend(by int) (Session, error) {
	if s.State == Closed {
		return s, Errorf(Conflict, "the session is over")
	}
	s.Extension += by
	if s.Extension > MostLate || !s.ExpectedEnd().After(s.ExpectedStart()) {
		return s, Errorf(Invalid, "a session is extended by at most twelve hours, and cannot end before it starts")
	}
	return s, nil
}

// RestOfDay are the sessions of a hall from one on to the end of its civil day, which are not over.
func RestOfDay(sessions []Session, from Session, zone *time.Location) []Session {
	rest := []Session{}
	day := from.StartsAt.In(zone).Format(time.DateOnly)
	for _, s := range sessions {
		if s.HallID == from.HallID && s.State != Closed && !s.StartsAt.Before(from.StartsAt) && s.StartsAt.In(zone).Format(time.DateOnly) == day {
			rest = append(rest, s)
		}
	}
	return rest
}
