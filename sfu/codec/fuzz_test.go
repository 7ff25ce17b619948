package codec

import (
	"bytes"
	"reflect"
	"testing"
)

// exact is p without room behind it, so that whoever reads on is caught.
func exact(p []byte) []byte { return append(make([]byte, 0, len(p)), p...)[:len(p):len(p)] }

// FuzzShift rewrites any payload: what was read and is not rewritten stays, and what is rewritten is what was asked for.
func FuzzShift(f *testing.F) {
	for _, s := range []string{vp8Extended + "00", "10" + vp8Key, vp9Flexible, vp9Structure, "08" + vp9Key} {
		f.Add(unhex(f, s), uint16(1), uint8(1), true)
		f.Add(unhex(f, s), uint16(0x7fff), uint8(200), false)
	}
	f.Fuzz(func(t *testing.T, p []byte, picture uint16, tl0 uint8, vp9 bool) {
		p = exact(p)
		s := Shift{Picture: picture, TL0: tl0, Kind: VP8}
		if vp9 {
			s.Kind = VP9
		}
		out := s.Apply(p, make([]byte, 0, 8))
		if len(out) != len(p) {
			t.Fatalf("%d bytes became %d", len(p), len(out))
		}
		if vp9 {
			was, ok := ParseVP9(p)
			got, _ := ParseVP9(out)
			if ok && was.HasPicture {
				was.Picture = (was.Picture + picture) & mask(true, was.Long)
				if was.TL0 += tl0; !was.HasTL0 {
					was.TL0 = 0
				}
			}
			if ok && (got != was || was.Size > len(p)) || !ok && !bytes.Equal(p, out) {
				t.Fatalf("became %+v, want %+v", got, was)
			}
			return
		}
		was, ok := ParseVP8(p)
		got, _ := ParseVP8(out)
		if ok && was.HasPicture {
			was.Picture = (was.Picture + picture) & mask(true, was.Long)
			if was.TL0 += tl0; !was.HasTL0 {
				was.TL0 = 0
			}
		}
		if ok && (got != was || was.Size > len(p)) || !ok && !bytes.Equal(p, out) {
			t.Fatalf("became %+v, want %+v", got, was)
		}
	})
}

// FuzzDependency reads any two descriptors, one after the other, and rewrites them: only what was asked for changes.
func FuzzDependency(f *testing.F) {
	key := mandatory(true, true, 62, 65535)
	key.write(0x10, 5)
	writeL1T3(key, 62)
	f.Add(key.b, mandatory(true, false, 1, 7).b, uint16(3), uint32(5))
	for _, sc := range []scalability{{1, 3, false}, {3, 3, false}, {3, 3, true}} {
		e := &encoder{kind: AV1, sc: sc, described: true}
		first, second := e.picture(true, 1), e.picture(false, 1)
		f.Add(first[0].dd, second[len(second)-1].dd, uint16(9), uint32(1))
	}
	f.Fuzz(func(t *testing.T, first, second []byte, add uint16, active uint32) {
		var ours, hers Dependency
		var room []byte
		for _, b := range [][]byte{exact(first), exact(second)} {
			var d, got Descriptor
			before := ours
			if !ours.Parse(b, &d) {
				if ours != before {
					t.Fatal("a descriptor that was not understood left something behind")
				}
				continue
			}
			if d.Spatial >= maxSpatial || d.Temporal >= maxTemporal || d.end > len(b)*8 {
				t.Fatalf("out of bounds: %+v", d)
			}
			room = d.Rewrite(room[:0], b, add, active)
			if !hers.Parse(room, &got) {
				t.Fatalf("became %x", room)
			}
			want := d
			want.Number += add
			want.Active &= active
			want.flags, want.structure, want.tail, want.end = got.flags, got.structure, got.tail, got.end
			if got != want || hers.Structure != ours.Structure {
				t.Fatalf("became %+v, want %+v", got, want)
			}
		}
	})
}

// FuzzRED reads any packet, and builds it again from its blocks.
func FuzzRED(f *testing.F) {
	speech := bytes.Repeat([]byte{0x78, 1, 2, 3}, 20)
	f.Add(AppendRED(nil, Block{Payload: 111, Offset: 1920, Data: speech}, Block{Payload: 111, Offset: 960, Data: speech}, Block{Payload: 111, Data: speech}))
	f.Add(AppendRED(nil, Block{Payload: 111, Offset: 960, Data: speech[:1]}, Block{Payload: 111, Data: speech[:2]}))
	f.Add([]byte{0x6f, 0x78})
	f.Fuzz(func(t *testing.T, p []byte) {
		p = exact(p)
		var room, again [maxBlocks]Block
		n, ok := ParseRED(p, room[:])
		payload, primary, fine := Primary(p)
		if fine != ok {
			t.Fatalf("blocks %v, primary %v", ok, fine)
		}
		if !ok {
			return
		}
		if last := room[n-1]; last.Offset != 0 || last.Payload != payload || !bytes.Equal(last.Data, primary) {
			t.Fatalf("primary is %x, want %x", primary, last.Data)
		}
		whole := true
		for _, b := range room[:n-1] {
			whole = whole && b.fits()
		}
		out := AppendRED(nil, room[:n]...)
		if whole && !bytes.Equal(out, p) {
			t.Fatalf("built %x, want %x", out, p)
		}
		if m, ok := ParseRED(out, again[:]); !ok || m > n || whole && !reflect.DeepEqual(room[:n], again[:n]) {
			t.Fatalf("read %+v again, want %+v", again[:m], room[:n])
		}
		Retype(out, 96)
		if k, ok := ParseRED(out, again[:]); !ok || again[0].Payload != 96 || again[k-1].Payload != 96 {
			t.Fatalf("retyped to %+v", again[:k])
		}
	})
}

// FuzzInspect looks at any packet of any codec, twice, with what it left behind.
func FuzzInspect(f *testing.F) {
	for k, s := range map[Kind][]string{
		VP8:  {vp8Extended + "00", "10" + vp8Key},
		VP9:  {vp9Flexible, vp9Structure, "08" + vp9Key, "08" + vp9Profile1},
		H264: {spsBaseline, spsHigh, spsCropped, "7c85b811", "78001b" + spsBaseline[:54] + "0002" + slice},
		AV1:  {"18" + av1Key[4:30], "28" + "0d" + av1Key[4:30] + "3211", "90aa", "040b0102"},
		Opus: {"7801020304", "78"},
		RED:  {"ef0f000378010278"},
	} {
		for _, p := range s {
			f.Add(uint8(k), unhex(f, p), []byte{}, true)
			f.Add(uint8(k), unhex(f, p), mandatory(true, true, 1, 1).b, false)
		}
	}
	f.Fuzz(func(t *testing.T, k uint8, p, descriptor []byte, marker bool) {
		kind := Kind(k % 7)
		p, descriptor = exact(p), exact(descriptor)
		var st State
		for range 2 {
			frame, ok := Inspect(kind, p, descriptor, marker, &st)
			if frame.Spatial > All || frame.Temporal > All || frame.Kind != kind || ok && frame.Key && !frame.Start {
				t.Fatalf("got %+v", frame)
			}
			if (frame.Width == 0) != (frame.Height == 0) && kind != VP9 && len(descriptor) == 0 {
				t.Fatalf("a picture of %d × %d", frame.Width, frame.Height)
			}
		}
		if d := Duration(p); d < 0 || d > 5760 {
			t.Fatalf("plays for %d", d)
		}
	})
}

// FuzzSelector gives a selector packets that say anything, some of them missing or late. Its numbers stay in order
// whatever they say.
func FuzzSelector(f *testing.F) {
	for _, s := range []string{vp8Extended, vp9Flexible, vp9Structure, vp9Key} {
		f.Add(uint8(VP8), bytes.Repeat(unhex(f, s), 6))
		f.Add(uint8(VP9), bytes.Repeat(unhex(f, s), 6))
	}
	e := &encoder{kind: AV1, sc: scalability{2, 2, false}, described: true}
	var all []byte
	for n := range 8 {
		for _, p := range e.picture(n == 0, 1) {
			all = append(append(all, byte(len(p.dd)), 0x40), p.dd...)
		}
	}
	f.Add(uint8(AV1), all)
	f.Fuzz(func(t *testing.T, k uint8, script []byte) {
		kind := Kind(k % 7)
		v := &viewer{}
		type packet struct {
			at int
			f  Frame
		}
		var held []packet
		give := func(p packet) {
			if r := v.s.Next(&p.f, uint16(65000+p.at), false); r.Action != Drop {
				v.got = append(v.got, received{at: p.at, seq: r.Sequence, frame: -1})
			}
		}
		for at := 0; len(script) > 2; at++ {
			size, op := min(int(script[0]%64), len(script)-2), script[1]
			body := exact(script[2 : 2+size])
			script = script[2+size:]
			var fr Frame
			var ok bool
			if kind == AV1 {
				fr, ok = Inspect(AV1, []byte{0x10, 0x30}, body, op&1 != 0, &v.st)
			} else {
				fr, ok = Inspect(kind, body, nil, op&1 != 0, &v.st)
			}
			switch {
			case op&0x0e == 2 || !ok: // lost
			case op&0x0e == 4:
				held = append(held, packet{at, fr})
			default:
				give(packet{at, fr})
			}
			if op&0x30 == 0x30 {
				v.s.Want(int(op>>6), int(op>>4&3)*int(op>>7))
			}
			if op&0x40 != 0 && len(held) > 0 {
				give(held[0])
				held = held[1:]
			}
		}
		v.e = &encoder{kind: Other}
		if faults := v.faults(false); len(faults) > 0 {
			t.Fatalf("%d faults: %s first", len(faults), faults[0])
		}
	})
}

// FuzzStream sends what an encoder makes, some of it lost or late, to a viewer who changes her mind: numbers stay in
// order, and where nothing was lost, there is no gap and all can be decoded.
func FuzzStream(f *testing.F) {
	for i := range 12 {
		f.Add(uint8(i), bytes.Repeat([]byte{0, 8, 16, 24, 0x81, 32}, 20))
		f.Add(uint8(i), bytes.Repeat([]byte{0, 1, 2, 3, 0x91, 9, 0xa5, 0, 0xd6}, 20))
	}
	kinds := []Kind{VP8, VP9, AV1}
	structures := []scalability{{1, 1, false}, {1, 2, false}, {1, 3, false}, {3, 3, false}, {3, 3, true}, {2, 2, true}}
	f.Fuzz(func(t *testing.T, what uint8, script []byte) {
		e := &encoder{kind: kinds[int(what)%3], sc: structures[int(what/3)%6], described: what >= 128, long: what&64 != 0, first: 100, seq: 65530}
		if e.kind == VP8 {
			e.sc.spatial = 1
		}
		e.described = e.described || e.kind == AV1
		v := &viewer{e: e}
		lossless := true
		type held struct {
			at int
			p  coded
		}
		var late []held
		at := 0
		for i, op := range script[:min(len(script), 600)] {
			if op&0xc0 == 0xc0 {
				v.s.Want(int(op>>2&3), int(op&3))
			}
			for n, p := range e.picture(i == 0 || op&0x3f == 0x3f, 1+int(op>>4&1)) {
				switch {
				case at == 0 || int(op&7) != n+1:
					v.take(at, &p)
				case op&8 != 0:
					lossless, late = false, append(late, held{at, p})
				default:
					lossless = false
				}
				at++
			}
			if op&0x20 != 0 && len(late) > 0 {
				v.take(late[0].at, &late[0].p)
				late = late[1:]
			}
		}
		if faults := v.faults(lossless); len(faults) > 0 {
			t.Fatalf("%d faults: %s first", len(faults), faults[0])
		}
		if broken := v.broken(); lossless && len(broken) > 0 {
			t.Fatalf("%d frames cannot be decoded: %+v first", len(broken), e.frames[broken[0]])
		}
	})
}
