package live

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// lively is a world where people may say as much as they like.
func (w *world) lively(change ...func(*Limits)) {
	w.Helper()
	w.must(w.rooms.Close(w.Context()))
	limits := DefaultLimits()
	limits.ModeratorLines = Rate{100_000, time.Microsecond}
	limits.Lines, limits.Commands = limits.ModeratorLines, limits.ModeratorLines
	for _, f := range change {
		f(&limits)
	}
	w.rooms = w.newRooms(WithLimits(limits))
}

// said are the texts of the lines that a page was told.
func (c *client) said() string {
	c.w.Helper()
	c.read()
	var texts []string
	for _, t := range c.told {
		if n, is := t.notice.(protocol.LineSaid); is {
			texts = append(texts, n.Line.Text)
		}
	}
	return strings.Join(texts, " ")
}

// crowded is a room in which writing to everybody takes 60 ms.
func (w *world) crowded() (mo *client, all []*client) {
	w.lively()
	mo = w.comes("Mo", conference.Moderator)
	for i := range 6 {
		c := w.comes(fmt.Sprintf("Ana%d", i), conference.Attendee)
		c.tape.takes(10 * time.Millisecond)
		all = append(all, c)
	}
	return mo, all
}

func TestAQuietRoomTellsAtOnce(t *testing.T) {
	inBubble(t, func(w *world) {
		mo, all := w.crowded()
		for range 3 {
			time.Sleep(1500 * time.Millisecond) // quiet, and between two seconds, when presence is told
			synctest.Wait()
			began := time.Now()
			mo.does(protocol.Say{Text: "now"})
			all[0].read()
			if took := time.Since(began); took > 70*time.Millisecond {
				w.Errorf("told after %v", took)
			}
		}
	})
}

func TestABusyRoomGathers(t *testing.T) {
	inBubble(t, func(w *world) {
		mo, all := w.crowded()
		const lines = 300
		before := all[0].tape.writes()
		var want []string
		for i := range lines {
			text := fmt.Sprint(i)
			want = append(want, text)
			mo.does(protocol.Say{Text: text})
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(windowMost + 100*time.Millisecond)
		for _, c := range all {
			if got := c.said(); got != strings.Join(want, " ") {
				w.Fatalf("%s was told %s", c.id(), got)
			}
		}
		if writes := all[0].tape.writes() - before; writes > lines/4 {
			w.Errorf("%d lines took %d writes", lines, writes)
		}
		var window time.Duration
		w.must(all[0].seat.room.look(func() { window = all[0].seat.room.stream.window }))
		if window < windowLeast || window > windowMost {
			w.Errorf("the window is %v", window)
		}
	})
}

func TestWhatIsUrgentWaitsForNoWindow(t *testing.T) {
	inBubble(t, func(w *world) {
		mo, all := w.crowded()
		r := mo.seat.room
		w.must(r.look(func() { r.stream.window, r.stream.flushed = windowMost, time.Now() }))
		mo.does(protocol.Say{Text: "held"})
		line := latestLine(mo)
		if got := all[0].said(); got != "" {
			w.Fatalf("told in the window: %s", got)
		}
		began := time.Now()
		mo.does(protocol.DeleteLine{Line: line})
		all[5].read()
		if took := time.Since(began); took > 100*time.Millisecond {
			w.Errorf("the deletion came after %v", took)
		}
		if got := numbered(all[5].told); got != "LineSaid LineDeleted" {
			w.Errorf("told %s", got)
		}
	})
}

// latestLine is the last line of the room, whether or not it was told.
func latestLine(c *client) (id conference.LineID) {
	c.w.Helper()
	c.w.must(c.seat.room.look(func() {
		lines := c.seat.room.chat.lines
		id = lines[len(lines)-1].ID
	}))
	return id
}

// An answer is not held, and does not overtake what was told before: who spoke sees her line, then that it is committed.
func TestAnAnswerOvertakesNothing(t *testing.T) {
	inBubble(t, func(w *world) {
		mo, all := w.crowded()
		r := mo.seat.room
		w.must(r.look(func() { r.stream.window, r.stream.flushed = windowMost, time.Now() }))
		all[1].does(protocol.Say{Text: "mine"})
		if got := all[1].said(); got != "mine" {
			w.Errorf("answered before it was told: %q", got)
		}
		if got := all[0].said(); got != "" {
			w.Errorf("others did not wait: %q", got)
		}
		time.Sleep(2 * windowMost)
		for _, c := range []*client{all[0], all[1], mo} {
			if got := c.said(); got != "mine" {
				w.Errorf("%s was told %q", c.id(), got)
			}
		}
	})
}

// Another role sees other things from when it is given, not from when a window ends.
func TestARoleChangesWithinAWindow(t *testing.T) {
	inBubble(t, func(w *world) {
		mo, all := w.crowded()
		r := mo.seat.room
		shut := func() { w.must(r.look(func() { r.stream.window, r.stream.flushed = windowMost, time.Now() })) }
		shut()
		all[1].ask("before")
		w.appoint(all[0].id(), conference.Moderator)
		w.rooms.PersonChanged(w.Context(), all[0].id())
		shut()
		all[1].ask("meanwhile")
		w.appoint(all[0].id(), conference.Attendee)
		w.rooms.PersonChanged(w.Context(), all[0].id())
		shut()
		all[1].ask("after")
		time.Sleep(2 * windowMost)
		want := "RightsChanged QuestionChanged BackstageChanged AsidesChanged QuestionChanged RightsChanged QuestionGone QuestionGone BackstageChanged AsidesChanged"
		if got := numbered(func() []told { all[0].read(); return all[0].told }()); got != want {
			w.Errorf("told %s; want %s", got, want)
		}
	})
}

// A person to whom no seat is given gets nothing, not even a snapshot.
func TestNothingIsWrittenToWhoGetsNoSeat(t *testing.T) {
	inBubble(t, func(w *world) {
		mo := w.comes("Mo", conference.Moderator)
		e := w.entry(w.person("Ana", conference.Attendee))
		w.rooms.LoginRevoked(e.Login)
		wire := &tape{}
		if _, err := w.rooms.Take(w.Context(), e, wire); kindOf(err) != conference.Unauthenticated {
			w.Errorf("a seat: %v", err)
		}
		mo.does(protocol.Say{Text: "inside"})
		synctest.Wait()
		if n := len(wire.bytes); n > 0 || wire.over() {
			w.Errorf("%d bytes were written, ended is %v", n, wire.over())
		}
	})
}

// A room with many seats is in all shards, and everybody is told the same.
func TestACrowdIsSpread(t *testing.T) {
	inBubble(t, func(w *world) {
		w.lively()
		mo := w.comes("Mo", conference.Moderator)
		e := w.entry(w.person("Ana", conference.Attendee))
		var all []*client
		for i := range spreadFrom + 50 {
			e.Window = fmt.Sprintf("window-%020d", i)
			all = append(all, w.take(e))
		}
		shards := map[*shard]int{}
		for _, c := range all {
			shards[c.seat.outlet.shard]++
		}
		if len(shards) != len(w.rooms.shards.all) {
			w.Errorf("seats are in %d shards of %d", len(shards), len(w.rooms.shards.all))
		}
		for i, c := range all {
			if i%2 == 0 {
				c.leaves()
			}
		}
		mo.does(protocol.Say{Text: "hello"})
		for i, c := range all {
			if got, want := c.said(), []string{"", "hello"}[i%2]; got != want {
				w.Errorf("seat %d was told %q; want %q", i, got, want)
			}
		}
	})
}

// BenchmarkSpread gives a line to a thousand seats; what it allocates does not grow with them.
func BenchmarkSpread(b *testing.B) {
	sh := newShards().all[0]
	r := &Room{setting: setting{limits: DefaultLimits()}, inbox: newInbox()}
	for range 1000 {
		o := &outlet{shard: sh, seat: &Seat{room: r}, wire: deaf{}, ready: true, view: view{role: conference.Attendee}}
		o.enter(r)
	}
	line := framed([]byte(strings.Repeat("x", 300)))
	entries := []entry{{everyone(), line}, {everyone(), line}}
	b.ReportAllocs()
	for b.Loop() {
		batch := &batch{room: r, entries: entries}
		batch.left.Store(2) // nobody is told how long it took
		for _, o := range sh.rooms[r].outlets {
			o.next = 0
		}
		sh.spread(batch)
		sh.write()
	}
}

// deaf takes everything.
type deaf struct{}

func (deaf) Write(b []byte) (int, error) { return len(b), nil }
func (deaf) End(int, string)             {}
