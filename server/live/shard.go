package live

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"plenary/server/conference"
)

// shards write to the seats of all rooms: one goroutine for each core, and none for a seat. A seat stays in its shard.
type shards struct {
	all   []*shard
	turn  atomic.Uint32
	begin sync.Once
	end   sync.Once
}

func newShards() *shards {
	ss := &shards{}
	for range runtime.GOMAXPROCS(0) {
		ss.all = append(ss.all, &shard{bell: make(chan struct{}, 1), quit: make(chan struct{}), done: make(chan struct{}), rooms: map[*Room]*rank{}, late: map[*outlet]struct{}{}})
	}
	return ss
}

// start starts the goroutines, with the first room.
func (ss *shards) start() {
	ss.begin.Do(func() {
		for _, sh := range ss.all {
			go sh.run()
		}
	})
}

// stop ends them when all rooms have, and waits for them.
func (ss *shards) stop() {
	ss.begin.Do(func() { // they never ran
		for _, sh := range ss.all {
			close(sh.done)
		}
	})
	ss.end.Do(func() {
		for _, sh := range ss.all {
			close(sh.quit)
		}
	})
	for _, sh := range ss.all {
		<-sh.done
	}
}

// next is the shard for the next small room.
func (ss *shards) next() *shard { return ss.all[int(ss.turn.Add(1))%len(ss.all)] }

// shard writes to its seats. All but mail is owned by its goroutine.
type shard struct {
	bell chan struct{} // rings once for any amount of mail
	quit chan struct{}
	done chan struct{}

	mu   sync.Mutex
	mail []func() // bounded by what rooms do: they wait for a batch to be written before they send the next that may wait

	rooms map[*Room]*rank
	dirty []*outlet            // that have something to write now
	late  map[*outlet]struct{} // whose browser is behind, or that end
	spent []*batch             // whose bytes are on their way when dirty is written
	space []byte               // in which pieces are put together for one write
	beat  int                  // counts seconds
}

// rank is the seats of one room in one shard.
type rank struct{ outlets []*outlet }

// do has the shard do something, in the order in which it is asked to.
func (sh *shard) do(f func()) {
	sh.mu.Lock()
	sh.mail = append(sh.mail, f)
	sh.mu.Unlock()
	select {
	case sh.bell <- struct{}{}:
	default:
	}
}

const (
	lookAgain = 20 * time.Millisecond // after a browser that is behind
	pingEvery = 25                    // seconds
)

// run is the shard's goroutine. Its two timers are for all its seats.
func (sh *shard) run() {
	defer close(sh.done)
	second := time.NewTicker(time.Second)
	defer second.Stop()
	again := time.NewTimer(time.Hour)
	again.Stop()
	defer again.Stop()
	for waiting := false; ; {
		select {
		case <-sh.bell:
			sh.open()
		case <-second.C:
			sh.greet()
		case now := <-again.C:
			waiting = false
			sh.retry(now)
		case <-sh.quit:
			sh.open()
			sh.abandon()
			return
		}
		sh.write()
		if len(sh.late) > 0 && !waiting {
			waiting = true
			again.Reset(lookAgain)
		}
	}
}

// open does what the mail asks for.
func (sh *shard) open() {
	sh.mu.Lock()
	mail := sh.mail
	sh.mail = nil
	sh.mu.Unlock()
	for _, f := range mail {
		f()
	}
}

// write writes to all that have something to be written.
func (sh *shard) write() {
	now := time.Now()
	for i, o := range sh.dirty {
		o.dirty, sh.dirty[i] = false, nil
		o.write(now)
	}
	sh.dirty = sh.dirty[:0]
	for i, b := range sh.spent {
		sh.spent[i] = nil
		b.written()
	}
	sh.spent = sh.spent[:0]
}

// view is what decides which of a room's notices a seat may have, beside who is named.
type view struct {
	role    conference.Role
	attends conference.Place
	voted   conference.PollID // see [Room.votedIn]
	confers bool              // see [Room.confers]
}

// spread gives a batch to all seats of a room. Those with the same view share the same bytes.
func (sh *shard) spread(b *batch) {
	sh.spent = append(sh.spent, b)
	rank := sh.rooms[b.room]
	if rank == nil {
		return
	}
	shared := map[view][]byte{}
	for _, o := range rank.outlets {
		if _, named := b.people[o.person]; named || o.next > b.from {
			o.take(b.entries[max(0, o.next-b.from):])
		} else {
			frames, ready := shared[o.view]
			if !ready {
				frames = joined(b.entries, "", o.view)
				shared[o.view] = frames
			}
			o.add(frames, false)
		}
		o.next = b.from + int64(len(b.entries))
	}
}

// joined is what somebody may have of some entries, in one piece.
func joined(entries []entry, person conference.PersonID, v view) []byte {
	size, count, last := 0, 0, 0
	for i, e := range entries {
		if e.to.reaches(person, v) {
			size, count, last = size+len(e.frame), count+1, i
		}
	}
	switch count {
	case 0:
		return nil
	case 1:
		return entries[last].frame
	}
	all := make([]byte, 0, size)
	for _, e := range entries {
		if e.to.reaches(person, v) {
			all = append(all, e.frame...)
		}
	}
	return all
}

// greet pings a part of the seats every second, so that each has its turn.
func (sh *shard) greet() {
	sh.beat++
	for _, rank := range sh.rooms {
		for i := sh.beat % pingEvery; i < len(rank.outlets); i += pingEvery {
			if o := rank.outlets[i]; len(o.out) == 0 {
				o.add(ping, true)
			}
		}
	}
}

// retry looks after browsers that are behind.
func (sh *shard) retry(now time.Time) {
	for o := range sh.late {
		delete(sh.late, o)
		o.write(now)
	}
}

// farewell is how long a browser that is behind has to take what it is told at the very end.
const farewell = time.Second

// abandon ends what is left when there are no rooms any more.
func (sh *shard) abandon() {
	sh.write()
	for end := time.Now().Add(farewell); len(sh.late) > 0 && time.Now().Before(end); {
		time.Sleep(lookAgain)
		sh.retry(time.Now())
	}
	for o := range sh.late {
		o.end()
	}
}
