//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// roomsStep is a room that is being measured.
type roomsStep struct {
	o      roomsOptions
	server *roomsServer
	farm   *rawFarm
	speak  []*rawSeat
	table  *roomsTable
	filler string
}

// newRoomsStep starts a server and prepares seats, of which the first are of those who speak.
func newRoomsStep(ctx context.Context, o roomsOptions, cores []int, n int, t *roomsTable) (*roomsStep, error) {
	server, err := startRooms(ctx, cores)
	if err != nil {
		return nil, err
	}
	farm, err := newRawFarm(server.people)
	if err != nil {
		return nil, errors.Join(err, server.stop())
	}
	st := &roomsStep{o: o, server: server, farm: farm, table: t, filler: strings.Repeat("of what there is to say ", 3)}
	speakers := min(len(server.people.Moderators), n/4)
	for i := range n {
		if i < speakers {
			st.speak = append(st.speak, farm.add(server.people.Moderators[i], true))
		} else {
			farm.add(server.people.Attendees[i%len(server.people.Attendees)], i%7 == 0)
		}
	}
	return st, nil
}

func (st *roomsStep) close() error {
	st.farm.close()
	return st.server.stop()
}

// arrive has seats come, so many at once, and waits until all are there.
func (st *roomsStep) arrive(ctx context.Context, atOnce int, within time.Duration) (heard, time.Duration, error) {
	n := len(st.farm.seats)
	st.farm.take()
	began := time.Now()
	waiting := func(s *rawSeat) bool { return s.state != seatShut && s.state != seatOpen }
	for i := range n {
		for i%64 == 0 && st.farm.count(waiting) >= atOnce {
			time.Sleep(time.Millisecond)
		}
		if within > 0 {
			time.Sleep(time.Until(began.Add(within * time.Duration(i) / time.Duration(n))))
		}
		if err := st.farm.open(i); err != nil {
			return heard{}, 0, err
		}
	}
	for st.farm.count(waiting) > 0 {
		if ctx.Err() != nil || time.Since(began) > 2*time.Minute {
			return heard{}, 0, fmt.Errorf("%d of %d seats did not come in", st.farm.count(waiting), n)
		}
		time.Sleep(5 * time.Millisecond)
	}
	return st.farm.take(), time.Since(began), nil
}

// used is what everybody has used so far.
type used struct {
	at          time.Time
	server, own usage
	machine     core
}

func (st *roomsStep) used() (u used, err error) {
	u.at = time.Now()
	m, err := readMachine()
	if err != nil {
		return u, err
	}
	u.machine = m[-1]
	if u.own, err = readUsage("self"); err != nil {
		return u, err
	}
	u.server, err = st.server.used()
	return u, err
}

// spent is what was used in a while.
type spent struct {
	took   time.Duration
	server usage
	own    float64 // cores
	others float64 // cores that neither the server nor the bench had
}

func (u used) since(earlier used) spent {
	s := spent{took: u.at.Sub(earlier.at), server: usage{user: u.server.user - earlier.server.user, system: u.server.system - earlier.server.system}}
	s.own = (u.own.total() - earlier.own.total()).Seconds() / s.took.Seconds()
	busy := float64(u.machine.all-earlier.machine.all-u.machine.idle+earlier.machine.idle) / 100
	s.others = max(0, busy/s.took.Seconds()-s.own-s.server.total().Seconds()/s.took.Seconds())
	return s
}

// talk has lines said at a rate, and returns what was heard and used from a second after the beginning on.
func (st *roomsStep) talk(ctx context.Context, rate float64, seconds int) (h heard, s spent, err error) {
	began := time.Now()
	var before used
	from := time.Time{}
	end := began.Add(time.Second + time.Duration(seconds)*time.Second)
	for i := 0; ; i++ {
		due := began.Add(time.Duration(float64(i) / rate * float64(time.Second)))
		if due.After(end) || ctx.Err() != nil {
			break
		}
		time.Sleep(time.Until(due))
		if from.IsZero() && time.Since(began) >= time.Second {
			st.farm.take()
			from = time.Now()
			if before, err = st.used(); err != nil {
				return h, s, err
			}
		}
		st.farm.say(st.speak[i%len(st.speak)], saying(due, st.filler))
	}
	time.Sleep(time.Until(end))
	h = st.farm.take()
	after, err := st.used()
	s = after.since(before)
	time.Sleep(time.Second) // what is late arrives
	late := st.farm.take()
	h.latency = append(h.latency, late.latency...)
	return h, s, err
}

// measureRoom measures with a number of seats.
func measureRoom(ctx context.Context, o roomsOptions, cores []int, n int, t *roomsTable) (err error) {
	st, err := newRoomsStep(ctx, o, cores, n, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.close()) }()
	if err := st.measureArrival(ctx, n); err != nil {
		return err
	}
	rates := o.rates
	if len(rates) == 0 {
		rates = usualRates(n)
	}
	for _, rate := range rates {
		if err := st.profiled(fmt.Sprintf("%d-%d", n, rate)); err != nil {
			return err
		}
		h, s, err := st.talk(ctx, float64(rate), o.seconds)
		if err != nil {
			return err
		}
		if err := st.profiled(""); err != nil {
			return err
		}
		t.row("   N  lines/s  asked/s  deliveries/s  core  us/delivery  user    sys   ms p50    p99    max  ack p50   p99  bench  others  refused closed snapshots",
			"%5d %8d %8d %13.0f  %.2f  %11.2f %5.2f %6.2f  %7.1f %6.1f %6.1f  %7.1f %5.1f   %.2f   %.2f  %8d %6d %9d",
			n, rate, n*rate, float64(h.frames)/s.took.Seconds(), s.server.total().Seconds()/s.took.Seconds(), micros(s.server.total(), h.frames),
			micros(s.server.user, h.frames), micros(s.server.system, h.frames), ms(h.latency, 50), ms(h.latency, 99), ms(h.latency, 100),
			ms(h.ackTime, 50), ms(h.ackTime, 99), s.own, s.others, h.refused, h.closed, h.snapshots)
		if len(h.latency) == 0 || ms(h.latency, 50) > 1500 {
			break // more would only be later
		}
	}
	if !o.again {
		return nil
	}
	return st.measureReturn(ctx, n)
}

// profiled begins a profile of the server's CPU, or ends it, if profiles are wanted.
func (st *roomsStep) profiled(of string) error {
	switch {
	case st.o.profile == "":
		return nil
	case of == "":
		return st.server.please("stop")
	}
	return st.server.please(st.o.profile + "-" + of + ".pprof")
}

// measureArrival has everybody come, and weighs an idle seat.
func (st *roomsStep) measureArrival(ctx context.Context, n int) error {
	empty, err := st.server.collected()
	if err != nil {
		return err
	}
	if err := st.profiled(fmt.Sprintf("%d-join", n)); err != nil {
		return err
	}
	h, took, err := st.arrive(ctx, 1000, 0)
	if err == nil {
		err = st.profiled("")
	}
	if err != nil {
		return err
	}
	full, err := st.server.used()
	if err != nil {
		return err
	}
	time.Sleep(3 * time.Second)
	idle, err := st.server.collected()
	if err != nil {
		return err
	}
	later, err := st.server.collected() // pools keep what they have until the second time
	if err != nil {
		return err
	}
	st.table.row("   N  all in s  CPU ms each  join ms p50    p99  KiB each  refused  RSS MiB at the peak  idle KiB/seat  without pools",
		"%5d %9.2f %12.3f %12.1f %6.1f %9.1f %8d %20.0f %14.1f %14.1f",
		n, took.Seconds(), micros(full.total()-empty.total(), n)/1000, ms(h.joining, 50), ms(h.joining, 99),
		float64(h.bytes)/1024/float64(n), h.refused, float64(full.rss)/(1<<20), float64(idle.rss-empty.rss)/1024/float64(n), float64(later.rss-empty.rss)/1024/float64(n))
	return nil
}

// measureReturn cuts all sockets, has lines said meanwhile, and everybody come back within two seconds.
func (st *roomsStep) measureReturn(ctx context.Context, n int) error {
	const missed = 20
	keep := st.speak[0]
	st.farm.each(func(_ int, s *rawSeat) {
		s.frames = 0
		if s != keep {
			st.farm.shut(s)
		}
	})
	time.Sleep(2 * time.Second)
	for range missed {
		st.farm.say(keep, saying(time.Now(), st.filler))
		time.Sleep(20 * time.Millisecond)
	}
	st.farm.each(func(_ int, s *rawSeat) { st.farm.shut(s) })
	before, err := st.server.used()
	if err != nil {
		return err
	}
	h, took, err := st.arrive(ctx, n, 2*time.Second)
	if err != nil {
		return err
	}
	time.Sleep(time.Second)
	after, err := st.server.used()
	late := st.farm.take()
	st.table.row("   N  back s  CPU ms each  join ms p50    p99  resumed  welcomed  refused  lines each",
		"%5d %7.2f %12.3f %12.1f %6.1f %8d %9d %8d %11.2f", n, took.Seconds(), micros(after.total()-before.total(), n)/1000,
		ms(h.joining, 50), ms(h.joining, 99), h.resumed, h.welcomed, h.refused, float64(h.frames+late.frames)/float64(n))
	return err
}

// ms is a percentile in milliseconds.
func ms(list []time.Duration, percent int) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return float64(list[min(len(list)-1, len(list)*percent/100)].Microseconds()) / 1000
}
