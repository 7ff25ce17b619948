package sfu

import (
	"errors"
	"net/netip"
	"unsafe"

	"golang.org/x/sys/unix"
)

// multiMessage is struct mmsghdr of recvmmsg(2) and sendmmsg(2).
type multiMessage struct {
	header unix.Msghdr
	size   uint32
}

// batchSystem holds the structures of one sendmmsg.
type batchSystem struct {
	messages []multiMessage
	vectors  []unix.Iovec
	control  []byte
	segments []run // of a run that has to be sent packet by packet
}

const controlSpace = 24 // CMSG_SPACE of the two bytes of UDP_SEGMENT, on every architecture

// send hands runs to the kernel, several in one call.
func (d *datagrams) send(arena []byte, runs []run, s *batchSystem) {
	if d.system.poll == nil {
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
			if !d.system.writable() {
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

// destination prepares an address for the kernel.
func (d *datagrams) destination(a netip.AddrPort) destination {
	if d.system.poll == nil {
		return destination{addr: a}
	}
	return d.system.destination(a)
}

// write sends one datagram.
func (d *datagrams) write(b []byte, to netip.AddrPort) (int, error) {
	if d.system.poll == nil {
		return d.single(b, to)
	}
	raw := d.system.destination(to).raw
	return d.system.write(b, &raw)
}

// read gives every datagram to take, until the port is closed. What take is given is its own until it returns.
func (d *datagrams) read(take func([]byte, netip.AddrPort)) error {
	if d.system.poll == nil {
		return d.one(take)
	}
	return d.system.read(take)
}

func (d *datagrams) close() error {
	if d.system.poll == nil {
		return d.conn.Close()
	}
	return d.system.close()
}
