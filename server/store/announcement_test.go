package store_test

import (
	"fmt"
	"testing"
	"time"

	"plenary/server/conference"
)

func TestAnnouncements(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		add := func(n, minutes int, text string) error {
			a, err := conference.NewAnnouncement(conference.AnnouncementID(fmt.Sprintf("announcement-%04d", n)), w.conference.ID, w.olga.ID, text, minutes, day)
			must(t, err)
			return w.Announce(ctx, a)
		}
		shown := func(after time.Duration) string {
			list, err := w.Announcements(ctx, w.conference.ID, day.Add(after))
			must(t, err)
			texts := []string{}
			for _, a := range list {
				texts = append(texts, a.Text)
			}
			return fmt.Sprint(texts)
		}
		must(t, add(1, 60, "Lunch is served"))
		must(t, add(2, 5, "The bus leaves"))
		must(t, add(1, 60, "Lunch is served")) // again
		if err := add(1, 60, "Another"); !conferenceError(err, conference.Conflict) {
			t.Errorf("another one by the same id: %v", err)
		}
		if got := shown(0); got != "[Lunch is served The bus leaves]" {
			t.Errorf("shown: %s", got)
		}
		if got := shown(5 * time.Minute); got != "[Lunch is served]" {
			t.Errorf("shown after five minutes: %s", got)
		}
		for n := 3; n <= conference.MostAnnouncements; n++ {
			must(t, add(n, 60, "More"))
		}
		if err := add(9, 60, "Too many"); !conferenceError(err, conference.Conflict) {
			t.Errorf("more than can be read: %v", err)
		}
		elsewhere, err := conference.NewAnnouncement("announcement-0010", w.conference.ID, w.olga.ID, "In one room", 1, day)
		must(t, err)
		elsewhere.SessionID = &w.session.ID
		if err := w.Announce(ctx, elsewhere); !conferenceError(err, conference.Conflict) {
			t.Errorf("more than can be read in one room: %v", err)
		}
		must(t, w.TakeBack(ctx, "announcement-0001", w.conference.ID, w.olga.ID, day.Add(time.Second)))
		must(t, w.TakeBack(ctx, "announcement-0001", w.conference.ID, w.olga.ID, day.Add(2*time.Second)))
		if got := shown(time.Second); got != "[The bus leaves More More More]" {
			t.Errorf("after one was taken back: %s", got)
		}
		if err := w.TakeBack(ctx, "announcement-0001", "another", w.olga.ID, day); !conferenceError(err, conference.NotFound) {
			t.Errorf("another conference's: %v", err)
		}
	})
}
