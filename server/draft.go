package server

import (
	"cmp"
	"context"
	"strings"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

type draftPath struct {
	Draft conference.SessionID `path:"draft"`
}

type draftInput struct {
	Draft conference.SessionID `path:"draft"`
	Body  protocol.SessionInput
}

// draft is the working draft of the programme, and what is unwise about it.
func (s *Server) draft(ctx context.Context, who asker, _ *nothing) (protocol.DraftProgramme, error) {
	var p protocol.DraftProgramme
	plan, plates, err := s.plan(ctx, who)
	if err != nil {
		return p, err
	}
	if p.Stamp, err = s.store.DraftStamp(ctx, who.Conference.ID); err != nil {
		return p, err
	}
	if p.Halls, err = s.halls(ctx, who, nil); err != nil {
		return p, err
	}
	newest, err := s.store.ReleaseNumbered(ctx, who.Conference.ID, 0)
	if err != nil {
		return p, err
	}
	if newest.Number > 0 {
		info := releaseInfo(newest)
		p.Release = &info
	}
	for _, t := range plan.Teams {
		p.Teams = append(p.Teams, teamInfo(t))
	}
	for _, d := range plan.Drafts {
		if !d.Removed {
			p.Sessions = append(p.Sessions, draftInfo(d, plan.People[d.ID], plates))
		}
	}
	for _, a := range plan.Availability {
		p.Availability = append(p.Availability, protocol.AvailabilityInfo{Kind: a.SubjectKind, Subject: a.SubjectID, StartsAt: a.StartsAt, EndsAt: a.EndsAt})
	}
	for _, w := range plan.Warnings() {
		info := protocol.WarningInfo{Kind: w.Kind, Session: w.Session, Other: w.Other, Team: w.Team, Language: w.Language}
		if w.Person != "" {
			info.Person = plates.of(w.Person).Name
		}
		p.Warnings = append(p.Warnings, info)
	}
	return p, nil
}

// plan is all that the warnings depend on, with the plates of everybody on it.
func (s *Server) plan(ctx context.Context, who asker) (conference.Plan, plates, error) {
	c := who.Conference
	p := conference.Plan{
		Zone: zoneOf(c), FirstDay: c.FirstDay, LastDay: c.LastDay, People: map[conference.SessionID][]conference.Appointment{},
	}
	var err error
	if p.Drafts, err = s.store.Drafts(ctx, c.ID); err != nil {
		return p, nil, err
	}
	all, err := s.store.AppointmentsOf(ctx, c.ID)
	if err != nil {
		return p, nil, err
	}
	for _, a := range all {
		p.People[a.SessionID] = append(p.People[a.SessionID], a)
	}
	if p.Accredited, err = s.store.Accredited(ctx, c.ID); err != nil {
		return p, nil, err
	}
	if p.Teams, err = s.store.Teams(ctx, c.ID); err != nil {
		return p, nil, err
	}
	if p.Availability, err = s.store.Availabilities(ctx, c.ID); err != nil {
		return p, nil, err
	}
	plates, err := s.plates(ctx, who, peopleOf(all)...)
	return p, plates, err
}

func draftInfo(d conference.Draft, people []conference.Appointment, plates plates) protocol.DraftInfo {
	info := protocol.DraftInfo{
		ID: d.ID, Version: d.Version, StartsAt: d.StartsAt, EndsAt: d.EndsAt, Title: d.Title, Abstract: d.Abstract, Kind: d.Kind,
		Access: d.Access, Languages: d.LanguageList(), Capacity: d.Capacity, Recorded: d.Recorded, Chat: d.Chat,
		Questions: d.Questions, Askers: d.Askers, ChangedAt: d.ChangedAt,
	}
	if d.HallID != nil {
		info.Hall = *d.HallID
	}
	if d.ChangedBy != nil {
		info.ChangedBy = *d.ChangedBy
	}
	for _, team := range d.TeamList() {
		info.Teams = append(info.Teams, conference.TeamID(team))
	}
	for _, t := range d.Translations.List() {
		info.Translations = append(info.Translations, protocol.Translation(t))
	}
	for _, segment := range d.Segments.List() {
		info.Segments = append(info.Segments, protocol.Segment(segment))
	}
	for _, a := range people {
		info.People = append(info.People, protocol.Appointed{Person: plates.of(a.PersonID), Role: a.Role, Position: a.Position})
	}
	return info
}

// infoOf is a draft with the people on it.
func (s *Server) infoOf(ctx context.Context, who asker, d conference.Draft) (protocol.DraftInfo, error) {
	people, err := s.store.Appointments(ctx, d.ID)
	if err != nil {
		return protocol.DraftInfo{}, err
	}
	plates, err := s.plates(ctx, who, peopleOf(people)...)
	return draftInfo(d, people, plates), err
}

// ownDraft returns a session of this conference's draft that was not taken off it.
func (s *Server) ownDraft(ctx context.Context, who asker, id conference.SessionID) (conference.Draft, error) {
	d, err := s.store.Draft(ctx, id)
	if err == nil && (d.ConferenceID != who.Conference.ID || d.Removed) {
		err = noSuchSession()
	}
	return d, err
}

// addDraft adds a session to the draft.
func (s *Server) addDraft(ctx context.Context, who asker, in *body[protocol.SessionInput]) (protocol.DraftInfo, error) {
	d := conference.Draft{ID: conference.NewID[conference.SessionID](), ConferenceID: who.Conference.ID}
	if err := s.fill(ctx, who, &d, in.Body); err != nil {
		return protocol.DraftInfo{}, err
	}
	d, err := s.store.AddDraft(ctx, d, who.Person.ID, who.Now)
	if err != nil {
		return protocol.DraftInfo{}, err
	}
	return s.infoOf(ctx, who, d)
}

// editDraft changes what the draft says of a session.
func (s *Server) editDraft(ctx context.Context, who asker, in *draftInput) (protocol.DraftInfo, error) {
	return s.changeDraft(ctx, who, in.Draft, in.Body.Version, func(d *conference.Draft) error { return s.fill(ctx, who, d, in.Body) })
}

type slotInput struct {
	Draft conference.SessionID `path:"draft"`
	Body  protocol.SlotInput
}

// moveDraft moves a session in the draft to a hall and a time, or off both.
func (s *Server) moveDraft(ctx context.Context, who asker, in *slotInput) (protocol.DraftInfo, error) {
	return s.changeDraft(ctx, who, in.Draft, in.Body.Version, func(d *conference.Draft) error {
		return s.place(ctx, who, d, in.Body.Hall, in.Body.StartsAt, in.Body.EndsAt)
	})
}

// changeDraft changes a draft from the version that the change was made on; 0 is whatever there is.
func (s *Server) changeDraft(ctx context.Context, who asker, id conference.SessionID, version int64, change func(*conference.Draft) error) (protocol.DraftInfo, error) {
	d, err := s.ownDraft(ctx, who, id)
	if err == nil {
		err = change(&d)
	}
	if err == nil {
		err = d.Check()
	}
	if err != nil {
		return protocol.DraftInfo{}, err
	}
	d.Version = cmp.Or(version, d.Version)
	if d, err = s.store.PutDraft(ctx, d, who.Person.ID, who.Now); err != nil {
		return protocol.DraftInfo{}, err
	}
	s.rooms.SessionChanged(ctx, id)
	return s.infoOf(ctx, who, d)
}

// place puts a draft into a hall and a time, each if there is one.
func (s *Server) place(ctx context.Context, who asker, d *conference.Draft, hall conference.HallID, from, to string) error {
	zone := zoneOf(who.Conference)
	d.HallID, d.StartsAt, d.EndsAt = nil, nil, nil
	if hall != "" {
		if err := s.ownHall(ctx, who, hall); isKind(err, conference.NotFound) {
			return inField("hall", conference.Errorf(conference.Invalid, "please choose a hall from the list"))
		} else if err != nil {
			return err
		}
		d.HallID = &hall
	}
	for _, t := range []struct {
		field, text string
		to          **time.Time
	}{{"starts_at", from, &d.StartsAt}, {"ends_at", to, &d.EndsAt}} {
		if t.text == "" {
			continue
		}
		at, err := civil(t.text, zone)
		if err != nil {
			return inField(t.field, err)
		}
		*t.to = &at
	}
	return nil
}

// fill writes what an organizer filled in into a draft.
func (s *Server) fill(ctx context.Context, who asker, d *conference.Draft, in protocol.SessionInput) error {
	var err error
	if d.Languages, err = languages(who.Conference, in.Languages); err != nil {
		return inField("languages", err)
	}
	if err := s.place(ctx, who, d, in.Hall, in.StartsAt, in.EndsAt); err != nil {
		return err
	}
	if d.Teams, err = s.ownTeams(ctx, who, in.Teams); err != nil {
		return inField("teams", err)
	}
	d.Title, d.Abstract, d.Kind, d.Access = strings.TrimSpace(in.Title), strings.TrimSpace(in.Abstract), in.Kind, in.Access
	d.Capacity, d.Recorded = in.Capacity, in.Recorded
	d.Chat, d.Questions = cmp.Or(in.Chat, conference.OpenDiscussion), cmp.Or(in.Questions, conference.ModeratedDiscussion)
	d.Askers = cmp.Or(in.Askers, conference.Attributed)
	translations := []conference.Translation{}
	for _, t := range in.Translations {
		translations = append(translations, conference.Translation(t))
	}
	d.Translations = conference.PackTranslations(translations)
	segments := []conference.Segment{}
	for _, segment := range in.Segments {
		segments = append(segments, conference.Segment(segment))
	}
	if d.Segments = conference.PackSegments(segments); len(segments) > 0 {
		d.Access = segments[0].Access
	}
	return d.Check()
}

type copyInput struct {
	Draft conference.SessionID `path:"draft"`
	Body  protocol.CopyInput
}

// copyDraft copies a session to other halls: what it is and when, not who is on it.
func (s *Server) copyDraft(ctx context.Context, who asker, in *copyInput) (protocol.List[protocol.DraftInfo], error) {
	d, err := s.ownDraft(ctx, who, in.Draft)
	if err != nil {
		return nil, err
	}
	for _, hall := range in.Body.Halls {
		if err := s.ownHall(ctx, who, hall); err != nil {
			return nil, err
		}
	}
	made := protocol.List[protocol.DraftInfo]{}
	for _, hall := range in.Body.Halls {
		one := d
		one.ID, one.HallID = conference.NewID[conference.SessionID](), &hall
		if one, err = s.store.AddDraft(ctx, one, who.Person.ID, who.Now); err != nil {
			return made, err
		}
		made = append(made, draftInfo(one, nil, nil))
	}
	return made, nil
}

// deleteDraft takes a session off the draft; the next release takes it off the programme.
func (s *Server) deleteDraft(ctx context.Context, who asker, in *draftPath) error {
	if _, err := s.ownDraft(ctx, who, in.Draft); err != nil {
		return err
	}
	if err := s.store.DeleteSession(ctx, in.Draft, who.Person.ID, who.Now); err != nil {
		return err
	}
	s.rooms.SessionChanged(ctx, in.Draft)
	return nil
}

type draftAppointment struct {
	Draft conference.SessionID `path:"draft"`
	Body  protocol.AppointmentInput
}

// appointToDraft gives a person a role in a session, whether or not everybody sees the session yet.
func (s *Server) appointToDraft(ctx context.Context, who asker, in *draftAppointment) (protocol.List[protocol.Appointed], error) {
	d, err := s.ownDraft(ctx, who, in.Draft)
	if err != nil {
		return nil, err
	}
	who.Session.ID = d.ID
	return s.appoint(ctx, who, &body[protocol.AppointmentInput]{Body: in.Body})
}

type draftPerson struct {
	Draft  conference.SessionID `path:"draft"`
	Person conference.PersonID  `path:"person"`
}

// dismissFromDraft takes a person's role in a session away.
func (s *Server) dismissFromDraft(ctx context.Context, who asker, in *draftPerson) error {
	d, err := s.ownDraft(ctx, who, in.Draft)
	if err != nil {
		return err
	}
	who.Session.ID = d.ID
	return s.dismiss(ctx, who, &personPath{Person: in.Person})
}
