package sfutest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

// track is one encoding of a source: what Pion calls a local track, made by hand because simulcast needs
// mid and rid on its packets and keyframe requests must come back per encoding.
type track struct {
	source, rid, codec string
	kind               webrtc.RTPCodecType
	temporal           int // layers

	keyWanted atomic.Bool
	stats     trackCounters

	mu         sync.Mutex
	writer     webrtc.TrackLocalWriter // guarded by mu, as all below
	header     rtp.Header
	extensions map[string]uint8
	mid        string
	start      uint32    // first RTP timestamp, random as RFC 3550 §5.1 wants
	epoch      time.Time // when start was
	kept       []sent
	readers    sync.WaitGroup

	repairSSRC   uint32
	repairType   uint8
	repairNumber uint16
}

type trackCounters struct {
	packets, bytes, frames, keyframes, plis, firs, nacks, repaired, reports atomic.Uint64
}

func (t *track) ID() string                { return t.source }
func (t *track) StreamID() string          { return "publisher" }
func (t *track) RID() string               { return t.rid }
func (t *track) Kind() webrtc.RTPCodecType { return t.kind }

// Bind is called by Pion when the answer has come: it tells the numbers that were agreed on.
func (t *track) Bind(c webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	codec, ok := pickCodec(c.CodecParameters(), t.codec)
	if !ok {
		return webrtc.RTPCodecParameters{}, fmt.Errorf("send %s: the answer has no %s", t.source, t.codec)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.writer = c.WriteStream()
	t.header.Version = 2
	t.header.PayloadType = uint8(codec.PayloadType)
	t.header.SSRC = uint32(c.SSRC())
	t.header.SequenceNumber = uint16(rand.Uint32())
	t.start = rand.Uint32()
	t.repairSSRC = uint32(c.SSRCRetransmission())
	t.repairType = repairType(c.CodecParameters(), codec.PayloadType)
	t.extensions = map[string]uint8{}
	for _, e := range c.HeaderExtensions() {
		t.extensions[e.URI] = uint8(e.ID)
	}
	feedback := c.RTCPReader()
	t.readers.Go(func() {
		b := make([]byte, receiveSize)
		for {
			n, _, err := feedback.Read(b, nil)
			if err != nil {
				return
			}
			t.feedback(b[:n])
		}
	})
	return codec, nil
}

func (t *track) Unbind(webrtc.TrackLocalContext) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.writer = nil
	return nil
}

// repairType finds the payload type that carries repair of another (RFC 4588 §8.6).
func repairType(all []webrtc.RTPCodecParameters, of webrtc.PayloadType) uint8 {
	for _, c := range all {
		if sameCodec(c.MimeType, webrtc.MimeTypeRTX) && c.SDPFmtpLine == fmt.Sprintf("apt=%d", of) {
			return uint8(c.PayloadType)
		}
	}
	return 0
}

// pickCodec prefers H264 with packetization mode 1 and the constrained baseline that our clips are encoded in.
func pickCodec(all []webrtc.RTPCodecParameters, mime string) (webrtc.RTPCodecParameters, bool) {
	fits := func(fmtp string) int {
		return slices.IndexFunc(all, func(c webrtc.RTPCodecParameters) bool {
			return sameCodec(c.MimeType, mime) && strings.Contains(c.SDPFmtpLine, fmtp)
		})
	}
	for _, fmtp := range []string{"profile-level-id=42e01f", "packetization-mode=1", ""} {
		if i := fits(fmtp); i >= 0 {
			return all[i], true
		}
	}
	return webrtc.RTPCodecParameters{}, false
}

func (t *track) feedback(b []byte) {
	packets, err := rtcp.Unmarshal(b)
	if err != nil {
		return
	}
	for _, p := range packets {
		switch p := p.(type) {
		case *rtcp.PictureLossIndication:
			t.stats.plis.Add(1)
			t.keyWanted.Store(true)
		case *rtcp.FullIntraRequest:
			t.stats.firs.Add(1)
			t.keyWanted.Store(true)
		case *rtcp.TransportLayerNack:
			t.stats.nacks.Add(1)
			t.repair(p)
		case *rtcp.ReceiverReport:
			t.stats.reports.Add(1)
		}
	}
}

// extend sets a header extension if it was agreed on. t.mu is held.
func (t *track) extend(h *rtp.Header, uri string, b []byte) {
	if id := t.extensions[uri]; id != 0 {
		_ = h.SetExtension(id, b) // fails only for an id that does not exist
	}
}

// begin fixes which moment the first RTP timestamp means.
func (t *track) begin(epoch time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.epoch = epoch
}

// send writes one packet; level is a loudness, or negative for pictures. Errors are not reported: a connection
// that is going away is seen elsewhere.
func (t *track) send(payload []byte, at time.Time, timestamp uint32, marker bool, level int) {
	sealStamp(payload, at)
	w, h := t.prepare(payload, at, timestamp, marker, level)
	if w == nil {
		return
	}
	if _, err := w.WriteRTP(&h, payload); err != nil {
		return
	}
	t.stats.packets.Add(1)
	t.stats.bytes.Add(uint64(len(payload)))
}

func (t *track) prepare(payload []byte, at time.Time, timestamp uint32, marker bool, level int) (webrtc.TrackLocalWriter, rtp.Header) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.writer == nil {
		return nil, rtp.Header{}
	}
	h := t.header
	t.header.SequenceNumber++
	h.Timestamp = t.start + timestamp
	h.Marker = marker
	t.extend(&h, sdp.SDESMidURI, []byte(t.mid))
	if t.rid != "" {
		t.extend(&h, sdp.SDESRTPStreamIDURI, []byte(t.rid))
	}
	if b, err := rtp.NewAbsSendTimeExtension(at).Marshal(); err == nil {
		t.extend(&h, sdp.ABSSendTimeURI, b)
	}
	if level >= 0 {
		if b, err := (rtp.AudioLevelExtension{Level: uint8(level), Voice: level < 60}).Marshal(); err == nil {
			t.extend(&h, sdp.AudioLevelURI, b)
		}
	}
	if t.kind == webrtc.RTPCodecTypeVideo {
		t.keep(h, payload)
	}
	return t.writer, h
}
