package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

type memberInput struct {
	Delegation conference.DelegationID `path:"delegation" maxLength:"64"`
	Body       protocol.MemberInput
}

// addMember registers somebody for a delegation on her behalf: by a focal point of it while registration is open, or by
// an organizer. A mail tells her, since it is she who is registered.
func (s *Server) addMember(ctx context.Context, who asker, in *memberInput) (protocol.DelegationDetail, error) {
	none := protocol.DelegationDetail{}
	d, err := s.registers(ctx, who, in.Delegation)
	if err != nil {
		return none, err
	}
	email, err := conference.CleanEmail(in.Body.Email)
	if err != nil {
		return none, inField("email", err)
	}
	if err := checkMember(in.Body); err != nil {
		return none, err
	}
	p := conference.Person{ID: conference.NewID[conference.PersonID](), Email: email, Name: in.Body.Name, CreatedAt: who.Now}
	r, _, err := s.store.RegisterMember(ctx, p, who.Conference.ID, in.Body.Head, who.Person.ID, who.Now, func(was *conference.Registration) (conference.Registration, error) {
		r := conference.Registration{
			ID: conference.NewID[conference.RegistrationID](), ConferenceID: who.Conference.ID, Name: in.Body.Name, DelegationID: &d.ID,
			Category: d.Category, Function: in.Body.Function, Participation: in.Body.Participation, CreatedAt: who.Now,
		}
		r, err := r.OnBehalf(who.Conference, was, who.Person.ID, who.Role.Can(conference.DecideRegistrations), who.Now)
		if err != nil && was != nil {
			err = inField("email", err)
		}
		return r, err
	})
	if err != nil {
		return none, err
	}
	s.rooms.PersonChanged(ctx, r.PersonID)
	s.tell(ctx)
	return s.detail(ctx, who, d)
}

type memberEdit struct {
	Delegation   conference.DelegationID   `path:"delegation" maxLength:"64"`
	Registration conference.RegistrationID `path:"registration" maxLength:"64"`
	Body         protocol.MemberInput
}

// editMember changes what is registered of a member, as the conference's rules let her do it herself; organizers may
// change it as long as it takes a place.
func (s *Server) editMember(ctx context.Context, who asker, in *memberEdit) (protocol.DelegationDetail, error) {
	none := protocol.DelegationDetail{}
	d, r, err := s.memberOf(ctx, who, in.Delegation, in.Registration)
	if err != nil {
		return none, err
	}
	p, err := s.store.Person(ctx, r.PersonID)
	if err != nil {
		return none, err
	}
	if email, err := conference.CleanEmail(in.Body.Email); err != nil || email != p.Email {
		return none, inField("email", conference.Errorf(conference.Invalid, "the address is the person's account and cannot be changed here: withdraw this registration and add another"))
	}
	if err := checkMember(in.Body); err != nil {
		return none, err
	}
	to := r
	to.Name, to.Function, to.Participation = in.Body.Name, in.Body.Function, in.Body.Participation
	edited, err := r.Edit(who.Conference, to, who.Now)
	if err != nil && who.Role.Can(conference.DecideRegistrations) && r.State.Holds() {
		to.ChangedAt = who.Now
		edited, err = to, to.Check()
	}
	if err != nil {
		return none, err
	}
	if edited, err = s.store.UpdateRegistration(ctx, edited, r.State, who.Person.ID); err != nil {
		return none, err
	}
	if in.Body.Head && !edited.Head {
		if err := s.store.Lead(ctx, edited, who.Person.ID, who.Now); err != nil {
			return none, err
		}
	}
	s.rooms.PersonChanged(ctx, r.PersonID)
	s.tell(ctx)
	return s.detail(ctx, who, d)
}

// withdrawMember takes the registration of a member back; what it allowed ends at once.
func (s *Server) withdrawMember(ctx context.Context, who asker, in *headInput) (protocol.DelegationDetail, error) {
	none := protocol.DelegationDetail{}
	d, r, err := s.memberOf(ctx, who, in.Delegation, in.Registration)
	if err != nil {
		return none, err
	}
	withdrawn, err := r.Withdraw(who.Now)
	if err != nil {
		return none, err
	}
	if _, err = s.store.UpdateRegistration(ctx, withdrawn, r.State, who.Person.ID); err != nil {
		return none, err
	}
	s.rooms.PersonChanged(ctx, r.PersonID)
	s.tell(ctx)
	return s.detail(ctx, who, d)
}

// registers returns a delegation to those who register its members.
func (s *Server) registers(ctx context.Context, who asker, id conference.DelegationID) (represented, error) {
	d, err := s.represent(ctx, who, id)
	if err == nil && !d.registrar {
		err = conference.Errorf(conference.Forbidden, "only a focal point registers the members of a delegation")
	}
	return d, err
}

// memberOf returns a delegation and one who is registered for it, to those who register its members.
func (s *Server) memberOf(ctx context.Context, who asker, id conference.DelegationID, registration conference.RegistrationID) (represented, conference.Registration, error) {
	d, err := s.registers(ctx, who, id)
	if err != nil {
		return d, conference.Registration{}, err
	}
	r, err := s.store.Registration(ctx, registration)
	if err == nil && (r.DelegationID == nil || *r.DelegationID != d.ID) {
		err = conference.Errorf(conference.NotFound, "there is no such registration")
	}
	return d, r, err
}

func checkMember(in protocol.MemberInput) error {
	if err := conference.CheckName(in.Name); err != nil {
		return inField("name", err)
	}
	return inField("participation", conference.CheckParticipation(in.Participation))
}
