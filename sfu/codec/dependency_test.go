package codec

import (
	"bytes"
	"testing"
)

// L1T3 of AV1 RTP A.10.2.1, three decode targets of which the first is the whole.
func writeL1T3(w *draft, offset uint32) {
	w.write(offset, 6)
	w.write(2, 5)
	for _, idc := range []uint32{0, 1, 1, 0, 3} {
		w.write(idc, 2)
	}
	for _, row := range []string{"SSS", "SSS", "SD-", "D--", "D--"} {
		for _, c := range row {
			w.write(map[rune]uint32{'-': 0, 'D': 1, 'S': 2, 'R': 3}[c], 2)
		}
	}
	for _, diff := range []uint32{0, 4, 2, 1, 1} {
		if diff > 0 {
			w.write(1, 1)
			w.write(diff-1, 4)
		}
		w.write(0, 1)
	}
	w.write(1, 2) // one chain: ns(4)
	// Each target is protected by chain 0 of one, which takes no bits.
	for _, diff := range []uint32{0, 4, 2, 1, 3} {
		w.write(diff, 4)
	}
	w.write(1, 1)
	w.write(639, 16)
	w.write(359, 16)
}

func mandatory(start, end bool, template, number uint32) *draft {
	w := &draft{}
	for _, b := range []bool{start, end} {
		if b {
			w.write(1, 1)
		} else {
			w.write(0, 1)
		}
	}
	w.write(template, 6)
	w.write(number, 16)
	return w
}

func TestDependencyTemplates(t *testing.T) {
	const offset = 62
	key := mandatory(true, true, offset, 65535)
	key.write(0x10, 5)
	writeL1T3(key, offset)
	var s Dependency
	var d Descriptor
	if s.Parse([]byte{0xc0, 0, 1}, &d) {
		t.Error("a descriptor was understood without a structure")
	}
	if !s.Parse(key.b, &d) || !d.Attached || d.Active != 7 || d.References != 0 || d.Width != 640 || d.Height != 360 || d.end > len(key.b)*8 || d.end <= len(key.b)*8-8 {
		t.Fatalf("keyframe: %+v", d)
	}
	if s.Structure.Targets(0, 1) != 6 || s.Structure.Targets(3, 7) != 7 || s.Structure.Layers() != 1 {
		t.Errorf("targets %b of %d layers", s.Structure.Targets(0, 1), s.Structure.Layers())
	}
	for _, c := range []struct {
		template uint32
		temporal uint8
		want     [3]Indication
		back     int
		chain    int
	}{
		{1, 0, [3]Indication{Switch, Switch, Switch}, 4, 4},
		{2, 1, [3]Indication{Switch, Discardable, NotPresent}, 2, 2},
		{3, 2, [3]Indication{Discardable, NotPresent, NotPresent}, 1, 1},
		{4, 2, [3]Indication{Discardable, NotPresent, NotPresent}, 1, 3},
	} {
		if !s.Parse(mandatory(true, false, (offset+c.template)%64, 7).b, &d) {
			t.Fatalf("template %d was not understood", c.template)
		}
		got := [3]Indication{d.Indication(0), d.Indication(1), d.Indication(2)}
		chain, guarded := s.Structure.Guarded(&d, 1)
		if d.Temporal != c.temporal || got != c.want || d.References != 1<<(c.back-1) || !guarded || chain != c.chain || d.Number != 7 || d.End {
			t.Errorf("template %d: %+v, chain %d", c.template, d, chain)
		}
	}
	if s.Parse(mandatory(true, true, offset+5, 9).b, &d) {
		t.Error("a template that is not there was found")
	}
	for n := range key.b {
		if s.Parse(key.b[:n], &d) && n != 3 {
			t.Errorf("a structure cut to %d bytes was read", n)
		}
	}
}

func TestDependencyCustom(t *testing.T) {
	key := mandatory(true, true, 0, 100)
	key.write(0x10, 5)
	writeL1T3(key, 0)
	var s Dependency
	var d Descriptor
	s.Parse(key.b, &d)
	w := mandatory(true, true, 1, 300)
	w.write(0x0f, 5)
	w.write(0b011, 3)                                           // active: the last two are not 0 and 1
	w.write(0b111001, 6)                                        // R, S, D
	for _, f := range [][2]uint32{{1, 3}, {2, 199}, {3, 299}} { // 4 before, 200 before, 300 before
		w.write(f[0], 2)
		w.write(f[1], int(4*f[0]))
	}
	w.write(0, 2)
	w.write(200, 8)
	if !s.Parse(w.b, &d) || d.Active != 3 || d.Indication(0) != Required || d.Indication(2) != Discardable ||
		d.References != 1<<3 || !d.Far || d.Chains[0] != 200 {
		t.Fatalf("got %+v", d)
	}
	if !s.Parse(mandatory(true, true, 1, 301).b, &d) || d.Active != 3 {
		t.Errorf("what is sent was forgotten: %b", d.Active)
	}
}

// A viewer who gets some decode targets is told so in every packet, and all else stays true.
func TestDependencyRewrite(t *testing.T) {
	key := mandatory(true, false, 5, 65535)
	key.write(0x10, 5)
	writeL1T3(key, 5)
	custom := mandatory(false, true, 6, 0)
	custom.write(0x06, 5)
	custom.write(0b111001, 6)
	custom.write(0b0100100000, 10) // 3 before
	var ours, hers Dependency
	room := make([]byte, 1, 64)
	for i, b := range [][]byte{key.b, mandatory(true, true, 7, 1).b, custom.b} {
		var d, got Descriptor
		if !ours.Parse(b, &d) {
			t.Fatalf("descriptor %d was not understood", i)
		}
		out := d.Rewrite(room[:1], b, 10, ours.Structure.Targets(0, 0))
		if &out[0] != &room[0] {
			t.Error("the caller's buffer was left")
		}
		if !hers.Parse(out[1:], &got) {
			t.Fatalf("descriptor %d became %x", i, out[1:])
		}
		if got.Number != d.Number+10 || got.Active != 4 || got.Attached != d.Attached || got.Indications != d.Indications ||
			got.References != d.References || got.Start != d.Start || got.End != d.End || got.Temporal != d.Temporal {
			t.Errorf("descriptor %d: %+v became %+v", i, d, got)
		}
	}
	if hers.Structure != ours.Structure {
		t.Error("another structure came out")
	}
}

func TestBits(t *testing.T) {
	r := bits{b: []byte{0b00110_110, 0b11100101, 0xff}}
	// ns(5) of 0, 3 and 4 as in AV1 RTP A.8.2: 00, 110, 111; then ue(v) of 1, 010, and of 3, 00100
	for i, want := range []uint32{0, 3} {
		if got := r.below(5); got != want {
			t.Errorf("ns %d: got %d, want %d", i, got, want)
		}
	}
	r = bits{b: []byte{0b111_010_00, 0b100_00101, 0b1_0000000, 0, 0, 0, 0, 0}}
	if got := r.below(5); got != 4 {
		t.Errorf("ns: got %d, want 4", got)
	}
	for _, want := range []uint32{1, 3, 4, 0} {
		if got := r.exp(); got != want {
			t.Errorf("ue: got %d, want %d", got, want)
		}
	}
	if r.exp(); !r.spent {
		t.Error("zeros without end are a number")
	}
	w := draft{}
	w.copy([]byte{0xab, 0xcd, 0xef}, 3, 23)
	r = bits{b: w.b}
	if got := r.read(20); got != 0xabcdef>>1&0xfffff || !bytes.Equal(w.b[:2], []byte{0x5e, 0x6f}) {
		t.Errorf("copied %x", w.b)
	}
	r = bits{b: []byte{0b1_010_011_0, 0b0100_0010, 0b1_0000000}}
	for _, want := range []int32{0, 1, -1, 2, -2} {
		if got := r.signed(); got != want {
			t.Errorf("se: got %d, want %d", got, want)
		}
	}
}
