//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// rawFarm is thousands of seats on one thread: one epoll, one buffer.
type rawFarm struct {
	people roomsPeople
	to     unix.SockaddrInet4
	poll   int
	buffer []byte

	mu    sync.Mutex // guards all below
	seats []*rawSeat
	byFD  map[int]*rawSeat
	heard heard
	stays bool // who is lost comes back
	tries int  // to come back
	ended bool
	done  chan struct{}
}

func newRawFarm(p roomsPeople) (*rawFarm, error) {
	address, err := net.ResolveTCPAddr("tcp4", p.Address)
	if err != nil {
		return nil, fmt.Errorf("find the server: %w", err)
	}
	f := &rawFarm{people: p, to: unix.SockaddrInet4{Port: address.Port, Addr: [4]byte(address.IP.To4())}, buffer: make([]byte, 256<<10), byFD: map[int]*rawSeat{}, done: make(chan struct{})}
	if f.poll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return nil, fmt.Errorf("make an epoll: %w", err)
	}
	go f.run()
	return f, nil
}

// add makes a seat that is not open yet.
func (f *rawFarm) add(secret string, samples bool) *rawSeat {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := &rawSeat{samples: samples, n: len(f.seats)}
	s.ask = upgrade(f.people, secret, fmt.Sprintf("window-%025d", len(f.seats)), "%s")
	f.seats = append(f.seats, s)
	return s
}

// open connects a seat, from one of many addresses.
func (f *rawFarm) open(n int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.connect(f.seats[n])
}

// connect is open for who holds the lock.
func (f *rawFarm) connect(s *rawSeat) error {
	n := s.n
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("make a socket: %w", err)
	}
	_ = unix.SetsockoptInt(fd, unix.SOL_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1)
	err = unix.Bind(fd, &unix.SockaddrInet4{Addr: seatAddress(n)})
	if err == nil {
		err = unix.Connect(fd, &f.to)
	}
	if err != nil && !errors.Is(err, unix.EINPROGRESS) {
		return errors.Join(fmt.Errorf("connect: %w", err), unix.Close(fd))
	}
	s.fd, s.state, s.began, s.rest, s.skip = fd, seatConnecting, time.Now(), nil, 0
	f.byFD[fd] = s
	return unix.EpollCtl(f.poll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLOUT, Fd: int32(fd)}) //nolint:gosec // small
}

// seatAddress is where a seat comes from: each from another address.
func seatAddress(n int) [4]byte {
	return [4]byte{127, byte(1 + n/200/250), byte(n / 200 % 250), byte(1 + n%200)} //nolint:gosec // as it wraps
}

// stand has a seat read nothing any more; that it is let go is noticed.
func (f *rawFarm) stand(s *rawSeat) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s.stands = true
	_ = unix.EpollCtl(f.poll, unix.EPOLL_CTL_MOD, s.fd, &unix.EpollEvent{Fd: int32(s.fd)}) //nolint:gosec // small
}

// say has a seat say something.
func (f *rawFarm) say(s *rawSeat, frame []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s.state == seatOpen {
		_, _ = unix.Write(s.fd, frame) // small, and the server reads
	}
}

// shut ends a seat's socket.
func (f *rawFarm) shut(s *rawSeat) {
	if s.state == seatShut {
		return
	}
	s.state = seatShut
	delete(f.byFD, s.fd)
	_ = unix.Close(s.fd)
}

// take returns what was heard since the last time.
func (f *rawFarm) take() heard {
	f.mu.Lock()
	defer f.mu.Unlock()
	h := f.heard
	f.heard = heard{}
	return h
}

// count counts the seats for which something holds.
func (f *rawFarm) count(of func(*rawSeat) bool) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.seats {
		if of(s) {
			n++
		}
	}
	return n
}

// each calls do for every seat.
func (f *rawFarm) each(do func(n int, s *rawSeat)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for n, s := range f.seats {
		do(n, s)
	}
}

func (f *rawFarm) run() {
	defer close(f.done)
	events := make([]unix.EpollEvent, 512)
	for {
		n, err := unix.EpollWait(f.poll, events, 50)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return
		}
		f.mu.Lock()
		if f.ended {
			f.mu.Unlock()
			return
		}
		now := time.Now()
		for _, e := range events[:max(n, 0)] {
			if s := f.byFD[int(e.Fd)]; s != nil {
				f.serve(s, e.Events, now)
			}
		}
		f.comeBack(now)
		f.mu.Unlock()
	}
}

// serve does what a socket is ready for.
func (f *rawFarm) serve(s *rawSeat, events uint32, now time.Time) {
	if s.state == seatConnecting && events&unix.EPOLLOUT != 0 {
		again := ""
		if s.epoch != "" {
			again = fmt.Sprintf("&epoch=%s&seq=%d&resume=%s", s.epoch, s.seq, s.resume)
		}
		if _, err := unix.Write(s.fd, bytes.Replace(s.ask, []byte("%s"), []byte(again), 1)); err != nil {
			f.shut(s)
			return
		}
		s.state = seatUpgrading
		_ = unix.EpollCtl(f.poll, unix.EPOLL_CTL_MOD, s.fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(s.fd)}) //nolint:gosec // small
		return
	}
	if s.stands {
		if events&(unix.EPOLLERR|unix.EPOLLHUP) != 0 {
			f.heard.closed++
			f.shut(s)
		}
		return
	}
	n, err := unix.Read(s.fd, f.buffer)
	switch {
	case errors.Is(err, unix.EAGAIN):
	case err != nil || n == 0:
		f.shut(s)
	case s.state == seatUpgrading:
		f.upgraded(s, f.buffer[:n], now)
	default:
		s.read(f.buffer[:n], now, &f.heard)
	}
}

// upgraded reads the answer to the request for a seat.
func (f *rawFarm) upgraded(s *rawSeat, b []byte, now time.Time) {
	s.rest = append(s.rest, b...)
	head, after, ok := bytes.Cut(s.rest, []byte("\r\n\r\n"))
	if !ok {
		return
	}
	if !bytes.HasPrefix(head, []byte("HTTP/1.1 101 ")) {
		f.heard.refused++
		f.shut(s)
		return
	}
	s.rest, s.state = nil, seatWaiting
	s.read(after, now, &f.heard)
}

// pong answers a ping.
func (s *rawSeat) pong(p []byte) { _, _ = unix.Write(s.fd, clientFrame(10, p)) }

// close ends the farm and its seats.
func (f *rawFarm) close() {
	f.mu.Lock()
	f.ended = true
	for _, s := range f.seats {
		f.shut(s)
	}
	f.mu.Unlock()
	<-f.done
	_ = unix.Close(f.poll)
}
