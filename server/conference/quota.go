package conference

import (
	"fmt"
	"strings"
)

// Participation says in which way somebody takes part. Delegations have a quota for each way.
type Participation string

// The ways to take part.
const (
	InRoom    Participation = "in-room"  // at the table in the hall
	Speaking  Participation = "speaking" // from afar, able to speak; what is not said is this
	Observing Participation = "observer" // from afar, and only watches
)

// Participations lists all ways in the order a form offers them.
var Participations = []Participation{InRoom, Speaking, Observing}

// Speaks says whether who takes part this way can be given the floor.
func (a Participation) Speaks() bool { return a != Observing }

// words name a way as a sentence needs it.
func (a Participation) words() string {
	switch a {
	case InRoom:
		return "in the room"
	case Observing:
		return "as observers"
	case Speaking:
	}
	return "able to speak"
}

// MostPlaces is the greatest quota.
const MostPlaces = 100_000

// Holds says whether a registration in this state takes a place of its delegation's quota.
func (s RegistrationState) Holds() bool {
	return s == Submitted || s == CorrectionAsked || s == Approved || s == Waiting
}

// Member says whether the registration takes a place of a delegation.
func (r Registration) Member() bool { return r.DelegationID != nil && r.State.Holds() }

// QuotaOf is what a quota is of: a delegation, and a way to take part.
type QuotaOf struct {
	Delegation    DelegationID
	Participation Participation
}

// Quota is the quota that a registration would take a place of, and whether there is one.
func (r Registration) Quota() (QuotaOf, bool) {
	if !r.Member() {
		return QuotaOf{}, false
	}
	return QuotaOf{*r.DelegationID, r.Participation}, true
}

// QuotaLeft says how many places are left of quotas; one that is not in it has no limit.
type QuotaLeft map[QuotaOf]int

func (q QuotaLeft) full(of QuotaOf) bool {
	left, limited := q[of]
	return limited && left <= 0
}

func (q QuotaLeft) take(of QuotaOf) {
	if left, limited := q[of]; limited {
		q[of] = left - 1
	}
}

// OverQuota refuses more members than a delegation may have: it names the quota, the numbers, and what can be done.
func OverQuota(delegation string, a Participation, places, taken, more int) error {
	var others []string
	for _, other := range Participations {
		if other != a {
			others = append(others, other.words())
		}
	}
	asked := ""
	if more > 1 {
		asked = fmt.Sprintf(", and %d more are asked for", more)
	}
	return Errorf(Conflict, "the quota of %s is %d %s, and %d of it %s taken%s: withdraw a member, let this one take part %s, or ask the organizers for a larger quota",
		delegation, places, a.words(), taken, is(taken), asked, strings.Join(others, " or "))
}

func is(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
