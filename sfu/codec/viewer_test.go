package codec

import "slices"

// viewer checks what a selector lets through.
type viewer struct {
	s   Selector
	e   *encoder
	st  State
	buf []byte

	got    []received
	passed []bool // frames, by index: any packet
}

type received struct {
	at      int // true number in the stream
	seq     uint16
	frame   int // -1: padding
	picture uint16
	marker  bool
	spatial int
}

// take gives a packet, which was the at-th of the stream, to the selector.
func (v *viewer) take(at int, p *coded) Action {
	f, ok := Inspect(v.e.kind, p.payload, p.dd, p.marker, &v.st)
	if !ok {
		return Drop
	}
	verdict := v.s.Next(&f, p.seq, p.marker)
	if verdict.Action == Drop {
		return Drop
	}
	r := received{at: at, seq: verdict.Sequence, frame: -1, marker: verdict.Marker}
	if verdict.Action == Pass {
		r.frame, r.spatial = p.frame, v.e.frames[p.frame].spatial
		v.buf = verdict.Shift.Apply(p.payload, v.buf)
		if v.e.kind != AV1 {
			r.picture = pictureOf(v.e.kind, v.buf)
		}
		for len(v.passed) <= p.frame {
			v.passed = append(v.passed, false)
		}
		v.passed[p.frame] = true
	}
	v.got = append(v.got, r)
	return verdict.Action
}

func pictureOf(k Kind, p []byte) uint16 {
	if k == VP9 {
		d, _ := ParseVP9(p)
		return d.Picture
	}
	d, _ := ParseVP8(p)
	return d.Picture
}

// faults says what is wrong with what the viewer got. With nothing lost on the way there are no gaps at all.
func (v *viewer) faults(lossless bool) (found []string) {
	slices.SortStableFunc(v.got, func(a, b received) int { return a.at - b.at })
	mask := uint16(0x7f)
	if v.e.long {
		mask = 0x7fff
	}
	for i := 1; i < len(v.got); i++ {
		a, b := v.got[i-1], v.got[i]
		step, most := b.seq-a.seq, b.at-a.at
		if step < 1 || int(step) > most || lossless && step != 1 {
			found = append(found, "sequence numbers")
		}
		if v.e.kind != VP8 || a.frame < 0 || b.frame < 0 {
			continue
		}
		step, most = (b.picture-a.picture)&mask, v.e.frames[b.frame].picture-v.e.frames[a.frame].picture
		if most == 0 && step != 0 || most > 0 && (step < 1 || int(step) > most || lossless && step != 1) {
			found = append(found, "picture ids")
		}
	}
	return found
}

// broken lists the frames that were passed although the viewer cannot decode them.
func (v *viewer) broken() (frames []int) {
	for i, passed := range v.passed {
		if !passed {
			continue
		}
		for _, r := range v.e.frames[i].refs {
			if r >= len(v.passed) || !v.passed[r] {
				frames = append(frames, i)
			}
		}
	}
	return frames
}
