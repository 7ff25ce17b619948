//go:build !linux

package sfu

import (
	"net"
	"net/netip"
)

type (
	rawAddress   struct{}
	batchSystem  struct{}
	socketSystem struct{}
)

func (*socketSystem) open(*net.UDPConn) error { return nil }

func (d *datagrams) destination(a netip.AddrPort) destination { return destination{addr: a} }

func (d *datagrams) send(arena []byte, runs []run, _ *batchSystem) { d.plainly(arena, runs) }

func (d *datagrams) write(b []byte, to netip.AddrPort) (int, error) { return d.single(b, to) }

func (d *datagrams) read(take func([]byte, netip.AddrPort)) error { return d.one(take) }

func (d *datagrams) close() error { return d.conn.Close() }
