package live

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// A Room is one session as it happens. It knows who is in it, what was told and how long to stay; what can be done in it
// is for the features.
type Room struct {
	setting
	id conference.SessionID

	work  chan func()   // closures for the room's goroutine; whoever hands one over waits for it
	inbox *inbox        // word from those who must not wait
	line  chan struct{} // full while somebody waits for the turn, or has it; moderators do not stand in line
	turn  chan struct{} // full while somebody changes the room
	ready chan struct{} // closed when the room is loaded, or err says why not
	done  chan struct{} // closed when the room's goroutine takes no more
	gone  chan struct{} // closed when nothing of the room is left
	err   error

	helpers sync.WaitGroup // what the room's goroutine has others do, because it may wait

	// Owned by the room's goroutine.
	notices notices
	members map[conference.PersonID]*member
	seats   map[*Seat]struct{}
	stream  stream
	lost    map[*window]struct{} // windows without a seat
	present int                  // people with a seat or a program
	emptied time.Time            // when the last one went
	swept   time.Time
	over    bool
	features
}

func newRoom(s setting, id conference.SessionID) *Room {
	return &Room{
		setting: s, id: id,
		work: make(chan func()), inbox: newInbox(), line: make(chan struct{}, 1), turn: make(chan struct{}, 1),
		ready: make(chan struct{}), done: make(chan struct{}), gone: make(chan struct{}),
		notices: newNotices(), members: map[conference.PersonID]*member{},
		seats: map[*Seat]struct{}{}, stream: stream{crowd: map[*shard]int{}}, lost: map[*window]struct{}{}, emptied: time.Now(), swept: time.Now(),
		features: newFeatures(s, id),
	}
}

// run is the room's goroutine, from when the room is loaded until it has stood empty for a while.
func (r *Room) run() {
	defer r.end()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for !r.over {
		select {
		case f := <-r.work:
			f()
		case <-r.inbox.bell:
			r.inbox.read()
		case <-tick.C:
			r.second(time.Now())
		}
		r.settle()
	}
}

// end lets everybody go. What broke the room breaks nobody else's: people come back, and it is read from the store anew.
func (r *Room) end() {
	code, reason := protocol.CloseRestart, fmt.Sprintf("the room is closing; please come back in %d s", comingBack(len(r.seats)))
	if broken := recover(); broken != nil {
		r.log.Error("a room broke", "session", r.id, "error", fmt.Sprint(broken), "stack", string(debug.Stack()))
		code, reason = protocol.CloseBroken, "something broke on our side; please come back"
	}
	for s := range r.seats {
		r.let(s, code, reason)
	}
	for _, m := range r.members {
		for _, w := range slices.Clone(m.windows) {
			r.discard(w)
		}
	}
	close(r.done)
	r.helpers.Wait()
	r.endStays()
	r.features.end()
}

// comingBack is in how many seconds that many seats should come back, each up to half as much earlier or later: a server
// that is being restarted takes two, and then some thousand seats a second.
func comingBack(seats int) int { return 2 + seats/1000 }

// ask has f run in the room's goroutine and returns what it returned. It must not be called from there.
func (r *Room) ask(f func() error) error {
	var err error
	ran := make(chan struct{})
	select {
	case r.work <- func() { err = f(); close(ran) }:
	case <-r.done:
		return errClosing
	}
	select {
	case <-ran:
		return err
	case <-r.done: // it broke, or was the room's last
	}
	select {
	case <-ran:
		return err
	default:
		return errClosing
	}
}

// look is ask for what cannot fail.
func (r *Room) look(f func()) error { return r.ask(func() error { f(); return nil }) }

// errClosing is for those who ask a room that has ended.
var errClosing = conference.Errorf(conference.Unavailable, "the room is closing; please try again")

// inTurn runs f while nobody else changes the room.
func (r *Room) inTurn(ctx context.Context, f func() error) error {
	select {
	case r.line <- struct{}{}:
	case <-r.done:
		return errClosing
	case <-ctx.Done():
		return errBusy
	}
	defer func() { <-r.line }()
	return r.ahead(ctx, f)
}

var errBusy = conference.Errorf(conference.Unavailable, "the room is very busy; please try again")

// ahead is inTurn for moderators, before all others who wait: of those, only the first in line waits for the turn itself.
func (r *Room) ahead(ctx context.Context, f func() error) error {
	select {
	case r.turn <- struct{}{}:
	case <-r.done:
		return errClosing
	case <-ctx.Done():
		return errBusy
	}
	defer func() { <-r.turn }()
	return f()
}

// apart has somebody else do what may wait, and waits for it at the latest when the room ends. For the room's goroutine.
func (r *Room) apart(f func(ctx context.Context)) {
	r.helpers.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), commandTime)
		defer cancel()
		f(ctx)
	})
}

// second is called once a second.
func (r *Room) second(now time.Time) {
	r.keepUp(now)
	if now.Sub(r.swept) >= sweepEvery {
		r.swept = now
		r.sweep(now)
	}
	if r.present == 0 && now.Sub(r.emptied) >= emptyFor && r.idle() {
		r.over = true
	}
}

// How long a room remembers.
const (
	emptyFor   = time.Minute      // before it closes
	sweepEvery = time.Minute      // it forgets
	forgetIn   = 10 * time.Minute // who left, and what her windows had
)

// sweep forgets people who have been away for long.
func (r *Room) sweep(now time.Time) {
	for w := range r.lost {
		if now.Sub(w.lost) >= forgetIn {
			r.discard(w)
		}
	}
	for id, m := range r.members {
		if m.here == 0 && len(m.windows) == 0 && m.place == conference.Audience && now.Sub(m.absent) >= forgetIn {
			delete(r.members, id)
		}
	}
}

// let lets a seat go. With a reason to stay away, or because it cannot keep up, what it has not read yet is not for it
// any more.
func (r *Room) let(s *Seat, code int, reason string) {
	if s.over.Load() {
		return
	}
	delete(r.seats, s)
	if w := s.window; w != nil && w.seat == s {
		w.seat = nil
		r.exit(w)
	}
	if code == protocol.CloseSlow {
		r.condition.letGo++
	}
	forget := code != protocol.CloseRestart && code != protocol.CloseBroken && code != protocol.CloseMalformed
	s.post(func(o *outlet) { o.close(code, reason, forget) })
	r.stream.vacate(s.outlet.shard)
	s.over.Store(true)
}

// now is the time that is written down: the clock may be another than the machine's.
func (r *Room) now() time.Time { return r.clock().UTC().Truncate(time.Microsecond) }
