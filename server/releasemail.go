package server

import (
	"context"
	"slices"

	"plenary/server/calendar"
	"plenary/server/conference"
	"plenary/server/protocol"
)

type releaseMailsInput struct {
	Release int64 `path:"release" minimum:"1" doc:"the number of a release"`
}

// releaseMails writes a draft to everybody who had or has a role in a session that a release changed. It is written once,
// however often this is asked for; how many are new is returned.
func (s *Server) releaseMails(ctx context.Context, who asker, in *releaseMailsInput) (protocol.MailCount, error) {
	none := protocol.MailCount{}
	r, err := s.store.ReleaseNumbered(ctx, who.Conference.ID, in.Release)
	if err != nil {
		return none, err
	}
	before, after, err := s.compared(ctx, who, &differenceInput{From: in.Release - 1, To: in.Release}, &protocol.Difference{})
	if err != nil {
		return none, err
	}
	entries, err := s.told(ctx, who)
	if err != nil {
		return none, err
	}
	changes := conference.Diff(before, after)
	halls := slices.Concat(before.Halls, after.Halls)
	var list []conference.Mail
	for _, person := range conference.Affected(changes) {
		m, err := s.releaseMail(ctx, who, r, person, conference.ChangesFor(person, changes), halls, entries)
		if err != nil {
			return none, err
		}
		list = append(list, m)
	}
	n, err := s.store.AddMails(ctx, list)
	return protocol.MailCount{Count: n}, err
}

func (s *Server) releaseMail(
	ctx context.Context, who asker, r conference.Release, person conference.PersonID, changes []conference.Change, halls []conference.Hall,
	entries map[conference.SessionID]conference.CalendarEntry,
) (m conference.Mail, err error) {
	p, err := s.store.Person(ctx, person)
	if err != nil {
		return m, err
	}
	if m, err = s.blank(ctx, who, conference.ProgrammeMail, &person, p.Email); err != nil {
		return m, err
	}
	m.ID, m.State = conference.MailID(hashOf(string(r.ID) + "\n" + string(person))[:32]), conference.DraftMail
	registration, err := s.store.RegistrationOf(ctx, who.Conference.ID, person)
	switch {
	case err == nil:
		m.RegistrationID = &registration.ID
	case !isKind(err, conference.NotFound):
		return m, err
	}
	said := conference.Changelog(changes, halls, zoneOf(who.Conference), m.Language)
	if err := s.worded(ctx, &m, s.values(who, p.Name, "", said)); err != nil {
		return m, err
	}
	f := calendar.Feed{Name: who.Conference.Title, Host: s.public.Hostname(), Zone: zoneOf(who.Conference)}
	for _, c := range changes {
		if e, ok := entries[c.Session]; ok {
			f.Entries = append(f.Entries, e)
		}
	}
	if len(f.Entries) > 0 {
		b, err := f.Write()
		if err != nil {
			return m, err
		}
		m.Calendar = string(b)
	}
	return m, nil
}
