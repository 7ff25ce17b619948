package sink

import (
	"slices"
	"testing"
	"time"

	"github.com/pion/rtcp"
)

func TestFeedback(t *testing.T) {
	ms := func(n int) int64 { return int64(time.Hour) + int64(n)*int64(time.Millisecond) }
	type one struct {
		number uint16
		at     int64
	}
	tests := []struct {
		name  string
		came  []one
		first uint16
		marks []uint16
	}{
		{"a few", []one{{7, ms(0)}, {8, ms(1)}, {9, ms(1)}}, 7, []uint16{1, 1, 1}},
		{"a hole, a long pause, over the wrap", []one{{65534, ms(0)}, {65535, ms(1)}, {1, ms(90)}}, 65534, []uint16{1, 1, 0, 2}},
		{"out of order", []one{{20, ms(0)}, {22, ms(3)}, {21, ms(5)}}, 20, []uint16{1, 1, 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &feedback{}
			for _, c := range tt.came {
				f.arrived(c.number, c.at)
			}
			p, times := unpack(t, f.appendTo(nil, 42))
			if p.BaseSequenceNumber != tt.first || p.MediaSSRC != 42 || int(p.PacketStatusCount) != len(tt.marks) {
				t.Errorf("says %v", p)
			}
			if got := marksOf(p)[:len(tt.marks)]; !slices.Equal(got, tt.marks) {
				t.Errorf("statuses %v, want %v", got, tt.marks)
			}
			slices.SortFunc(tt.came, func(a, b one) int { return int(int16(a.number - b.number)) })
			for i, c := range tt.came {
				if d := times[i] - c.at; d < -250_000 || d > 250_000 {
					t.Errorf("packet %d came %v off", c.number, time.Duration(d))
				}
			}
		})
	}
}

func TestFeedbackGoesOn(t *testing.T) {
	f := &feedback{}
	number := uint16(65000)
	for round := range 40 {
		for i := range 600 { // more than a packet tells of
			if i%50 != 3 {
				f.arrived(number, int64(time.Hour)+int64(round)*int64(time.Second)+int64(i)*1e6)
			}
			number++
		}
		for range 2 {
			p, _ := unpack(t, f.appendTo(nil, 1))
			lost := 0
			for _, m := range marksOf(p)[:p.PacketStatusCount] {
				if m == missingMark {
					lost++
				}
			}
			if want := int(p.PacketStatusCount) / 50; lost < want-1 || lost > want+2 {
				t.Fatalf("round %d: %d of %d lost", round, lost, p.PacketStatusCount)
			}
		}
	}
	if b := f.appendTo(nil, 1); len(b) != 0 {
		t.Error("there was nothing left to tell")
	}
	f.arrived(number+5000, int64(2*time.Hour))
	if p, _ := unpack(t, f.appendTo(nil, 1)); p.BaseSequenceNumber != number+5000 {
		t.Errorf("after a large hole it begins at %d", p.BaseSequenceNumber)
	}
}

// unpack reads a packet as a server would, and returns when the packets in it came.
func unpack(t *testing.T, b []byte) (*rtcp.TransportLayerCC, []int64) {
	t.Helper()
	var p rtcp.TransportLayerCC
	if err := p.Unmarshal(b); err != nil {
		t.Fatalf("unreadable: %v\n%x", err, b)
	}
	at := int64(p.ReferenceTime) * tickOfBase
	base := int64(time.Hour) / tickOfBase
	at += base &^ (1<<24 - 1) * tickOfBase
	var times []int64
	for _, d := range p.RecvDeltas {
		at += d.Delta * 1000
		times = append(times, at)
	}
	return &p, times
}

func marksOf(p *rtcp.TransportLayerCC) []uint16 {
	var list []uint16
	for _, c := range p.PacketChunks {
		switch c := c.(type) {
		case *rtcp.RunLengthChunk:
			list = append(list, slices.Repeat([]uint16{c.PacketStatusSymbol}, int(c.RunLength))...)
		case *rtcp.StatusVectorChunk:
			list = append(list, c.SymbolList...)
		}
	}
	return list
}
