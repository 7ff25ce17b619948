package sfu

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestRewriterNeverBreaks(t *testing.T) {
	now := time.Unix(0, 0)
	r := rewriter{origin: 65534}
	type in struct {
		seq  uint16
		time uint32
	}
	check := func(what string, p in, want in, sent bool) {
		t.Helper()
		index, ts, ok := r.next(p.seq, p.time, now)
		seq := uint16(index)
		if ok != sent || ok && (in{seq, ts}) != want {
			t.Errorf("%s: %d, %d, %v; want %+v, %v", what, seq, ts, ok, want, sent)
		}
	}
	r.change(65534, 1000, 90000, time.Hour)
	check("the first", in{65534, 1000}, in{65534, 1000}, true)
	check("the second", in{65535, 4000}, in{65535, 4000}, true)
	r.change(700, 5, 90000, 100*time.Millisecond) // another source
	check("after the change", in{700, 5}, in{0, 13000}, true)
	check("a loss is not hidden", in{702, 10}, in{2, 13005}, true)
	check("a late packet", in{701, 8}, in{1, 13003}, true)
	check("a packet from before the change", in{699, 2}, in{}, false)
	check("one from long before", in{64236, 2}, in{}, false)
	r.change(9, 9, 90000, 0)
	check("after a late packet and a change", in{9, 9}, in{3, 13006}, true)
	r.change(9, 9, 90000, -time.Second)
	check("time never goes back", in{9, 9}, in{4, 13007}, true)
	r.change(10, 12, 90000, time.Millisecond)
	check("the same layer after a pause", in{10, 12}, in{5, 13097}, true)
	if index, ok := r.sent(5); !ok || index != 65536+5 {
		t.Errorf("number 5 was given to index %d, %v", index, ok)
	}
	if index, ok := r.sent(65535); !ok || index != 65535 {
		t.Errorf("number 65535 was given to index %d, %v", index, ok)
	}
	for _, n := range []uint16{6, 60000} {
		if index, ok := r.sent(n); ok {
			t.Errorf("number %d was given to index %d; it was to none", n, index)
		}
	}
}

// Under AES-GCM, two packets with one number give away the key's secrets.
func TestRewriterGivesNoNumberTwice(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 7))
	for range 200 {
		var r rewriter
		now := time.Unix(0, 0)
		type key struct{ source, seq uint16 }
		given := map[uint32]key{}
		source, at := uint16(0), uint16(dice.Uint32())
		r.change(at, 0, 90000, 0)
		for range 3000 { // far fewer than would wrap
			if dice.IntN(40) == 0 {
				source, at = source+1, uint16(dice.Uint32())
				r.change(at, 0, 90000, 0)
			}
			in := at + uint16(dice.IntN(8)) - 4 // late, early, again
			if int16(in-at) > 0 {
				at = in
			}
			out, _, ok := r.next(in, 0, now)
			if !ok {
				continue
			}
			if k, twice := given[out]; twice && k != (key{source, in}) {
				t.Fatalf("number %d for packet %d of source %d and for packet %d of source %d", out, k.seq, k.source, in, source)
			}
			given[out] = key{source, in}
		}
	}
}
