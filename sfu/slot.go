package sfu

import (
	"fmt"
	"slices"
	"sync"
	"time"

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

// slot is a fixed place in an audience leg: a stream with one SSRC that never breaks, whatever source is in it. Its lock is
// taken before that of the leg's link, and inside that of the leg.
type slot struct {
	leg   *AudienceLeg
	index int
	kind  SlotKind
	video bool

	codecs []webrtc.RTPCodecParameters
	ssrc   uint32
	rtx    uint32 // of retransmissions; 0: none

	mu      sync.Mutex
	height  int
	source  *source
	target  *layer        // wanted; the slot changes to it at its next keyframe
	current *layer        // sent
	burst   bool          // what came before the viewer is being sent to her
	sentTo  uint16        // the last packet of the burst, so far
	caught  uint64        // arrivals of current up to this one were in a burst
	most    int           // the largest rank that may be sent: what the viewer's way bears
	want    step          // the layers of an encoding that may be sent, for the same reason
	held    int           // how many steps that is below what suits the slot
	lacking time.Time     // when to ask for a keyframe that brings these layers; zero: they are being sent
	steps   []step        // of the last demand
	lost    uint8         // share of packets of the last report, of 256
	jitter  uint32        // in ticks of the clock of current
	round   time.Duration // round trip; 0: not known
	outgoing
}

func newSlot(l *AudienceLeg, index int, kind SlotKind, codecs []webrtc.RTPCodecParameters) *slot {
	s := &slot{leg: l, index: index, kind: kind, video: kind.video(), height: defaultHeight, codecs: codecs, ssrc: random32()}
	if slices.ContainsFunc(codecs, retransmits) {
		s.rtx = random32()
	}
	s.most, s.want = anyRank, whole
	// Low at first: a viewer who misses the first packets must not take the second round of numbers for the first
	// (RFC 3711 §3.3.1).
	s.numbers.origin, s.rtxNext = uint16(random32()&0x3fff)+1, random32()&0x3fff+1 //nolint:gosec // 14 bits
	return s
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

// ID is the name of the slot's track.
func (s *slot) ID() string { return fmt.Sprintf("slot-%d", s.index) }

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
	s.source, s.most, s.held = src, anyRank, 0
	s.give(whole)
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
	if s.burst && current != s.current {
		s.burst = false
	}
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
	ask := changes && want != s.current
	s.mu.Unlock()
	if ask {
		s.ask(now)
	}
}

// ask has the wanted picture begin: from what is at hand, for a viewer who has none yet or has only just got one, else from
// a new keyframe, without going back in time. Before the viewer is connected, both would come before she can take them.
func (s *slot) ask(now time.Time) {
	s.mu.Lock()
	l := s.target
	if l == nil || !s.video || !s.leg.link.ready.Load() {
		s.mu.Unlock()
		return
	}
	cached := false
	if (s.current == nil || s.leg.link.young(now)) && l.source.allowed.Load() {
		cached = s.beginBurst(l, now)
	}
	s.mu.Unlock()
	if cached {
		s.leg.shard.take(s)
		return
	}
	l.wantKeyframe(now)
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
	if s.most < 0 {
		want = nil
	} else if want == nil && s.height > 0 {
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

// askAgain asks the camera for a keyframe: the viewer lost her picture.
func (s *slot) askAgain() {
	s.mu.Lock()
	l := s.target
	s.mu.Unlock()
	if l != nil && s.video {
		l.wantKeyframe(time.Now())
	}
}

// forward sends packets of a layer, if the slot shows that layer or is waiting for it to begin.
func (s *slot) forward(b *batch, f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := f.layer
	if s.burst || l != s.current && l != s.target {
		return
	}
	link := &s.leg.link
	link.mu.Lock()
	defer link.mu.Unlock()
	if !link.ready.Load() {
		return
	}
	link.now = time.Now()
	for i, p := range f.packets {
		switch {
		case l == s.current:
			if p.arrival > s.caught {
				s.send(b, l, p, s.padOf(f.pads, i), f.at)
			}
		case p.key || !s.video && len(p.payload) > 0:
			if !s.begin(l, p, f.at) {
				return
			}
			s.send(b, l, p, 0, f.at)
			s.sendRest(b, l, p, f.at)
		}
	}
}

// padOf is how much padding a packet gets; none where it may be sent again as it is, to the last bit.
func (s *slot) padOf(pads []uint8, i int) uint8 {
	if pads == nil || s.rtx == 0 {
		return 0
	}
	return pads[i]
}

// sendRest sends what had come before a keyframe did that was late, by repair, and follows it.
func (s *slot) sendRest(b *batch, l *layer, p *packet, now time.Time) {
	at := p.sequence
	for {
		q, _ := l.ring.next(at)
		if q == nil {
			return
		}
		if q.arrival < p.arrival { // the others come by themselves
			s.send(b, l, q, 0, now)
		}
		at = q.sequence
	}
}

// begin makes l the layer that is sent, from p on. Called with mu held; false: the viewer cannot decode it.
func (s *slot) begin(l *layer, p *packet, now time.Time) bool {
	pt, repair, ok := payloadFor(s.codecs, l.codec)
	if !ok {
		return false
	}
	s.outgoing.begin(l, p, pt, repair, now)
	s.aim()
	s.red = redFor(s.codecs, pt)
	s.follow(l, l)
	s.caught = 0
	return true
}
