//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"syscall"
	"time"
)

// stormSeats is how many come back at once after a restart.
const stormSeats = 5000

// inSeconds is in how many seconds a server wants its seats back, as web/src/connection.ts reads it.
var inSeconds = regexp.MustCompile(`\bin (\d{1,4}) s\b`)

// told takes in why a server closes a seat, and when it may come back: as long as was said, half of it more or less.
func (s *rawSeat) told(p []byte, now time.Time) {
	seconds := 2
	if said := inSeconds.FindSubmatch(p); said != nil {
		seconds, _ = strconv.Atoi(string(said[1]))
	}
	s.due = now.Add(time.Duration((0.5 + rand.Float64()) * float64(min(seconds, 60)) * float64(time.Second))) //nolint:gosec // no secret
}

// backOff is how long a page waits before it tries to come back the next time, when nobody said.
func backOff(tries int) time.Duration {
	wait := min(8*time.Second, 250*time.Millisecond<<min(tries, 6))
	return time.Duration(float64(wait) * (0.5 + rand.Float64()/2)) //nolint:gosec // no secret
}

// comeBack has those come back who were lost, each when its time has come, as a page does.
func (f *rawFarm) comeBack(now time.Time) {
	if !f.stays {
		return
	}
	for _, s := range f.seats {
		switch {
		case s.state != seatShut:
		case s.due.IsZero():
			s.due = now.Add(backOff(s.tries))
			s.tries++
		case now.After(s.due):
			s.due = time.Time{}
			f.tries++
			_ = f.connect(s) // or it tries again
		}
	}
}

// measureStorm ends the server of a full room by a signal and starts it again with the same database; everybody comes back
// by herself, with the ticket that she had.
func measureStorm(ctx context.Context, o roomsOptions, cores []int, t *roomsTable) (err error) {
	st, err := newRoomsStep(ctx, o, cores, stormSeats, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.close()) }()
	if _, _, err := st.arrive(ctx, 1000, 0); err != nil {
		return err
	}
	for _, by := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		if err := st.storm(ctx, by); err != nil {
			return fmt.Errorf("restart after %v: %w", by, err)
		}
	}
	return nil
}

// storm is one restart.
func (st *roomsStep) storm(ctx context.Context, by syscall.Signal) error {
	time.Sleep(2 * time.Second) // who has just come in is at rest
	st.farm.take()
	st.farm.stay(true)
	defer st.farm.stay(false)
	began, before := time.Now(), st.farm.tried()
	if err := st.server.end(by); err != nil {
		return err
	}
	ended := time.Since(began)
	if err := st.server.start(ctx); err != nil {
		return err
	}
	ready := time.Now()
	first, err := st.used()
	if err != nil {
		return err
	}
	for st.farm.count(func(s *rawSeat) bool { return s.state == seatOpen }) < stormSeats {
		if ctx.Err() != nil || time.Since(ready) > time.Minute {
			return errors.New("not everybody came back")
		}
		time.Sleep(5 * time.Millisecond)
	}
	back := time.Since(ready)
	last, err := st.used()
	if err != nil {
		return err
	}
	h, s := st.farm.take(), last.since(first)
	st.table.row("restart        N  told  ended s  started s  all back s  CPU ms each  join ms p50    p99  tries each  resumed  welcomed  refused  others",
		"%-10s %5d %5d %8.2f %10.2f %11.2f %12.3f %12.1f %6.1f %11.2f %8d %9d %8d %7.2f", name(by), stormSeats, h.closed, ended.Seconds(),
		ready.Sub(began).Seconds()-ended.Seconds(), back.Seconds(), micros(s.server.total(), stormSeats)/1000, ms(h.joining, 50), ms(h.joining, 99),
		float64(st.farm.tried()-before)/stormSeats, h.resumed, h.welcomed, h.refused, s.others)
	return nil
}

// name is what people call a signal.
func name(s syscall.Signal) string {
	if s == syscall.SIGKILL {
		return "SIGKILL"
	}
	return "SIGTERM"
}

// stay says whether who is lost comes back.
func (f *rawFarm) stay(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stays = on
}

// tried is how often somebody has tried to come back.
func (f *rawFarm) tried() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.tries
}
