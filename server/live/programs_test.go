package live

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// byToken is the entry of somebody's program.
func (w *world) byToken(id conference.PersonID) Entry {
	w.Helper()
	e := w.entry(id)
	e.Login, e.Window = "", ""
	return e
}

func ended(p *Program) bool {
	synctest.Wait()
	select {
	case <-p.Ended():
		return true
	default:
		return false
	}
}

func TestAnEncoderPublishes(t *testing.T) {
	inBubble(t, func(w *world) {
		mo, ben := w.comes("Mo", conference.Moderator), w.comes("Ben", conference.Attendee)
		if _, _, err := w.rooms.PublishProgram(w.Context(), w.byToken(ben.id()), "offer"); kindOf(err) != conference.Forbidden {
			w.Errorf("an attendee publishes: %v", err)
		}
		ana := w.byToken(w.person("Ana", conference.Speaker))
		p, answer, err := w.rooms.PublishProgram(w.Context(), ana, "offer")
		w.must(err)
		if answer != "answer to offer" || p.ID == "" {
			w.Errorf("%q: %q", p.ID, answer)
		}
		if got := names(expect[protocol.BackstageChanged](mo).Backstage); got != "Ana" {
			w.Errorf("backstage are %q", got)
		}
		w.media.publisher().sending("microphone", "camera")
		mo.does(protocol.BringOnStage{Person: ana.Person.ID})
		synctest.Wait()
		if got := ben.shownOnStage(); len(got) != 1 || !got[0].Connected || !got[0].Microphone || !got[0].Camera {
			w.Errorf("on the stage are %+v", got)
		}
		if again, err := p.Restart(w.Context(), "new"); err != nil || again != "again new" {
			w.Errorf("restarted: %q, %v", again, err)
		}
		time.Sleep(2 * absentMost) // she has no page, but she is there
		synctest.Wait()
		if got := ben.shownOnStage(); len(got) != 1 || ended(p) {
			w.Errorf("on the stage are %+v", got)
		}
		p.Close()
		p.Close()
		if !ended(p) || !w.media.publisher().closed() {
			w.Error("not ended")
		}
		if _, err := p.Restart(w.Context(), "new"); kindOf(err) != conference.NotFound {
			w.Errorf("restarted after its end: %v", err)
		}
		if got := ben.shownOnStage(); len(got) != 1 || got[0].Connected {
			w.Errorf("on the stage are %+v", got)
		}
		again, _, err := w.rooms.PublishProgram(w.Context(), ana, "offer") // the encoder starts again
		w.must(err)
		if got := w.media.at("session"); len(got) != 1 {
			w.Errorf("on the stage are %v", got)
		}
		w.media.publisher().Events.Closed(errors.New("lost"))
		if !ended(again) {
			w.Error("its leg was lost, the program goes on")
		}
		time.Sleep(absentMost + 2*time.Second)
		synctest.Wait()
		if got := ben.shownOnStage(); len(got) != 0 {
			w.Errorf("long away, on the stage are %+v", got)
		}
	})
}

func (c *client) shownOnStage() []protocol.Performer {
	c.read()
	var list []protocol.Performer
	for _, t := range c.told {
		if n, is := t.notice.(protocol.StageChanged); is {
			list = n.Stage
		}
	}
	return list
}

func TestAPlayerWatches(t *testing.T) {
	inBubble(t, func(w *world) {
		ben := w.byToken(w.person("Ben", conference.Attendee))
		p, answer, err := w.rooms.WatchProgram(w.Context(), ben, "offer")
		w.must(err)
		if v := w.media.viewer(); answer != "answer to offer" || v.at.name != "session" || len(v.Slots) != 0 {
			w.Errorf("watches %s with %v: %q", v.at.name, v.Slots, answer)
		}
		if n := w.rooms.Counts()["session"]; n != 1 {
			w.Errorf("there are %d", n)
		}
		p.Close()
		if !ended(p) || !w.media.viewer().closed() || w.rooms.Counts()["session"] != 0 {
			w.Error("not ended")
		}
		if _, _, err := w.rooms.WatchProgram(w.Context(), w.byToken(w.person("Eve", conference.Registered)), "offer"); kindOf(err) != conference.Forbidden {
			w.Errorf("who is not approved watches: %v", err)
		}
	})
}

// Programs lose their rights as seats do.
func TestProgramsObey(t *testing.T) {
	for name, decide := range map[string]func(w *world, e Entry, mo *client){
		"removal":    func(_ *world, e Entry, mo *client) { mo.does(protocol.RemovePerson{Person: e.Person.ID, On: true}) },
		"revocation": func(w *world, e Entry, _ *client) { w.rooms.LoginRevoked(e.Login) },
		"dismissal": func(w *world, e Entry, _ *client) {
			w.appoint(e.Person.ID, conference.Attendee)
			w.rooms.PersonChanged(w.Context(), e.Person.ID)
		},
		"another window that publishes": func(w *world, e Entry, _ *client) {
			w.take(w.entry(e.Person.ID)).does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		},
		"leaving": func(w *world, e Entry, _ *client) { w.take(w.entry(e.Person.ID)).does(protocol.LeaveBackstage{}) },
		"the end": func(w *world, _ Entry, _ *client) { w.must(w.rooms.Close(w.Context())) },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(w *world) {
				mo := w.comes("Mo", conference.Moderator)
				ana := w.entry(w.person("Ana", conference.Speaker))
				p, _, err := w.rooms.PublishProgram(w.Context(), ana, "offer")
				w.must(err)
				leg := w.media.publisher()
				decide(w, ana, mo)
				if !ended(p) || !leg.closed() {
					w.Errorf("the program has ended: %v; its leg: %v", ended(p), leg.closed())
				}
				p.Close()
			})
		})
	}
}
