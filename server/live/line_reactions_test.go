package live

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// Reactions to lines are told merged: one notice for a second of clicks, however many there are.
func TestLineReactions(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, ben, press := w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee), w.comes("Press", conference.Press)
		one, two := ana.says("one"), ana.says("two")
		press.cannot(conference.Forbidden, protocol.ReactToLine{Line: one, Reaction: "heart", On: true})
		ana.cannot(conference.Invalid, protocol.ReactToLine{Line: one, Reaction: "fire", On: true})
		ana.cannot(conference.NotFound, protocol.ReactToLine{Line: "line-nowhere-0123", Reaction: "heart", On: true})
		synctest.Wait()
		press.news()
		for range 3 { // the same once more is the same
			ana.does(protocol.ReactToLine{Line: one, Reaction: "heart", On: true})
			ben.does(protocol.ReactToLine{Line: one, Reaction: "heart", On: true})
		}
		ben.does(protocol.ReactToLine{Line: two, Reaction: "laugh", On: true})
		ben.does(protocol.ReactToLine{Line: two, Reaction: "laugh"})
		time.Sleep(3 * time.Second)
		synctest.Wait()
		told := map[conference.LineID]string{}
		notices := 0
		for _, n := range press.news() {
			if n, is := n.(protocol.LinesReacted); is {
				notices++
				for _, line := range n.Lines {
					told[line.Line] = fmt.Sprint(line.Counts)
				}
			}
		}
		if notices != 1 || told[one] != "[{heart 2}]" || told[two] != "[]" {
			w.Errorf("%d notices tell %v", notices, told)
		}
		for _, when := range []string{"while it runs", "after a restart"} {
			if got := w.take(w.entry(press.id())).welcome().Reacted; len(got) == 0 || got[0].Line != one || fmt.Sprint(got[0].Counts) != "[{heart 2}]" {
				w.Errorf("%s: %+v", when, got)
			}
			w.restart()
		}
		ana = w.take(ana.entry)
		for range 10 {
			ana.does(protocol.ReactToLine{Line: two, Reaction: "heart", On: true})
		}
		ana.cannot(conference.TooMany, protocol.ReactToLine{Line: two, Reaction: "heart", On: true})
		ana.does(protocol.DeleteLine{Line: two})
		time.Sleep(time.Minute)
		ana.cannot(conference.NotFound, protocol.ReactToLine{Line: two, Reaction: "heart", On: true})
	})
}
