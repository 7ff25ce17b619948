package conference

import "time"

// UndoTime is how long a decision about many registrations can be undone. Nobody is told before it is over.
const UndoTime = 10 * time.Second

// MostSwept is how many registrations one decision can be about.
const MostSwept = 20_000

// Promotion is what a [Sweep] of the server itself does: it gives places that fell free.
const Promotion Decision = "promote"

// Sweep is one decision about many registrations, which can be undone until it is due.
type Sweep struct {
	ID           SweepID
	ConferenceID ConferenceID
	PersonID     *PersonID // who decided; nil: the server, by the rule of the waiting list
	Decision     Decision
	Reason       string
	At           time.Time
	DueAt        time.Time
	UndoneAt     *time.Time
	SettledAt    *time.Time // it can be undone no longer; the places it freed are given
}

// Undo says whether the sweep can still be undone at now, by the one who decided.
func (s Sweep) Undo(by PersonID, now time.Time) error {
	switch {
	case s.PersonID == nil || *s.PersonID != by:
		return Errorf(Forbidden, "only who decided can undo it")
	case s.UndoneAt != nil:
		return Errorf(Conflict, "this has been undone already")
	case !now.Before(s.DueAt):
		return Errorf(Conflict, "it is too late to undo this: the mails are on their way")
	}
	return nil
}

// Candidate is a registration that a sweep may be about.
type Candidate struct {
	ID            RegistrationID
	Category      Category
	DelegationID  *DelegationID
	Participation Participation
	State         RegistrationState
}

// needs is the quota that the candidate would newly take a place of in a state, and whether there is one.
func (c Candidate) needs(to RegistrationState) (QuotaOf, bool) {
	if c.State.Holds() {
		return QuotaOf{}, false
	}
	return Registration{DelegationID: c.DelegationID, Participation: c.Participation, State: to}.Quota()
}

// Moved is what a sweep does to one registration.
type Moved struct {
	ID  RegistrationID
	Was RegistrationState
	To  RegistrationState
}

// Vacancies says how many places are free in each category that has a limit.
type Vacancies map[Category]int

// Take takes a place, if there is one.
func (p Vacancies) Take(c Category) bool {
	left, limited := p[c]
	if !limited {
		return true
	}
	if left <= 0 {
		return false
	}
	p[c] = left - 1
	return true
}

// PlanSweep says what a decision does to each of the candidates, who come in the order of their arrival: while there are
// places, those who are approved get one each, the others go on the waiting list. Who cannot be moved that way, is there
// already, would wait for a place although one is free, or whose delegation has its quota already, is left out. It takes
// the places it gives out of free and left.
func PlanSweep(d Decision, candidates []Candidate, free Vacancies, left QuotaLeft) []Moved {
	var moved []Moved
	for _, c := range candidates {
		to, ok := Leads(Organizing, Step(d), c.State)
		if !ok || to == c.State {
			continue
		}
		if d == Waitlist && free[c.Category] > 0 {
			continue // there is nothing to wait for
		}
		of, needs := c.needs(to)
		if needs && left.full(of) {
			continue
		}
		if to == Approved && !free.Take(c.Category) {
			if to, ok = Leads(System, StepQueue, c.State); !ok || to == c.State {
				continue
			}
		}
		if needs {
			left.take(of)
		}
		moved = append(moved, Moved{ID: c.ID, Was: c.State, To: to})
	}
	return moved
}
