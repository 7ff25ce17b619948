package sfu

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// readAtOnce is how many datagrams one system call reads at most.
const readAtOnce = 32

// multiMessage is struct mmsghdr of recvmmsg(2) and sendmmsg(2).
type multiMessage struct {
	header unix.Msghdr
	size   uint32
}

// rawAddress is a socket address as the kernel takes it.
type rawAddress struct {
	address unix.RawSockaddrInet6 // or an RawSockaddrInet4 in its place
	size    uint32
}

// socketSystem is what is known of the socket beneath a *net.UDPConn.
type socketSystem struct {
	raw     syscall.RawConn
	fd      int
	six     bool        // an IPv6 socket, which takes IPv4 addresses mapped
	singles atomic.Bool // no segmentation offload: an old kernel, or a device that cannot
}

// batchSystem holds the structures of one sendmmsg.
type batchSystem struct {
	messages []multiMessage
	vectors  []unix.Iovec
	control  []byte
	segments []run // of a run that has to be sent packet by packet
}

func (s *socketSystem) open(c *net.UDPConn) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var name unix.Sockaddr
	if cerr := raw.Control(func(fd uintptr) {
		s.fd = int(fd)
		name, err = unix.Getsockname(s.fd)
	}); cerr != nil {
		return cerr
	}
	if err != nil {
		return err
	}
	_, s.six = name.(*unix.SockaddrInet6)
	s.raw = raw
	return nil
}

// destination prepares an address for the kernel.
func (d *datagrams) destination(a netip.AddrPort) destination {
	to := destination{addr: a}
	if d.system.six {
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

const controlSpace = 24 // CMSG_SPACE of the two bytes of UDP_SEGMENT, on every architecture

// send hands runs to the kernel, several in one call.
func (d *datagrams) send(arena []byte, runs []run, s *batchSystem) {
	if d.system.raw == nil {
		d.plainly(arena, runs)
		return
	}
	if d.system.singles.Load() {
		runs = s.apart(runs)
	}
	s.prepare(arena, runs)
	for done := 0; done < len(runs); {
		n, err := d.system.sendmmsg(s.messages[done:len(runs)])
		done += n
		switch {
		case err == nil || errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.ENOBUFS):
			poll := []unix.PollFd{{Fd: int32(d.system.fd), Events: unix.POLLOUT}} //nolint:gosec // a descriptor
			if _, err := unix.Poll(poll, 5); err != nil && !errors.Is(err, unix.EINTR) {
				return
			}
		case runs[done].count > 1 && (errors.Is(err, unix.EIO) || errors.Is(err, unix.EINVAL)):
			d.system.singles.Store(true)
			rest := append([]run(nil), runs[done:]...)
			d.send(arena, rest, s)
			return
		case errors.Is(err, unix.EBADF):
			return // closed
		default:
			done++ // an address that cannot be reached
		}
	}
}

// apart makes a run of every packet.
func (s *batchSystem) apart(runs []run) []run {
	s.segments = s.segments[:0]
	for _, r := range runs {
		for at := r.start; at < r.end; at += r.size {
			end := min(at+r.size, r.end)
			s.segments = append(s.segments, run{to: r.to, start: at, end: end, size: end - at, count: 1})
		}
	}
	return s.segments
}

func (s *batchSystem) prepare(arena []byte, runs []run) {
	if len(s.messages) < len(runs) {
		s.messages = make([]multiMessage, len(runs))
		s.vectors = make([]unix.Iovec, len(runs))
		s.control = make([]byte, len(runs)*controlSpace)
	}
	for i := range runs {
		r, m, v := &runs[i], &s.messages[i], &s.vectors[i]
		v.Base = &arena[r.start]
		v.SetLen(r.end - r.start)
		m.header = unix.Msghdr{Name: (*byte)(unsafe.Pointer(&r.to.raw.address)), Namelen: r.to.raw.size, Iov: v} //nolint:gosec // for the kernel
		m.header.SetIovlen(1)
		if r.count == 1 {
			continue
		}
		c := s.control[i*controlSpace:][:controlSpace]
		h := (*unix.Cmsghdr)(unsafe.Pointer(&c[0])) //nolint:gosec // space for one was made
		h.Level, h.Type = unix.SOL_UDP, unix.UDP_SEGMENT
		h.SetLen(unix.CmsgLen(2))
		*(*uint16)(unsafe.Pointer(&c[unix.CmsgLen(0)])) = uint16(r.size) //nolint:gosec // at most packetSize
		m.header.Control = &c[0]
		m.header.SetControllen(unix.CmsgSpace(2))
	}
}

func (s *socketSystem) sendmmsg(messages []multiMessage) (int, error) {
	n, _, errno := unix.Syscall6(unix.SYS_SENDMMSG, uintptr(s.fd), uintptr(unsafe.Pointer(&messages[0])), uintptr(len(messages)), unix.MSG_DONTWAIT, 0, 0) //nolint:gosec // as above
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil //nolint:gosec // not more than were given
}

// read gives every datagram to take, until the port is closed. What take is given is its own until it returns.
func (d *datagrams) read(take func([]byte, netip.AddrPort)) error {
	if d.system.raw == nil {
		return d.one(take)
	}
	buffers := make([]byte, readAtOnce*datagramSize)
	messages, vectors, names := make([]multiMessage, readAtOnce), make([]unix.Iovec, readAtOnce), make([]unix.RawSockaddrInet6, readAtOnce)
	for i := range messages {
		vectors[i].Base = &buffers[i*datagramSize]
		vectors[i].SetLen(datagramSize)
	}
	var failed error
	got := 0
	receive := func(fd uintptr) bool {
		for i := range messages {
			messages[i].header = unix.Msghdr{Name: (*byte)(unsafe.Pointer(&names[i])), Namelen: unix.SizeofSockaddrInet6, Iov: &vectors[i]} //nolint:gosec // for the kernel
			messages[i].header.SetIovlen(1)
		}
		n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, fd, uintptr(unsafe.Pointer(&messages[0])), readAtOnce, unix.MSG_DONTWAIT, 0, 0) //nolint:gosec // as above
		got, failed = int(n), nil                                                                                                       //nolint:gosec // not more than were asked for
		if errno == unix.EAGAIN {
			return false
		}
		if errno != 0 { // such as a port that is closed at the other side: not an end
			got, failed = 0, errno
		}
		return true
	}
	for broken := 0; broken < 1000; {
		if err := d.system.raw.Read(receive); err != nil {
			return err
		}
		if failed != nil {
			broken++ // where it only fails, it has ended
			continue
		}
		broken = 0
		for i := range got {
			size := int(messages[i].size)
			take(buffers[i*datagramSize:][:size], fromKernel(&names[i]))
		}
	}
	return failed
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
