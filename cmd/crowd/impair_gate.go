package main

import (
	"encoding/binary"
	"sync"
)

// gate is the router at the viewer's end of a road. It gives her UDP ports numbers of its own, as those at homes do, and
// forgets them when it is told to: to the server, she comes from somewhere else then.
type gate struct {
	mu      sync.Mutex // guards all below
	next    uint16
	outside map[uint16]uint16 // by her own port
	inside  map[uint16]uint16 // the other way round
}

func newGate() *gate {
	return &gate{next: 20_000, outside: map[uint16]uint16{}, inside: map[uint16]uint16{}}
}

// forget gives new numbers to everything from now on.
func (g *gate) forget() {
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.outside)
	clear(g.inside)
}

const (
	protocolUDP  = 17
	ipHeaderSize = 20
)

// udpOf returns the UDP header of an IPv4 packet.
func udpOf(packet []byte) (header []byte, ok bool) {
	if len(packet) < ipHeaderSize || packet[0]>>4 != 4 || packet[9] != protocolUDP {
		return nil, false
	}
	size := int(packet[0]&15) * 4
	fragment := binary.BigEndian.Uint16(packet[6:]) & 0x1fff
	if size < ipHeaderSize || len(packet) < size+8 || fragment != 0 {
		return nil, false
	}
	return packet[size:], true
}

// leaves rewrites what the viewer sends.
func (g *gate) leaves(packet []byte) {
	udp, ok := udpOf(packet)
	if !ok {
		return
	}
	own := binary.BigEndian.Uint16(udp)
	g.mu.Lock()
	port, known := g.outside[own]
	if !known {
		port = g.next
		g.next = max(g.next+1, 20_000)
		g.outside[own], g.inside[port] = port, own
	}
	g.mu.Unlock()
	renumber(udp, 0, port)
}

// enters rewrites what is sent to the viewer, and reports whether it is for her: nobody knows a forgotten number.
func (g *gate) enters(packet []byte) bool {
	udp, ok := udpOf(packet)
	if !ok {
		return true
	}
	g.mu.Lock()
	own, known := g.inside[binary.BigEndian.Uint16(udp[2:])]
	g.mu.Unlock()
	if known {
		renumber(udp, 2, own)
	}
	return known
}

// renumber puts a port at an offset of a UDP header and mends the checksum (RFC 1624 §3).
func renumber(udp []byte, at int, port uint16) {
	old := binary.BigEndian.Uint16(udp[at:])
	binary.BigEndian.PutUint16(udp[at:], port)
	sum := binary.BigEndian.Uint16(udp[6:])
	if sum == 0 { // there is none
		return
	}
	total := uint32(^sum) + uint32(^old) + uint32(port)
	total = total&0xffff + total>>16
	total = total&0xffff + total>>16
	if sum = ^uint16(total); sum == 0 { //nolint:gosec // folded
		sum = 0xffff
	}
	binary.BigEndian.PutUint16(udp[6:], sum)
}
