package server

import (
	"context"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// conferenceInfo is what everybody may know of the conference.
func (s *Server) conferenceInfo(_ context.Context, who asker, _ *nothing) (protocol.ConferenceInfo, error) {
	c := who.Conference
	return protocol.ConferenceInfo{
		Slug: c.Slug, Title: c.Title, Organizer: c.Organizer, Place: c.Place, TimeZone: c.TimeZone,
		FirstDay: c.FirstDay, LastDay: c.LastDay, Languages: c.LanguageList(),
		RegistrationOpens: c.RegistrationOpens, RegistrationCloses: c.RegistrationCloses,
		RegistrationOpen: c.RegistrationOpen(who.Now), Demo: c.Demo, MailOutbox: s.mail.Outbox(), Now: who.Now,
	}, nil
}

// programme is all halls and the sessions that the asker may know of, with what she is in each.
func (s *Server) programme(ctx context.Context, who asker, _ *nothing) (protocol.Programme, error) {
	var p protocol.Programme
	var err error
	if p.Halls, err = s.halls(ctx, who, nil); err != nil {
		return p, err
	}
	sessions, err := s.store.Sessions(ctx, who.Conference.ID)
	if err != nil {
		return p, err
	}
	all, err := s.store.AppointmentsOf(ctx, who.Conference.ID)
	if err != nil {
		return p, err
	}
	appointments := map[conference.SessionID][]conference.Appointment{}
	for _, a := range all {
		appointments[a.SessionID] = append(appointments[a.SessionID], a)
	}
	plates, err := s.plates(ctx, who, peopleOf(all)...)
	if err != nil {
		return p, err
	}
	standings, err := s.store.Standings(ctx, who.Conference.ID, who.Person.ID)
	if err != nil {
		return p, err
	}
	documents, err := s.documentsFor(ctx, who)
	if err != nil {
		return p, err
	}
	ends := s.rooms.FloorEnds()
	for _, session := range sessions {
		role := standings.In(session.ID).RoleIn(session.AccessAt(who.Now))
		if hidden(session, role) {
			continue
		}
		e := entry(session, role, appointments[session.ID], plates, who.Now)
		if at, late := ends[session.ID]; late {
			e.Session.FloorEnds = &at
		}
		if role.Can(conference.Watch) {
			e.Documents = documentInfos(documents[session.ID])
		}
		p.Sessions = append(p.Sessions, e)
	}
	return p, nil
}

// documentsFor are the documents of all sessions, by session, for somebody who may be in some of them.
func (s *Server) documentsFor(ctx context.Context, who asker) (map[conference.SessionID][]conference.Document, error) {
	if who.Person.ID == "" {
		return nil, nil //nolint:nilnil // none: a visitor is in no session
	}
	list, err := s.store.DocumentsOf(ctx, who.Conference.ID)
	documents := map[conference.SessionID][]conference.Document{}
	for _, d := range list {
		documents[d.SessionID] = append(documents[d.SessionID], d)
	}
	return documents, err
}

// session is one session, with what the asker is in it.
func (s *Server) session(ctx context.Context, who asker, _ *nothing) (protocol.ProgrammeEntry, error) {
	return s.entryOf(ctx, who, who.Session)
}

// entryOf is a session as the programme shows it to the asker.
func (s *Server) entryOf(ctx context.Context, who asker, session conference.Session) (protocol.ProgrammeEntry, error) {
	appointments, err := s.store.Appointments(ctx, session.ID)
	if err != nil {
		return protocol.ProgrammeEntry{}, err
	}
	plates, err := s.plates(ctx, who, peopleOf(appointments)...)
	e := entry(session, who.Role, appointments, plates, who.Now)
	if err != nil || !who.Role.Can(conference.Watch) {
		return e, err
	}
	documents, err := s.store.Documents(ctx, session.ID)
	e.Documents = documentInfos(documents)
	return e, err
}

func entry(session conference.Session, role conference.Role, appointments []conference.Appointment, plates plates, now time.Time) protocol.ProgrammeEntry {
	return protocol.ProgrammeEntry{Session: sessionInfo(session, appointments, plates, now), Role: role, Can: role.Powers()}
}

// delegations lists the States and organizations that one may register for.
func (s *Server) delegations(ctx context.Context, who asker, _ *nothing) (protocol.List[protocol.DelegationInfo], error) {
	list, err := s.store.Delegations(ctx, who.Conference.ID)
	return delegationInfos(list), err
}

func delegationInfos(list []conference.Delegation) protocol.List[protocol.DelegationInfo] {
	infos := protocol.List[protocol.DelegationInfo]{}
	for _, d := range list {
		infos = append(infos, delegationInfo(d))
	}
	return infos
}

func delegationInfo(d conference.Delegation) protocol.DelegationInfo {
	return protocol.DelegationInfo{ID: d.ID, Code: d.Code, Name: d.Name, Category: d.Category}
}
