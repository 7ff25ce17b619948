package live

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/sfu"
)

// Who is heard on the stage of an open session, with her microphone on, is speaking; in a room that comes after, too.
func TestSpeakingTimeIsThatOfWhoIsHeard(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo := w.comes("Ana", conference.Speaker), w.comes("Mo", conference.Moderator)
		heard := func(place string, id conference.PersonID) {
			w.media.stages[place].onSpeaker(string(id))
			synctest.Wait()
		}
		ana.does(protocol.EnterBackstage{})
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		w.media.publisher().sending(sfu.Microphone)
		heard("session/backstage", ana.id())
		time.Sleep(20 * time.Second) // backstage, nobody hears her
		mo.does(protocol.BringOnStage{Person: ana.id()})
		heard("session", ana.id())
		time.Sleep(30 * time.Second)
		ana.does(protocol.SetSource{Source: protocol.Microphone})
		time.Sleep(40 * time.Second)
		ana.does(protocol.SetSource{Source: protocol.Microphone, On: true})
		time.Sleep(10 * time.Second)
		heard("session", mo.id()) // who is not on the stage
		time.Sleep(15 * time.Second)
		spoke := func() string {
			list, err := w.store.SpeakingTimes(w.Context(), "session")
			w.must(err)
			return fmt.Sprint(list)
		}
		if got := spoke(); got != "[{person-ana 30s}]" {
			t.Errorf("after a minute: %s", got)
		}
		w.restart()
		if got := spoke(); got != "[{person-ana 40s}]" {
			t.Errorf("after the end: %s", got)
		}
		again := w.take(w.entry(ana.id()))
		again.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		w.media.publisher().sending(sfu.Microphone)
		heard("session", again.id())
		time.Sleep(62 * time.Second)
		if got := spoke(); got != "[{person-ana 1m40s}]" {
			t.Errorf("in the room after that: %s", got)
		}
	})
}
