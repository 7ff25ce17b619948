package live

import (
	"sync/atomic"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// stream is how what a room tells reaches its seats. What is told after a quiet time goes at once; after that, what piles
// up goes in one write for each seat when a window has passed. The window follows the load: it is some times as long as
// the last writes to everybody took, so that a room with few seats has none, and a crowded busy one does not take more
// than its share of the machine. Owned by the room's goroutine.
type stream struct {
	next   int64   // position of the next entry
	held   []entry // told and not handed to the shards yet, up to next
	urgent bool    // something of it does not wait
	armed  bool    // a timer is running

	flushed time.Time     // when held was handed over the last time
	passing int           // batches that shards are writing
	pass    time.Duration // that writing to everybody takes, of late
	window  time.Duration // from one flush to the next
	crowd   map[*shard]int
	home    *shard // of all seats, as long as they are few
}

// An entry is a notice as it goes to everybody who may have it.
type entry struct {
	to    audience
	frame []byte
}

// batch is what a room told in one window.
type batch struct {
	room    *Room
	from    int64 // position of the first entry
	entries []entry
	people  map[conference.PersonID]struct{} // who is named by an audience
	began   time.Time
	left    atomic.Int32 // shards that are not done with it
}

const (
	windowMost   = 200 * time.Millisecond
	windowLeast  = 4 * time.Millisecond   // less is none: nothing would be gathered in it
	windowFactor = 4                      // times as long as writing took: a room keeps a core busy for a quarter of the time
	lateMost     = 240 * time.Millisecond // for the last seat, with window and writing
	spreadFrom   = 100                    // seats from which on a room is in all shards
)

// hold has a notice wait for the window to pass, if it may wait.
func (r *Room) hold(to audience, frame []byte, patient bool) {
	r.stream.held = append(r.stream.held, entry{to, frame})
	r.stream.next++
	r.stream.urgent = r.stream.urgent || !patient
	r.ringWatching()
}

// patient reports whether a notice may wait for a window: what people read and count. Signalling, the stage and moderation
// do not; what was held before goes with them, in order.
func patient(n protocol.Notice) bool {
	switch n.(type) {
	case protocol.LineSaid, protocol.AsideSaid, protocol.LineChanged, protocol.Reacted, protocol.LinesReacted, protocol.LinesThinned, protocol.QuestionChanged, protocol.VotesChanged, protocol.PresenceChanged,
		protocol.ClaimsChanged, protocol.WaitingChanged, protocol.PollCounted,
		protocol.FloorRequestChanged, protocol.FloorRequestGone, protocol.FloorForecast, protocol.SpeakingTimesChanged:
		return true
	case protocol.Welcome, protocol.Resumed, protocol.Done, protocol.Refused, protocol.LineDeleted, protocol.LineHeld, protocol.AsidesChanged, protocol.AsideDeleted, protocol.ChatRuleChanged, protocol.QuestionGone,
		protocol.Voted, protocol.PollChanged, protocol.PollGone, protocol.BallotCast, protocol.ProposalChanged, protocol.StageChanged, protocol.BackstageChanged, protocol.PlaceChanged, protocol.Muted,
		protocol.SilenceChanged, protocol.SessionChanged, protocol.AnnouncementsChanged, protocol.RightsChanged, protocol.SpeakerChanged,
		protocol.SlotsChanged, protocol.LegClosed, protocol.FloorChanged, protocol.SpeechEnded:
	}
	return false
}

// settle hands over what is held, if it is time. The room calls it whenever it has done something.
func (r *Room) settle() {
	st := &r.stream
	if len(st.held) == 0 {
		return
	}
	wait := time.Duration(0)
	if !st.urgent {
		if st.passing > 0 {
			return // passed comes back here
		}
		wait = time.Until(st.flushed.Add(st.window))
	}
	if wait <= 0 {
		r.flush()
		return
	}
	if !st.armed {
		st.armed = true
		r.inbox.later(wait, "window", func() { r.stream.armed = false })
	}
}

// flush hands what is held to the shards.
func (r *Room) flush() {
	st := &r.stream
	b := &batch{room: r, from: st.next - int64(len(st.held)), entries: st.held, began: time.Now()}
	for _, e := range b.entries {
		if e.to.person != "" {
			if b.people == nil {
				b.people = map[conference.PersonID]struct{}{}
			}
			b.people[e.to.person] = struct{}{}
		}
	}
	st.held, st.urgent, st.flushed = nil, false, b.began
	if len(st.crowd) == 0 {
		return
	}
	st.passing++
	b.left.Store(int32(len(st.crowd))) //nolint:gosec // as many as cores
	for sh := range st.crowd {
		sh.do(func() { sh.spread(b) })
	}
}

// written says that a shard has handed a batch to all its seats' sockets; the last one tells the room how long that took.
func (b *batch) written() {
	if b.left.Add(-1) > 0 {
		return
	}
	took := time.Since(b.began)
	b.room.inbox.put(b, func() { b.room.passed(took) })
}

// passed lets the window follow what writing took.
func (r *Room) passed(took time.Duration) {
	st := &r.stream
	st.passing--
	st.pass = (3*st.pass + took) / 4
	if st.window = min(windowFactor*st.pass, lateMost-st.pass, windowMost); st.window < windowLeast {
		st.window = 0
	}
}

// shardFor finds the shard of a new seat, where it stays. A room with few seats is in one, others are in all.
func (r *Room) shardFor() *shard {
	st := &r.stream
	if st.home == nil {
		st.home = r.shards.next()
	}
	sh := st.home
	if len(r.seats) >= spreadFrom {
		for _, other := range r.shards.all {
			if st.crowd[other] < st.crowd[sh] {
				sh = other
			}
		}
	}
	st.crowd[sh]++
	return sh
}

// vacate forgets a seat of a shard.
func (st *stream) vacate(sh *shard) {
	if st.crowd[sh]--; st.crowd[sh] == 0 {
		delete(st.crowd, sh)
	}
}
