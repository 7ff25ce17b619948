package conference

import (
	"cmp"
	"slices"
	"time"
)

// Stay is a time for which somebody was in a room without a break to speak of.
type Stay struct {
	PersonID PersonID
	CameAt   time.Time
	LeftAt   *time.Time // nil: she is there, or was when the room was seen last
}

// SpeakingTime is for how long somebody was heard in a session.
type SpeakingTime struct {
	PersonID PersonID
	Time     time.Duration
}

// Blink is how long somebody may be away so that she has not left: a page that is loaded anew, a train in a tunnel.
const Blink = time.Minute

// Visit is a [Stay] as a report knows it, with whom the person was there for.
type Visit struct {
	PersonID   PersonID
	Name       string
	Delegation string // State or organization
	Category   Category
	CameAt     time.Time
	LeftAt     time.Time
}

// Attendant is a person with all her visits to a session.
type Attendant struct {
	Visit               // from the first coming to the last leaving
	There time.Duration // in between
}

// Together puts the visits of each person together, in the order in which people came.
func Together(visits []Visit) (list []Attendant) {
	at := map[PersonID]int{}
	for _, v := range visits {
		i, known := at[v.PersonID]
		if !known {
			i = len(list)
			at[v.PersonID], list = i, append(list, Attendant{Visit: v})
		}
		a := &list[i]
		a.There += v.LeftAt.Sub(v.CameAt)
		if v.LeftAt.After(a.LeftAt) {
			a.LeftAt = v.LeftAt
		}
	}
	return list
}

// LeastAttended is how long somebody must have been in a session so that she attended it.
const LeastAttended = 10 * time.Minute

// Attended is a session that somebody attended.
type Attended struct {
	Session Session
	There   time.Duration
}

// Attendance is what somebody attended, in the order of the programme, and how many closed meetings beside: what those were
// about, and that they were, is not for the paper that she shows to others.
func Attendance(sessions []Session, there map[SessionID]time.Duration) (open []Attended, closed int) {
	for _, s := range sessions {
		switch {
		case there[s.ID] < LeastAttended || s.Kind == Break:
		case s.Secret():
			closed++
		default:
			open = append(open, Attended{s, there[s.ID]})
		}
	}
	slices.SortStableFunc(open, func(a, b Attended) int { return a.Session.StartsAt.Compare(b.Session.StartsAt) })
	return open, closed
}

// Group is how many people of one sort there were.
type Group struct {
	Name   string
	People int
}

// AttendanceReport is what visits of one session come to.
type AttendanceReport struct {
	People      int           // who were there, each once
	Most        int           // at once
	Average     time.Duration // that a person was there
	Categories  []Group       // the largest first
	Delegations []Group
	From        time.Time // of the curve
	Step        time.Duration
	Curve       []int // how many were there at each step
}

// curvePoints is how many points a curve has at most.
const curvePoints = 120

// ReportAttendance says what visits come to.
func ReportAttendance(visits []Visit) AttendanceReport {
	var r AttendanceReport
	if len(visits) == 0 {
		return r
	}
	r.From = visits[0].CameAt
	until := visits[0].LeftAt
	categories, delegations, seen := map[string]int{}, map[string]int{}, map[PersonID]bool{}
	var all time.Duration
	for _, v := range visits {
		if v.CameAt.Before(r.From) {
			r.From = v.CameAt
		}
		if v.LeftAt.After(until) {
			until = v.LeftAt
		}
		all += v.LeftAt.Sub(v.CameAt)
		if !seen[v.PersonID] {
			seen[v.PersonID] = true
			categories[string(v.Category)]++
			delegations[v.Delegation]++
		}
	}
	r.People = len(seen)
	r.Average = all / time.Duration(r.People)
	r.Categories, r.Delegations = groups(categories), groups(delegations)
	r.Most = most(visits)
	r.From = r.From.Truncate(time.Minute)
	r.Step = time.Minute
	for until.Sub(r.From)/r.Step >= curvePoints {
		r.Step += time.Minute
	}
	r.Curve = make([]int, until.Sub(r.From)/r.Step+1)
	for _, v := range visits {
		// At a step are those who came before it is over and have not left before it began.
		for i := v.CameAt.Sub(r.From) / r.Step; i <= v.LeftAt.Sub(r.From)/r.Step; i++ {
			r.Curve[i]++
		}
	}
	return r
}

// most is how many visits there were at once.
func most(visits []Visit) (most int) {
	type change struct {
		at time.Time
		by int
	}
	changes := make([]change, 0, 2*len(visits))
	for _, v := range visits {
		changes = append(changes, change{v.CameAt, 1}, change{v.LeftAt, -1})
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Or(a.at.Compare(b.at), a.by-b.by) })
	now := 0
	for _, c := range changes {
		now += c.by
		most = max(most, now)
	}
	return most
}

func groups(counts map[string]int) []Group {
	list := make([]Group, 0, len(counts))
	for name, n := range counts {
		list = append(list, Group{name, n})
	}
	slices.SortFunc(list, func(a, b Group) int { return cmp.Or(b.People-a.People, cmp.Compare(a.Name, b.Name)) })
	return list
}
