//go:build linux

package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"
)

// socketMemory is what the kernel holds for both ends of connections with a server: what that machine would hold, and what
// those of its readers would. All sockets of this machine are no measure of it: others' come and go.
type socketMemory struct{ server, readers int64 } // bytes

// The kernel's words for asking about sockets, sock_diag(7).
const (
	diagRequest = 56 // bytes of a struct inet_diag_req_v2
	diagAnswer  = 72 // of a struct inet_diag_msg
	diagMemory  = 7  // INET_DIAG_SKMEMINFO
)

// readSocketMemory asks about the connections that those who are chosen have with a port.
func readSocketMemory(port uint16, chosen func(reader netip.Addr) bool) (m socketMemory, err error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_INET_DIAG)
	if err != nil {
		return m, fmt.Errorf("ask about sockets: %w", err)
	}
	defer func() { err = errors.Join(err, unix.Close(fd)) }()
	ask := make([]byte, unix.NLMSG_HDRLEN+diagRequest)
	binary.NativeEndian.PutUint32(ask, uint32(len(ask))) //nolint:gosec // small
	binary.NativeEndian.PutUint16(ask[4:], unix.SOCK_DIAG_BY_FAMILY)
	binary.NativeEndian.PutUint16(ask[6:], unix.NLM_F_REQUEST|unix.NLM_F_DUMP)
	request := ask[unix.NLMSG_HDRLEN:]
	request[0], request[1], request[2] = unix.AF_INET, unix.IPPROTO_TCP, 1<<(diagMemory-1)
	binary.NativeEndian.PutUint32(request[4:], ^uint32(0)) // in whatever state
	if err := unix.Sendto(fd, ask, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return m, fmt.Errorf("ask about sockets: %w", err)
	}
	for space := make([]byte, 64<<10); ; {
		n, _, err := unix.Recvfrom(fd, space, 0)
		if err != nil {
			return m, fmt.Errorf("be told about sockets: %w", err)
		}
		list, err := syscall.ParseNetlinkMessage(space[:n])
		if err != nil {
			return m, fmt.Errorf("be told about sockets: %w", err)
		}
		for _, told := range list {
			switch told.Header.Type {
			case unix.NLMSG_DONE:
				return m, nil
			case unix.NLMSG_ERROR:
				return m, errors.New("the kernel says nothing about sockets")
			}
			m.add(told.Data, port, chosen)
		}
	}
}

// add takes in what was told about one socket.
func (m *socketMemory) add(told []byte, port uint16, chosen func(netip.Addr) bool) {
	if len(told) < diagAnswer {
		return
	}
	own, other := binary.BigEndian.Uint16(told[4:]), binary.BigEndian.Uint16(told[6:])
	from, to := netip.AddrFrom4([4]byte(told[8:12])), netip.AddrFrom4([4]byte(told[24:28]))
	switch held := heldBySocket(told[diagAnswer:]); {
	case own == port && chosen(to):
		m.server += held
	case other == port && chosen(from):
		m.readers += held
	}
}

// heldBySocket finds what a socket holds among the attributes of what was told about it.
func heldBySocket(attributes []byte) int64 {
	for len(attributes) >= unix.NLA_HDRLEN {
		size := int(binary.NativeEndian.Uint16(attributes))
		if size < unix.NLA_HDRLEN || size > len(attributes) {
			break
		}
		if binary.NativeEndian.Uint16(attributes[2:]) == diagMemory && size >= unix.NLA_HDRLEN+8*4 {
			of := func(which int) int64 {
				return int64(binary.NativeEndian.Uint32(attributes[unix.NLA_HDRLEN+4*which:]))
			}
			return of(0) + of(4) + of(5) + of(7) // received, set aside, to be sent, and not looked at yet
		}
		attributes = attributes[min(len(attributes), (size+3)&^3):]
	}
	return 0
}
