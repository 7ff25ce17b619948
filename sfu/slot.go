package sfu

import (
	"encoding/binary"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

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
	out     webrtc.TrackLocalWriter
	codecs  []webrtc.RTPCodecParameters
	ssrc    webrtc.SSRC
	rtx     webrtc.SSRC
	height  int
	source  *source
	target  *layer // wanted; the slot changes to it at its next keyframe
	current *layer // sent
	payload uint8
	repair  uint8 // payload type of retransmissions; 0: none, plain resends
	clock   uint32
	stream  rewriter
	vp8     vp8Rewriter
	sent    *[1024]sent // made with the first packet: most slots of most viewers stay empty
	buf     []byte      // for what is rewritten; Pion has encrypted it into its own when a write returns
	rtxSeq  uint16
	packets uint32
	octets  uint32
}

// sent remembers what a sequence number of the slot was in its source.
type sent struct {
	layer   *layer // nil: nothing; its ring has the packet
	time    uint32
	out, in uint16
	vp8     vp8Shift
	pt      uint8
	marker  bool
}

func newSlot(l *AudienceLeg, index int, kind SlotKind, video bool) *slot {
	s := &slot{leg: l, index: index, kind: kind, video: video, height: defaultHeight, clock: 48000}
	if video {
		s.clock = 90000
	}
	return s
}

// Bind, Unbind, ID, RID, StreamID and Kind make a slot a webrtc.TrackLocal. Every slot is a MediaStream of its own:
// browsers synchronize what shares a stream, and the sound and picture in two slots belong together only now and then.
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
	s.out = nil
	s.mu.Unlock()
	return nil
}

func (s *slot) ID() string       { return fmt.Sprintf("slot-%d", s.index) }
func (s *slot) RID() string      { return "" }
func (s *slot) StreamID() string { return fmt.Sprintf("slot-%d", s.index) }
func (s *slot) Kind() webrtc.RTPCodecType {
	if s.video {
		return webrtc.RTPCodecTypeVideo
	}
	return webrtc.RTPCodecTypeAudio
}

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
	old := []*layer{s.target, s.current}
	s.target, s.current = nil, nil
	s.mu.Unlock()
	for _, l := range old {
		if l != nil {
			l.unsubscribe(s)
		}
	}
	s.choose(time.Now())
}

func (s *slot) show(height int, now time.Time) {
	s.mu.Lock()
	s.height = height
	s.mu.Unlock()
	s.choose(now)
}

// choose sets the layer that the slot should send.
func (s *slot) choose(now time.Time) {
	s.mu.Lock()
	if s.source == nil {
		s.mu.Unlock()
		return
	}
	var want *layer
	layers := s.source.list()
	switch {
	case !s.video && len(layers) > 0:
		want = layers[0]
	case s.video:
		if want = chooseLayer(layers, s.height, now); want == nil && s.height > 0 {
			want = s.target // nothing is coming: keep, it may come back
		}
	}
	old, current, bound := s.target, s.current, s.out != nil
	if want == old {
		s.mu.Unlock()
		return
	}
	s.target = want
	if want == nil { // hidden
		s.current = nil
	}
	s.mu.Unlock()
	if old != nil && (old != current || want == nil) {
		old.unsubscribe(s)
	}
	if want != nil {
		want.subscribe(s)
		if s.video && bound { // else the keyframe would come before the viewer can take it
			want.wantKeyframe()
		}
	}
}

// pause stops the slot at a source that may not be heard or seen for now; what comes later begins anew, so that the
// viewer takes the pause for a change of source and not for loss.
func (s *slot) pause(src *source) {
	s.mu.Lock()
	if s.source == src {
		s.current = nil
	}
	s.mu.Unlock()
}

// refresh asks for a keyframe: the viewer has just connected, or lost her picture.
func (s *slot) refresh() {
	s.mu.Lock()
	l := s.target
	s.mu.Unlock()
	if l != nil && s.video {
		l.wantKeyframe()
	}
}

// forward sends a packet of a layer, if the slot shows that layer or is waiting for it to begin.
func (s *slot) forward(l *layer, p *rtp.Packet, key bool, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.out == nil {
		return
	}
	if l == s.target && l != s.current && (key || !s.video) {
		if !s.change(l, p, now) {
			return
		}
	}
	if l != s.current {
		return
	}
	h := rtp.Header{Version: 2, PayloadType: s.payload, SSRC: uint32(s.ssrc), Marker: p.Marker}
	h.SequenceNumber, h.Timestamp = s.stream.next(p.SequenceNumber, p.Timestamp, now)
	payload := p.Payload
	var shift vp8Shift
	if l.vp8 {
		shift = s.vp8.shift(payload)
		payload = s.shifted(shift, payload)
	}
	if s.sent == nil {
		s.sent = new([1024]sent)
	}
	s.sent[h.SequenceNumber%1024] = sent{
		layer: l, time: h.Timestamp, out: h.SequenceNumber, in: p.SequenceNumber, vp8: shift, pt: s.payload, marker: p.Marker,
	}
	s.packets++
	s.octets += uint32(len(payload)) //nolint:gosec // wraps, as RFC 3550 §6.4.1 has it
	_, _ = s.out.WriteRTP(&h, payload)
}

// shifted applies a shift in the slot's own buffer. Called with mu held.
func (s *slot) shifted(shift vp8Shift, payload []byte) []byte {
	out := shift.apply(payload, s.buf)
	if shift != (vp8Shift{}) {
		s.buf = out
	}
	return out
}

// change makes l the layer that is sent. Called with mu held; reports whether the viewer can decode it at all.
func (s *slot) change(l *layer, p *rtp.Packet, now time.Time) bool {
	pt, repair, ok := payloadFor(s.codecs, l.codec)
	if !ok {
		return false
	}
	old := s.current
	s.payload, s.repair, s.current = pt, repair, l
	s.stream.change(p.SequenceNumber, p.Timestamp, s.clock, now)
	s.vp8.changed()
	if old != nil && old != l {
		go old.unsubscribe(s) // takes the layer's lock, which a subscriber may hold while it waits for ours
	}
	return true
}

// listen takes the viewer's feedback for this slot.
func (s *slot) listen(sender *webrtc.RTPSender) {
	for {
		packets, _, err := sender.ReadRTCP()
		if err != nil {
			return
		}
		for _, p := range packets {
			switch p := p.(type) {
			case *rtcp.TransportLayerNack:
				s.resend(p.Nacks)
			case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
				s.refresh()
			}
		}
	}
}

// resend repairs losses from the ring of the source, by RTX (RFC 4588) when the viewer knows it.
func (s *slot) resend(nacks []rtcp.NackPair) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.out == nil || s.sent == nil {
		return
	}
	for _, pair := range nacks {
		for _, sequence := range pair.PacketList() {
			e := s.sent[sequence%1024]
			if e.layer == nil || e.out != sequence {
				continue
			}
			p := e.layer.ring.get(e.in)
			if p == nil {
				continue
			}
			payload := p.Payload
			if e.layer.vp8 {
				payload = s.shifted(e.vp8, payload)
			}
			h := rtp.Header{Version: 2, PayloadType: e.pt, SSRC: uint32(s.ssrc), SequenceNumber: e.out, Timestamp: e.time, Marker: e.marker}
			if s.repair != 0 && s.rtx != 0 {
				h.PayloadType, h.SSRC, h.SequenceNumber = s.repair, uint32(s.rtx), s.rtxSeq
				s.rtxSeq++
				payload = append(binary.BigEndian.AppendUint16(make([]byte, 0, len(payload)+2), e.out), payload...)
			}
			_, _ = s.out.WriteRTP(&h, payload)
		}
	}
}

// senderReport says what the slot's timestamps mean on our clock (RFC 3550 §6.4.1).
func (s *slot) senderReport(now time.Time) []rtcp.Packet {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.out == nil || s.current == nil || s.packets == 0 {
		return nil
	}
	r := s.current.report.Load()
	if r == nil {
		return nil
	}
	elapsed := uint32(now.Sub(r.arrived).Seconds() * float64(s.clock))
	return []rtcp.Packet{&rtcp.SenderReport{
		SSRC: uint32(s.ssrc), NTPTime: ntp(now), RTPTime: r.rtp + elapsed + s.stream.timeOffset,
		PacketCount: s.packets, OctetCount: s.octets,
	}}
}

func ntp(t time.Time) uint64 {
	const epoch = 2208988800   // seconds from 1900 to 1970
	ns := uint64(t.UnixNano()) //nolint:gosec // after 1970
	return (ns/1e9+epoch)<<32 | (ns%1e9)<<32/1e9
}
