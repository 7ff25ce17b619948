package live

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// Who is forgotten leaves at once, from the stage too; who comes later, or comes back, reads no name of hers.
func TestAnErasedPersonLeavesWithHerName(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo, ben := w.comes("Zemlyanika", conference.Speaker), w.comes("Mo", conference.Moderator), w.comes("Ben", conference.Attendee)
		ana.does(protocol.EnterBackstage{})
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		mo.does(protocol.BringOnStage{Person: ana.id()})
		ana.does(protocol.Say{Text: "Zemlyanika speaks"})
		q := ana.ask("May Zemlyanika ask?")
		mo.does(protocol.ApproveQuestion{Question: q})
		ben.does(protocol.Say{Text: "Hello"})
		before := w.take(w.entry(ben.id())) // has the snapshot kept that all get
		before.leaves()
		_, err := w.store.Erase(w.Context(), ana.id(), "", "", time.Now())
		w.must(err)
		w.rooms.PersonErased(w.Context(), ana.id())
		ana.closed(protocol.CloseSignedOut)
		synctest.Wait()
		if !w.media.publisher().closed() || len(w.media.at("session")) > 0 {
			w.Errorf("she is still on the stage: %v", w.media.at("session"))
		}
		ben.leaves()
		for who, c := range map[string]*client{"a newcomer": w.comes("Carl", conference.Attendee), "a moderator": w.take(w.entry(mo.id())), "who comes back": ben.returns()} {
			if c.resumed() {
				w.Errorf("%s is told what was told before", who)
			}
			got := asJSON(c.welcome())
			if strings.Contains(strings.ToLower(got), "zemlyanika speaks") || strings.Contains(got, `"Zemlyanika"`) || !strings.Contains(got, store.ErasedName+" speaks") {
				w.Errorf("%s reads %s", who, got)
			}
			if asked := find(c, q); asked.Asker.Name != store.ErasedName || asked.Text != "May "+store.ErasedName+" ask?" {
				w.Errorf("%s reads the question %+v", who, asked)
			}
		}
	})
}
