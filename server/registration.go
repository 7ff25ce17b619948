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
	email, r, answers, err := s.application(ctx, who, in.Body)
	if err != nil {
		return sent, err
	}
	purpose, err := s.apply(ctx, email, r, answers)
	if err != nil {
		return sent, err
	}
	return sent, s.sendLink(who, email, purpose)
}

// application checks what was filled in, and when.
func (s *Server) application(ctx context.Context, who asker, in protocol.RegistrationInput) (
	email string, r conference.Registration, answers conference.Answers, err error,
) {
	c := who.Conference
	if !c.RegistrationOpen(who.Now) {
		if who.Now.Before(c.RegistrationOpens) {
			return "", r, nil, registrationNotOpen(c)
		}
		return "", r, nil, registrationClosed(c)
	}
	if email, err = conference.CleanEmail(in.Email); err != nil {
		return "", r, nil, inField("email", err)
	}
	r, answers, _, err = s.filledIn(ctx, c.ID, in, nil)
	r.ID, r.ConferenceID = conference.NewID[conference.RegistrationID](), c.ID
	r.State, r.CreatedAt, r.ChangedAt = conference.Unconfirmed, who.Now, who.Now
	return email, r, answers, err
}

// filledIn turns a form into a registration and its answers, beside those that are kept, and says what is wrong with it
// and, of what is finished, which file has to be uploaded yet.
func (s *Server) filledIn(ctx context.Context, id conference.ConferenceID, in protocol.RegistrationInput, kept conference.Answers) (
	r conference.Registration, answers conference.Answers, missing []conference.FieldID, err error,
) {
	if r, err = s.applicant(ctx, id, in); err != nil {
		return r, nil, nil, err
	}
	form, err := s.store.Form(ctx, id)
	if err != nil {
		return r, nil, nil, err
	}
	r.Draft = in.Draft
	answer := form.Answer
	if in.Draft {
		answer = form.Keep
	}
	answers, field, err := answer(r.AnswersOf(given(in.Answers)), kept, conference.Registrant)
	if err != nil {
		return r, nil, nil, inField(string(field), err)
	}
	all := r.AnswersOf(answers)
	if !form.Visible(all, conference.Registrant)["function"] {
		r.Function = ""
	}
	return r, answers, form.Missing(all), nil
}

func given(list []protocol.Answer) conference.Answers {
	answers := conference.Answers{}
	for _, a := range list {
		answers[a.Field] = a.Value
	}
	return answers
}

// applicant is what of a form the registration itself keeps.
func (s *Server) applicant(ctx context.Context, id conference.ConferenceID, in protocol.RegistrationInput) (conference.Registration, error) {
	r := conference.Registration{Name: in.Name, Organization: in.Organization, Category: in.Category, Function: in.Function, Listed: in.Listed}
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
func (s *Server) apply(ctx context.Context, email string, r conference.Registration, answers conference.Answers) (conference.LinkPurpose, error) {
	p := conference.Person{ID: conference.NewID[conference.PersonID](), Email: email, Name: r.Name, CreatedAt: r.CreatedAt}
	there, err := s.store.Apply(ctx, p, r, answers)
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
	kept, err := s.store.Answers(ctx, r.ID)
	if err != nil {
		return none, err
	}
	changed, answers, missing, err := s.filledIn(ctx, who.Conference.ID, in.Body, kept)
	if err != nil {
		return none, err
	}
	edit := r.Edit
	if in.Body.Draft {
		edit = r.Keep
	} else if len(missing) > 0 {
		return none, inField(string(missing[0]), conference.Errorf(conference.Invalid, "please upload this first"))
	}
	corrected, err := edit(who.Conference, changed, who.Now)
	if err != nil {
		return none, err
	}
	if corrected, err = s.store.FillIn(ctx, corrected, r.State, kept, answers, who.Person.ID); err != nil {
		return none, err
	}
	who.Person.Name = corrected.Name
	if err := s.store.UpdatePerson(ctx, who.Person); err != nil {
		return none, err
	}
	s.rooms.PersonChanged(ctx, who.Person.ID)
	s.tell(ctx)
	return s.ownRegistration(ctx, who, corrected)
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
	s.tell(ctx)
	return s.ownRegistration(ctx, who, withdrawn)
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

// ownRegistration is a registration as its owner sees it, with what she filled in and what is missing.
func (s *Server) ownRegistration(ctx context.Context, who asker, r conference.Registration) (protocol.RegistrationInfo, error) {
	info, err := s.registrationInfo(ctx, who, r, who.Person.Email)
	if err != nil {
		return info, err
	}
	if info.Answers, err = s.answersFor(ctx, r, conference.Registrant); err == nil && r.State == conference.Unfinished {
		info.Missing, err = s.missing(ctx, r)
	}
	return info, err
}

// missing is what a registrant still has to fill in.
func (s *Server) missing(ctx context.Context, r conference.Registration) ([]conference.FieldID, error) {
	form, err := s.store.Form(ctx, r.ConferenceID)
	if err != nil {
		return nil, err
	}
	kept, err := s.store.Answers(ctx, r.ID)
	return form.Missing(r.AnswersOf(kept)), err
}

func rowInfo(who asker, row store.RegistrationRow) protocol.RegistrationInfo {
	info := protocol.RegistrationInfo{
		ID: row.ID, Person: row.PersonID, Email: row.Email, Name: row.Name, Organization: row.Organization, Code: row.Code,
		Category: row.Category, Function: row.Function,
		Participation: row.Participation, Head: row.Head && row.Member(), Listed: row.Listed, OnBehalf: row.RegisteredBy != nil, State: row.State, Reason: row.Reason, DecidedAt: row.DecidedAt,
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
