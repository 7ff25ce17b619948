package main

import (
	"encoding/binary"
	"testing"
	"testing/synctest"
	"time"
)

// drive sends n packets of 1000 bytes, one each millisecond, along a lane, and returns when which came out.
func drive(t *testing.T, w weather, n int) (order []int, after []time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		l := newLane(1, func(p []byte) {
			order = append(order, int(binary.BigEndian.Uint16(p)))
			after = append(after, time.Since(began))
		})
		defer l.close()
		l.set(w)
		for i := range n {
			p := make([]byte, 1000)
			binary.BigEndian.PutUint16(p, uint16(i))
			l.enter(p, true, time.Now())
			time.Sleep(time.Millisecond)
		}
		time.Sleep(2 * time.Second)
	})
	return order, after
}

func inOrder(list []int) bool {
	for i := 1; i < len(list); i++ {
		if list[i] < list[i-1] {
			return false
		}
	}
	return true
}

func TestLanes(t *testing.T) {
	for name, c := range map[string]struct {
		weather     weather
		least, most int // of 500 that come out
		ordered     bool
		first, last time.Duration // at least, at most
	}{
		"fair":         {weather{}, 500, 500, true, 0, 500 * time.Millisecond},
		"lossy":        {weather{Loss: 0.1}, 430, 470, true, 0, 500 * time.Millisecond},
		"long":         {weather{Delay: 100 * time.Millisecond}, 500, 500, true, 100 * time.Millisecond, 600 * time.Millisecond},
		"uneven":       {weather{Jitter: 30 * time.Millisecond}, 500, 500, true, 0, 530 * time.Millisecond},
		"overtaking":   {weather{Jitter: 30 * time.Millisecond, Reorder: true}, 500, 500, false, 0, 530 * time.Millisecond},
		"narrow":       {weather{Rate: 800_000}, 75, 85, true, 10 * time.Millisecond, 830 * time.Millisecond},
		"dark":         {weather{Dark: true}, 0, 0, true, 0, 0},
		"for TCP only": {weather{NoUDP: true}, 0, 0, true, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			order, after := drive(t, c.weather, 500)
			if n := len(order); n < c.least || n > c.most {
				t.Fatalf("%d of 500 came out, want %d to %d", n, c.least, c.most)
			}
			if got := inOrder(order); got != c.ordered {
				t.Errorf("in order: %v, want %v", got, c.ordered)
			}
			if len(after) > 0 && (after[0] < c.first || after[len(after)-1] > c.last) {
				t.Errorf("came out from %v to %v, want %v to %v", after[0], after[len(after)-1], c.first, c.last)
			}
		})
	}
}

// datagram is an IPv4 packet with ports and a true checksum.
func datagram(from, to uint16) []byte {
	p := make([]byte, 32)
	p[0], p[9] = 0x45, protocolUDP
	copy(p[12:], []byte{198, 18, 1, 2, 198, 18, 0, 1})
	binary.BigEndian.PutUint16(p[20:], from)
	binary.BigEndian.PutUint16(p[22:], to)
	binary.BigEndian.PutUint16(p[24:], 12)
	copy(p[28:], "data")
	binary.BigEndian.PutUint16(p[26:], ^sumOf(p))
	return p
}

// sumOf is the checksum of a datagram over all there is, which is 0xffff when it is true (RFC 768, RFC 1071).
func sumOf(p []byte) uint16 {
	total := uint32(protocolUDP + len(p) - 20)
	for i := 12; i < len(p); i += 2 {
		total += uint32(binary.BigEndian.Uint16(p[i:]))
	}
	for total > 0xffff {
		total = total&0xffff + total>>16
	}
	return uint16(total)
}

func TestGate(t *testing.T) {
	g := newGate()
	port := func(p []byte, at int) uint16 { return binary.BigEndian.Uint16(p[20+at:]) }
	out := datagram(5000, 7000)
	g.leaves(out)
	first := port(out, 0)
	if first == 5000 || sumOf(out) != 0xffff {
		t.Fatalf("left from port %d, with the sum %#x", first, sumOf(out))
	}
	in := datagram(7000, first)
	if !g.enters(in) || port(in, 2) != 5000 || sumOf(in) != 0xffff {
		t.Errorf("an answer came to port %d, with the sum %#x", port(in, 2), sumOf(in))
	}
	g.forget()
	if g.enters(datagram(7000, first)) {
		t.Error("a forgotten port is known")
	}
	out = datagram(5000, 7000)
	if g.leaves(out); port(out, 0) == first || port(out, 0) == 5000 {
		t.Errorf("left from port %d again", port(out, 0))
	}
	tcp := datagram(5000, 7000)
	tcp[9] = 6
	if g.leaves(tcp); port(tcp, 0) != 5000 || !g.enters(tcp) {
		t.Error("TCP was touched")
	}
}
