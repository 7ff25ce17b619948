package server

import (
	"context"
	"strings"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// addSession adds a session to the draft of the programme, and says what the asker will be in it.
func (s *Server) addSession(ctx context.Context, who asker, in *body[protocol.SessionInput]) (protocol.ProgrammeEntry, error) {
	d, err := s.addDraft(ctx, who, in)
	if err != nil {
		return protocol.ProgrammeEntry{}, err
	}
	return s.entryOfDraft(ctx, who, d.ID)
}

// editSession changes what the draft of the programme says of a session. Before the first release, those who are in it
// see it at once.
func (s *Server) editSession(ctx context.Context, who asker, in *body[protocol.SessionInput]) (protocol.ProgrammeEntry, error) {
	_, err := s.editDraft(ctx, who, &draftInput{Draft: who.Session.ID, Body: in.Body})
	if err != nil {
		return protocol.ProgrammeEntry{}, err
	}
	return s.entryOfDraft(ctx, who, who.Session.ID)
}

// entryOfDraft is a session as everybody sees it, or as a release would show it to the asker.
func (s *Server) entryOfDraft(ctx context.Context, who asker, id conference.SessionID) (protocol.ProgrammeEntry, error) {
	session, err := s.store.Session(ctx, id)
	if isKind(err, conference.NotFound) {
		var d conference.Draft
		d, err = s.store.Draft(ctx, id)
		session = d.Session()
	}
	if err != nil {
		return protocol.ProgrammeEntry{}, err
	}
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
	return s.deleteDraft(ctx, who, &draftPath{Draft: who.Session.ID})
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

// extendSession has a session last longer than planned, or shorter again.
func (s *Server) extendSession(ctx context.Context, who asker, in *body[protocol.MinutesInput]) (protocol.ProgrammeEntry, error) {
	extended, err := who.Session.Extend(in.Body.Minutes)
	return s.moveSession(ctx, who, extended, err)
}

// moveOn moves a session on to one of its segments, or gives it back to the clock. Everybody in it gets the rights of
// that segment before it returns.
func (s *Server) moveOn(ctx context.Context, who asker, in *body[protocol.SegmentInput]) (protocol.ProgrammeEntry, error) {
	moved, err := who.Session.MoveTo(in.Body.Segment)
	return s.moveSession(ctx, who, moved, err)
}

// runLate has a session and what follows it in the hall that day run late by some minutes, or by less again.
func (s *Server) runLate(ctx context.Context, who asker, in *body[protocol.MinutesInput]) (protocol.Programme, error) {
	all, err := s.store.Sessions(ctx, who.Conference.ID)
	if err != nil {
		return protocol.Programme{}, err
	}
	before := conference.RestOfDay(all, who.Session, zoneOf(who.Conference))
	if len(before) == 0 {
		return protocol.Programme{}, conference.Errorf(conference.Conflict, "the session is over")
	}
	after := make([]conference.Session, len(before))
	for i, session := range before {
		if after[i], err = session.Late(in.Body.Minutes); err != nil {
			return protocol.Programme{}, err
		}
	}
	if err := s.store.SetLateness(ctx, before, after, who.Person.ID, who.Now); err != nil {
		return protocol.Programme{}, err
	}
	for _, session := range after {
		s.rooms.SessionChanged(ctx, session.ID)
	}
	return s.programme(ctx, who, nil)
}
