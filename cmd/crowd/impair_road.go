//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// road joins this network namespace to one of a viewer's by a device of each (TUN). Packets go from one to the other
// through this process, which decides what becomes of them. tc netem does as much where the kernel has it; this needs
// nothing but TUN, can change a port on the way, and is the same everywhere.
type road struct {
	index    int
	jobs     chan func()
	here     *os.File
	there    *os.File
	down, up *lane // to the viewer, from her
	gate     *gate
}

// Addresses: the server's is benchServerIP, each viewer's network is one of these.
func viewerIP(index int) string { return fmt.Sprintf("198.18.%d.2", index+1) }

// newRoad builds the index-th road of a namespace that has one address for all of them.
func newRoad(ctx context.Context, index int) (r *road, err error) {
	r = &road{index: index, gate: newGate()}
	if r.jobs, err = onThread(func() error { return unix.Unshare(unix.CLONE_NEWNET) }); err != nil {
		return nil, fmt.Errorf("make a network namespace: %w", err)
	}
	defer func() {
		if err != nil {
			r.close()
		}
	}()
	name := fmt.Sprintf("road%d", index)
	if r.here, err = openTUN(name); err != nil {
		return r, err
	}
	if err := r.do(func() error { r.there, err = openTUN(name); return err }); err != nil {
		return r, err
	}
	for _, args := range [][]string{
		{"link", "set", name, "up"},
		{"route", "add", viewerIP(index) + "/32", "dev", name, "src", benchServerIP},
	} {
		if err := ip(ctx, args); err != nil {
			return r, err
		}
	}
	err = r.do(func() error {
		for _, args := range [][]string{
			{"link", "set", "lo", "up"},
			{"addr", "add", viewerIP(index) + "/32", "dev", name},
			{"link", "set", name, "up"},
			{"route", "add", "default", "dev", name},
		} {
			if err := ip(ctx, args); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return r, err
	}
	r.down = newLane(uint64(index)*2+1, func(p []byte) {
		if r.gate.enters(p) {
			_, _ = r.there.Write(p) // a device that is full loses it, as any
		}
	})
	r.up = newLane(uint64(index)*2+2, func(p []byte) {
		r.gate.leaves(p)
		_, _ = r.here.Write(p)
	})
	go carry(r.here, r.down)
	go carry(r.there, r.up)
	return r, nil
}

// do calls f where the viewer is.
func (r *road) do(f func() error) error { return doOn(r.jobs, f) }

// set changes the weather in both directions.
func (r *road) set(w weather) {
	r.down.set(w)
	r.up.set(w)
}

// carry takes what comes from a device into a lane until the device is closed.
func carry(from *os.File, l *lane) {
	b := make([]byte, 1<<16)
	for {
		n, err := from.Read(b)
		if err != nil {
			return
		}
		packet := append([]byte(nil), b[:n]...)
		_, udp := udpOf(packet)
		l.enter(packet, udp, time.Now())
	}
}

// close takes the road down. The namespace ends when what was started in it has.
func (r *road) close() {
	for _, l := range []*lane{r.down, r.up} {
		if l != nil {
			l.close()
		}
	}
	for _, f := range []*os.File{r.here, r.there} {
		if f != nil {
			_ = f.Close()
		}
	}
	close(r.jobs)
}

// openTUN makes a device of this name where the calling thread is.
func openTUN(name string) (*os.File, error) {
	const device = "/dev/net/tun"
	fd, err := unix.Open(device, unix.O_RDWR|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", device, err)
	}
	request, err := unix.NewIfreq(name)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make device %s: %w", name, err), unix.Close(fd))
	}
	request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, request); err != nil {
		return nil, errors.Join(fmt.Errorf("make device %s: %w", name, err), unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), device), nil
}
