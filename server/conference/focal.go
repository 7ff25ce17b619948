package conference

import "time"

// FocalPoint is a person who registers the members of a delegation.
type FocalPoint struct {
	DelegationID DelegationID
	PersonID     PersonID
	NamedAt      time.Time
}

// OnBehalf returns a registration that somebody else filled in for a person: nobody need prove the address, since who
// vouches for it is known. Was is what the person had sent in herself, if anything.
func (r Registration) OnBehalf(c Conference, was *Registration, by PersonID, organizing bool, now time.Time) (Registration, error) {
	if !organizing && !c.RegistrationOpen(now) {
		return r, Errorf(Conflict, "registration is not open; please ask the organizers")
	}
	if was != nil {
		// Whatever a stranger typed with this address is worth nothing until it is proven.
		next, err := was.step(Registrant, StepConfirm, now)
		if err != nil {
			return r, Errorf(Conflict, "this address is registered already")
		}
		r.ID, r.PersonID, r.CreatedAt = next.ID, next.PersonID, next.CreatedAt
	}
	r.State, r.RegisteredBy, r.ChangedAt = Submitted, &by, now
	if err := CheckParticipation(r.Participation); err != nil {
		return r, err
	}
	return r, r.Check()
}

// CheckParticipation says what is wrong with a way to take part, or returns nil.
func CheckParticipation(a Participation) error {
	if !contains(Participations, a) {
		return Errorf(Invalid, "please say how the person takes part: in the room, able to speak, or as an observer")
	}
	return nil
}

// SpeakingSeat says which of its members speaks for a delegation in a session.
type SpeakingSeat struct {
	SessionID    SessionID
	DelegationID DelegationID
	PersonID     PersonID
	GivenBy      PersonID
	GivenAt      time.Time
}

// HoldSeat says whether a member may be given the speaking seat of her delegation in a session.
func (s Session) HoldSeat(r Registration, of DelegationID) error {
	switch {
	case s.State == Closed:
		return Errorf(Conflict, "the session is over")
	case r.DelegationID == nil || *r.DelegationID != of:
		return Errorf(Conflict, "only a member of the delegation can speak for it")
	case r.State != Approved:
		return Errorf(Conflict, "the registration of %s is not approved yet", r.Name)
	case !r.Participation.Speaks():
		return Errorf(Conflict, "%s takes part as an observer, who cannot speak", r.Name)
	}
	return nil
}
