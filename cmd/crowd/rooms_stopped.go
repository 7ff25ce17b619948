//go:build linux

package main

import (
	"cmp"
	"context"
	"errors"
	"net/netip"
	"strings"
	"time"
)

// measureStopped has a fifth of the seats stop reading.
func measureStopped(ctx context.Context, o roomsOptions, cores []int, t *roomsTable) (err error) {
	const n, stop, rate = 500, 100, 100
	st, err := newRoomsStep(ctx, o, cores, n, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.close()) }()
	if _, _, err := st.arrive(ctx, n, 0); err != nil {
		return err
	}
	st.filler = strings.Repeat("\U0001F54A", 960)
	calm, _, err := st.talk(ctx, rate, 4)
	if err != nil {
		return err
	}
	began := time.Now()
	st.farm.each(func(i int, s *rawSeat) {
		if i >= n-stop {
			s.stands = true
		}
	})
	for i := n - stop; i < n; i++ {
		st.farm.stand(st.farm.seats[i])
	}
	stopped := map[netip.Addr]bool{}
	for i := n - stop; i < n; i++ {
		stopped[netip.AddrFrom4(seatAddress(i))] = true
	}
	var most socketMemory
	var failed error
	gone := make(chan time.Duration, 1)
	go func() {
		for time.Since(began) < 20*time.Second {
			held, err := readSocketMemory(uint16(st.farm.to.Port), func(a netip.Addr) bool { return stopped[a] }) //nolint:gosec // a port
			failed = cmp.Or(failed, err)
			if held.server+held.readers > most.server+most.readers {
				most = held
			}
			if st.farm.count(func(s *rawSeat) bool { return s.stands && s.state == seatOpen }) == 0 {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		gone <- time.Since(began)
	}()
	h, _, err := st.talk(ctx, rate, 12)
	if err != nil {
		return err
	}
	found := <-gone
	if failed != nil {
		return failed
	}
	left := st.farm.count(func(s *rawSeat) bool { return s.stands && s.state == seatOpen })
	t.row("stopped readers of 500  let go  after s  KiB each: server's  reader's  others' ms p50    p99  before: p50    p99  delivered %",
		"%23d %7d %8.1f %18.0f %9.0f %14.1f %6.1f %12.1f %6.1f %12.1f", stop, stop-left, found.Seconds(), float64(most.server)/1024/stop, float64(most.readers)/1024/stop,
		ms(h.latency, 50), ms(h.latency, 99), ms(calm.latency, 50), ms(calm.latency, 99),
		100*float64(h.frames)/float64((n-stop)*rate*12))
	return nil
}
