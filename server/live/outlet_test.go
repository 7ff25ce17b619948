package live

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func TestFramed(t *testing.T) {
	for _, size := range []int{0, 1, 125, 126, 127, 65_535, 65_536, 200_000} {
		text := bytes.Repeat([]byte("x"), size)
		wire := tape{bytes: slices.Concat(framed(text), framed(text))}
		whole := len(wire.bytes)
		for _, at := range []int{1, whole / 2} {
			if got := frameEnd(wire.bytes, at); got != whole/2 {
				t.Errorf("%d bytes: byte %d is of a frame that ends at %d; want %d", size, at, got, whole/2)
			}
		}
		if got := frameEnd(wire.bytes, whole/2+1); got != whole {
			t.Errorf("%d bytes: the second frame ends at %d; want %d", size, got, whole)
		}
		if got := wire.frames(); len(got) != 2 || !bytes.Equal(got[1], text) {
			t.Errorf("%d bytes are read as %d frames", size, len(got))
		}
	}
}

// What is forgotten ends where a frame ends, wherever the browser stopped reading.
func TestForgettingKeepsFramesWhole(t *testing.T) {
	frame := func(text string) []byte { return framed([]byte(text)) }
	halves, anew := frame("welcome"), frame("anew")
	pieces := []piece{
		{frames: slices.Concat(frame("one"), frame("two"), frame("three"))},
		{frames: halves[:5], half: firstHalf},
		{frames: halves[5:], half: secondHalf},
		{frames: frame("answer"), kept: true},
		{frames: frame("four")},
		{frames: anew[:4], half: firstHalf},
		{frames: anew[4:], half: secondHalf},
	}
	var whole []byte
	for _, p := range pieces {
		whole = append(whole, p.frames...)
	}
	for taken := range len(whole) + 1 {
		o := &outlet{out: slices.Clone(pieces), waiting: len(whole)}
		o.taken(taken)
		o.forget()
		wire := tape{bytes: slices.Clone(whole[:taken])}
		waiting := 0
		for _, p := range o.out {
			wire.bytes = append(wire.bytes, p.frames[p.taken:]...)
			waiting += len(p.frames) - p.taken
		}
		left, answered := []string{"one", "two", "three", "welcome", "answer", "four", "anew"}, false
		for _, got := range wire.frames() {
			i := slices.Index(left, string(got))
			if i < 0 {
				t.Fatalf("after %d bytes there is a frame of %q", taken, got)
			}
			left, answered = left[i+1:], answered || left[i] == "answer"
		}
		if len(wire.bytes) > 0 || !answered {
			t.Errorf("after %d bytes: %d bytes of half a frame, answered: %t", taken, len(wire.bytes), answered)
		}
		if o.waiting != waiting {
			t.Errorf("after %d bytes: %d are said to wait, not %d", taken, o.waiting, waiting)
		}
	}
}

// behind has a page read nothing while so many lines of a kilobyte are said.
func (w *world) behind(c, mo *client, lines int) {
	w.Helper()
	c.tape.space(-1)
	for range lines {
		mo.does(protocol.Say{Text: strings.Repeat("x", 1000)})
	}
}

func TestASeatFarBehindGetsASnapshot(t *testing.T) {
	inBubble(t, func(w *world) {
		w.lively(func(l *Limits) { l.Queue = 32 << 10 })
		slow, mo := w.comes("Slow", conference.Attendee), w.comes("Mo", conference.Moderator)
		w.behind(slow, mo, 20)
		slow.tape.space(0)
		time.Sleep(time.Second)
		if got := numbered(func() []told { slow.read(); return slow.told }()); strings.Count(got, "LineSaid") != 20 {
			w.Errorf("a little behind, she is told %s", got)
		}
		told := len(slow.told)
		w.behind(slow, mo, 40)
		id, _ := slow.sendAs("an-answer-is-kept", protocol.Say{Text: "hers"})
		mo.does(protocol.Say{Text: "in the gap"})
		slow.tape.space(0)
		time.Sleep(time.Second)
		slow.read()
		if _, is := slow.answers[id].(protocol.Done); !is {
			w.Errorf("her command is answered %#v", slow.answers[id])
		}
		if len(slow.told) != told+1 {
			w.Fatalf("far behind, she is told %s", numbered(slow.told[told:]))
		}
		welcome, is := slow.told[told].notice.(protocol.Welcome)
		if !is || welcome.Lines[len(welcome.Lines)-1].Text != "in the gap" {
			w.Errorf("far behind, she is told %#v", slow.told[told].notice)
		}
		mo.does(protocol.Say{Text: "after it"})
		if got := latestText(slow); got != "after it" {
			w.Errorf("after it, she is told %q", got)
		}
		if slow.over {
			w.Error("let go")
		}
		if back := slow.returns(); !back.resumed() || numbered(back.told) != "" {
			w.Errorf("back, she is told %s", numbered(back.told))
		}
	})
}

func latestText(c *client) string {
	c.w.Helper()
	n, _ := latest[protocol.LineSaid](c)
	return n.Line.Text
}

func TestASeatThatTakesNothingIsLetGo(t *testing.T) {
	inBubble(t, func(w *world) {
		w.lively()
		slow, mo := w.comes("Slow", conference.Attendee), w.comes("Mo", conference.Moderator)
		w.behind(slow, mo, 500)
		began := time.Now()
		for !slow.tape.over() && time.Since(began) < time.Minute {
			time.Sleep(100 * time.Millisecond)
		}
		if took := time.Since(began); took > 10*time.Second {
			w.Errorf("let go after %v", took)
		}
		slow.closed(protocol.CloseSlow)
		back := slow.returns()
		if !back.resumed() || strings.Count(numbered(back.told), "LineSaid") != 500 {
			w.Errorf("back: resumed is %v, told %s", back.resumed(), numbered(back.told))
		}
		if n := w.rooms.Counts()["session"]; n != 2 {
			w.Errorf("%d people are there", n)
		}
	})
}

// A browser that takes a little now and then is behind, not gone.
func TestASlowSeatStays(t *testing.T) {
	inBubble(t, func(w *world) {
		w.lively()
		slow, mo := w.comes("Slow", conference.Attendee), w.comes("Mo", conference.Moderator)
		w.behind(slow, mo, 100)
		for range 30 {
			slow.tape.space(8 << 10)
			time.Sleep(time.Second)
			slow.read()
		}
		if slow.over || strings.Count(numbered(slow.told), "LineSaid") != 100 {
			w.Errorf("over is %v, told %s", slow.over, numbered(slow.told))
		}
	})
}

func TestABrowserThatIsGoneLeaves(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo := w.comes("Ana", conference.Attendee), w.comes("Mo", conference.Moderator)
		ana.tape.vanish()
		mo.does(protocol.Say{Text: "words"})
		synctest.Wait()
		if n := w.rooms.Counts()["session"]; n != 1 {
			w.Errorf("%d people are there", n)
		}
	})
}

func TestQuietSeatsArePinged(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Attendee)
		ana.read()
		time.Sleep(10 * pingEvery * time.Second)
		synctest.Wait()
		if got := ana.tape.pings(); got != 10 {
			w.Errorf("%d pings", got)
		}
	})
}

func TestOldNoticesAreForgotten(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo := w.comes("Ana", conference.Attendee), w.comes("Mo", conference.Moderator)
		ana.read()
		ana.leaves()
		mo.does(protocol.Say{Text: "words"})
		time.Sleep(DefaultLimits().NoticeAge / 2)
		if !ana.returns().resumed() {
			w.Error("after half the time, she is welcomed")
		}
		time.Sleep(DefaultLimits().NoticeAge)
		mo.does(protocol.Say{Text: "later"})
		if ana.returns().resumed() {
			w.Error("after the time, she resumes")
		}
	})
}
