package estimate

import (
	"encoding/binary"
	"testing"
	"time"
)

// FuzzFeedback gives what a stranger sends to an estimator at work. It must not panic, and what it says afterwards must
// be within bounds.
func FuzzFeedback(f *testing.F) {
	arrivals := []time.Duration{10 * tick, 0, 20 * tick, 21 * tick, 0, 0, 300 * tick, 250 * tick}
	f.Add(encode(100, arrivals, 1))
	f.Add(encode(65530, arrivals, 2))
	f.Add([]byte{0x8f, 205, 0, 5, 0, 0, 0, 1, 0, 0, 0, 2, 0, 100, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0x1f, 0xff, 0x7f, 0xff})
	f.Fuzz(func(t *testing.T, rtcp []byte) {
		e := New(Config{Min: 100_000, Start: 500_000, Max: 5_000_000})
		seq := uint16(65500)
		for round := range 3 {
			now := time.Duration(round) * sec / 4
			for range 120 {
				e.Sent(seq, 1000, now)
				seq++
				now += 2 * tick
			}
			if c, ok := e.Probe(5_000_000, now); ok {
				for range c.Packets {
					e.SentProbe(seq, c.Bytes/c.Packets, c.ID, now)
					seq++
				}
			}
			_ = e.Feedback(rtcp, now) // refused or not, nothing may go wrong
			first, _ := Split(rtcp)
			_ = e.Feedback(first, now)
			bounded(t, e, 100_000, 5_000_000)
		}
	})
}

// FuzzSession reads a whole session out of bytes: what is sent when, what is told, probed, reported.
func FuzzSession(f *testing.F) {
	f.Add([]byte("\x00\x10\x00\x10\x01\x05\x00\x20\x02\x80\x01\x09\x03\x00\x04\x60\x05\x40\x06\xff\x00\x80\x01\x01"))
	f.Fuzz(func(t *testing.T, script []byte) {
		script = script[:min(len(script), 400)]
		e := New(Config{Min: 50_000, Max: 3_000_000})
		p := Pacer{}
		var now time.Duration
		var seq uint16
		for ; len(script) >= 2; script = script[2:] {
			x := int(script[1])
			switch script[0] % 9 {
			case 0:
				for range x {
					e.Sent(seq, x*8, now)
					seq++
				}
			case 1: // feedback on the last packets, some of which come as the script says
				arrivals := make([]time.Duration, 1+x)
				for i := range arrivals {
					if b := script[i%len(script)]; b&3 > 0 {
						arrivals[i] = time.Hour + now + time.Duration(int8(b))*tick
					}
				}
				_ = e.Feedback(encode(seq-uint16(len(arrivals)), arrivals, 0), now)
			case 2:
				if c, ok := e.Probe(x<<16, now); ok {
					for range x % 20 {
						e.SentProbe(seq, c.Bytes/c.Packets, c.ID, now)
						seq++
					}
				}
			case 3:
				now += time.Duration(x) * tick
			case 4:
				now += time.Duration(x) * sec
			case 5:
				e.Report(uint8(x), time.Duration(x)*tick, now)
			case 6:
				e.REMB(x<<14, now)
			case 7:
				e.Tick(now)
			case 8:
				p.SetRate(e.Target(), 2.5)
				p.Spend(x * 100)
				if got := p.Budget(now); got > e.Target() {
					t.Fatalf("%d bytes may go at once at %d bit/s", got, e.Target())
				}
			}
			bounded(t, e, 50_000, 3_000_000)
		}
	})
}

// FuzzParse holds every reading against the packet's own numbers.
func FuzzParse(f *testing.F) {
	f.Add(encode(1, []time.Duration{10 * tick, 0, 20 * tick}, 1))
	f.Fuzz(func(t *testing.T, rtcp []byte) {
		told, err := parse(rtcp)
		if err != nil {
			return
		}
		left, deltas := told.count, 0
		for i := 0; left > 0; i += 2 {
			c := chunk(binary.BigEndian.Uint16(told.chunks[i:]))
			n := min(c.covers(), left)
			deltas += c.deltas(n)
			left -= n
		}
		if deltas != len(told.deltas) {
			t.Errorf("%d bytes of deltas, %d promised", len(told.deltas), deltas)
		}
	})
}

// bounded fails unless everything an estimator says is credible.
func bounded(t *testing.T, e *Estimator, least, most int) {
	t.Helper()
	s := e.State()
	if s.Target < least || s.Target > most || s.Delay < least || s.Delay > most {
		t.Fatalf("out of bounds: %+v", s)
	}
	if !(s.Lost >= 0 && s.Lost <= 1) || !(s.Inherent >= 0 && s.Inherent <= 1) || s.Loss < 0 || s.Acknowledged < 0 || s.Sent < 0 || s.Queue < 0 {
		t.Fatalf("not credible: %+v", s)
	}
}
