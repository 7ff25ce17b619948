package sfu

import (
	"testing"
	"time"
)

func TestRing(t *testing.T) {
	var r ring
	put := func(what string, sequence uint16, fresh bool, missing int) {
		t.Helper()
		f, m := r.put(&packet{sequence: sequence, timestamp: uint32(sequence)}, time.Time{})
		if f != fresh || m != missing {
			t.Errorf("%s: %v, %d; want %v, %d", what, f, m, fresh, missing)
		}
	}
	put("the first", 65534, true, 0)
	put("the next", 65535, true, 0)
	put("a gap over the wrap", 2, true, 2)
	put("a late one", 0, true, -1)
	put("the late one again", 0, false, 0)
	put("the newest again", 2, false, 0)
	put("far too late", 64514, false, 0)
	r.skip(5)
	put("after some that were not kept", 6, true, 0)
	put("a jump", 6+tooLate, true, tooLate-1)
	put("the oldest that still counts", 7, true, -1)
	if p := r.get(7, 1, 99); p == nil || p.sequence != 7 {
		t.Errorf("a kept packet: %+v", p)
	}
	if p := r.get(7, 1, 5); p != nil {
		t.Errorf("a packet that came later: %+v", p)
	}
	if p := r.get(6, 1, 99); p == nil && r.packets[6%tooLate].sequence == 6 {
		t.Error("a kept packet is gone")
	}
	put("the next after the jump", 7+tooLate, true, 0)
	if p := r.get(7, 1, 99); p != nil {
		t.Errorf("a packet stayed too long: %+v", p)
	}
}

func TestRingGoesOnFromAPacket(t *testing.T) {
	var r ring
	for _, n := range []uint16{65533, 65535, 1, 2} {
		r.put(&packet{sequence: n}, time.Time{})
	}
	var got []uint16
	at := uint16(65534)
	for {
		p, arrived := r.next(at)
		if arrived != 4 {
			t.Errorf("%d have come", arrived)
		}
		if p == nil {
			break
		}
		at = p.sequence
		got = append(got, at)
	}
	if len(got) != 3 || got[0] != 65535 || got[1] != 1 || got[2] != 2 {
		t.Errorf("after 65534 came %v", got)
	}
}

func TestRingHasAKeyframeForThoseWhoCome(t *testing.T) {
	begin := time.Unix(1000, 0)
	var r ring
	at := begin
	put := func(sequence uint16, timestamp uint32, key bool) {
		at = at.Add(10 * time.Millisecond)
		r.put(&packet{sequence: sequence, timestamp: timestamp, key: key}, at)
	}
	has := func(what string, after time.Time, most int, want uint16) {
		t.Helper()
		if p := r.cached(after, most); p == nil && want != 0 || p != nil && p.sequence != want {
			t.Errorf("%s: %+v, want %d", what, p, want)
		}
	}
	put(9, 1, false)
	has("no keyframe yet", begin, 100, 0)
	put(10, 2, true)
	put(11, 2, false)
	put(12, 3, false)
	has("the keyframe", begin, 100, 10)
	has("too long ago", at, 100, 0)
	has("too many since", begin, 2, 0)
	put(14, 4, false)
	has("one is missing since", begin, 100, 0)
	put(13, 4, false)
	has("it has come late", begin, 100, 10)
	put(20, 5, true)
	has("a newer keyframe", begin, 100, 20)
}
