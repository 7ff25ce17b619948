//go:build linux

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// roomsOptions is what the command line of crowd rooms says.
type roomsOptions struct {
	seats   counts
	rates   counts
	seconds int
	stopped bool
	again   bool
	storm   bool
	profile string
	serve   string
}

// runRooms measures what a room costs that many people are in and read: seats, deliveries, arrivals, readers that stop.
// The server is this program again, on a core of its own.
func runRooms(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	o := roomsOptions{seats: counts{1000, 5000, 10_000}}
	f := flag.NewFlagSet("crowd rooms", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Var(&o.seats, "seats", "numbers of seats to measure with, one after another")
	f.Var(&o.rates, "rates", "lines a second to measure with (default what suits the number of seats)")
	f.IntVar(&o.seconds, "seconds", 4, "length of each step")
	f.BoolVar(&o.stopped, "stopped", true, "measure with readers that stop, too")
	f.BoolVar(&o.again, "again", true, "have everybody come back, too")
	f.BoolVar(&o.storm, "storm", true, "restart the server of a full room, too")
	f.StringVar(&o.profile, "profile", "", "write profiles of the server's CPU at each rate into files that begin so")
	f.StringVar(&o.serve, "serve", "", "for the bench's own use")
	if err := f.Parse(args); err != nil {
		return err
	}
	if o.seconds < 1 || o.seconds > 60 {
		return errors.New("--seconds is from 1 to 60")
	}
	if o.serve != "" {
		return serveRooms(ctx, o, stdin, stdout, stderr)
	}
	server, own, err := splitCores(1)
	if err != nil {
		return err
	}
	preferred()
	if err := settleAll(own); err != nil {
		return err
	}
	t := &roomsTable{out: stdout}
	fmt.Fprintf(stdout, "A room of N seats, lines of some 350 bytes; server on core %v, seats and speakers on %v, loopback\n", server, own)
	for _, n := range o.seats {
		if err := measureRoom(ctx, o, server, n, t); err != nil {
			return fmt.Errorf("measure with %d seats: %w", n, err)
		}
	}
	if o.storm {
		if err := measureStorm(ctx, o, server, t); err != nil {
			return fmt.Errorf("measure restarts: %w", err)
		}
	}
	if o.stopped {
		return measureStopped(ctx, o, server, t)
	}
	return nil
}

// settleAll keeps all threads of this process to some cores.
func settleAll(cores []int) error {
	var set unix.CPUSet
	for _, cpu := range cores {
		set.Set(cpu)
	}
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return fmt.Errorf("find the own threads: %w", err)
	}
	for _, thread := range threads {
		var id int
		if _, err := fmt.Sscan(thread.Name(), &id); err == nil {
			_ = unix.SchedSetaffinity(id, &set) // one that has ended needs none
		}
	}
	return nil
}

// usualRates suit a number of seats.
func usualRates(seats int) counts {
	switch {
	case seats <= 1000:
		return counts{10, 50, 200, 500, 1000, 1500}
	case seats <= 5000:
		return counts{10, 20, 40, 80, 120, 160}
	default:
		return counts{5, 10, 20, 60}
	}
}

// roomsTable prints figures as they come.
type roomsTable struct {
	out  io.Writer
	head string
}

func (t *roomsTable) row(head, format string, args ...any) {
	if head != t.head {
		t.head = head
		fmt.Fprintf(t.out, "\n%s\n%s\n", head, strings.Repeat("-", len(head)))
	}
	fmt.Fprintf(t.out, format+"\n", args...)
}

// micros is a share of CPU time in microseconds.
func micros(d time.Duration, n int) float64 {
	return float64(d.Microseconds()) / float64(max(n, 1))
}
