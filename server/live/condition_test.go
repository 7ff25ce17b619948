package live

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// What goes wrong is told to who looks at the rooms: the same again once, with its number, and only the last ones.
func TestTroublesAreShown(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Speaker)
		ana.does(protocol.EnterBackstage{})
		lose := func(why string) {
			ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
			w.media.publisher().Events.Closed(errors.New(why))
			synctest.Wait()
			time.Sleep(time.Second)
		}
		troubles := func() (text string) {
			for _, one := range w.rooms.Conditions()["session"].Troubles {
				text += fmt.Sprintf("%s of %s %d× %s; ", one.Kind, one.Person.Name, one.Times, one.Text)
			}
			return text
		}
		if got := troubles(); got != "" {
			t.Errorf("before anything went wrong: %s", got)
		}
		lose("ice failed")
		lose("ice failed")
		if got, want := troubles(), "media-lost of Ana 2× ice failed; "; got != want {
			t.Errorf("%s, not %s", got, want)
		}
		for i := range 6 {
			lose(fmt.Sprint(i, strings.Repeat("й", 300)))
		}
		list := w.rooms.Conditions()["session"].Troubles
		if len(list) != troublesKept || !strings.HasPrefix(list[0].Text, "5") || len([]rune(list[0].Text)) != troubleText+1 {
			t.Errorf("%d are kept, the last %+v", len(list), list[0])
		}
	})
}

// What a person is told as an error that is nobody's fault but ours, organizers see; what she may not do is no trouble.
func TestWhatIsNotSavedIsTrouble(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Attendee)
		for _, err := range []error{
			conference.Errorf(conference.Forbidden, "no"), conference.Errorf(conference.Unavailable, "the database is gone"), errors.New("broken"),
		} {
			ana.seat.refusal(err)
		}
		room := w.rooms.Conditions()["session"]
		if len(room.Troubles) != 2 || room.Troubles[0].Kind != protocol.CommandBroke || room.Troubles[0].Text != "" || room.Troubles[1].Kind != protocol.NotSaved || room.Failures != 1 {
			t.Errorf("%+v", room)
		}
	})
}
