package codec

// A structure is how a test's encoder makes frames depend on each other: temporal layers by a pattern of four pictures,
// as libvpx and libaom do, and spatial layers that refer to the one below always (full SVC) or only in keyframes (K-SVC).
type scalability struct {
	spatial, temporal int
	keyOnly           bool
}

// coded is a packet of a test's stream.
type coded struct {
	frame   int // index into frames
	seq     uint16
	payload []byte
	dd      []byte
	marker  bool
}

// picture is a frame of one spatial layer.
type layerFrame struct {
	picture           int
	spatial, temporal int
	key               bool
	refs              []int // indices of frames
	top               bool  // the last of its picture
}

// encoder makes streams.
type encoder struct {
	kind      Kind
	sc        scalability
	described bool // with dependency descriptors, which are all that can be read where the payload is encrypted
	long      bool
	first     uint16 // picture id

	frames []layerFrame
	last   [4][3]int // the newest frame of each layer
	tl0    uint8
	beat   int
	seq    uint16
}

// temporal layers of four pictures in a row.
var patterns = [][]int{{0, 0, 0, 0}, {0, 1, 0, 1}, {0, 2, 1, 2}}

// picture makes the packets of the next picture: a few for every frame in it.
func (e *encoder) picture(key bool, packets int) (out []coded) {
	if key {
		e.beat = 0
	}
	number := 0
	if len(e.frames) > 0 {
		number = e.frames[len(e.frames)-1].picture + 1
	}
	tid := patterns[e.sc.temporal-1][e.beat%4]
	if tid == 0 {
		e.tl0++
	}
	for sid := range e.sc.spatial {
		f := layerFrame{picture: number, spatial: sid, temporal: tid, key: key, top: sid == e.sc.spatial-1}
		if !key {
			f.refs = append(f.refs, e.before(sid, tid))
		}
		if sid > 0 && (key || !e.sc.keyOnly) {
			f.refs = append(f.refs, len(e.frames)-1)
		}
		e.frames = append(e.frames, f)
		index := len(e.frames) - 1
		for t := tid; t < 3; t++ {
			e.last[sid][t] = index
		}
		for i := range packets {
			out = append(out, e.packet(index, i == 0, i == packets-1))
		}
	}
	e.beat++
	return out
}

// before is the frame that one of a layer is predicted from: the newest of a lower temporal layer, or of the lowest.
func (e *encoder) before(sid, tid int) int {
	if tid == 0 {
		return e.last[sid][0]
	}
	return e.last[sid][tid-1]
}

func (e *encoder) packet(index int, start, end bool) coded {
	f := &e.frames[index]
	p := coded{frame: index, seq: e.seq, marker: end && f.top}
	e.seq++
	switch e.kind {
	case VP8:
		p.payload = e.vp8(f, start)
	case VP9:
		p.payload = e.vp9(f, start, end)
	case AV1, H264, Opus, RED, Other: // only AV1 is made here
		p.payload = []byte{0x10, 0x30, 0, 0}
		if start && f.key && f.spatial == 0 {
			p.payload[0] |= 0x08
		}
	}
	if e.described {
		p.dd = e.descriptor(index, start, end)
	}
	return p
}

func (e *encoder) id(picture int) []byte {
	id := e.first + uint16(picture)
	if e.long {
		return []byte{0x80 | byte(id>>8), byte(id)}
	}
	return []byte{byte(id & 0x7f)}
}

func (e *encoder) vp8(f *layerFrame, start bool) []byte {
	b := []byte{0x80, 0xe0}
	if start {
		b[0] |= 0x10
	}
	b = append(append(b, e.id(f.picture)...), e.tl0, byte(f.temporal)<<6)
	if f.temporal > 0 && e.frames[f.refs[0]].temporal == 0 {
		b[len(b)-1] |= 0x20
	}
	if f.key && start {
		return append(b, 0x10, 2, 0, 0x9d, 1, 0x2a, 0x80, 2, 0x68, 1)
	}
	return append(b, 1, 2, 3)
}

func (e *encoder) vp9(f *layerFrame, start, end bool) []byte {
	b := []byte{0xa0}
	if !f.key {
		b[0] |= 0x40
	}
	if start {
		b[0] |= 0x08
	}
	if end {
		b[0] |= 0x04
	}
	if f.top || e.sc.keyOnly && !f.key {
		b[0] |= 0x01
	}
	layer := byte(f.temporal)<<5 | 0x10 | byte(f.spatial)<<1
	if f.spatial > 0 && (f.key || !e.sc.keyOnly) {
		layer |= 0x01
	}
	b = append(append(b, e.id(f.picture)...), layer, e.tl0)
	if start && f.key && f.spatial == 0 {
		b[0] |= 0x02
		b = append(b, byte(e.sc.spatial-1)<<5|0x10)
		for sid := range e.sc.spatial {
			b = append(b, 0, 160<<sid, 0, 90<<sid) // not true, but short
		}
	}
	return append(b, 1, 2, 3)
}

// descriptor writes the dependency descriptor of a frame. Templates say nothing but the layers: all else is custom.
func (e *encoder) descriptor(index int, start, end bool) []byte {
	f := &e.frames[index]
	w := &draft{}
	flag := func(b bool) {
		v := uint32(0)
		if b {
			v = 1
		}
		w.write(v, 1)
	}
	attach := f.key && f.spatial == 0 && start
	flag(start)
	flag(end)
	const offset = 60 // so that ids wrap
	w.write(uint32(offset+f.spatial*e.sc.temporal+f.temporal)%64, 6)
	w.write(uint32(index)+uint32(e.first), 16)
	flag(attach)
	flag(attach)
	w.write(6, 3) // own indications and references
	targets := e.sc.spatial * e.sc.temporal
	if attach {
		e.structure(w, offset)
		w.write(1<<targets-1, targets)
	}
	for i := range targets {
		w.write(uint32(e.indication(f, i/e.sc.temporal, i%e.sc.temporal)), 2)
	}
	for _, r := range f.refs {
		back := uint32(index - r - 1)
		size := 1
		for back >= 1<<(4*size) {
			size++
		}
		w.write(uint32(size), 2)
		w.write(back, 4*size)
	}
	w.write(0, 2)
	return w.b
}

// structure writes a template for every layer, and a decode target.
func (e *encoder) structure(w *draft, offset uint32) {
	targets := e.sc.spatial * e.sc.temporal
	w.write(offset, 6)
	w.write(uint32(targets-1), 5)
	for i := range targets {
		switch {
		case i == targets-1:
			w.write(3, 2)
		case i%e.sc.temporal == e.sc.temporal-1:
			w.write(2, 2)
		default:
			w.write(1, 2)
		}
	}
	for i := range targets {
		for k := range targets {
			f := &layerFrame{spatial: i / e.sc.temporal, temporal: i % e.sc.temporal, key: true, top: true}
			w.write(uint32(e.indication(f, k/e.sc.temporal, k%e.sc.temporal)), 2)
		}
	}
	w.write(0, targets) // no references
	chains := bits{b: []byte{0, 0, 0, 0}}
	chains.below(uint32(targets) + 1)
	w.write(0, chains.at)
	w.write(0, 1)
}

func (e *encoder) indication(f *layerFrame, spatial, temporal int) Indication {
	switch {
	case f.spatial > spatial || f.temporal > temporal || e.sc.keyOnly && !f.key && f.spatial < spatial:
		return NotPresent
	case f.key:
		return Switch
	case f.spatial < spatial:
		return Required
	case f.temporal > 0 && f.temporal == temporal:
		return Discardable
	}
	return Switch
}
