package live

import (
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func (w *world) announces(id, text string, minutes int) {
	w.Helper()
	a, err := conference.NewAnnouncement(conference.AnnouncementID(id), w.session.ConferenceID, w.person("Olga", conference.Organizer), text, minutes, time.Now())
	w.must(err)
	w.must(w.store.Announce(w.Context(), a))
	w.must(w.rooms.Announced(w.Context(), w.session.ConferenceID))
}

func TestAnAnnouncementExpires(t *testing.T) {
	inBubble(t, func(w *world) {
		w.announces("announcement-0001", "before the room was opened", 5)
		ana := w.comes("Ana", conference.Attendee)
		if got := ana.welcome().Announcements; len(got) != 1 || got[0].Text != "before the room was opened" {
			t.Errorf("welcomed with %+v", got)
		}
		w.announces("announcement-0002", "and in it", 10)
		if got := expect[protocol.AnnouncementsChanged](ana).Announcements; len(got) != 2 || got[1].Text != "and in it" {
			t.Errorf("told %+v", got)
		}
		time.Sleep(6 * time.Minute)
		if got := w.comes("Ben", conference.Attendee).welcome().Announcements; len(got) != 1 || got[0].Text != "and in it" {
			t.Errorf("welcomed with %+v", got)
		}
	})
}

func TestTheTrendOfARoom(t *testing.T) {
	inBubble(t, func(w *world) {
		w.comes("Ana", conference.Attendee)
		time.Sleep(90 * time.Second)
		w.comes("Ben", conference.Attendee)
		time.Sleep(2 * time.Hour)
		got := w.rooms.Conditions()["session"]
		if n := len(got.Trend); n != samplesKept+1 || got.Trend[0] != 2 || got.Presence != 2 || got.OnAir || got.Failures != 0 {
			t.Errorf("%d samples: %+v", n, got)
		}
	})
}
