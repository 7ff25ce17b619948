package live

import (
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// What colleagues say to each other reaches nobody else: not who is in the audience, on the stage as a guest, or comes back.
func TestAsides(t *testing.T) {
	inBubble(t, func(w *world) {
		w.person("Sam", conference.Speaker) // is on the programme when the room opens
		mo, ivy, sam := w.comes("Mo", conference.Moderator), w.comes("Ivy", conference.Interpreter), w.comes("Sam", conference.Speaker)
		ana, press, guest := w.comes("Ana", conference.Attendee), w.comes("Press", conference.Press), w.delegate("Anton", "austria", conference.ParticipatingState)
		_, err := w.store.PassSeat(w.Context(), conference.SpeakingSeat{SessionID: "session", DelegationID: "austria", PersonID: guest.id(), GivenBy: guest.id(), GivenAt: time.Now()})
		w.must(err)
		w.rooms.PersonChanged(w.Context(), guest.id())
		guest.does(protocol.EnterBackstage{})
		for _, c := range []*client{ana, press, guest, sam} {
			c.cannot(conference.Forbidden, protocol.SayAside{Text: "x"})
		}
		say := func(c *client, text string) conference.LineID {
			id, _ := c.does(protocol.SayAside{Text: text})
			return conference.LineID(id)
		}
		first := say(mo, "zebra one")
		if got := expect[protocol.AsideSaid](ivy).Aside; got.ID != first || got.Person.ID != mo.id() || got.Number != 1 {
			w.Errorf("the interpreter reads %+v", got)
		}
		if sam.saw("zebra") {
			w.Error("a panellist in the audience reads asides")
		}
		sam.does(protocol.EnterBackstage{})
		if got := expect[protocol.AsidesChanged](sam).Asides; !got.Open || len(got.Lines) != 1 {
			w.Errorf("backstage she finds %+v", got)
		}
		mo.does(protocol.BringOnStage{Person: sam.id()})
		second := say(sam, "zebra two")
		ivy.cannot(conference.Forbidden, protocol.DeleteAside{Aside: second})
		mo.does(protocol.DeleteAside{Aside: second})
		if got := expect[protocol.AsideDeleted](ivy).Aside; got != second {
			w.Errorf("gone is %s", got)
		}
		sam.leaves() // her page comes back when she is in the audience again
		mo.does(protocol.TakeOffStage{Person: sam.id()})
		other := w.take(w.entry(sam.id()))
		other.does(protocol.LeaveBackstage{})
		say(mo, "giraffe")
		back := sam.returns()
		if got := expect[protocol.AsidesChanged](back).Asides; got.Open || len(got.Lines) > 0 {
			w.Errorf("in the audience she finds %+v", got)
		}
		if back.saw("giraffe") || other.saw("giraffe") {
			w.Error("a panellist who left reads asides")
		}
		w.restart()
		for _, c := range []*client{ana, press, guest, w.take(ana.entry), w.take(press.entry), w.take(guest.entry), w.take(sam.entry), w.comes("Late", conference.Attendee)} {
			if c != nil && (c.saw("zebra") && c.id() != sam.id() || c.saw("giraffe")) {
				w.Errorf("%s reads an aside", c.entry.Person.Name)
			}
		}
		if got := w.take(mo.entry).welcome().Asides; !got.Open || len(got.Lines) != 2 {
			w.Errorf("after a restart a moderator finds %+v", got)
		}
		page, err := w.store.LinesPage(w.Context(), "session", store.Page{Limit: 10})
		w.must(err)
		if len(page) > 0 {
			w.Errorf("in the history are %+v", page)
		}
	})
}

// Who is dismissed reads no more; while everything is suspended colleagues still talk, and who is silenced does not.
func TestAsidesFollowRights(t *testing.T) {
	inBubble(t, func(w *world) {
		w.person("Sam", conference.Speaker) // is on the programme when the room opens
		mo, may := w.comes("Mo", conference.Moderator), w.comes("May", conference.Moderator)
		sam := w.comes("Sam", conference.Speaker)
		sam.does(protocol.EnterBackstage{})
		mo.does(protocol.Suspend{On: true})
		sam.does(protocol.SayAside{Text: "What is going on?"})
		expect[protocol.AsideSaid](may)
		mo.does(protocol.Suspend{})
		mo.does(protocol.Silence{Person: sam.id(), On: true})
		sam.cannot(conference.Forbidden, protocol.SayAside{Text: "x"})
		w.appoint(may.id(), conference.Attendee)
		w.rooms.PersonChanged(w.Context(), may.id())
		w.rooms.SessionChanged(w.Context(), "session")
		synctest.Wait()
		if got := expect[protocol.AsidesChanged](may).Asides; got.Open {
			w.Errorf("dismissed, she finds %+v", got)
		}
		mo.does(protocol.SayAside{Text: "zebra"})
		if may.saw("zebra") {
			w.Error("who was dismissed reads an aside")
		}
	})
}
