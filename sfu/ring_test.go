package sfu

import "testing"

func TestRing(t *testing.T) {
	var r ring
	put := func(what string, sequence uint16, fresh bool, missing int) {
		t.Helper()
		f, m := r.put(&packet{sequence: sequence, timestamp: uint32(sequence)})
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
	if p := r.get(7, 7); p == nil || p.sequence != 7 {
		t.Errorf("a kept packet: %+v", p)
	}
	if p := r.get(7, 99); p != nil {
		t.Errorf("another packet of the same number: %+v", p)
	}
	if p := r.get(6, 6); p == nil && r.packets[6%tooLate].sequence == 6 {
		t.Error("a kept packet is gone")
	}
	put("the next after the jump", 7+tooLate, true, 0)
	if p := r.get(7, 7); p != nil {
		t.Errorf("a packet stayed too long: %+v", p)
	}
}

func TestRingAfter(t *testing.T) {
	var r ring
	for _, n := range []uint16{65533, 65535, 1, 2} {
		r.put(&packet{sequence: n})
	}
	var got []uint16
	for _, p := range r.after(65534) {
		got = append(got, p.sequence)
	}
	if len(got) != 3 || got[0] != 65535 || got[1] != 1 || got[2] != 2 {
		t.Errorf("after 65534 came %v", got)
	}
	if list := r.after(2); len(list) > 0 {
		t.Errorf("after the newest came %d", len(list))
	}
}
