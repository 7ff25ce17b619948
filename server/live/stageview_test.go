package live

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// A screen shows who speaks, with the clock, the next two, and what is to be decided, as soon as it is so; nothing of a
// list that is not shown.
func TestAScreenFollowsTheFloor(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, ana := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee)
		view := conference.StageView{SessionID: w.session.ID, Access: conference.ClosedAccess}
		shown, _, err := w.rooms.StageShown(w.Context(), view, "")
		w.must(err)
		// does has the chair do something while the screen waits, and says what it shows then.
		after := func(act func()) string {
			var b strings.Builder
			answered := make(chan struct{})
			began := time.Now()
			go func() {
				defer close(answered)
				shown, _, err = w.rooms.StageShown(w.Context(), view, shown.Version)
			}()
			synctest.Wait()
			act()
			<-answered
			w.must(err)
			if shown.Speech != nil {
				b.WriteString(shown.Speech.Person.Name + " speaks, ")
			}
			for _, next := range shown.Next {
				b.WriteString(next.Person.Name + " next, ")
			}
			if d := shown.Decision; d != nil {
				b.WriteString(d.Text + " " + string(d.State) + ", ")
			}
			if time.Since(began) >= stageWait {
				b.WriteString("late")
			}
			return strings.TrimSuffix(b.String(), ", ")
		}
		chair.does(protocol.SetFloorList{Open: true})
		request := conference.FloorRequestID("")
		raises := func() { request = ana.raises(conference.NationalStatement) }
		for _, step := range []struct {
			act  func()
			want string
		}{
			{raises, "Ana next"},
			{func() { chair.does(protocol.SetFloorShown{}) }, ""},
			{func() { chair.does(protocol.SetFloorShown{List: true}) }, "Ana next"},
			{func() { chair.does(protocol.GiveFloor{Request: request}) }, "Ana speaks"},
			{func() { chair.does(protocol.Propose{Text: "To adjourn"}) }, "Ana speaks, To adjourn proposed"},
			{func() { chair.does(protocol.ThankSpeaker{}) }, "To adjourn proposed"},
			{func() {}, "To adjourn proposed, late"},
		} {
			if got := after(step.act); got != step.want {
				t.Errorf("the screen shows %q; want %q", got, step.want)
			}
		}
		for range 2 * mostWatching {
			go func() { _, _, _ = w.rooms.StageShown(w.Context(), view, shown.Version) }()
		}
		synctest.Wait()
		began := time.Now()
		if _, waited, _ := w.rooms.StageShown(w.Context(), view, shown.Version); waited || time.Since(began) > 0 {
			t.Error("too many wait")
		}
	})
}
