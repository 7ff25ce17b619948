package sfu

import (
	"fmt"
	"net"
	"net/netip"
)

// datagramSize is the largest datagram that is read; nothing that browsers send is larger.
const datagramSize = 2048

// datagrams is the media port: datagrams in and out, many at a time where the system can.
type datagrams struct {
	conn   net.PacketConn
	system socketSystem
}

// newDatagrams takes a connection over.
func newDatagrams(conn net.PacketConn) (*datagrams, error) {
	d := &datagrams{conn: conn}
	if u, ok := conn.(*net.UDPConn); ok {
		if err := d.system.open(u); err != nil {
			return nil, fmt.Errorf("set up the media port: %w", err)
		}
	}
	return d, nil
}

// one reads datagrams one by one until the port is closed. What take is given is its own until it returns.
func (d *datagrams) one(take func([]byte, netip.AddrPort)) error {
	b := make([]byte, datagramSize)
	for {
		n, from, err := d.conn.ReadFrom(b)
		if err != nil {
			return err
		}
		if u, ok := from.(*net.UDPAddr); ok {
			take(b[:n], unmapped(u.AddrPort()))
		}
	}
}

// single sends one datagram by what Go has for it.
func (d *datagrams) single(b []byte, to netip.AddrPort) (int, error) {
	if u, ok := d.conn.(*net.UDPConn); ok {
		return u.WriteToUDPAddrPort(b, to)
	}
	return d.conn.WriteTo(b, net.UDPAddrFromAddrPort(to))
}

// plainly sends every packet of some runs by itself.
func (d *datagrams) plainly(arena []byte, runs []run) {
	for i := range runs {
		r := &runs[i]
		for at := r.start; at < r.end; at += r.size {
			_, _ = d.single(arena[at:min(at+r.size, r.end)], r.to.addr)
		}
	}
}

// address is the port's own.
func (d *datagrams) address() net.Addr { return d.conn.LocalAddr() }

// unmapped is an address as it is compared: a port for both families has IPv4 addresses in IPv6 ones.
func unmapped(a netip.AddrPort) netip.AddrPort { return netip.AddrPortFrom(a.Addr().Unmap(), a.Port()) }
