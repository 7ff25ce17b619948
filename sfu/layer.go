package sfu

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"

	"plenary/sfu/codec"
)

// layer is one encoding of a source.
type layer struct {
	source  *source
	rid     string
	rank    int // among the layers of its source, smallest first
	ssrc    webrtc.SSRC
	codec   webrtc.RTPCodecParameters
	kind    codec.Kind
	state   codec.State // of who reads, as is the next
	shared  *codec.Structure
	echoes  [2]codec.Echo
	muted   bool   // once at least
	unheard uint16 // the last packet while it was
	ring    ring
	asker   asker

	viewers []atomic.Pointer[[]*slot] // by shard; copied on change, so that forwarding takes no lock
	change  sync.Mutex                // taken inside the lock of a slot, never around it

	gathering sync.Mutex
	gathered  []*packet // of the frame at hand
	patience  *time.Timer
	turn      int

	lastSeen atomic.Int64 // arrival of the last packet, ns
	packets  atomic.Uint64
	bytes    atomic.Uint64
	dropped  atomic.Uint64 // not granted, or muted
	lost     atomic.Int64  // never came, or have not yet
	plis     atomic.Uint64
	report   *atomic.Pointer[senderReport]
	meter    meter
	flow     window
	arrivals arrivals
}

// packet is one RTP packet of a publisher. It is shared by all viewers: nobody writes to it.
type packet struct {
	arrival    uint64 // which of its layer's packets it is, counted as they come
	sequence   uint16
	timestamp  uint32
	marker     bool
	frame      codec.Frame
	key        bool        // begins a keyframe
	payload    []byte      // empty: padding, which probes the publisher's uplink
	red        [2][]byte   // of sound: with one, and with two of those before it
	dependency *dependency // of AV1, where the publisher says what depends on what
}

func newLayer(s *source, rid string, ssrc webrtc.SSRC, c webrtc.RTPCodecParameters, now time.Time) *layer {
	l := &layer{source: s, rid: rid, ssrc: ssrc, codec: c, report: &atomic.Pointer[senderReport]{}}
	l.viewers = make([]atomic.Pointer[[]*slot], len(s.leg.sfu.shards))
	l.kind = codec.KindOf(c.MimeType)
	l.lastSeen.Store(now.UnixNano())
	return l
}

// succeed returns the layer that takes this one's place when the publisher changes the codec. Slots go over to it as to
// any other: at its first keyframe.
func (l *layer) succeed(c webrtc.RTPCodecParameters, now time.Time) *layer {
	next := newLayer(l.source, l.rid, l.ssrc, c, now)
	next.rank, next.report = l.rank, l.report
	next.packets.Store(l.packets.Load())
	next.bytes.Store(l.bytes.Load())
	next.plis.Store(l.plis.Load())
	l.source.replace(l, next)
	return next
}

// slots are those that show the layer or wait for it.
func (l *layer) slots() (all []*slot) {
	for i := range l.viewers {
		all = append(all, l.slotsOf(i)...)
	}
	return all
}

// slotsOf are those of one shard, in the order in which their viewers came. The list is never changed.
func (l *layer) slotsOf(shard int) []*slot {
	if list := l.viewers[shard].Load(); list != nil {
		return *list
	}
	return nil
}

// watched reports whether anybody shows the layer, or waits for it.
func (l *layer) watched() bool {
	for i := range l.viewers {
		if len(l.slotsOf(i)) > 0 {
			return true
		}
	}
	return false
}

func (l *layer) subscribe(s *slot) {
	l.change.Lock()
	defer l.change.Unlock()
	shard := s.leg.shard.index
	if old := l.slotsOf(shard); !slices.Contains(old, s) {
		at, _ := slices.BinarySearchFunc(old, s.leg.phase+1, func(x *slot, phase uint32) int { return cmp.Compare(x.leg.phase, phase) })
		list := slices.Insert(slices.Clone(old), at, s)
		l.viewers[shard].Store(&list)
	}
}

func (l *layer) unsubscribe(s *slot) {
	l.change.Lock()
	defer l.change.Unlock()
	shard := s.leg.shard.index
	list := slices.DeleteFunc(slices.Clone(l.slotsOf(shard)), func(x *slot) bool { return x == s })
	l.viewers[shard].Store(&list)
}

func (l *layer) silent(now time.Time) time.Duration {
	return time.Duration(now.UnixNano() - l.lastSeen.Load())
}

// alive reports whether the layer is being sent: a browser that is short of uplink stops its larger layers.
func (l *layer) alive(now time.Time) bool { return l.silent(now) < 1500*time.Millisecond }

// wantKeyframe asks the camera for a keyframe, unless it was asked a moment ago.
func (l *layer) wantKeyframe(now time.Time) {
	if l.asker.want(now) {
		l.sendPLI()
	}
}

// retryKeyframe asks again, if no keyframe has come. A camera that sends nothing is not pressed.
func (l *layer) retryKeyframe(now time.Time) {
	if l.source.allowed.Load() && l.alive(now) && l.asker.retry(now) {
		l.sendPLI()
	}
}

func (l *layer) sendPLI() {
	l.plis.Add(1)
	l.source.leg.ask(&rtcp.PictureLossIndication{MediaSSRC: uint32(l.ssrc)})
}

// arrive takes one packet of the publisher and gives it to every slot that shows this layer.
func (l *layer) arrive(p *packet, now time.Time) {
	l.lastSeen.Store(now.UnixNano())
	l.packets.Add(1)
	l.bytes.Add(uint64(len(p.payload)))
	l.meter.add(&p.frame, len(p.payload), now)
	if !l.source.allowed.Load() || !l.source.ration.take(len(p.payload), now, &l.source.leg.sfu.set.limits) {
		l.dropped.Add(1)
		l.ring.skip(p.sequence)
		return
	}
	fresh, missing := l.ring.put(p, now)
	l.lost.Add(int64(missing))
	if !fresh {
		return
	}
	if p.key {
		l.asker.came()
	}
	l.gather(p, now)
}

const (
	// flightPackets is how many packets go out together at most: a keyframe comes in parts, and goes on in parts.
	flightPackets = 16
	// flightWait is how long the first of them waits for the rest of its frame. Browsers spread a frame over a third of the
	// time to the next one; what waits longer waits for a packet that was lost.
	flightWait = 20 * time.Millisecond
	// padAtMost is how many bytes of padding make a packet as long as the others of its frame.
	padAtMost = 16
)

// even returns how many bytes of padding (RFC 3550 §5.1) make the packets of a frame equally long, all but the last, which
// may be shorter: the kernel takes such packets in one piece. Browsers cut frames into parts that differ by a byte.
func even(packets []*packet) []uint8 {
	longest := 0
	last := len(packets) - 1
	for i, p := range packets {
		if n := len(p.payload); i < last || n <= longest+padAtMost {
			longest = max(longest, n)
		}
	}
	var pads []uint8
	for i, p := range packets {
		if n := longest - len(p.payload); i < last && n > 0 && n <= padAtMost && len(p.payload) > 0 {
			if pads == nil {
				pads = make([]uint8, len(packets))
			}
			pads[i] = uint8(n)
		}
	}
	return pads
}

// gather collects the packets of a frame, which go to each viewer at once: a frame cannot be shown before its last packet
// has come, and one call to the kernel for all costs a third of one for each.
func (l *layer) gather(p *packet, now time.Time) {
	l.gathering.Lock()
	defer l.gathering.Unlock()
	if len(l.gathered) > 0 && l.gathered[0].timestamp != p.timestamp {
		l.fly(now)
	}
	l.gathered = append(l.gathered, p)
	switch {
	case l.source.kind.sound() || p.marker || len(l.gathered) == flightPackets:
		l.fly(now)
	case len(l.gathered) > 1:
	case l.patience == nil:
		l.patience = time.AfterFunc(flightWait, func() {
			l.gathering.Lock()
			defer l.gathering.Unlock()
			l.fly(time.Now())
		})
	default:
		l.patience.Reset(flightWait)
	}
}

// fly hands what has been gathered to the shards. Called with gathering held.
func (l *layer) fly(now time.Time) {
	if len(l.gathered) == 0 {
		return
	}
	if l.patience != nil {
		l.patience.Stop()
	}
	l.turn += 7
	f := flight{layer: l, packets: l.gathered, pads: even(l.gathered), at: now, turn: l.turn}
	l.gathered = nil
	for i, sh := range l.source.leg.sfu.shards {
		if len(l.slotsOf(i)) > 0 {
			sh.post(f)
		}
	}
}

// rankOf orders simulcast encodings by the names that clients use; offered is the place in the offer.
func rankOf(rid string, offered int) int {
	switch rid {
	case "q", "l", "low", "0":
		return 0
	case "h", "m", "mid", "1":
		return 1
	case "f", "high", "2":
		return 2
	}
	return offered
}

// chooseLayer picks the layer for a picture of this height in pixels, of rank most at most, among those that are alive;
// the nearest one when that is missing, nil when there is none. Encodings halve from 720 lines down, as browsers' do.
func chooseLayer(layers []*layer, height, most int, now time.Time) *layer {
	if height <= 0 || len(layers) == 0 {
		return nil
	}
	want := 0
	switch {
	case height > 400:
		want = 2
	case height > 200:
		want = 1
	}
	want = min(want, most)
	var best *layer
	for _, l := range layers {
		if !l.alive(now) {
			continue
		}
		if best == nil || l.rank <= want {
			best = l
		}
	}
	return best
}
