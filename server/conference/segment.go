package conference

import "time"

// Segment is a part of a session with its own access: the press may hear the opening, not what follows.
type Segment struct {
	After  int    `json:"after"` // minutes after the session's start
	Title  string `json:"title,omitempty"`
	Access Access `json:"access"`
}

// Segments are the segments of a session as a row keeps them: JSON, or nothing for a session that is all one.
type Segments string

// List returns the segments in their order.
func (s Segments) List() []Segment { return unpack[Segment](string(s)) }

// PackSegments writes segments as a row keeps them.
func PackSegments(list []Segment) Segments { return Segments(pack(list)) }

// ByTheClock is the segment of a session that no moderator has moved on by hand.
const ByTheClock = 0

const maxSegments = 20

// SegmentAt is the index of the segment that a session has come to at now: where a moderator put it, else as time goes
// since it was opened, or was to start.
func (s Session) SegmentAt(now time.Time) int {
	if s.Segments == "" {
		return 0
	}
	list := s.Segments.List()
	if s.Segment != ByTheClock {
		return max(0, min(s.Segment, len(list))-1)
	}
	if s.State == Closed && s.ClosedAt != nil {
		now = *s.ClosedAt
	}
	start := s.ExpectedStart()
	if s.OpenedAt != nil {
		start = *s.OpenedAt
	}
	at := 0
	for i, segment := range list {
		if !now.Before(start.Add(minutes(segment.After))) {
			at = i
		}
	}
	return at
}

// AccessAt says who may be in the session at now.
func (s Session) AccessAt(now time.Time) Access {
	if s.ClosedTo != "" {
		return s.ClosedTo
	}
	return s.PlannedAccess(now)
}

// PlannedAccess says who may be in the session at now by the programme, whatever a moderator decided.
func (s Session) PlannedAccess(now time.Time) Access {
	if s.Segments == "" {
		return s.Access
	}
	list := s.Segments.List()
	if len(list) == 0 {
		return ClosedAccess // what cannot be read lets nobody in
	}
	return list[s.SegmentAt(now)].Access
}

// Secret says whether people who are not on its list may not learn that the session exists.
func (s Session) Secret() bool {
	for _, segment := range s.Segments.List() {
		if segment.Access != ClosedAccess {
			return false
		}
	}
	return s.Segments != "" || s.Access == ClosedAccess
}

// MoveTo returns the session moved on by hand to a segment, counted from 1, or given back to the clock.
func (s Session) MoveTo(segment int) (Session, error) {
	if segment < ByTheClock || segment > len(s.Segments.List()) {
		return s, Errorf(Invalid, "the session has no such part")
	}
	s.Segment = segment
	return s, nil
}

func (s Segments) check(lasts time.Duration) error {
	list := s.List()
	switch {
	case s != "" && len(list) == 0:
		return Errorf(Invalid, "the parts of the session cannot be read")
	case len(list) > maxSegments:
		return Errorf(Invalid, "a session has at most %d parts", maxSegments)
	}
	for i, segment := range list {
		switch {
		case !contains(Accesses, segment.Access):
			return Errorf(Invalid, "%q is no kind of access", segment.Access)
		case len(segment.Title) > maxTitle:
			return Errorf(Invalid, "the title of a part is longer than %d bytes", maxTitle)
		case i == 0 && segment.After != 0:
			return Errorf(Invalid, "the first part begins with the session")
		case i > 0 && segment.After <= list[i-1].After:
			return Errorf(Invalid, "each part must begin after the one before it")
		case lasts > 0 && minutes(segment.After) >= lasts:
			return Errorf(Invalid, "each part must begin before the session ends")
		}
	}
	return nil
}
