package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
)

// Of many who act at once, one's failure is nobody else's: whose id is taken, who is nobody, who came too late.
func TestFailuresInACrowdAreTheirOwn(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		taken := aLine("line-taken-0123456")
		taken.PersonID = w.ben.ID
		_, err := w.Say(t.Context(), taken)
		must(t, err)
		late, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
		defer cancel()
		const each = 40
		var all sync.WaitGroup
		for i := range each {
			all.Go(func() {
				if _, err := w.Say(t.Context(), aLine(fmt.Sprintf("line-good-%08d", i))); err != nil {
					t.Error(err)
				}
			})
			all.Go(func() {
				_, err := w.Say(t.Context(), aLine("line-taken-0123456"))
				refused(t, err, conference.Conflict)
			})
			all.Go(func() {
				nobodys := aLine(fmt.Sprintf("line-nobody-%06d", i))
				nobodys.PersonID = "person-nobody"
				_, err := w.Say(t.Context(), nobodys)
				refused(t, err, conference.Conflict)
			})
			all.Go(func() {
				_, err := w.Say(late, aLine(fmt.Sprintf("line-late-%08d", i)))
				refused(t, err, conference.Unavailable)
			})
		}
		all.Wait()
		lines, err := w.LastLines(t.Context(), w.session.ID, 1000)
		must(t, err)
		same(t, "the number of lines", len(lines), each+1)
		for i, line := range lines {
			same(t, "the number of "+string(line.ID), line.Number, int64(i+1))
		}
	})
}
