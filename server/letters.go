package server

import (
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"plenary/server/calendar"
	"plenary/server/conference"
)

// decided puts the mail about a decision on many into the outbox. The same decision has the same id: it is told once,
// however often the server ends before that is noted.
func (s *Server) decided(ctx context.Context, who asker, kind conference.MailKind, r conference.Registration, address string) error {
	m, err := s.blank(ctx, who, kind, &r.PersonID, address)
	if err != nil {
		return err
	}
	m.RegistrationID = &r.ID
	m.ID = conference.MailID(hashOf(strings.Join([]string{string(r.ID), string(kind), r.Reason, r.ChangedAt.UTC().Format(time.RFC3339Nano)}, "\n"))[:32])
	if err := s.worded(ctx, &m, s.values(who, r.Name, r.Reason, "")); err != nil {
		return err
	}
	if kind == conference.ApprovedMail || kind == conference.PromotedMail {
		if m.Calendar, err = s.invitation(ctx, who, r.PersonID); err != nil {
			return err
		}
	}
	return s.putOut(ctx, m)
}

// blank is a mail to a person without its words, in her language; who is nobody yet is written to in English.
func (s *Server) blank(ctx context.Context, who asker, kind conference.MailKind, person *conference.PersonID, address string) (conference.Mail, error) {
	m := conference.Mail{
		ConferenceID: who.Conference.ID, PersonID: person, Kind: kind, Language: conference.EnglishMail, Address: address,
		State: conference.QueuedMail, CreatedAt: s.now(),
	}
	held, err := s.store.MailHeld(ctx, who.Conference.ID)
	if err != nil {
		return m, err
	}
	if held {
		m.State = conference.DraftMail
	}
	if person == nil {
		return m, nil
	}
	known, err := s.store.MailLanguages(ctx, *person)
	if preferred, ok := known[*person]; ok {
		m.Language = preferred
	}
	return m, err
}

// worded gives a mail its words.
func (s *Server) worded(ctx context.Context, m *conference.Mail, values map[conference.Placeholder]string) error {
	template, err := s.store.MailTemplate(ctx, m.ConferenceID, m.Kind, m.Language)
	if err != nil {
		return err
	}
	m.Subject, m.Text = template.Fill(values)
	return nil
}

func (s *Server) values(who asker, name, reason, changes string) map[conference.Placeholder]string {
	return map[conference.Placeholder]string{
		conference.NamePlaceholder: name, conference.ConferencePlaceholder: plainTitle(who.Conference), conference.LinkPlaceholder: s.public.String(),
		conference.ReasonPlaceholder: conference.Quoted(reason), conference.ChangesPlaceholder: changes,
	}
}

// putOut puts mail into the outbox, and has it sent if it is no draft.
func (s *Server) putOut(ctx context.Context, list ...conference.Mail) error {
	if _, err := s.store.AddMails(ctx, list); err != nil {
		return err
	}
	s.postman.wake()
	return nil
}

// invitation is the calendar file that goes with an approval: the sessions that a person has a role in, or else the days
// of the conference.
func (s *Server) invitation(ctx context.Context, who asker, person conference.PersonID) (string, error) {
	appointed, err := s.store.AppointmentsOf(ctx, who.Conference.ID)
	if err != nil {
		return "", err
	}
	appointed = slices.DeleteFunc(appointed, func(a conference.Appointment) bool { return a.PersonID != person })
	f := calendar.Feed{Name: who.Conference.Title, Host: s.public.Hostname(), Zone: zoneOf(who.Conference)}
	if len(appointed) > 0 {
		entries, err := s.told(ctx, who)
		if err != nil {
			return "", err
		}
		for _, a := range appointed {
			if e, ok := entries[a.SessionID]; ok && !e.Cancelled { // a draft that nobody sees is not there
				f.Entries = append(f.Entries, e)
			}
		}
	}
	if len(f.Entries) == 0 {
		days, err := s.days(who.Conference, s.now())
		if err != nil {
			return "", nil //nolint:nilerr // a conference whose days are not set has no calendar
		}
		f.Entries = append(f.Entries, days)
	}
	b, err := f.Write()
	return string(b), err
}

// days is the conference as one event, from the first midnight to the last.
func (s *Server) days(c conference.Conference, now time.Time) (e conference.CalendarEntry, err error) {
	zone := zoneOf(c)
	first, err := time.ParseInLocation(time.DateOnly, c.FirstDay, zone)
	if err != nil {
		return e, err
	}
	last, err := time.ParseInLocation(time.DateOnly, c.LastDay, zone)
	if err != nil {
		return e, err
	}
	event := calendar.Event{
		Start: first.UTC(), End: last.AddDate(0, 0, 1).UTC(), Title: c.Title, Text: s.public.String(), Hall: c.Place, Address: s.public.String(), Kind: "conference",
	}
	return conference.CalendarEntry{SessionID: conference.SessionID(c.ID), ConferenceID: c.ID, Said: event.Said(), ChangedAt: now}, nil
}

// mailLanguage is the language, of those that we write, that a browser says its reader prefers.
func mailLanguage(accepted string) (conference.MailLanguage, bool) {
	tags, _, err := language.ParseAcceptLanguage(accepted)
	if err != nil || len(tags) == 0 {
		return "", false
	}
	written := make([]language.Tag, len(conference.MailLanguages))
	for i, l := range conference.MailLanguages {
		written[i] = language.Make(string(l))
	}
	_, i, confidence := language.NewMatcher(written).Match(tags...)
	return conference.MailLanguages[i], confidence >= language.High
}
