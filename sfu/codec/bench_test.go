package codec

import "testing"

// stream is a second of what an encoder makes.
func stream(e *encoder) (packets []coded) {
	for n := range 30 {
		packets = append(packets, e.picture(n == 0, 3)...)
	}
	return packets
}

func benchmarked() map[string]*encoder {
	return map[string]*encoder{
		"VP8":    {kind: VP8, sc: scalability{1, 3, false}, long: true},
		"VP9":    {kind: VP9, sc: scalability{3, 3, false}, long: true},
		"AV1+DD": {kind: AV1, sc: scalability{3, 3, false}, described: true},
	}
}

// BenchmarkInspect is once for a packet.
func BenchmarkInspect(b *testing.B) {
	for name, e := range benchmarked() {
		packets := stream(e)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var st State
			for i := 0; b.Loop(); i++ {
				p := &packets[i%len(packets)]
				if _, ok := Inspect(e.kind, p.payload, p.dd, p.marker, &st); !ok {
					b.Fatal("not understood")
				}
			}
		})
	}
	b.Run("H264", func(b *testing.B) {
		b.ReportAllocs()
		key, part := unhex(b, spsBaseline), unhex(b, "7c0511")
		var st State
		for i := 0; b.Loop(); i++ {
			p := part
			if i%100 == 0 {
				p = key
			}
			if _, ok := Inspect(H264, p, nil, false, &st); !ok {
				b.Fatal("not understood")
			}
		}
	})
}

// BenchmarkForward is once for a packet and a viewer, who drops what is above her layers: the verdict, and the packet
// with her numbers in her buffer.
func BenchmarkForward(b *testing.B) {
	for name, e := range benchmarked() {
		packets := stream(e)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var st State
			frames := make([]Frame, len(packets))
			for i, p := range packets {
				frames[i], _ = Inspect(e.kind, p.payload, p.dd, p.marker, &st)
			}
			var s Selector
			s.Want(1, 1)
			buf := make([]byte, 0, 1500)
			for i := 0; b.Loop(); i++ {
				p := i % len(packets)
				if p == 0 {
					s.Begin()
				}
				v := s.Next(&frames[p], uint16(i), packets[p].marker)
				if v.Action == Pass {
					buf = append(buf[:0], packets[p].payload...)
					v.Shift.Put(buf)
				}
			}
		})
	}
}

func BenchmarkRewriteDependency(b *testing.B) {
	packets := stream(&encoder{kind: AV1, sc: scalability{3, 3, false}, described: true})
	b.ReportAllocs()
	var s Dependency
	var d Descriptor
	room := make([]byte, 0, 256)
	for i := 0; b.Loop(); i++ {
		p := &packets[i%len(packets)]
		if !s.Parse(p.dd, &d) {
			b.Fatal("not understood")
		}
		room = d.Rewrite(room[:0], p.dd, 7, s.Structure.Targets(1, 1))
	}
}

func BenchmarkRED(b *testing.B) {
	speech := make([]byte, 80)
	blocks := []Block{{Payload: 111, Offset: 1920, Data: speech}, {Payload: 111, Offset: 960, Data: speech}, {Payload: 111, Data: speech}}
	room := make([]byte, 0, 1500)
	b.ReportAllocs()
	for b.Loop() {
		room = AppendRED(room[:0], blocks...)
		if _, _, ok := Primary(room); !ok {
			b.Fatal("not understood")
		}
	}
}

// Nothing that is done for a packet allocates.
func TestNothingAllocates(t *testing.T) {
	for name, e := range benchmarked() {
		packets := stream(e)
		var st State
		var s Selector
		s.Want(1, 1)
		buf, room := make([]byte, 0, 1500), make([]byte, 0, 256)
		var d Descriptor
		seq := uint16(0)
		n := testing.AllocsPerRun(5, func() {
			s.Begin()
			for i := range packets {
				p := &packets[i]
				f, _ := Inspect(e.kind, p.payload, p.dd, p.marker, &st)
				seq++
				if v := s.Next(&f, seq, p.marker); v.Action == Pass {
					buf = v.Shift.Apply(p.payload, buf)
				}
				if len(p.dd) > 0 && st.Dependency.Parse(p.dd, &d) {
					room = d.Rewrite(room[:0], p.dd, 1, 1)
				}
			}
		})
		if n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
	blocks := []Block{{Payload: 111, Offset: 960, Data: make([]byte, 80)}, {Payload: 111, Data: make([]byte, 80)}}
	room := make([]byte, 0, 1500)
	var parsed [3]Block
	if n := testing.AllocsPerRun(5, func() {
		room = AppendRED(room[:0], blocks...)
		ParseRED(room, parsed[:])
	}); n != 0 {
		t.Errorf("RED: %v allocations", n)
	}
}
