package live

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// thinned counts the numbers that a client was told to be incomplete, and was not told.
func (c *client) thinned() (missed int64) {
	heard := map[int64]bool{}
	for _, t := range c.told {
		if n, is := t.notice.(protocol.LineSaid); is {
			heard[n.Line.Number] = true
		}
		if n, is := t.notice.(protocol.LinesThinned); is {
			for number := n.After + 1; number <= n.Through; number++ {
				if !heard[number] {
					missed++
				}
			}
		}
	}
	return missed
}

// A crowd is told as much of its chat as can be read; moderators and the snapshot have everything.
func TestACrowdIsToldWhatItCanRead(t *testing.T) {
	for name, c := range map[string]struct {
		seats int // that make a crowd
		every time.Duration
		told  int // of 100 lines
	}{
		"few people, many lines": {seats: 5, every: 10 * time.Millisecond, told: 100},
		"a crowd, few lines":     {seats: 4, every: time.Second, told: 100},
		"a crowd, many lines":    {seats: 4, every: 10 * time.Millisecond, told: 9},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(w *world) {
				w.lively(func(l *Limits) { l.Shown, l.ShownFrom = Rate{5, 200 * time.Millisecond}, c.seats })
				mo, ana := w.comes("Mo", conference.Moderator), w.comes("Ana", conference.Attendee)
				ben, press := w.comes("Ben", conference.Attendee), w.comes("Press", conference.Press)
				for i := range 100 {
					ana.does(protocol.Say{Text: fmt.Sprint(i)})
					time.Sleep(c.every)
				}
				count := func(c *client) int { return len(strings.Fields(c.said())) }
				if count(mo) != 100 || count(ana) != 100 {
					w.Errorf("the moderator is told %d, who said them %d", count(mo), count(ana))
				}
				if got := count(ben); got != c.told || got != count(press) {
					w.Errorf("the crowd is told %d and %d; want %d", got, count(press), c.told)
				}
				time.Sleep(time.Second)
				if got := count(ben) + int(ben.thinned()); got != 100 || mo.thinned() != 0 || ana.thinned() != 0 {
					w.Errorf("the crowd knows of %d lines, the others of %d and %d untold ones", got, mo.thinned(), ana.thinned())
				}
				mo.does(protocol.Say{Text: "order"})
				if got := ben.said(); !strings.HasSuffix(got, "order") {
					w.Errorf("what a moderator says is not told: %s", got)
				}
				ben.leaves()
				if got := ben.returns(); !got.resumed() || numbered(got.told) != "" {
					w.Errorf("back, he is told %s", numbered(got.told))
				}
				if lines := w.comes("Late", conference.Attendee).welcome().Lines; len(lines) != linesShown || lines[0].Number != 101-linesShown+1 {
					w.Errorf("a snapshot has %d lines", len(lines))
				}
			})
		})
	}
}
