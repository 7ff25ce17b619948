package sfu

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// readAtOnce is how many datagrams one system call reads at most.
	readAtOnce = 32
	// roomWithin is how long a full socket is waited for, in milliseconds; what it does not take then is lost.
	roomWithin = 5
	// brokenAtMost is after how many failures in a row the port is taken to have ended.
	brokenAtMost = 1000
)

// rawAddress is a socket address as the kernel takes it.
type rawAddress struct {
	address unix.RawSockaddrInet6 // or an RawSockaddrInet4 in its place
	size    uint32
}

// socketSystem is the socket beneath a *net.UDPConn, taken out of the hands of Go's poller. That one asks to be woken
// whenever a socket can be written to, as well: after almost every packet of thousands of viewers. What it watches
// instead is an epoll instance of the socket's own, which becomes readable when the socket does. No system call on the
// socket waits, so the scheduler is not told of them: it would hand the processor to another thread, and take it back.
type socketSystem struct {
	fd       int
	six      bool        // an IPv6 socket, which takes IPv4 addresses mapped
	singles  atomic.Bool // no segmentation offload: an old kernel, or a device that cannot
	poll     *os.File    // nil: there is no such socket
	readable syscall.RawConn

	use     sync.RWMutex // of the socket by whom nobody waits for before it is closed
	closed  bool
	reading bool
}

// open takes the socket over; c is closed.
func (s *socketSystem) open(c *net.UDPConn) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var name unix.Sockaddr
	fd := -1
	if cerr := raw.Control(func(own uintptr) {
		if name, err = unix.Getsockname(int(own)); err == nil {
			fd, err = unix.FcntlInt(own, unix.F_DUPFD_CLOEXEC, 0)
		}
	}); cerr != nil {
		return cerr
	}
	if err != nil {
		return err
	}
	_, s.six = name.(*unix.SockaddrInet6)
	if err := s.watch(fd); err != nil {
		return errors.Join(err, unix.Close(fd))
	}
	s.fd = fd
	return c.Close()
}

func (s *socketSystem) watch(fd int) error {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return fmt.Errorf("make an epoll instance: %w", err)
	}
	err = unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}) //nolint:gosec // a descriptor
	if err == nil {
		err = unix.SetNonblock(epoll, true) // so that Go's poller takes it
	}
	if err != nil {
		return errors.Join(fmt.Errorf("watch the media port: %w", err), unix.Close(epoll))
	}
	s.poll = os.NewFile(uintptr(epoll), "media port")
	s.readable, err = s.poll.SyscallConn()
	return err
}

// close ends the reading, whose last act it is to close the socket, and waits for what is being read.
func (s *socketSystem) close() error {
	s.use.Lock()
	was, reading := s.closed, s.reading
	s.closed = true
	s.use.Unlock()
	if was {
		return net.ErrClosed
	}
	err := s.poll.Close()
	if !reading {
		err = errors.Join(err, unix.Close(s.fd))
	}
	return err
}

// writable waits a little for room in the socket.
func (s *socketSystem) writable() bool {
	poll := []unix.PollFd{{Fd: int32(s.fd), Events: unix.POLLOUT}} //nolint:gosec // a descriptor
	_, err := unix.Poll(poll, roomWithin)
	return err == nil || errors.Is(err, unix.EINTR)
}

// write sends one datagram.
func (s *socketSystem) write(b []byte, to *rawAddress) (int, error) {
	s.use.RLock()
	defer s.use.RUnlock()
	if s.closed {
		return 0, net.ErrClosed
	}
	for tries := 0; ; tries++ {
		n, _, errno := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(s.fd), uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)),
			unix.MSG_DONTWAIT, uintptr(unsafe.Pointer(&to.address)), uintptr(to.size)) //nolint:gosec // as sendto(2) takes them
		switch {
		case errno == 0:
			return int(n), nil //nolint:gosec // not more than were given
		case tries == 0 && (errno == unix.EAGAIN || errno == unix.ENOBUFS) && s.writable(), errno == unix.EINTR:
		default:
			return 0, errno
		}
	}
}

func (s *socketSystem) sendmmsg(messages []multiMessage) (int, error) {
	n, _, errno := unix.RawSyscall6(unix.SYS_SENDMMSG, uintptr(s.fd), uintptr(unsafe.Pointer(&messages[0])), uintptr(len(messages)), unix.MSG_DONTWAIT, 0, 0) //nolint:gosec // as sendmmsg(2) takes them
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil //nolint:gosec // not more than were given
}

// read gives every datagram to take, until the port is closed. What take is given is its own until it returns.
func (s *socketSystem) read(take func([]byte, netip.AddrPort)) error {
	s.use.Lock()
	if s.closed {
		s.use.Unlock()
		return net.ErrClosed
	}
	s.reading = true
	s.use.Unlock()
	defer func() {
		_ = s.poll.Close()
		s.use.Lock()
		defer s.use.Unlock()
		s.closed = true
		_ = unix.Close(s.fd)
	}()
	m := newIncoming()
	var failed error
	broken := 0
	// Everything happens before receive returns, so that what comes meanwhile is noted: no call is needed to find that there
	// is no more.
	receive := func(uintptr) bool {
		for broken < brokenAtMost {
			got, err := m.receive(s.fd)
			switch {
			case errors.Is(err, unix.EAGAIN):
				return false
			case err != nil: // such as a port that is closed at the other side: not an end
				broken, failed = broken+1, err
				continue
			}
			broken = 0
			for i := range got {
				take(m.datagram(i))
			}
			if got < readAtOnce {
				return false
			}
		}
		return true
	}
	if err := s.readable.Read(receive); err != nil {
		return err
	}
	return failed
}

// incoming holds the structures of one recvmmsg.
type incoming struct {
	buffers  []byte
	messages []multiMessage
	vectors  []unix.Iovec
	names    []unix.RawSockaddrInet6
}

func newIncoming() *incoming {
	m := &incoming{
		buffers: make([]byte, readAtOnce*datagramSize), messages: make([]multiMessage, readAtOnce),
		vectors: make([]unix.Iovec, readAtOnce), names: make([]unix.RawSockaddrInet6, readAtOnce),
	}
	for i := range m.messages {
		m.vectors[i].Base = &m.buffers[i*datagramSize]
		m.vectors[i].SetLen(datagramSize)
		m.messages[i].header = unix.Msghdr{Name: (*byte)(unsafe.Pointer(&m.names[i])), Iov: &m.vectors[i]} //nolint:gosec // for the kernel
		m.messages[i].header.SetIovlen(1)
	}
	return m
}

// receive takes what has come, without waiting.
func (m *incoming) receive(fd int) (int, error) {
	for i := range m.messages {
		m.messages[i].header.Namelen = unix.SizeofSockaddrInet6
	}
	n, _, errno := unix.RawSyscall6(unix.SYS_RECVMMSG, uintptr(fd), uintptr(unsafe.Pointer(&m.messages[0])), readAtOnce, unix.MSG_DONTWAIT, 0, 0) //nolint:gosec // as recvmmsg(2) takes them
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil //nolint:gosec // not more than were asked for
}

func (m *incoming) datagram(i int) ([]byte, netip.AddrPort) {
	return m.buffers[i*datagramSize:][:m.messages[i].size], fromKernel(&m.names[i])
}

// destination prepares an address for the kernel.
func (s *socketSystem) destination(a netip.AddrPort) destination {
	to := destination{addr: a}
	if s.six {
		to.raw.address = unix.RawSockaddrInet6{Family: unix.AF_INET6, Addr: a.Addr().As16()}
		to.raw.size = unix.SizeofSockaddrInet6
		setPort(&to.raw.address.Port, a.Port())
		return to
	}
	if a.Addr().Is4() {
		four := (*unix.RawSockaddrInet4)(unsafe.Pointer(&to.raw.address)) //nolint:gosec // shorter than what it lies in
		*four = unix.RawSockaddrInet4{Family: unix.AF_INET, Addr: a.Addr().As4()}
		setPort(&four.Port, a.Port())
		to.raw.size = unix.SizeofSockaddrInet4
	}
	return to
}

func setPort(p *uint16, port uint16) {
	binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(p))[:], port) //nolint:gosec // two bytes, in the network's order
}

func fromKernel(a *unix.RawSockaddrInet6) netip.AddrPort {
	if a.Family == unix.AF_INET {
		four := (*unix.RawSockaddrInet4)(unsafe.Pointer(a)) //nolint:gosec // shorter than what it lies in
		return netip.AddrPortFrom(netip.AddrFrom4(four.Addr), portOf(&four.Port))
	}
	return netip.AddrPortFrom(netip.AddrFrom16(a.Addr).Unmap(), portOf(&a.Port))
}

func portOf(p *uint16) uint16 {
	return binary.BigEndian.Uint16((*[2]byte)(unsafe.Pointer(p))[:]) //nolint:gosec // as in setPort
}
