package server

import (
	"context"
	"slices"

	"plenary/server/conference"
)

// listing is the programme as it leaves the house, with what its reader may know. The zero person is everybody.
func (s *Server) listing(ctx context.Context, who asker, reader conference.PersonID) (conference.Listing, error) {
	l, err := s.everythingFor(ctx, who, reader)
	if err != nil {
		return l, err
	}
	standings, err := s.store.Standings(ctx, who.Conference.ID, reader)
	if err != nil {
		return l, err
	}
	l.Items = slices.DeleteFunc(l.Items, func(item conference.ListingItem) bool {
		return hidden(item.Session, standings.In(item.Session.ID).RoleIn(item.Session.AccessAt(who.Now)))
	})
	return l, nil
}

// everything is the whole programme, for nobody to see as it is.
func (s *Server) everything(ctx context.Context, who asker) (conference.Listing, error) {
	return s.everythingFor(ctx, who, "")
}

func (s *Server) everythingFor(ctx context.Context, who asker, reader conference.PersonID) (conference.Listing, error) {
	l := conference.Listing{Conference: who.Conference, Address: s.public.String()}
	halls, err := s.store.Halls(ctx, who.Conference.ID)
	if err != nil {
		return l, err
	}
	names := map[conference.HallID]string{}
	for _, h := range halls {
		names[h.ID] = h.Name
	}
	sessions, err := s.store.Sessions(ctx, who.Conference.ID)
	if err != nil {
		return l, err
	}
	all, err := s.store.AppointmentsOf(ctx, who.Conference.ID)
	if err != nil {
		return l, err
	}
	plates, err := s.plates(ctx, who, peopleOf(all)...)
	if err != nil {
		return l, err
	}
	people, roles := map[conference.SessionID][]conference.Billed{}, map[conference.SessionID]conference.Role{}
	for _, a := range all {
		p := plates.of(a.PersonID)
		people[a.SessionID] = append(people[a.SessionID], conference.Billed{Name: p.Name, Delegation: p.Delegation, Role: a.Role})
		if a.PersonID == reader {
			roles[a.SessionID] = a.Role
		}
	}
	named, err := s.named(ctx, who)
	if err != nil {
		return l, err
	}
	for _, session := range sessions {
		l.Items = append(l.Items, conference.ListingItem{
			Session: session, Hall: names[session.HallID], Role: roles[session.ID],
			People: together(people[session.ID], named[string(session.ID)]),
		})
	}
	return l, nil
}

// together are the people with a role, then those whom only an imported programme names.
func together(people, named []conference.Billed) []conference.Billed {
	there := map[string]bool{}
	for _, p := range people {
		there[p.Name] = true
	}
	for _, p := range named {
		if !there[p.Name] {
			people = append(people, p)
		}
	}
	return people
}
