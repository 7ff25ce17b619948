package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// registrationsInput picks a page.
type registrationsInput struct {
	State      conference.RegistrationState `query:"state" maxLength:"30"`
	Category   conference.Category          `query:"category" maxLength:"40"`
	Delegation conference.DelegationID      `query:"delegation" maxLength:"64"`
	Query      string                       `query:"q" maxLength:"200"`
	Order      store.RegistrationOrder      `query:"sort" enum:"newest,oldest,name,delegation,changed"`
	Offset     int                          `query:"offset" minimum:"0" maximum:"1000000"`
	Limit      int                          `query:"limit" minimum:"0" maximum:"200"`
}

// registrations is one page of registrations.
func (s *Server) registrations(ctx context.Context, who asker, in *registrationsInput) (protocol.RegistrationPage, error) {
	var page protocol.RegistrationPage
	if in.Limit == 0 {
		in.Limit = 50
	}
	filter := store.RegistrationFilter{
		State: in.State, Category: in.Category, Delegation: in.Delegation, Query: in.Query,
		Order: in.Order, Offset: in.Offset, Limit: in.Limit,
	}
	found, err := s.store.Registrations(ctx, who.Conference.ID, filter)
	if err != nil {
		return page, err
	}
	page.Total, page.Counts = found.Total, stateCounts(found.Counts, true)
	for _, row := range found.Rows {
		info := rowInfo(who, row)
		info.Decisions = row.Decisions()
		page.Registrations = append(page.Registrations, info)
	}
	return page, s.mailFaults(ctx, page.Registrations)
}

// mailFaults says of registrations whether mail to them did not arrive, and why.
func (s *Server) mailFaults(ctx context.Context, list []protocol.RegistrationInfo) error {
	ids := make([]conference.RegistrationID, len(list))
	for i, info := range list {
		ids[i] = info.ID
	}
	faults, err := s.store.MailFaults(ctx, ids)
	for i, info := range list {
		if fault, ok := faults[info.ID]; ok {
			list[i].MailFault = fault.Answer
		}
	}
	return err
}

// stateCounts lists counts in the order of the states; without all, only states that have any.
func stateCounts(counts map[conference.RegistrationState]int, all bool) protocol.List[protocol.StateCount] {
	list := protocol.List[protocol.StateCount]{}
	for _, state := range conference.RegistrationStates {
		if n := counts[state]; n > 0 || all {
			list = append(list, protocol.StateCount{State: state, Count: n})
		}
	}
	return list
}
