package server

import (
	"context"
	"time"

	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/protocol"
)

// board is every hall as it is now. It asks the database as much for forty halls as for one; the rest the rooms know.
func (s *Server) board(ctx context.Context, who asker, _ *nothing) (protocol.Board, error) {
	b := protocol.Board{Now: who.Now}
	halls, err := s.halls(ctx, who, nil)
	if err != nil {
		return b, err
	}
	sessions, err := s.store.Sessions(ctx, who.Conference.ID)
	if err != nil {
		return b, err
	}
	announced, err := s.store.Announcements(ctx, who.Conference.ID, who.Now)
	if err != nil {
		return b, err
	}
	for _, a := range announced {
		b.Announcements = append(b.Announcements, live.AnnouncementInfo(a))
	}
	in := map[conference.HallID][]conference.Session{}
	for _, session := range sessions {
		in[session.HallID] = append(in[session.HallID], session)
	}
	rooms, ends := s.rooms.Conditions(), s.rooms.FloorEnds()
	for _, hall := range halls {
		on, after := conference.OnNow(in[hall.ID], who.Now, zoneOf(who.Conference))
		state := protocol.HallState{Hall: hall, Session: boardSession(on, who.Now), After: boardSession(after, who.Now)}
		if at, late := ends[on.ID]; late {
			state.Session.FloorEnds = &at
			state.Session.Behind = max(state.Session.Behind, int(at.Sub(on.EndsAt).Minutes()))
		}
		if room, open := rooms[on.ID]; open {
			state.Room = &room
		}
		b.Halls = append(b.Halls, state)
	}
	return b, nil
}

func boardSession(session conference.Session, now time.Time) *protocol.BoardSession {
	if session.ID == "" {
		return nil
	}
	return &protocol.BoardSession{
		ID: session.ID, Title: session.Title, Kind: session.Kind, State: session.State, StartsAt: session.StartsAt, EndsAt: session.EndsAt,
		ExpectedStart: session.ExpectedStart(), ExpectedEnd: session.ExpectedEnd(), OpenedAt: session.OpenedAt,
		Behind: int(session.Behind(now).Minutes()),
	}
}

// announce tells everybody who is in an open room something, or in that of one session, and who comes later, until it expires.
func (s *Server) announce(ctx context.Context, who asker, in *body[protocol.AnnouncementInput]) (protocol.Announcement, error) {
	a, err := conference.NewAnnouncement(in.Body.ID, who.Conference.ID, who.Person.ID, in.Body.Text, in.Body.Minutes, who.Now)
	if err != nil {
		return protocol.Announcement{}, inField("text", err)
	}
	if in.Body.Session != "" {
		session, err := s.store.Session(ctx, in.Body.Session)
		if err == nil && session.ConferenceID != who.Conference.ID {
			err = conference.Errorf(conference.NotFound, "there is no such session")
		}
		if err != nil {
			return protocol.Announcement{}, err
		}
		a.SessionID = &session.ID
	}
	if err := s.store.Announce(ctx, a); err != nil {
		return protocol.Announcement{}, err
	}
	return live.AnnouncementInfo(a), s.rooms.Announced(ctx, who.Conference.ID)
}

type announcementPath struct {
	Announcement conference.AnnouncementID `path:"announcement"`
}

// takeBack takes an announcement back.
func (s *Server) takeBack(ctx context.Context, who asker, in *announcementPath) error {
	if err := s.store.TakeBack(ctx, in.Announcement, who.Conference.ID, who.Person.ID, who.Now); err != nil {
		return err
	}
	return s.rooms.Announced(ctx, who.Conference.ID)
}
