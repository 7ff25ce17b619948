package server

import (
	"context"
	"fmt"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// register takes a person's application and sends her a link that proves her address. Who is known already gets a link
// to sign in, and nothing of hers is overwritten; the answer, and the work done before it, are the same.
func (s *Server) register(ctx context.Context, who asker, in *body[protocol.RegistrationInput]) (protocol.MailSent, error) {
	sent := protocol.MailSent{Outbox: s.mail.Outbox()}
	email, r, err := s.application(ctx, who, in.Body)
	if err != nil {
		return sent, err
	}
	purpose, err := s.apply(ctx, email, r)
	if err != nil {
		return sent, err
	}
	return sent, s.sendLink(who, email, purpose)
}

// application checks what was filled in, and when.
func (s *Server) application(ctx context.Context, who asker, in protocol.RegistrationInput) (email string, r conference.Registration, err error) {
	c := who.Conference
	if !c.RegistrationOpen(who.Now) {
		if who.Now.Before(c.RegistrationOpens) {
			return "", r, registrationNotOpen(c)
		}
		return "", r, registrationClosed(c)
	}
	if email, err = conference.CleanEmail(in.Email); err != nil {
		return "", r, inField("email", err)
	}
	r, err = s.filledIn(ctx, c.ID, in)
	r.ID, r.ConferenceID = conference.NewID[conference.RegistrationID](), c.ID
	r.State, r.CreatedAt, r.ChangedAt = conference.Unconfirmed, who.Now, who.Now
	return email, r, err
}

// filledIn turns a form into a registration and says what is wrong with it.
func (s *Server) filledIn(ctx context.Context, id conference.ConferenceID, in protocol.RegistrationInput) (conference.Registration, error) {
	r := conference.Registration{Name: in.Name, Organization: in.Organization, Category: in.Category, Function: in.Function}
	if in.Delegation != "" {
		d, err := s.store.Delegation(ctx, in.Delegation)
		if isKind(err, conference.NotFound) || err == nil && d.ConferenceID != id {
			return r, inField("delegation", conference.Errorf(conference.Invalid, "please choose a delegation from the list"))
		}
		if err != nil {
			return r, err
		}
		r.DelegationID, r.Organization = &d.ID, ""
	}
	if err := conference.CheckName(r.Name); err != nil {
		return r, inField("name", err)
	}
	return r, r.Check()
}

// apply stores an application and says what its link is for. What is there already is not touched. In every case there is
// one commit, so that the time an answer takes does not tell which it was.
func (s *Server) apply(ctx context.Context, email string, r conference.Registration) (conference.LinkPurpose, error) {
	p := conference.Person{ID: conference.NewID[conference.PersonID](), Email: email, Name: r.Name, CreatedAt: r.CreatedAt}
	there, err := s.store.Apply(ctx, p, r)
	if err != nil {
		return "", fmt.Errorf("register: %w", err)
	}
	if there.State == conference.Unconfirmed {
		return conference.ConfirmRegistration, nil
	}
	return conference.SignIn, nil
}

// correctRegistration changes what the asker filled in, as long as the conference's rules allow it. What she is shown
// as in rooms, and a decision that has to be made again, follow at once.
func (s *Server) correctRegistration(ctx context.Context, who asker, in *body[protocol.RegistrationInput]) (protocol.RegistrationInfo, error) {
	none := protocol.RegistrationInfo{}
	if email, err := conference.CleanEmail(in.Body.Email); err != nil || email != who.Person.Email {
		return none, inField("email", conference.Errorf(conference.Invalid, "the address is the one you sign in with and cannot be changed here"))
	}
	r, err := s.store.RegistrationOf(ctx, who.Conference.ID, who.Person.ID)
	if err != nil {
		return none, err
	}
	changed, err := s.filledIn(ctx, who.Conference.ID, in.Body)
	if err != nil {
		return none, err
	}
	corrected, err := r.Edit(who.Conference, changed, who.Now)
	if err != nil {
		return none, err
	}
	if corrected, err = s.store.UpdateRegistration(ctx, corrected, r.State, who.Person.ID); err != nil {
		return none, err
	}
	who.Person.Name = corrected.Name
	if err := s.store.UpdatePerson(ctx, who.Person); err != nil {
		return none, err
	}
	s.rooms.PersonChanged(ctx, who.Person.ID)
	s.teller.wake()
	return s.registrationInfo(ctx, who, corrected, who.Person.Email)
}

// withdrawRegistration takes the own application back; what it allowed ends at once.
func (s *Server) withdrawRegistration(ctx context.Context, who asker, _ *nothing) (protocol.RegistrationInfo, error) {
	none := protocol.RegistrationInfo{}
	r, err := s.store.RegistrationOf(ctx, who.Conference.ID, who.Person.ID)
	if err != nil {
		return none, err
	}
	withdrawn, err := r.Withdraw(who.Now)
	if err != nil {
		return none, err
	}
	if withdrawn, err = s.store.UpdateRegistration(ctx, withdrawn, r.State, who.Person.ID); err != nil {
		return none, err
	}
	s.rooms.PersonChanged(ctx, who.Person.ID)
	s.teller.wake()
	return s.registrationInfo(ctx, who, withdrawn, who.Person.Email)
}

// registrationInfo is a registration as its owner and organizers see it.
func (s *Server) registrationInfo(ctx context.Context, who asker, r conference.Registration, email string) (protocol.RegistrationInfo, error) {
	row := store.RegistrationRow{Registration: r, Email: email}
	if r.DelegationID != nil {
		d, err := s.store.Delegation(ctx, *r.DelegationID)
		if err != nil {
			return protocol.RegistrationInfo{}, err
		}
		row.DelegationName, row.Code = d.Name, d.Code
	}
	return rowInfo(who, row), nil
}

func rowInfo(who asker, row store.RegistrationRow) protocol.RegistrationInfo {
	info := protocol.RegistrationInfo{
		ID: row.ID, Person: row.PersonID, Email: row.Email, Name: row.Name, Organization: row.Organization, Code: row.Code,
		Category: row.Category, Function: row.Function, State: row.State, Reason: row.Reason, DecidedAt: row.DecidedAt,
		CreatedAt: row.CreatedAt, ChangedAt: row.ChangedAt,
	}
	if row.DelegationID != nil {
		info.Delegation, info.Organization = *row.DelegationID, row.DelegationName
	}
	step, err := who.Conference.Editing(row.State, who.Now)
	info.Changeable, info.Resets = err == nil, step == conference.StepReopen
	_, info.Withdrawable = conference.Leads(conference.Registrant, conference.StepWithdraw, row.State)
	return info
}
