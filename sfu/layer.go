package sfu

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

// layer is one encoding of a source.
type layer struct {
	source *source
	rid    string
	rank   int // among the layers of its source, smallest first
	ssrc   webrtc.SSRC
	codec  webrtc.RTPCodecParameters
	vp8    bool
	ring   ring
	asker  asker

	viewers atomic.Pointer[[]*slot] // copied on change, so that forwarding takes no lock
	change  sync.Mutex              // taken inside the lock of a slot, never around it

	lastSeen atomic.Int64 // arrival of the last packet, ns
	packets  atomic.Uint64
	bytes    atomic.Uint64
	dropped  atomic.Uint64 // not granted, or muted
	lost     atomic.Int64  // never came, or have not yet
	plis     atomic.Uint64
	report   *atomic.Pointer[senderReport]
}

// packet is one RTP packet of a publisher. It is shared by all viewers: nobody writes to it.
type packet struct {
	sequence  uint16
	timestamp uint32
	marker    bool
	key       bool   // begins a keyframe
	payload   []byte // empty: padding, which probes the publisher's uplink
}

func newLayer(s *source, rid string, ssrc webrtc.SSRC, codec webrtc.RTPCodecParameters, now time.Time) *layer {
	l := &layer{source: s, rid: rid, ssrc: ssrc, codec: codec, report: &atomic.Pointer[senderReport]{}}
	l.vp8 = strings.EqualFold(codec.MimeType, webrtc.MimeTypeVP8)
	l.lastSeen.Store(now.UnixNano())
	return l
}

// succeed returns the layer that takes this one's place when the publisher changes the codec. Slots go over to it as to
// any other: at its first keyframe.
func (l *layer) succeed(codec webrtc.RTPCodecParameters, now time.Time) *layer {
	next := newLayer(l.source, l.rid, l.ssrc, codec, now)
	next.rank, next.report = l.rank, l.report
	next.packets.Store(l.packets.Load())
	next.bytes.Store(l.bytes.Load())
	next.plis.Store(l.plis.Load())
	l.source.replace(l, next)
	return next
}

// slots are those that show the layer or wait for it.
func (l *layer) slots() []*slot {
	if list := l.viewers.Load(); list != nil {
		return *list
	}
	return nil
}

func (l *layer) subscribe(s *slot) {
	l.change.Lock()
	defer l.change.Unlock()
	if old := l.slots(); !slices.Contains(old, s) {
		list := append(slices.Clone(old), s)
		l.viewers.Store(&list)
	}
}

func (l *layer) unsubscribe(s *slot) {
	l.change.Lock()
	defer l.change.Unlock()
	list := slices.DeleteFunc(slices.Clone(l.slots()), func(x *slot) bool { return x == s })
	l.viewers.Store(&list)
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
	_ = l.source.leg.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(l.ssrc)}})
}

// arrive takes one packet of the publisher and gives it to every slot that shows this layer.
func (l *layer) arrive(p *packet, now time.Time) {
	l.lastSeen.Store(now.UnixNano())
	l.packets.Add(1)
	l.bytes.Add(uint64(len(p.payload)))
	if !l.source.allowed.Load() {
		l.dropped.Add(1)
		l.ring.skip(p.sequence)
		return
	}
	fresh, missing := l.ring.put(p)
	l.lost.Add(int64(missing))
	if !fresh {
		return
	}
	if p.key {
		l.asker.came()
	}
	for _, s := range l.slots() {
		s.forward(l, p, now)
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
