package sink

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	readAtOnce   = 4       // datagrams of one system call
	bufferSize   = 1 << 16 // of one, which may be many packets glued together
	controlSize  = 64      // of what the kernel says about one
	eventsAtOnce = 256
	lookEvery    = time.Millisecond
	socketBuffer = 1 << 20
)

// socket is a viewer's own UDP port, connected to the server: a server tells viewers apart by where packets come from.
type socket struct {
	fd     int
	number int32
	peer   netip.AddrPort
}

var noSocket = socket{fd: -1}

func openSocket(to netip.AddrPort) (socket, error) {
	family := unix.AF_INET6
	if to.Addr().Is4() {
		family = unix.AF_INET
	}
	fd, err := unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return noSocket, fmt.Errorf("make a socket: %w", err)
	}
	s := socket{fd: fd}
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, socketBuffer) // as much as there may be
	_ = unix.SetsockoptInt(fd, unix.SOL_UDP, unix.UDP_GRO, 1)                 // an old kernel gives packets one by one
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1)       // without: when they were read
	var peer unix.Sockaddr = &unix.SockaddrInet6{Port: int(to.Port()), Addr: to.Addr().As16()}
	if to.Addr().Is4() {
		peer = &unix.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}
	}
	if err := unix.Connect(fd, peer); err != nil {
		s.close()
		return noSocket, fmt.Errorf("connect to %v: %w", to, err)
	}
	s.peer = to
	return s, nil
}

func (s socket) write(b []byte) {
	if s.fd >= 0 {
		_, _ = unix.Write(s.fd, b)
	}
}

func (s socket) close() { _ = unix.Close(s.fd) }

// message is struct mmsghdr of recvmmsg(2).
type message struct {
	header unix.Msghdr
	size   uint32
}

// poll is an epoll and the space into which datagrams are read.
type poll struct {
	fd       int
	events   [eventsAtOnce]unix.EpollEvent
	messages [readAtOnce]message
	vectors  [readAtOnce]unix.Iovec
	buffers  [readAtOnce][]byte
	controls [readAtOnce][controlSize]byte
}

func newPoll() (*poll, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("make an epoll: %w", err)
	}
	p := &poll{fd: fd}
	for i := range p.messages {
		p.buffers[i] = make([]byte, bufferSize)
		p.vectors[i].Base = &p.buffers[i][0]
		p.vectors[i].SetLen(bufferSize)
		h := &p.messages[i].header
		h.Iov = &p.vectors[i]
		h.SetIovlen(1)
		h.Control = &p.controls[i][0]
	}
	return p, nil
}

func (p *poll) add(s socket) error {
	return unix.EpollCtl(p.fd, unix.EPOLL_CTL_ADD, s.fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: s.number})
}

func (p *poll) remove(s socket) { _ = unix.EpollCtl(p.fd, unix.EPOLL_CTL_DEL, s.fd, nil) }

func (p *poll) close() error { return unix.Close(p.fd) }

// wait lets a moment pass and calls read for whomever something has come. Nobody waits in the kernel for packets, which
// the sender would otherwise have to wake, at times across cores: for thousands of packets a second it is cheaper for
// both to look at times, and the kernel has noted when each packet came.
func (p *poll) wait(read func(number int32)) error {
	rest()
	for full := true; full; {
		n, err := unix.EpollWait(p.fd, p.events[:], 0)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return fmt.Errorf("look for packets: %w", err)
		}
		for i := range max(n, 0) {
			read(p.events[i].Fd)
		}
		full = n == eventsAtOnce
	}
	return nil
}

// rest sleeps without the runtime's timers, which would wake other threads for it: a collection of garbage can wait for as
// long.
func rest() {
	moment := unix.NsecToTimespec(int64(lookEvery))
	_, _, _ = unix.RawSyscall(unix.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&moment)), 0, 0) //nolint:gosec // it ends early at worst
}

// read takes what is in a socket, packet by packet, with the time at which each came.
func (p *poll) read(s socket, take func(b []byte, at int64)) {
	for range 8 { // then others have their turn
		for i := range p.messages {
			p.messages[i].header.SetControllen(controlSize)
		}
		n, _, errno := unix.RawSyscall6(unix.SYS_RECVMMSG, uintptr(s.fd), uintptr(unsafe.Pointer(&p.messages[0])), readAtOnce, unix.MSG_DONTWAIT, 0, 0) //nolint:gosec // never blocks
		if errno != 0 {
			return // nothing there, or the server's port is closed, which consent tells as well
		}
		now := time.Now().UnixNano()
		for i := range int(n) { //nolint:gosec // not more than were asked for
			b := p.buffers[i][:p.messages[i].size]
			segment, at := p.said(i)
			if at == 0 {
				at = now
			}
			if segment <= 0 {
				segment = len(b)
			}
			for len(b) > segment {
				take(b[:segment:segment], at)
				b = b[segment:]
			}
			take(b, at)
		}
		if n < readAtOnce {
			return
		}
	}
}

// said is what the kernel says about the i-th datagram: how long the packets in it are, and when it came.
func (p *poll) said(i int) (segment int, at int64) {
	const head = unix.SizeofCmsghdr
	c := p.controls[i][:min(int(p.messages[i].header.Controllen), controlSize)] //nolint:gosec // as given
	for len(c) >= head {
		h := (*unix.Cmsghdr)(unsafe.Pointer(&c[0])) //nolint:gosec // the kernel wrote one here
		size := int(h.Len)                          //nolint:gosec // checked next
		if size < head || size > len(c) {
			return segment, at
		}
		data := c[head:size]
		switch {
		case h.Level == unix.SOL_UDP && h.Type == unix.UDP_GRO && len(data) >= 4:
			segment = int(binary.NativeEndian.Uint32(data))
		case h.Level == unix.SOL_SOCKET && h.Type == unix.SCM_TIMESTAMPNS && len(data) >= 16:
			at = int64(binary.NativeEndian.Uint64(data))*int64(time.Second) + int64(binary.NativeEndian.Uint64(data[8:])) //nolint:gosec // a time
		}
		c = c[min(unix.CmsgSpace(size-head), len(c)):]
	}
	return segment, at
}
