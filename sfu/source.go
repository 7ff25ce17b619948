package sfu

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// SourceKind is what a source shows or sounds.
type SourceKind string

// The kinds of source.
const (
	Microphone     SourceKind = "microphone"
	Camera         SourceKind = "camera"
	Screen         SourceKind = "screen"
	ScreenSound    SourceKind = "screen-sound"
	Interpretation SourceKind = "interpretation"
)

func (k SourceKind) sound() bool { return k == Microphone || k == ScreenSound || k == Interpretation }

// Source is something that a publish leg is sending.
type Source struct {
	Kind   SourceKind
	Layers int // simulcast encodings that have arrived
}

// source is one published track: one layer, or several encodings of the same picture.
type source struct {
	leg  *PublishLeg
	kind SourceKind

	allowed atomic.Bool  // granted and not muted: packets may pass
	level   atomic.Int32 // smoothed loudness, 0 (silent) to 127, in thousandths
	spoken  atomic.Int64 // when it was last loud, ns

	mu     sync.Mutex
	layers []*layer // smallest first
}

func (s *source) list() []*layer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.layers)
}

func (s *source) add(l *layer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.layers = append(s.layers, l)
	slices.SortStableFunc(s.layers, func(a, b *layer) int { return a.rank - b.rank })
}

// resume tells the slots that the source begins or ends.
func (s *source) resume(on bool) {
	for _, l := range s.list() {
		viewers := l.viewers.Load()
		if viewers == nil || len(*viewers) == 0 {
			continue
		}
		if on && !s.kind.sound() {
			l.wantKeyframe()
		}
		if !on {
			for _, v := range *viewers {
				v.pause(s)
			}
		}
	}
}

// layer is one encoding of a source.
type layer struct {
	source *source
	rid    string
	rank   int
	ssrc   webrtc.SSRC
	codec  webrtc.RTPCodecParameters
	vp8    bool
	ring   ring
	asker  asker

	viewers  atomic.Pointer[[]*slot] // copied on change, so that forwarding takes no lock
	change   sync.Mutex
	lastSeen atomic.Int64 // arrival of the last packet, ns
	packets  atomic.Uint64
	bytes    atomic.Uint64
	plis     atomic.Uint64
	report   atomic.Pointer[senderReport]
}

// senderReport ties the source's RTP clock to ours.
type senderReport struct {
	rtp     uint32
	arrived time.Time
}

func (l *layer) subscribe(s *slot) {
	l.change.Lock()
	defer l.change.Unlock()
	list := []*slot{}
	if old := l.viewers.Load(); old != nil {
		if slices.Contains(*old, s) {
			return
		}
		list = slices.Clone(*old)
	}
	list = append(list, s)
	l.viewers.Store(&list)
}

func (l *layer) unsubscribe(s *slot) {
	l.change.Lock()
	defer l.change.Unlock()
	old := l.viewers.Load()
	if old == nil {
		return
	}
	list := slices.DeleteFunc(slices.Clone(*old), func(x *slot) bool { return x == s })
	l.viewers.Store(&list)
}

// alive reports whether packets have come within the last second and a half: a browser that is short of uplink stops
// its larger layers.
func (l *layer) alive(now time.Time) bool {
	return now.UnixNano()-l.lastSeen.Load() < int64(1500*time.Millisecond)
}

// wantKeyframe asks the camera for a keyframe, unless it was asked a moment ago.
func (l *layer) wantKeyframe() {
	if l.asker.want(time.Now()) {
		l.sendPLI()
	}
}

func (l *layer) sendPLI() {
	l.plis.Add(1)
	_ = l.source.leg.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(l.ssrc)}})
}

// arrive takes one packet of the publisher and gives it to every slot that shows this layer.
func (l *layer) arrive(p *rtp.Packet, now time.Time) {
	l.lastSeen.Store(now.UnixNano())
	l.packets.Add(1)
	l.bytes.Add(uint64(len(p.Payload)))
	if !l.source.allowed.Load() || len(p.Payload) == 0 {
		return
	}
	key := false
	if !l.source.kind.sound() {
		if key = startsKeyframe(l.codec.MimeType, p.Payload); key {
			l.asker.came()
		}
	}
	l.ring.put(p)
	if viewers := l.viewers.Load(); viewers != nil {
		for _, s := range *viewers {
			s.forward(l, p, key, now)
		}
	}
}

// ring keeps the last packets of a layer for repair, once for all viewers. 1,024 packets are some three seconds of a
// 2.5 Mbit/s picture.
type ring struct {
	mu      sync.RWMutex
	packets [1024]*rtp.Packet
}

func (r *ring) put(p *rtp.Packet) {
	r.mu.Lock()
	r.packets[p.SequenceNumber%1024] = p
	r.mu.Unlock()
}

func (r *ring) get(sequence uint16) *rtp.Packet {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if p := r.packets[sequence%1024]; p != nil && p.SequenceNumber == sequence {
		return p
	}
	return nil
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

// chooseLayer picks the layer for a picture of this height in pixels, among those that are alive; nil when there is
// none. Encodings halve from 720 lines down, as browsers' do.
func chooseLayer(layers []*layer, height int, now time.Time) *layer {
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
