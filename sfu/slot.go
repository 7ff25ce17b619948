package sfu

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// SlotKind is what the server puts into a slot.
type SlotKind string

// The kinds of slot.
const (
	FloorSlot       SlotKind = "floor"        // one of the loudest voices
	ChannelSlot     SlotKind = "channel"      // the chosen interpretation
	CameraSlot      SlotKind = "camera"       // a publisher's camera
	ScreenSlot      SlotKind = "screen"       // a shared screen
	ScreenSoundSlot SlotKind = "screen-sound" // the sound of a screen that is in a slot
	MainSlot        SlotKind = "main"         // the screen if one is shared, else the speaker's camera
)

func (k SlotKind) video() bool { return k == CameraSlot || k == ScreenSlot || k == MainSlot }

// Slot is what an audience leg carries in one m-line.
type Slot struct {
	Index     int // of the m-line
	Kind      SlotKind
	Publisher string // "" when the slot is empty
	Source    SourceKind
}

// View is how large a viewer shows a slot, in pixels of her screen; 0 × 0 is hidden.
type View struct{ Slot, Width, Height int }

// defaultHeight is what a slot is taken to be shown at before the viewer said so.
const defaultHeight = 360

// slot is a fixed place in an audience leg: a stream with one SSRC that never breaks, whatever source is in it. It is
// the webrtc.TrackLocal of its section.
type slot struct {
	leg   *AudienceLeg
	index int
	kind  SlotKind
	video bool

	mu      sync.Mutex
	out     webrtc.TrackLocalWriter // nil until the viewer is connected
	codecs  []webrtc.RTPCodecParameters
	ssrc    webrtc.SSRC
	rtx     webrtc.SSRC
	height  int
	source  *source
	target  *layer // wanted; the slot changes to it at its next keyframe
	current *layer // sent
	downlink
	outgoing
}

func newSlot(l *AudienceLeg, index int, kind SlotKind) *slot {
	s := &slot{leg: l, index: index, kind: kind, video: kind.video(), height: defaultHeight}
	s.downlink = newDownlink()
	return s
}

// Bind, Unbind, ID, RID, StreamID and Kind make a slot a webrtc.TrackLocal. Pion calls Bind when the viewer is connected.
func (s *slot) Bind(c webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out, s.codecs, s.ssrc, s.rtx = c.WriteStream(), c.CodecParameters(), c.SSRC(), c.SSRCRetransmission()
	s.leg.work.Go(s.refresh) // it takes our lock
	for _, codec := range s.codecs {
		if !strings.EqualFold(codec.MimeType, webrtc.MimeTypeRTX) {
			return codec, nil
		}
	}
	return webrtc.RTPCodecParameters{}, webrtc.ErrUnsupportedCodec
}

func (s *slot) Unbind(webrtc.TrackLocalContext) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out = nil
	s.follow(nil, nil)
	return nil
}

// StreamID puts slots into MediaStreams: browsers play what shares a stream in time, by sender reports. A screen and its
// sound always come from one publisher, and so do mostly the sound and the picture of a player with one of each. The
// floor's voices and the cameras have streams of their own: who is in them changes, and a browser would hold one
// person's voice back for another person's picture. All sender reports are by one clock, so a page may do more.
func (s *slot) StreamID() string {
	switch s.kind {
	case ScreenSlot, ScreenSoundSlot:
		return "screen"
	case FloorSlot, MainSlot:
		if s.leg.count(MainSlot) == 1 && s.leg.count(FloorSlot) == 1 {
			return "main"
		}
	case ChannelSlot, CameraSlot:
	}
	return s.ID()
}

func (s *slot) ID() string  { return fmt.Sprintf("slot-%d", s.index) }
func (s *slot) RID() string { return "" }
func (s *slot) Kind() webrtc.RTPCodecType {
	if s.video {
		return webrtc.RTPCodecTypeVideo
	}
	return webrtc.RTPCodecTypeAudio
}

// now is the source in the slot.
func (s *slot) now() *source {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.source
}

// put changes the source in the slot; nil empties it.
func (s *slot) put(src *source) {
	s.mu.Lock()
	if s.source == src {
		s.mu.Unlock()
		return
	}
	s.source = src
	s.follow(nil, nil)
	s.mu.Unlock()
	s.choose(time.Now())
}

func (s *slot) show(height int, now time.Time) {
	s.mu.Lock()
	s.height = height
	s.mu.Unlock()
	s.choose(now)
}

// follow sets the layers that the slot wants and sends, and subscribes it to these and no others. Called with mu held.
func (s *slot) follow(target, current *layer) {
	was := [2]*layer{s.target, s.current}
	s.target, s.current = target, current
	for _, l := range was {
		if l != nil && l != target && l != current {
			l.unsubscribe(s)
		}
	}
	for _, l := range [2]*layer{target, current} {
		if l != nil && l != was[0] && l != was[1] {
			l.subscribe(s)
		}
	}
}

// choose sets the layer that the slot should send.
func (s *slot) choose(now time.Time) {
	s.mu.Lock()
	want := s.wanted(now)
	changes := want != s.target
	if changes {
		current := s.current
		if want == nil { // hidden
			current = nil
		}
		s.follow(want, current)
	}
	// Before the viewer is connected, a keyframe would come before she can take it.
	ask := changes && want != nil && want != s.current && s.video && s.out != nil
	s.mu.Unlock()
	if ask {
		want.wantKeyframe(now)
	}
}

// wanted is the layer that suits the slot now. Called with mu held.
func (s *slot) wanted(now time.Time) *layer {
	if s.source == nil {
		return nil
	}
	layers := s.source.list()
	if !s.video {
		if len(layers) == 0 {
			return nil
		}
		return layers[0]
	}
	want := chooseLayer(layers, s.height, s.most, now)
	if want == nil && s.height > 0 {
		return s.target // nothing is coming: keep, it may come back
	}
	return want
}

// pause stops the slot at a source that may not be heard or seen for now; what comes later begins anew, so that the
// viewer takes the pause for a change of source and not for loss.
func (s *slot) pause(src *source) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.source == src {
		s.follow(s.target, nil)
	}
}

// refresh asks for a keyframe: the viewer has just connected, or lost her picture.
func (s *slot) refresh() {
	s.mu.Lock()
	l := s.target
	s.mu.Unlock()
	if l != nil && s.video {
		l.wantKeyframe(time.Now())
	}
}

// forward sends a packet of a layer, if the slot shows that layer or is waiting for it to begin.
func (s *slot) forward(l *layer, p *packet, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.out == nil:
	case l == s.current:
		s.send(l, p, now)
	case l == s.target && (p.key || !s.video && len(p.payload) > 0):
		if !s.begin(l, p, now) {
			return
		}
		s.send(l, p, now)
		for _, q := range l.ring.after(p.sequence) { // the keyframe came late, by repair
			s.send(l, q, now)
		}
	}
}

// begin makes l the layer that is sent, from p on. Called with mu held; false: the viewer cannot decode it.
func (s *slot) begin(l *layer, p *packet, now time.Time) bool {
	pt, repair, ok := payloadFor(s.codecs, l.codec)
	if !ok {
		return false
	}
	s.outgoing.begin(l, p, pt, repair, now)
	s.follow(l, l)
	return true
}

// header is that of a packet of the slot. Called with mu held: it is used again for the next one, since Pion has
// encrypted a packet when its write returns.
func (s *slot) header(ssrc webrtc.SSRC, payloadType uint8, sequence uint16, timestamp uint32, marker bool) *rtp.Header {
	s.head = rtp.Header{
		Version: 2, SSRC: uint32(ssrc), PayloadType: payloadType, SequenceNumber: sequence, Timestamp: timestamp, Marker: marker,
	}
	return &s.head
}
