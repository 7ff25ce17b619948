package live

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func TestChat(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, ben := w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee)
		id, _ := ana.does(protocol.Say{Text: "  Guten\x00 Tag "})
		said := expect[protocol.LineSaid](ben).Line
		if said.Text != "Guten Tag" || said.Person != ana.entry.Person || string(said.ID) != id || said.Number != 1 {
			w.Errorf("Ben reads %+v", said)
		}
		if own := expect[protocol.LineSaid](ana).Line; own != said {
			w.Errorf("Ana reads %+v, Ben %+v", own, said)
		}
		late := w.comes("Late", conference.Attendee).welcome()
		if len(late.Lines) != 1 || late.Lines[0] != said {
			w.Errorf("who comes later reads %+v", late.Lines)
		}
		stored, err := w.store.LastLines(w.Context(), "session", 9)
		if err != nil || len(stored) != 1 || stored[0].Text != "Guten Tag" {
			w.Errorf("stored: %+v, %v", stored, err)
		}
		ana.cannot(conference.Invalid, protocol.Say{Text: "  "})
		ana.cannot(conference.Invalid, protocol.Say{Text: strings.Repeat("x", conference.MaxLine+1)})
	})
}

func TestSayingTwiceSaysOnce(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, ben := w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee)
		id, _ := ana.does(protocol.Say{Text: "once"})
		again := func(who *client) protocol.Notice {
			_, answer := who.sendAs(id, protocol.Say{Text: "once"})
			return answer
		}
		if _, done := again(ana).(protocol.Done); !done {
			w.Error("the same command again is refused")
		}
		w.restart() // what was answered is forgotten, what was committed is not
		ana, ben = w.take(ana.entry), w.take(ben.entry)
		if _, done := again(ana).(protocol.Done); !done {
			w.Error("the same command after a restart is refused")
		}
		never[protocol.LineSaid](ben)
		if refused, is := again(ben).(protocol.Refused); !is || refused.Kind != conference.Conflict {
			w.Error("somebody else's id is accepted")
		}
		if n := len(w.comes("Late", conference.Attendee).welcome().Lines); n != 1 {
			w.Errorf("%d lines", n)
		}
	})
}

func TestDeletingLines(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, ben, mo := w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee), w.comes("Mo", conference.Moderator)
		say := func(c *client) conference.LineID {
			id, _ := c.does(protocol.Say{Text: "words"})
			return conference.LineID(id)
		}
		one, two, three := say(ana), say(ana), say(mo)
		ben.cannot(conference.Forbidden, protocol.DeleteLine{Line: one})
		ben.cannot(conference.Forbidden, protocol.DeleteLine{Line: three})
		ben.cannot(conference.NotFound, protocol.DeleteLine{Line: "no-such-line-here"})
		ana.does(protocol.DeleteLine{Line: one})
		if got := expect[protocol.LineDeleted](ben).Line; got != one {
			w.Errorf("Ben is told that %s is gone", got)
		}
		mo.does(protocol.DeleteLine{Line: two})
		mo.does(protocol.DeleteLine{Line: two})
		if got := len(ben.news()); got != 1 {
			w.Errorf("a line deleted twice is told %d times", got)
		}
		late := w.comes("Late", conference.Attendee).welcome()
		if len(late.Lines) != 1 || late.Lines[0].ID != three {
			w.Errorf("left are %+v", late.Lines)
		}
	})
}

func TestALineOfAnotherSessionIsNotHere(t *testing.T) {
	inBubble(t, func(w *world) {
		other := w.session
		other.ID, other.State = "other", conference.Scheduled
		w.must(w.store.PutSession(w.Context(), other, "", time.Now()))
		mo := w.comes("Mo", conference.Moderator)
		_, err := w.store.Say(w.Context(), conference.Line{ID: "line-elsewhere-1", SessionID: "other", PersonID: mo.id(), Text: "x", SaidAt: time.Now()})
		w.must(err)
		mo.cannot(conference.NotFound, protocol.DeleteLine{Line: "line-elsewhere-1"})
	})
}

func TestASnapshotHasTheLastFiftyLines(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Attendee)
		for range 130 {
			ana.does(protocol.Say{Text: "words"})
			time.Sleep(2 * time.Second)
		}
		for _, when := range []string{"while it runs", "after a restart"} {
			lines := w.comes("Late"+when[:5], conference.Attendee).welcome().Lines
			if len(lines) != linesShown || lines[0].Number != 81 || lines[49].Number != 130 {
				w.Errorf("%s: %d lines, from %d", when, len(lines), lines[0].Number)
			}
			w.restart()
		}
	})
}

func TestChatIsLimited(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo := w.comes("Ana", conference.Attendee), w.comes("Mo", conference.Moderator)
		second := w.take(w.entry(ana.id())) // another window is no way around
		for range 5 {
			ana.does(protocol.Say{Text: "fast"})
			mo.does(protocol.Say{Text: "fast"})
		}
		if wait := second.cannot(conference.TooMany, protocol.Say{Text: "too fast"}).RetryAfter; wait != 2 {
			w.Errorf("wait %v seconds", wait)
		}
		mo.does(protocol.Say{Text: "moderators may"})
		time.Sleep(2 * time.Second)
		ana.does(protocol.Say{Text: "again"})
		ana.cannot(conference.TooMany, protocol.Say{Text: "too fast"})
	})
}

func TestNothingIsAddedAfterTheEnd(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo := w.comes("Ana", conference.Attendee), w.comes("Mo", conference.Moderator)
		mine := mo.ask("Is it over?")
		mo.does(protocol.ApproveQuestion{Question: mine})
		own := ana.ask("Why?")
		w.life(w.session.Close)
		synctest.Wait()
		if got := expect[protocol.SessionChanged](ana).Session.State; got != conference.Closed {
			w.Errorf("the session is told to be %s", got)
		}
		ana.cannot(conference.Conflict, protocol.Say{Text: "late"})
		ana.cannot(conference.Conflict, protocol.AskQuestion{Text: "late"})
		ana.cannot(conference.Conflict, protocol.EditQuestion{Question: own, Text: "late"})
		ana.cannot(conference.Conflict, protocol.Upvote{Question: mine, On: true})
		mo.does(protocol.DismissQuestion{Question: own, Reason: "the session is over"})
	})
}
