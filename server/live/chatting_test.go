package live

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func TestRepliesAndEdits(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, ben, mo := w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee), w.comes("Mo", conference.Moderator)
		say := func(c *client, text string, to conference.LineID) conference.LineID {
			id, _ := c.does(protocol.Say{Text: text, ReplyTo: to})
			return conference.LineID(id)
		}
		first := say(ana, "Wher is it?", "")
		reply := say(ben, "Here.", first)
		if got := expect[protocol.LineSaid](ana).Line; got.ID != reply || got.ReplyTo != first {
			w.Errorf("the reply is %+v", got)
		}
		ben.cannot(conference.Forbidden, protocol.EditLine{Line: first, Text: "x"})
		mo.cannot(conference.Forbidden, protocol.EditLine{Line: first, Text: "x"}) // moderators delete; they put no words into mouths
		ben.cannot(conference.NotFound, protocol.EditLine{Line: "line-nowhere-0123", Text: "x"})
		ana.does(protocol.EditLine{Line: first, Text: "Where is it?"})
		if got := expect[protocol.LineChanged](ben).Line; got.ID != first || got.Text != "Where is it?" || got.EditedAt == nil || got.Number != 1 {
			w.Errorf("changed into %+v", got)
		}
		for _, when := range []string{"while it runs", "after a restart"} {
			lines := w.take(w.entry(ben.id())).welcome().Lines
			if len(lines) != 2 || lines[0].Text != "Where is it?" || lines[0].EditedAt == nil || lines[1].ReplyTo != first {
				w.Errorf("%s: %+v", when, lines)
			}
			w.restart()
		}
		ana, ben, mo = w.take(ana.entry), w.take(ben.entry), w.take(mo.entry)
		mo.does(protocol.DeleteLine{Line: first})
		ana.cannot(conference.NotFound, protocol.EditLine{Line: first, Text: "x"})
		ben.cannot(conference.NotFound, protocol.Say{Text: "Never mind.", ReplyTo: first})
		mo.does(protocol.Silence{Person: ben.id(), On: true})
		ben.cannot(conference.Forbidden, protocol.EditLine{Line: reply, Text: "x"})
		mo.does(protocol.Silence{Person: ben.id()})
		time.Sleep(conference.EditFor + time.Second)
		ben.cannot(conference.Conflict, protocol.EditLine{Line: reply, Text: "x"})
	})
}

// Who was not told a line in a crowd is told of its change, and who comes back gets it too.
func TestResumeAfterAnEdit(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, ben := w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee)
		id, _ := ana.does(protocol.Say{Text: "one"})
		ben.read()
		ben.leaves()
		ana.does(protocol.EditLine{Line: conference.LineID(id), Text: "two"})
		back := ben.returns()
		if got := numbered(back.told); !back.resumed() || got != "LineChanged" {
			w.Errorf("resumed %v, to %s", back.resumed(), got)
		}
	})
}

func TestChatRules(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo := w.comes("Ana", conference.Attendee), w.comes("Mo", conference.Moderator)
		at := w.delegate("Anton", "austria", conference.ParticipatingState)
		mo.cannot(conference.Invalid, protocol.SetChatRule{Rule: protocol.ChatRule{Slow: -1}})
		mo.does(protocol.SetChatRule{Rule: protocol.ChatRule{Slow: 30, Reactions: true}})
		if got := expect[protocol.ChatRuleChanged](ana).Rule; got.Slow != 30 {
			w.Errorf("told is %+v", got)
		}
		id, _ := ana.does(protocol.Say{Text: "one"})
		time.Sleep(10 * time.Second)
		if wait := ana.cannot(conference.TooMany, protocol.Say{Text: "two"}).RetryAfter; wait != 20 {
			w.Errorf("wait %v seconds", wait)
		}
		if _, again := ana.sendAs(id, protocol.Say{Text: "one"}); again != (protocol.Done{}) {
			w.Errorf("the same again: %#v", again)
		}
		for range 3 {
			mo.does(protocol.Say{Text: "moderators may"})
		}
		time.Sleep(20 * time.Second)
		ana.does(protocol.Say{Text: "two"})
		w.restart()
		ana, mo, at = w.take(ana.entry), w.take(mo.entry), w.take(at.entry)
		if got := ana.welcome().ChatRule; got.Slow != 30 || !got.Reactions {
			w.Errorf("after a restart the rule is %+v", got)
		}
		mo.does(protocol.SetChatRule{Rule: protocol.ChatRule{DelegationsOnly: true}})
		ana.cannot(conference.Forbidden, protocol.Say{Text: "three"})
		at.does(protocol.Say{Text: "We may."})
		mo.does(protocol.Say{Text: "So may we."})
		ana.cannot(conference.Conflict, protocol.React{Reaction: "heart"})
	})
}

// Reactions are told once a second, as counts; what is too much of one person is not counted.
func TestReactions(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, ben, press := w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee), w.comes("Press", conference.Press)
		press.cannot(conference.Forbidden, protocol.React{Reaction: "heart"})
		ana.cannot(conference.Invalid, protocol.React{Reaction: "fire"})
		time.Sleep(2 * time.Second)
		synctest.Wait()
		press.news()
		for range 10 {
			ana.does(protocol.React{Reaction: "applause"})
		}
		ben.does(protocol.React{Reaction: "applause"})
		ben.does(protocol.React{Reaction: "heart"})
		time.Sleep(3 * time.Second)
		synctest.Wait()
		var told []string
		for _, n := range press.news() {
			if n, is := any(n).(protocol.Reacted); is {
				told = append(told, fmt.Sprint(n.Counts))
			}
		}
		if len(told) != 1 || told[0] != "[{applause 4} {heart 1}]" {
			w.Errorf("told is %v", told)
		}
	})
}
