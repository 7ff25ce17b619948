package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// registrationsInput picks a page.
type registrationsInput struct {
	State  conference.RegistrationState `query:"state" maxLength:"30"`
	Query  string                       `query:"q" maxLength:"200"`
	Offset int                          `query:"offset" minimum:"0" maximum:"1000000"`
	Limit  int                          `query:"limit" minimum:"0" maximum:"200"`
}

// registrations is one page of registrations, the newest first.
func (s *Server) registrations(ctx context.Context, who asker, in *registrationsInput) (protocol.RegistrationPage, error) {
	var page protocol.RegistrationPage
	if in.Limit == 0 {
		in.Limit = 50
	}
	rows, total, err := s.store.Registrations(ctx, who.Conference.ID, store.RegistrationFilter{
		State: in.State, Query: in.Query, Offset: in.Offset, Limit: in.Limit,
	})
	if err != nil {
		return page, err
	}
	counts, err := s.store.RegistrationCounts(ctx, who.Conference.ID)
	if err != nil {
		return page, err
	}
	page.Total = total
	for _, state := range conference.RegistrationStates {
		page.Counts = append(page.Counts, protocol.StateCount{State: state, Count: counts[state]})
	}
	for _, row := range rows {
		info := protocol.RegistrationInfo{
			ID: row.ID, Person: row.PersonID, Email: row.Email, Name: row.Name, Organization: row.Organization, Code: row.Code,
			Category: row.Category, Function: row.Function, State: row.State, Reason: row.Reason, DecidedAt: row.DecidedAt,
			CreatedAt: row.CreatedAt, ChangedAt: row.ChangedAt,
		}
		if row.DelegationID != nil {
			info.Delegation, info.Organization = *row.DelegationID, row.DelegationName
		}
		page.Registrations = append(page.Registrations, info)
	}
	return page, nil
}

type decisionInput struct {
	Registration conference.RegistrationID `path:"registration"`
	Body         protocol.DecisionInput
}

// decide approves a registration, rejects it, or asks for a correction. The person gets a mail, and her open seats
// their new rights.
func (s *Server) decide(ctx context.Context, who asker, in *decisionInput) (protocol.RegistrationInfo, error) {
	none := protocol.RegistrationInfo{}
	r, err := s.store.Registration(ctx, in.Registration)
	if err != nil {
		return none, err
	}
	if r.ConferenceID != who.Conference.ID {
		return none, conference.Errorf(conference.NotFound, "there is no such registration")
	}
	decided, err := r.Decide(in.Body.Decision, in.Body.Reason, who.Person.ID, who.Now)
	if err != nil {
		return none, err
	}
	p, err := s.store.Person(ctx, r.PersonID)
	if err != nil {
		return none, err
	}
	if again := decided.State == r.State && decided.Reason == r.Reason; again {
		// The answer may have been lost, and the mail with it: both are given once more, but nothing is recorded twice.
		decided = r
	} else if err := s.store.UpdateRegistration(ctx, decided, r.State); err != nil {
		return none, err
	}
	s.rooms.PersonChanged(ctx, r.PersonID)
	s.sendNotice("decision", p.Email, func() (string, string) { return decisionMail(who.Conference, decided, s.public.String()) })
	return s.registrationInfo(ctx, decided, p.Email)
}
