package live

import (
	"slices"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// outlet is a seat's end of its room's stream: what its browser has not taken yet. Usually that is nothing.
//
// A browser that is behind by more than [Limits.Queue] bytes is not sent what it missed any more: it keeps the answers
// to its commands, and gets a fresh Welcome when it has taken these. One that takes nothing for [Limits.Stall] is let go.
// Owned by its shard's goroutine.
type outlet struct {
	shard  *shard
	seat   *Seat
	wire   Wire
	person conference.PersonID
	view   view
	place  int   // in its rank
	next   int64 // position of the room's stream from which on it has not been given anything

	out     []piece
	first   [1]piece  // where out begins: one piece is all that a browser has that keeps up
	waiting int       // bytes of out
	most    int       // of them before it is behind too far
	since   time.Time // since when the browser takes nothing
	dirty   bool      // it is in its shard's list
	ready   bool      // the seat was given: before that, nothing is written
	gap     bool      // it missed something, and has to get a snapshot
	asked   bool      // it was asked for
	fresh   time.Time // when it got the last one
	closing bool      // nothing is added any more
	ended   bool
	code    int
	reason  string
}

// piece is some whole frames or a half of one, or what the browser has not taken of them.
type piece struct {
	frames []byte
	taken  int
	kept   bool // even when the rest is forgotten: answers, and what is said to one seat
	half   half
}

// half says which half of a frame a piece is. The other one is the piece beside it.
type half byte

const (
	noHalf half = iota
	firstHalf
	secondHalf
)

// freshEvery is how often a browser may get a snapshot because it is behind.
const freshEvery = 2 * time.Second

// enter puts the outlet into its shard.
func (o *outlet) enter(r *Room) {
	if o.shard.rooms[r] == nil {
		o.shard.rooms[r] = &rank{}
	}
	rank := o.shard.rooms[r]
	o.place = len(rank.outlets)
	rank.outlets = append(rank.outlets, o)
}

// exit takes it out again.
func (o *outlet) exit() {
	room := o.seat.room
	rank := o.shard.rooms[room]
	last := len(rank.outlets) - 1
	rank.outlets[o.place] = rank.outlets[last]
	rank.outlets[o.place].place = o.place
	rank.outlets[last] = nil
	if rank.outlets = rank.outlets[:last]; last == 0 {
		delete(o.shard.rooms, room)
	}
}

// take adds what the seat may have of some entries.
func (o *outlet) take(entries []entry) {
	o.add(joined(entries, o.person, o.view), false)
}

// reach brings the outlet up to a position of the stream whose entries are held still.
func (o *outlet) reach(held []entry, from int64) {
	if end := from + int64(len(held)); o.next < end {
		o.take(held[max(0, o.next-from):])
		o.next = end
	}
}

// add has frames written, after what waits.
func (o *outlet) add(frames []byte, kept bool) { o.put(piece{frames: frames, kept: kept}) }

func (o *outlet) put(p piece) {
	if len(p.frames) == 0 || o.closing || o.ended || o.gap && !p.kept {
		return
	}
	if o.out == nil {
		o.out = o.first[:0]
	}
	o.out = append(o.out, p)
	o.waiting += len(p.frames)
	o.touch()
}

// touch has the shard write soon.
func (o *outlet) touch() {
	if !o.dirty && !o.ended {
		o.dirty = true
		o.shard.dirty = append(o.shard.dirty, o)
	}
}

// begin adds what a seat begins with, or begins anew; that much may wait beside the usual.
func (o *outlet) begin(pieces ...piece) {
	if len(pieces) > len(o.first) {
		o.out = slices.Grow(o.out, len(pieces))
	}
	for _, p := range pieces {
		o.put(p)
	}
	o.most = o.seat.room.limits.Queue + o.waiting
}

// write hands to the network what it takes, and decides about a browser that does not take it.
func (o *outlet) write(now time.Time) {
	if o.ended || !o.ready || !o.push(now) {
		return
	}
	if len(o.out) == 0 {
		o.since, o.most = time.Time{}, o.seat.room.limits.Queue
		switch {
		case o.closing:
			o.end()
		case o.gap && now.Sub(o.fresh) < freshEvery:
			o.shard.late[o] = struct{}{}
		case o.gap:
			o.refresh()
		}
		return
	}
	o.shard.late[o] = struct{}{}
	if o.since.IsZero() {
		o.since = now
	}
	if o.waiting > o.most && !o.closing {
		o.forget()
		o.gap = true
	}
	if now.Sub(o.since) >= o.seat.room.limits.Stall || o.waiting > 2*o.most {
		o.stalled()
	}
}

// push writes until everything is written, or the browser takes no more. It reports whether there is a browser.
func (o *outlet) push(now time.Time) bool {
	for len(o.out) > 0 {
		b := o.piece()
		n, err := o.wire.Write(b)
		if err != nil {
			o.lost()
			return false
		}
		if n > 0 {
			o.since = now
			o.taken(n)
		}
		if n < len(b) {
			return true
		}
	}
	o.out = nil
	return true
}

// together is how much is put into one write.
const together = 64 << 10

// piece is what is written next: several pieces as one, if there are.
func (o *outlet) piece() []byte {
	first := o.out[0].frames[o.out[0].taken:]
	if len(o.out) == 1 || len(first) >= together {
		return first
	}
	b := o.shard.space[:0]
	for _, p := range o.out {
		if len(b) > 0 && len(b)+len(p.frames) > together {
			break
		}
		b = append(b, p.frames[p.taken:]...)
	}
	o.shard.space = b
	return b
}

// taken forgets what was written.
func (o *outlet) taken(n int) {
	o.waiting -= n
	done := 0
	for n > 0 {
		p := &o.out[done]
		left := len(p.frames) - p.taken
		if n < left {
			p.taken += n
			break
		}
		n -= left
		done++
	}
	clear(o.out[:done])
	o.out = o.out[done:]
}

// forget drops what waits, but for the rest of a frame that has begun and what is kept.
func (o *outlet) forget() {
	var out []piece
	o.waiting = 0
	begun := true // whether the frame that a second half ends is kept: the half before the first piece was written
	for _, p := range o.out {
		keep := p.kept || p.taken > 0
		switch {
		case p.kept:
		case p.half == secondHalf:
			keep = begun
		case p.half == noHalf && p.taken > 0:
			p.frames = p.frames[:frameEnd(p.frames, p.taken)]
		}
		begun = keep
		if keep && p.taken < len(p.frames) {
			out = append(out, p)
			o.waiting += len(p.frames) - p.taken
		}
	}
	o.out = out
}

// gapOf is the key of a request for a snapshot.
type gapOf struct{ seat *Seat }

// refresh asks the room for a snapshot, once.
func (o *outlet) refresh() {
	if !o.asked {
		o.asked = true
		s := o.seat
		s.room.inbox.put(gapOf{s}, func() { s.room.refresh(s) })
	}
}

// close lets the browser go, after what waits, or, with a reason to stay away, at once.
func (o *outlet) close(code int, reason string, forget bool) {
	if o.closing {
		return
	}
	o.exit()
	o.closing, o.code, o.reason = true, code, reason
	if forget {
		for i := range o.out {
			o.out[i].kept = false
		}
		o.forget()
	}
	if !o.ready {
		o.end()
		return
	}
	o.touch()
}

// lost is a browser that is not there any more.
func (o *outlet) lost() {
	if !o.closing {
		o.seat.Leave()
	}
	o.end()
}

// stalled lets go a browser that takes nothing.
func (o *outlet) stalled() {
	if !o.closing {
		s := o.seat
		s.room.inbox.put(s, func() { s.room.let(s, protocol.CloseSlow, "the connection could not keep up") })
		s.room.log.Warn("a seat is too slow", "session", s.room.id, "person", s.person, "bytes", o.waiting)
		o.code, o.reason = protocol.CloseSlow, "the connection could not keep up"
	}
	o.end()
}

// end ends the wire.
func (o *outlet) end() {
	if o.ended {
		return
	}
	o.ended, o.out, o.waiting = true, nil, 0
	delete(o.shard.late, o)
	if o.ready {
		o.wire.End(o.code, o.reason)
	}
}
