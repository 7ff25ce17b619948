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

// held is a session in whose chat lines are held for ten seconds.
func held(w *world) (ana, ben, mo *client) {
	ana, ben, mo = w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee), w.comes("Mo", conference.Moderator)
	mo.does(protocol.SetChatRule{Rule: protocol.ChatRule{HoldFor: 10, Reactions: true}})
	return ana, ben, mo
}

func (c *client) says(text string) conference.LineID {
	id, _ := c.does(protocol.Say{Text: text})
	return conference.LineID(id)
}

// saw reports whether anything that a page was told has a text in it.
func (c *client) saw(text string) bool {
	c.read()
	for _, t := range c.told {
		if strings.Contains(t.frame, text) {
			return true
		}
	}
	return false
}

func TestALineIsHeld(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, ben, mo := held(w)
		id := ana.says("zebra")
		if got := expect[protocol.LineHeld](mo).Line; got.ID != id || got.Text != "zebra" || got.DueAt.Sub(got.SaidAt) != 10*time.Second {
			w.Errorf("moderators read %+v", got)
		}
		if got := expect[protocol.LineHeld](ana).Line; got.ID != id || got.Refused {
			w.Errorf("its author reads %+v", got)
		}
		if got := w.take(w.entry(ana.id())).welcome().Held; len(got) != 1 || got[0].ID != id {
			w.Errorf("in another window its author finds %+v", got)
		}
		if got := w.take(w.entry(mo.id())).welcome().Held; len(got) != 1 {
			w.Errorf("a moderator who comes finds %+v", got)
		}
		time.Sleep(9 * time.Second)
		late := w.comes("Late", conference.Attendee)
		page, err := w.store.LinesPage(w.Context(), "session", store.Page{Query: "zebra", Limit: 10})
		w.must(err)
		if ben.saw("zebra") || late.saw("zebra") || len(page) > 0 {
			w.Error("others see it before its time")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got := expect[protocol.LineSaid](ben).Line; got.ID != id || got.Number != 1 || got.Person.ID != ana.id() {
			w.Errorf("shown is %+v", got)
		}
		mo.does(protocol.Say{Text: "Moderators' lines are not held"})
		if got := expect[protocol.LineSaid](ben).Line; got.Number != 2 {
			w.Errorf("a moderator's is %+v", got)
		}
		ana.cannot(conference.Conflict, protocol.EditLine{Line: id, Text: "what nobody has read"})
		if got := w.take(w.entry(mo.id())).welcome().Held; len(got) != 0 {
			w.Errorf("left are %+v", got)
		}
	})
}

func TestAHeldLineIsDecided(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, ben, mo := held(w)
		shown, refused, back := ana.says("giraffe"), ana.says("zebra"), ana.says("yak")
		ana.cannot(conference.Forbidden, protocol.ReleaseLine{Line: shown})
		ana.cannot(conference.Forbidden, protocol.RefuseLine{Line: refused, Reason: "x"})
		mo.cannot(conference.Invalid, protocol.RefuseLine{Line: refused})
		mo.cannot(conference.NotFound, protocol.ReleaseLine{Line: "line-nowhere-0123"})
		mo.does(protocol.ReleaseLine{Line: shown})
		mo.cannot(conference.NotFound, protocol.RefuseLine{Line: shown, Reason: "too late"})
		if got := expect[protocol.LineSaid](ben).Line.ID; got != shown {
			w.Errorf("shown is %s", got)
		}
		mo.does(protocol.RefuseLine{Line: refused, Reason: "Off the topic"})
		if got := expect[protocol.LineHeld](ana).Line; !got.Refused || got.Reason != "Off the topic" {
			w.Errorf("its author reads %+v", got)
		}
		mo.cannot(conference.Conflict, protocol.ReleaseLine{Line: refused})
		ben.cannot(conference.NotFound, protocol.DeleteLine{Line: back})
		ana.does(protocol.DeleteLine{Line: back})
		mo.does(protocol.SetChatRule{Rule: protocol.ChatRule{}})
		if _, again := ana.sendAs(string(refused), protocol.Say{Text: "zebra"}); again != (protocol.Done{}) {
			w.Errorf("the same again: %#v", again)
		}
		w.restart()
		ana, ben = w.take(ana.entry), w.take(ben.entry)
		if _, again := ana.sendAs(string(refused), protocol.Say{Text: "zebra"}); again != (protocol.Done{}) {
			w.Errorf("the same again after a restart: %#v", again)
		}
		if got := ana.welcome().Held; len(got) != 1 || got[0].Reason != "Off the topic" {
			w.Errorf("after a restart its author finds %+v", got)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if ben.saw("zebra") || ben.saw("yak") || !ben.saw("giraffe") {
			w.Error("others see what was held back")
		}
	})
}

// The countdown goes on over a restart, stands still while everything is suspended, and does not end by itself for somebody
// who was silenced.
func TestTheCountdownOfAHeldLine(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, ben, mo := held(w)
		first := ana.says("one")
		w.restart()
		ana, ben, mo = w.take(ana.entry), w.take(ben.entry), w.take(mo.entry)
		time.Sleep(11 * time.Second)
		synctest.Wait()
		if got := expect[protocol.LineSaid](ben).Line.ID; got != first {
			w.Errorf("shown is %s", got)
		}
		ana.says("two")
		mo.does(protocol.Suspend{On: true})
		time.Sleep(time.Minute)
		synctest.Wait()
		never[protocol.LineSaid](ben)
		mo.does(protocol.Suspend{})
		time.Sleep(2 * time.Second)
		synctest.Wait()
		expect[protocol.LineSaid](ben)
		last := ana.says("three")
		mo.does(protocol.Silence{Person: ana.id(), On: true})
		time.Sleep(time.Minute)
		synctest.Wait()
		never[protocol.LineSaid](ben)
		mo.does(protocol.ReleaseLine{Line: last})
		expect[protocol.LineSaid](ben)
	})
}

func TestAPromotedModeratorReadsWhatWaits(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, ben, _ := held(w)
		id := ana.says("one")
		w.appoint(ben.id(), conference.Moderator)
		w.rooms.PersonChanged(w.Context(), ben.id())
		if got := expect[protocol.LineHeld](ben).Line; got.ID != id {
			w.Errorf("told is %+v", got)
		}
		for i := range conference.MostHeld - 1 {
			one := conference.ChatRule{HoldFor: 60}.Hold(conference.Line{
				ID: conference.NewID[conference.LineID](), SessionID: "session", PersonID: ana.id(), Text: "more", SaidAt: time.Now().Add(time.Duration(i)),
			})
			w.must(w.store.Hold(w.Context(), one))
		}
		w.restart()
		w.take(ana.entry).cannot(conference.TooMany, protocol.Say{Text: "one too many"})
	})
}
