package server

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"plenary/server/calendar"
	"plenary/server/conference"
	"plenary/server/protocol"
)

// telling is held while it is worked out what calendars are told: two at once would tell the same change twice.
type telling struct{ sync.Mutex }

// told brings what calendars know of all sessions up to date and returns it by session.
func (s *Server) told(ctx context.Context, who asker) (map[conference.SessionID]conference.CalendarEntry, error) {
	s.telling.Lock()
	defer s.telling.Unlock()
	whole, err := s.everything(ctx, who)
	if err != nil {
		return nil, err
	}
	now := map[conference.SessionID]calendar.Event{}
	for _, item := range whole.Items {
		now[item.Session.ID] = calendar.EventOf(whole, item)
	}
	before, err := s.store.CalendarEntries(ctx, who.Conference.ID)
	if err != nil {
		return nil, err
	}
	changed := calendar.Tell(now, before, who.Conference.ID, who.Now)
	if err := s.store.TellCalendars(ctx, changed); err != nil {
		return nil, err
	}
	entries := map[conference.SessionID]conference.CalendarEntry{}
	for _, e := range slices.Concat(before, changed) {
		entries[e.SessionID] = e
	}
	return entries, nil
}

// feed writes the calendar of a listing: its sessions, and those that are no more, of which the reader may know.
func (s *Server) feed(ctx context.Context, who asker, l conference.Listing, name, address string, cancelled bool) ([]byte, error) {
	entries, err := s.told(ctx, who)
	if err != nil {
		return nil, err
	}
	f := calendar.Feed{Name: name, Host: s.public.Hostname(), Address: address, Zone: zoneOf(who.Conference)}
	for _, item := range l.Items {
		if e, ok := entries[item.Session.ID]; ok {
			f.Entries = append(f.Entries, e)
		}
	}
	for _, e := range entries {
		event, err := calendar.Heard(e.Said)
		if err != nil {
			return nil, err
		}
		if cancelled && e.Cancelled && !event.Secret {
			f.Entries = append(f.Entries, e)
		}
	}
	slices.SortFunc(f.Entries, func(a, b conference.CalendarEntry) int { return cmp.Compare(a.SessionID, b.SessionID) })
	return f.Write()
}

const calendarKind = "text/calendar; charset=utf-8"

// publicCalendar is the programme that everybody may know, whoever asks.
func (s *Server) publicCalendar(c *fiber.Ctx) error {
	ctx := c.UserContext()
	who := askerOf(ctx)
	l, err := s.listing(ctx, who, "")
	if err != nil {
		return err
	}
	b, err := s.feed(ctx, who, l, who.Conference.Title, "/calendar.ics", true)
	if err != nil {
		return err
	}
	return leaf(c, calendarKind, who.Conference.Slug+".ics", b)
}

// sessionCalendar is one session, for the calendar of somebody who may know of it.
func (s *Server) sessionCalendar(c *fiber.Ctx) error {
	ctx := c.UserContext()
	who := askerOf(ctx)
	l, err := s.listing(ctx, who, who.Person.ID)
	if err != nil {
		return err
	}
	l.Items = slices.DeleteFunc(l.Items, func(i conference.ListingItem) bool { return i.Session.ID != who.Session.ID })
	b, err := s.feed(ctx, who, l, who.Session.Title, "", false)
	if err != nil {
		return err
	}
	return leaf(c, calendarKind, "session.ics", b)
}

// ownCalendar is a person's own calendar, at an address that is a secret: the programme as she may know it or, if asked
// so, only what she has a role in. Her rights are those of now, not of when the address was made.
func (s *Server) ownCalendar(c *fiber.Ctx) error {
	ctx := c.UserContext()
	who := askerOf(ctx)
	secret, ok := strings.CutSuffix(c.Params("secret"), ".ics")
	a, err := s.store.CalendarAddress(ctx, hashOf(secret))
	if err == nil && (!ok || a.ConferenceID != who.Conference.ID) {
		err = conference.Errorf(conference.NotFound, "there is no such calendar")
	}
	if err != nil {
		return err
	}
	l, err := s.listing(ctx, who, a.PersonID)
	if err != nil {
		return err
	}
	mine := c.Query("mine") != ""
	name := who.Conference.Title
	if mine {
		name += ": my sessions"
		l.Items = slices.DeleteFunc(l.Items, func(i conference.ListingItem) bool { return i.Role == "" })
	}
	b, err := s.feed(ctx, who, l, name, "/calendar", !mine)
	if err != nil {
		return err
	}
	return personalLeaf(c, calendarKind, "my-calendar.ics", b)
}

// calendarAddress says whether the asker's calendar has an address, which cannot be shown again.
func (s *Server) calendarAddress(ctx context.Context, who asker, _ *nothing) (protocol.CalendarAddress, error) {
	a, err := s.store.CalendarAddressOf(ctx, who.Conference.ID, who.Person.ID)
	if isKind(err, conference.NotFound) {
		return protocol.CalendarAddress{}, nil
	}
	return protocol.CalendarAddress{CreatedAt: &a.CreatedAt}, err
}

// addCalendarAddress gives the asker's calendar an address; the one it had before is good no more.
func (s *Server) addCalendarAddress(ctx context.Context, who asker, _ *nothing) (protocol.CalendarAddress, error) {
	secret, hash := newSecret()
	a := conference.CalendarAddress{ConferenceID: who.Conference.ID, PersonID: who.Person.ID, TokenHash: hash, CreatedAt: who.Now}
	if err := s.store.PutCalendarAddress(ctx, a); err != nil {
		return protocol.CalendarAddress{}, err
	}
	return protocol.CalendarAddress{CreatedAt: &a.CreatedAt, Address: s.public.String() + "/calendar/" + secret + ".ics"}, nil
}

// deleteCalendarAddress takes the address back.
func (s *Server) deleteCalendarAddress(ctx context.Context, who asker, _ *nothing) error {
	return s.store.DeleteCalendarAddress(ctx, who.Conference.ID, who.Person.ID)
}
