package live

import (
	"fmt"
	"testing"
	"time"

	"plenary/server/conference"
)

// visits are who was in the room, in seconds after a time.
func (w *world) visits(from time.Time) (text string) {
	w.Helper()
	list, err := w.store.Visits(w.Context(), "conference", "session")
	w.must(err)
	for _, v := range list {
		text += fmt.Sprintf("%s %.0f–%.0f; ", v.Name, v.CameAt.Sub(from).Seconds(), v.LeftAt.Sub(from).Seconds())
	}
	return text
}

func TestWhoWasThereIsWrittenDownOnceAMinute(t *testing.T) {
	inBubble(t, func(w *world) {
		from := time.Now()
		ana, ben := w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee)
		time.Sleep(30 * time.Second)
		if got := w.visits(from); got != "" {
			t.Errorf("within the minute: %s", got)
		}
		time.Sleep(32 * time.Second) // 62
		ben.seat.Leave()
		time.Sleep(20 * time.Second) // 82: a blink
		again := ben.entry
		again.Window = conference.NewID[string]()
		back := w.take(again)
		time.Sleep(50 * time.Second) // 132
		back.seat.Leave()
		time.Sleep(90 * time.Second) // 222
		w.take(again)
		time.Sleep(30 * time.Second) // 252
		if got, want := w.visits(from), "Ana 0–240; Ben 0–132; Ben 222–240; "; got != want {
			t.Errorf("written: %s; want %s", got, want)
		}
		ana.seat.Leave()
		time.Sleep(3 * time.Second) // 255
		w.restart()
		if got, want := w.visits(from), "Ana 0–252; Ben 0–132; Ben 222–255; "; got != want {
			t.Errorf("after the end: %s; want %s", got, want)
		}
	})
}
