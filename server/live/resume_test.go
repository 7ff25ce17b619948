package live

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func (c *client) resumed() bool {
	_, is := c.told[0].notice.(protocol.Resumed)
	return is
}

func TestResume(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		p.asker.does(protocol.Say{Text: "seen"})
		for _, c := range []*client{p.other, p.mo, p.press} {
			c.read()
			c.leaves()
		}
		p.asker.does(protocol.Say{Text: "missed"})
		q := p.asker.ask("missed")
		other, mo := p.other.returns(), p.mo.returns()
		for c, want := range map[*client]string{other: "LineSaid", mo: "LineSaid QuestionChanged"} {
			if got := numbered(c.told); !c.resumed() || got != want {
				w.Errorf("%s comes back to %s; want %s", c.id(), got, want)
			}
		}
		mo.does(protocol.ApproveQuestion{Question: q})
		if got := numbered(p.press.returns().told); got != "LineSaid QuestionChanged" {
			w.Errorf("the press comes back to %s", got)
		}
		if got := numbered(other.returns().told); got != "" {
			w.Errorf("who missed nothing comes back to %s", got)
		}
	})
}

// A ticket is good for once: who copied it comes back to nothing when its owner has, and the other way round.
func TestATicketIsSpent(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Attendee)
		first := ana.ticket()
		back := ana.returns()
		if !back.resumed() || back.ticket() == "" || back.ticket() == first {
			w.Fatalf("resumed is %v, with the next ticket %q", back.resumed(), back.ticket())
		}
		if again := ana.returns(); again.resumed() {
			w.Error("the same ticket is good twice")
		}
	})
}

func numbered(list []told) string {
	var types []string
	for _, t := range list {
		if t.seq > 0 {
			types = append(types, strings.TrimPrefix(fmt.Sprintf("%T", t.notice), "protocol."))
		}
	}
	return strings.Join(types, " ")
}

func TestWhoCannotResumeIsWelcomed(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, ben := w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee)
		ana.does(protocol.Say{Text: "one"})
		epoch, seq := ana.last()
		for name, change := range map[string]func(e *Entry){
			"another epoch":   func(e *Entry) { e.Epoch = "another" },
			"from the future": func(e *Entry) { e.Seq = seq + 1 },
			"before the room": func(e *Entry) { e.Seq = -1 },
			"no epoch":        func(e *Entry) { e.Epoch = "" },
			"no ticket":       func(e *Entry) { e.Resume = "" },
			"another ticket":  func(e *Entry) { e.Resume = e.Resume[:len(e.Resume)-1] + "0" },
			"another window":  func(e *Entry) { e.Window = conference.NewID[string]() },
			"another login":   func(e *Entry) { e.Login = conference.NewID[conference.LoginID]() },
		} {
			e := ana.entry
			e.Epoch, e.Seq = epoch, seq
			e.Resume = ana.ticket()
			change(&e)
			if ana = w.take(e); ana.resumed() {
				w.Errorf("%s: resumed", name)
			}
		}
		ana = ana.returns()
		if !ana.resumed() {
			w.Error("welcomed instead of resumed")
		}
		// Somebody else's epoch and number are those of the room: but who was never here has seen nothing.
		e := w.entry(w.person("Eve", conference.Attendee))
		e.Epoch, e.Seq = ana.last()
		if w.take(e).resumed() {
			w.Error("who was never here resumes")
		}
		// Another role sees other things: a snapshot.
		_, before := ana.last()
		ana.leaves()
		w.appoint(ana.id(), conference.Moderator)
		w.rooms.PersonChanged(w.Context(), ana.id())
		e = w.entry(ana.id())
		e.Window, e.Login = ana.entry.Window, ana.entry.Login
		e.Epoch, e.Seq = epoch, before
		if back := w.take(e); back.resumed() || back.welcome().Role != conference.Moderator {
			w.Errorf("in another role, she is told %#v", back.told[0].notice)
		}
		ben.read()
	})
}

func TestTheRoomForgetsOldNotices(t *testing.T) {
	inBubble(t, func(w *world) {
		w.must(w.rooms.Close(w.Context()))
		limits := DefaultLimits()
		limits.Notices = 10
		limits.ModeratorLines = Rate{1000, time.Millisecond}
		limits.Commands = Rate{1000, time.Millisecond}
		w.rooms = w.newRooms(WithLimits(limits))
		ana, mo := w.comes("Ana", conference.Attendee), w.comes("Mo", conference.Moderator)
		for n, want := range map[int]bool{0: true, 1: true, 10: true, 11: false, 500: false} {
			ana = ana.returns()
			ana.leaves()
			for range n {
				mo.does(protocol.Say{Text: "words"})
			}
			if got := ana.returns(); got.resumed() != want {
				w.Errorf("after %d notices: resumed is %v", n, got.resumed())
			} else if said := strings.Count(numbered(got.told), "LineSaid"); want && said != n {
				w.Errorf("after %d notices: told %d", n, said)
			}
		}
	})
}

func TestManyMissedNoticesFit(t *testing.T) {
	inBubble(t, func(w *world) {
		w.must(w.rooms.Close(w.Context()))
		limits := DefaultLimits()
		limits.Queue = 1 << 10
		limits.ModeratorLines = Rate{5000, time.Millisecond}
		limits.Commands = Rate{5000, time.Millisecond}
		w.rooms = w.newRooms(WithLimits(limits))
		ana, mo := w.comes("Ana", conference.Attendee), w.comes("Mo", conference.Moderator)
		ana.leaves()
		for range 500 {
			mo.does(protocol.Say{Text: "words"})
		}
		back := ana.returns()
		if got := strings.Count(numbered(back.told), "LineSaid"); !back.resumed() || got != 500 {
			w.Errorf("resumed is %v, with %d", back.resumed(), got)
		}
	})
}

// TestResumeMissesNothing has people come and go at random while things happen, and compares what each was told over all
// her connections with what somebody in the same role was told who never left.
func TestResumeMissesNothing(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			inBubble(t, func(w *world) { w.comeAndGo(rand.New(rand.NewPCG(seed, 7))) })
		})
	}
}

func (w *world) comeAndGo(dice *rand.Rand) {
	roles := []conference.Role{conference.Attendee, conference.Press, conference.Speaker, conference.Moderator}
	steady, moving := make([]*client, len(roles)), make([]*client, len(roles))
	asker, mo := w.comes("Asker", conference.Speaker), w.comes("Mo", conference.Moderator)
	for i, role := range roles {
		steady[i] = w.comes("Steady "+string(role), role)
		moving[i] = w.comes("Moving "+string(role), role)
	}
	heard := make([][]string, len(roles))
	gone := make([]bool, len(roles))
	leave := func(i int) {
		moving[i].read()
		heard[i] = append(heard[i], numberedFrames(moving[i].told)...)
		moving[i].leaves()
		gone[i] = true
	}
	comeBack := func(i int) {
		if moving[i] = moving[i].returns(); !moving[i].resumed() {
			w.Fatalf("%s was welcomed instead of resumed", moving[i].id())
		}
		gone[i] = false
	}
	var asked []conference.QuestionID
	for range 60 {
		switch i := dice.IntN(len(roles)); {
		case gone[i]:
			comeBack(i)
		case dice.IntN(2) == 0:
			leave(i)
		}
		switch dice.IntN(6) {
		case 0:
			asker.send(protocol.Say{Text: "words"})
		case 1:
			if id, answer := asker.sendAs(conference.NewID[string](), protocol.AskQuestion{Text: "Why?"}); answer == (protocol.Done{}) {
				asked = append(asked, conference.QuestionID(id))
			}
		case 2, 3:
			if len(asked) > 0 {
				q := asked[dice.IntN(len(asked))]
				mo.send([]protocol.Command{
					protocol.ApproveQuestion{Question: q, Text: "Why, please?"},
					protocol.DismissQuestion{Question: q, Reason: "no"},
					protocol.AnswerQuestion{Question: q},
					protocol.ReturnQuestion{Question: q},
					protocol.Upvote{Question: q, On: dice.IntN(2) == 0},
				}[dice.IntN(5)])
			}
		case 4:
			asker.send([]protocol.Command{protocol.EnterBackstage{}, protocol.LeaveBackstage{}}[dice.IntN(2)])
		case 5:
			mo.send(protocol.BringOnStage{Person: asker.id()})
		}
		time.Sleep(time.Duration(dice.IntN(4000)) * time.Millisecond)
		synctest.Wait()
		for _, c := range append(steady, asker, mo) {
			c.read()
		}
		for i, c := range moving {
			if !gone[i] {
				c.read()
			}
		}
	}
	for i := range roles {
		if gone[i] {
			comeBack(i)
		}
		leave(i)
		want := numberedFrames(steady[i].told)
		for n := range max(len(heard[i]), len(want)) {
			if n >= len(heard[i]) || n >= len(want) || heard[i][n] != want[n] {
				w.Errorf("of %d notices, %s was told %d; the first difference is at %d", len(want), roles[i], len(heard[i]), n)
				break
			}
		}
	}
}

func numberedFrames(list []told) (frames []string) {
	for _, t := range list {
		if t.seq > 0 {
			frames = append(frames, t.frame)
		}
	}
	return frames
}

func TestClosingTheRooms(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Speaker)
		ana.does(protocol.EnterBackstage{})
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		back := w.media.stages["session/backstage"]
		w.must(w.rooms.Close(w.Context()))
		ana.closed(protocol.CloseRestart)
		if _, reason := ana.tape.closed(); !strings.HasSuffix(reason, "come back in 2 s") {
			w.Errorf("Ana is told: %s", reason)
		}
		if !w.media.publisher().closed() || !back.closed() {
			w.Error("media goes on")
		}
		if _, err := w.try(ana.entry); kindOf(err) != conference.Unavailable {
			w.Errorf("somebody comes: %v", err)
		}
		ana.seat.Leave()
		ana.seat.Receive(w.Context(), []byte(`{}`))
		w.must(w.rooms.Close(w.Context()))
	})
}

// A bug in a feature ends its room, which people come back to, and no other.
func TestABrokenRoom(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Attendee)
		ana.does(protocol.Say{Text: "kept"})
		if err := ana.seat.room.look(func() { panic("a bug") }); err == nil {
			w.Error("nothing is said of it")
		}
		synctest.Wait()
		ana.closed(protocol.CloseBroken)
		if lines := ana.returns().welcome().Lines; len(lines) != 1 {
			w.Errorf("back, the lines are %+v", lines)
		}
	})
}
