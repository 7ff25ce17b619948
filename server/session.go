package server

import (
	"context"
	"strings"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// addSession schedules a session.
func (s *Server) addSession(ctx context.Context, who asker, in *body[protocol.SessionInput]) (protocol.ProgrammeEntry, error) {
	session := conference.Session{
		ID: conference.NewID[conference.SessionID](), ConferenceID: who.Conference.ID, State: conference.Scheduled,
	}
	return s.putSession(ctx, who, session, in.Body)
}

// editSession changes what the programme says of a session; those who are in it see it at once.
func (s *Server) editSession(ctx context.Context, who asker, in *body[protocol.SessionInput]) (protocol.ProgrammeEntry, error) {
	return s.putSession(ctx, who, who.Session, in.Body)
}

func (s *Server) putSession(ctx context.Context, who asker, session conference.Session, in protocol.SessionInput) (protocol.ProgrammeEntry, error) {
	none := protocol.ProgrammeEntry{}
	zone := zoneOf(who.Conference)
	var err error
	if session.StartsAt, err = civil(in.StartsAt, zone); err != nil {
		return none, inField("starts_at", err)
	}
	if session.EndsAt, err = civil(in.EndsAt, zone); err != nil {
		return none, inField("ends_at", err)
	}
	if session.Languages, err = languages(who.Conference, in.Languages); err != nil {
		return none, inField("languages", err)
	}
	if err := s.ownHall(ctx, who, in.Hall); isKind(err, conference.NotFound) {
		return none, inField("hall", conference.Errorf(conference.Invalid, "please choose a hall from the list"))
	} else if err != nil {
		return none, err
	}
	session.HallID, session.Title, session.Abstract = in.Hall, strings.TrimSpace(in.Title), strings.TrimSpace(in.Abstract)
	session.Kind, session.Access = in.Kind, in.Access
	if err := session.Check(); err != nil {
		return none, err
	}
	if err := s.store.PutSession(ctx, session, who.Person.ID, who.Now); err != nil {
		return none, err
	}
	s.rooms.SessionChanged(ctx, session.ID)
	return s.entryOf(ctx, who, session)
}

// civil reads a time as the hall's clock shows it. One that the clock skips in spring is refused: nobody can come then.
func civil(text string, zone *time.Location) (time.Time, error) {
	const form = "2006-01-02T15:04"
	at, err := time.ParseInLocation(form, text, zone)
	if err != nil {
		return at, conference.Errorf(conference.Invalid, "please give a time of the form 2020-09-14T10:45")
	}
	if at.Format(form) != text {
		return at, conference.Errorf(conference.Invalid, "the clock skips this time")
	}
	return at.UTC(), nil
}

// languages checks the languages of a session: some of the conference's, each once.
func languages(c conference.Conference, chosen []string) (string, error) {
	offered := map[string]bool{}
	for _, l := range c.LanguageList() {
		offered[l] = true
	}
	for _, l := range chosen {
		if !offered[l] {
			return "", conference.Errorf(conference.Invalid, "%q is none of the conference's languages, or there twice", l)
		}
		offered[l] = false
	}
	return strings.Join(chosen, ","), nil
}

// deleteSession takes a session that was never opened off the programme.
func (s *Server) deleteSession(ctx context.Context, who asker, _ *nothing) error {
	if err := s.store.DeleteSession(ctx, who.Session.ID, who.Person.ID, who.Now); err != nil {
		return err
	}
	s.rooms.SessionChanged(ctx, who.Session.ID)
	return nil
}

// openSession opens a session: its stage may be live now.
func (s *Server) openSession(ctx context.Context, who asker, _ *nothing) (protocol.ProgrammeEntry, error) {
	opened, err := who.Session.Open(who.Now)
	return s.moveSession(ctx, who, opened, err)
}

// closeSession closes a session.
func (s *Server) closeSession(ctx context.Context, who asker, _ *nothing) (protocol.ProgrammeEntry, error) {
	closed, err := who.Session.Close(who.Now)
	return s.moveSession(ctx, who, closed, err)
}

func (s *Server) moveSession(ctx context.Context, who asker, moved conference.Session, err error) (protocol.ProgrammeEntry, error) {
	if err != nil {
		return protocol.ProgrammeEntry{}, err
	}
	if err := s.store.UpdateSession(ctx, moved, who.Session.State, who.Person.ID, who.Now); err != nil {
		return protocol.ProgrammeEntry{}, err
	}
	s.rooms.SessionChanged(ctx, moved.ID)
	return s.entryOf(ctx, who, moved)
}
