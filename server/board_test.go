package server

import (
	"fmt"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// texts are what announcements say.
func texts(list []protocol.Announcement) string {
	all := []string{}
	for _, a := range list {
		all = append(all, a.Text)
	}
	return fmt.Sprint(all)
}

// What is announced arrives in every open room, greets who comes later, and goes when it is taken back.
func TestAnAnnouncementReachesEverybody(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	open, other := w.as(conference.Attendee).sit(w.press.ID), w.as(conference.Chair).sit(w.closed.ID)
	in := protocol.AnnouncementInput{ID: "announcement-0001", Text: " Lunch is served ", Minutes: 30}
	made := want[protocol.Announcement](organizer, 200, "POST", "/api/announcements", in)
	if made.Text != "Lunch is served" || !made.ExpiresAt.Equal(made.MadeAt.Add(30*time.Minute)) {
		t.Errorf("announced %+v", made)
	}
	for _, c := range []*chair{open, other} {
		if got := texts(expect[protocol.AnnouncementsChanged](c).Announcements); got != "[Lunch is served]" {
			t.Errorf("told %s", got)
		}
	}
	want[protocol.Announcement](organizer, 200, "POST", "/api/announcements", in) // the answer was lost
	late := w.as(conference.Press).sit(w.press.ID)
	if got := texts(late.welcome.Announcements); got != "[Lunch is served]" {
		t.Errorf("who came later was told %s", got)
	}
	if b := want[protocol.Board](organizer, 200, "GET", "/api/board", nil); texts(b.Announcements) != "[Lunch is served]" {
		t.Errorf("the board has %s", texts(b.Announcements))
	}
	want[struct{}](organizer, 204, "DELETE", "/api/announcements/announcement-0001", nil)
	for len(expect[protocol.AnnouncementsChanged](open).Announcements) > 0 {
		continue // the one that was announced twice
	}
	want[protocol.Problem](organizer, 422, "POST", "/api/announcements", protocol.AnnouncementInput{ID: "announcement-0002", Text: "\u0001", Minutes: 30})
}

// What is announced to one session is read in its room, and in no other one.
func TestAnAnnouncementToOneSession(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	here, elsewhere := w.as(conference.Attendee).sit(w.press.ID), w.as(conference.Chair).sit(w.closed.ID)
	in := protocol.AnnouncementInput{ID: "announcement-0001", Session: w.press.ID, Text: "Please take your seats", Minutes: 5}
	if made := want[protocol.Announcement](organizer, 200, "POST", "/api/announcements", in); made.Session != w.press.ID {
		t.Errorf("announced %+v", made)
	}
	if got := texts(expect[protocol.AnnouncementsChanged](here).Announcements); got != "[Please take your seats]" {
		t.Errorf("told %s", got)
	}
	if got := texts(expect[protocol.AnnouncementsChanged](elsewhere).Announcements); got != "[]" {
		t.Errorf("in another room: %s", got)
	}
	if got := texts(w.as(conference.Press).sit(w.press.ID).welcome.Announcements); got != "[Please take your seats]" {
		t.Errorf("who came later was told %s", got)
	}
	in.Session = w.closed.ID
	want[protocol.Problem](organizer, 409, "POST", "/api/announcements", in)
	in.ID, in.Session = "announcement-0002", "nowhere"
	want[protocol.Problem](organizer, 404, "POST", "/api/announcements", in)
}

func TestTheBoardShowsHowRoomsAreDoing(t *testing.T) {
	w := newWorld(t)
	empty := w.addHall(w.conference, "An empty hall")
	w.press.StartsAt = w.press.StartsAt.Add(-time.Minute) // before the closed one, which is in the same hall
	w.must(w.store.PutSession(w.ctx(), w.press, "", day))
	organizer := w.as(conference.Organizer)
	w.as(conference.Attendee).sit(w.press.ID)
	w.as(conference.Speaker).sit(w.press.ID)
	w.clock.set(w.press.EndsAt.Add(10 * time.Minute))
	var b protocol.Board
	until(t, "both in the room", func() bool {
		b = want[protocol.Board](organizer, 200, "GET", "/api/board", nil)
		return len(b.Halls) == 2 && b.Halls[1].Room != nil && b.Halls[1].Room.Presence == 2
	})
	if h := b.Halls[0]; h.Hall.ID != empty.ID || h.Session != nil || h.After != nil || h.Room != nil {
		t.Errorf("the empty hall: %+v", h)
	}
	h := b.Halls[1]
	if h.Session == nil || h.Session.ID != w.press.ID || h.Session.Behind != 10 || h.Session.State != conference.Open || h.After == nil || h.After.ID != w.closed.ID {
		t.Errorf("the hall: %+v, %+v", h.Session, h.After)
	}
	r := h.Room
	if r.OnAir || r.Viewers != 0 || len(r.Stage) != 0 || r.Failures != 0 || len(r.Trend) == 0 || r.Trend[len(r.Trend)-1] != 2 {
		t.Errorf("the room: %+v", r)
	}
}
