package sfutest

import (
	"testing"
	"time"

	"github.com/pion/rtp"
)

// feed puts frames of three VP8 packets through a slot; lose and late name packets by their number from 0.
func feed(t *testing.T, s *slot, packets int, at func(i int) time.Time, deliver func(i int) bool) {
	t.Helper()
	for i := range packets {
		if deliver(i) {
			s.receive(vp8Packet(i), VP8, at(i))
		}
	}
}

func vp8Packet(i int) *rtp.Packet {
	b := []byte{0x00, 0x01, 0, 0}
	if i%3 == 0 {
		b[0] = 0x10
	}
	if i == 0 || i == 60 {
		b[1] = 0x00 // keyframe
	}
	return &rtp.Packet{
		Header:  rtp.Header{SequenceNumber: uint16(65530 + i), Timestamp: uint32(i / 3 * 3600), Marker: i%3 == 2},
		Payload: b,
	}
}

func TestSlotCounts(t *testing.T) {
	start := time.Unix(1_600_000_000, 0)
	every := func(i int) time.Time { return start.Add(time.Duration(i) * 10 * time.Millisecond) }
	all := func(int) bool { return true }
	tests := []struct {
		name    string
		deliver func(int) bool
		again   []int // delivered once more at the end
		want    SlotStats
	}{
		{"all in order, over the wrap of the number", all, nil, SlotStats{Packets: 90, Frames: 30, Keyframes: 2}},
		// Frames 3 to 19 hang on the lost packet; the keyframe at packet 60 brings the picture back.
		{"one lost", func(i int) bool { return i != 10 }, nil, SlotStats{Packets: 89, Frames: 13, Keyframes: 2, Lost: 1, Gaps: 1}},
		{"no keyframe", func(i int) bool { return i > 2 && i < 60 }, nil, SlotStats{Packets: 57}},
		{"twice", all, []int{80, 89}, SlotStats{Packets: 92, Frames: 30, Keyframes: 2, Duplicates: 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSlot(0, "camera")
			feed(t, s, 90, every, tt.deliver)
			for _, i := range tt.again {
				s.receive(vp8Packet(i), VP8, every(90))
			}
			got := s.snapshot(every(200))
			if got.Packets != tt.want.Packets || got.Frames != tt.want.Frames || got.Keyframes != tt.want.Keyframes ||
				got.Lost != tt.want.Lost || got.Gaps != tt.want.Gaps || got.Duplicates != tt.want.Duplicates {
				t.Errorf("got %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

func TestRepairedPacketIsNotLost(t *testing.T) {
	start := time.Unix(1_600_000_000, 0)
	at := func(i int) time.Time { return start.Add(time.Duration(i) * time.Millisecond) }
	s := newSlot(0, "camera")
	feed(t, s, 40, at, func(i int) bool { return i != 10 })
	asked := s.feedback(at(40))
	if len(asked) != 1 || s.stats.NACKs != 1 {
		t.Fatalf("asked for %d things, %d packets; want one", len(asked), s.stats.NACKs)
	}
	s.receive(vp8Packet(10), VP8, at(60))
	for i := 40; i < 90; i++ {
		s.receive(vp8Packet(i), VP8, at(i+20))
	}
	got := s.snapshot(at(200))
	if got.Lost != 0 || got.Gaps != 1 || got.Frames != 30 {
		t.Errorf("lost %d, gaps %d, frames %d; want 0, 1, 30", got.Lost, got.Gaps, got.Frames)
	}
	if again := s.feedback(at(300)); len(again) != 0 {
		t.Errorf("asked again for what had come: %v", again)
	}
}

func TestSlotNoticesBadRewriting(t *testing.T) {
	s := newSlot(0, "camera")
	at := time.Unix(1_600_000_000, 0)
	send := func(seq, picture int, timestamp uint32) {
		p := (&packetizer{codec: VP8, picture: uint16(picture - 1)}).vp8Payloads(make([]byte, 20), true)[0]
		s.receive(&rtp.Packet{Header: rtp.Header{SequenceNumber: uint16(seq), Timestamp: timestamp, Marker: true}, Payload: p}, VP8, at)
	}
	send(1, 0x7fff, 1000)
	send(2, 0, 4000) // picture ids wrap
	send(3, 1, 7000)
	if got := s.snapshot(at); got.TimeBreaks+got.PictureBreaks > 0 {
		t.Errorf("good headers: %d and %d breaks", got.TimeBreaks, got.PictureBreaks)
	}
	send(4, 9, 10000) // a change of source without new picture ids
	send(5, 10, 9000) // … and without new times
	if got := s.snapshot(at); got.PictureBreaks != 1 || got.TimeBreaks != 1 {
		t.Errorf("bad headers: %d jumps of pictures, %d of time; want 1 and 1", got.PictureBreaks, got.TimeBreaks)
	}
}

func TestStarvingSlotAsksForKeyframes(t *testing.T) {
	start := time.Unix(1_600_000_000, 0)
	s := newSlot(0, "camera")
	for i := 3; i < 12; i++ {
		s.receive(vp8Packet(i), VP8, start)
	}
	if got := len(s.feedback(start)); got != 1 {
		t.Errorf("first request: %d packets of feedback, want 1", got)
	}
	if got := len(s.feedback(start.Add(pliEvery / 2))); got != 0 {
		t.Errorf("asked again too soon: %d", got)
	}
	if got := len(s.feedback(start.Add(pliEvery))); got != 1 {
		t.Errorf("second request: %d, want 1", got)
	}
}

func TestHistogram(t *testing.T) {
	var h Histogram
	for i := 1; i <= 1000; i++ {
		h.Add(time.Duration(i) * time.Millisecond)
	}
	for _, tt := range []struct {
		q    float64
		want time.Duration
	}{{0.5, 500 * time.Millisecond}, {0.99, 990 * time.Millisecond}, {1, time.Second}} {
		if got := h.Quantile(tt.q); got < tt.want*96/100 || got > tt.want*104/100 {
			t.Errorf("quantile %v = %v, want %v within 4 %%", tt.q, got, tt.want)
		}
	}
	before := h.clone()
	h.Add(5 * time.Second)
	if d := h.Since(before); d.Count() != 1 || d.Quantile(0.5) < 4*time.Second {
		t.Errorf("since the copy: %d samples, median %v; want the last one", d.Count(), d.Quantile(0.5))
	}
	h = before
	var sum Histogram
	sum.Merge(h)
	sum.Merge(h)
	if sum.Count() != 2000 || sum.Max() != time.Second {
		t.Errorf("merged: %d samples, longest %v", sum.Count(), sum.Max())
	}
}

func TestALongGapIsGivenUpAtOnce(t *testing.T) {
	start := time.Unix(1_600_000_000, 0)
	at := func(i int) time.Time { return start.Add(time.Duration(i) * 10 * time.Millisecond) }
	for name, c := range map[string]struct {
		deliver func(int) bool
		seen    time.Time
		frames  uint64
		lost    uint64
	}{
		"after patience":       {func(i int) bool { return i < 9 || i > 80 }, at(82).Add(patience), 3, 72},
		"with holes":           {func(i int) bool { return i < 9 || i > 80 || i < 60 && i%5 == 0 }, at(82).Add(patience), 3, 62},
		"at a whole keyframe":  {func(i int) bool { return i < 9 || i > 59 }, at(63), 4, 51},
		"not at half of one":   {func(i int) bool { return i < 9 || i == 60 || i > 61 }, at(64), 3, 0},
		"nor before it is due": {func(i int) bool { return i != 12 && i < 20 }, at(20), 4, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSlot(0, "camera")
			for i := range 90 {
				if c.deliver(i) && at(i).Before(c.seen) {
					s.receive(vp8Packet(i), VP8, at(i))
				}
			}
			if got := s.snapshot(c.seen); got.Frames != c.frames || got.Lost != c.lost {
				t.Errorf("%d frames, %d packets lost, want %d, %d", got.Frames, got.Lost, c.frames, c.lost)
			}
		})
	}
}

func TestFreezes(t *testing.T) {
	var f freezes
	now := time.Unix(1_600_000_000, 0)
	if still := f.shown(now); still != 0 {
		t.Errorf("frozen for %v before the first frame", still)
	}
	for _, c := range []struct{ after, want time.Duration }{
		{40, 0}, {40, 0}, {400, 0}, {40, 0}, {40, 0}, {150, 0}, {1000, 1000}, {40, 0},
	} {
		now = now.Add(c.after * time.Millisecond)
		if got := f.shown(now); got != c.want*time.Millisecond {
			t.Errorf("after %d ms: frozen for %v", c.after, got)
		}
	}
}
