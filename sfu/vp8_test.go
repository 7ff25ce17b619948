package sfu

import "testing"

func TestVP8IdsGoOn(t *testing.T) {
	packet := func(picture uint16, tl0 byte) []byte {
		return []byte{0x90, 0xc0, 0x80 | byte(picture>>8), byte(picture), tl0, 0x00}
	}
	var r vp8Rewriter
	rewrite := func(p []byte) []byte { return r.shift(p).apply(p, nil) }
	ids := func(p []byte) (uint16, uint8) {
		d, ok := parseVP8(p)
		if !ok {
			t.Fatalf("unreadable: %x", p)
		}
		return d.picture, d.tl0
	}
	if p, l := ids(rewrite(packet(0x7fff, 255))); p != 0x7fff || l != 255 {
		t.Errorf("the first became %d, %d", p, l)
	}
	in := packet(17, 3)
	r.changed()
	if p, l := ids(rewrite(in)); p != 0 || l != 0 {
		t.Errorf("after the change: %d, %d; want 0, 0", p, l)
	}
	if in[3] != 17 || in[4] != 3 {
		t.Error("the shared packet was written to")
	}
	if p, _ := ids(rewrite(packet(18, 3))); p != 1 {
		t.Errorf("the next became %d, want 1", p)
	}
}
