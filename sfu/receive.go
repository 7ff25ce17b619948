package sfu

import (
	"errors"
	"io"
	"net"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"

	"plenary/sfu/codec"
)

// feedbackSize is the largest compound packet of a publisher that is read.
const feedbackSize = 1500

// receiveSize is the largest RTP packet taken. Publishers keep to 1,200 bytes.
const receiveSize = 1500

// track takes a new track of the peer connection; every simulcast encoding comes as one.
func (l *PublishLeg) track(t *webrtc.TrackRemote, r *webrtc.RTPReceiver) {
	section := -1
	for i, tr := range l.pc.GetTransceivers() {
		if tr.Receiver() == r {
			section = i
		}
	}
	if section < 0 || section >= len(l.kinds) || l.kinds[section] == "" {
		return
	}
	s := l.source(l.kinds[section])
	now := time.Now()
	c, _ := primary(t.Codec())
	ly := newLayer(s, t.RID(), t.SSRC(), c, now)
	if !s.add(ly) {
		return
	}
	i := intake{layer: ly}
	for _, e := range r.GetParameters().HeaderExtensions {
		switch id := uint8(e.ID); e.URI { //nolint:gosec // ids are 1 to 255
		case sdp.AudioLevelURI:
			i.levelID = id
		case codec.DependencyURI:
			i.descriptorID = id
		}
	}
	l.work.Go(func() { i.read(t) })
	l.work.Go(func() { ly.readReports(r) })
	l.mu.Lock()
	st := l.stage
	l.mu.Unlock()
	if st != nil {
		st.assign()
	}
	l.look(now)
}

// read takes the layer's packets until its end.
func (i *intake) read(t *webrtc.TrackRemote) {
	b := make([]byte, receiveSize)
	for failed := 0; failed < 1000; { // it may fail now and then; where it only fails, it has ended
		n, _, err := t.Read(b)
		if over(err) {
			return
		}
		if err == nil {
			err = i.take(b[:n], t.Codec, time.Now())
		}
		if err != nil {
			failed++
			continue
		}
		failed = 0
	}
}

// intake takes the packets of one track. It goes on to another layer when the publisher changes the codec.
type intake struct {
	layer        *layer
	levelID      uint8 // of the audio level extension; 0: none
	descriptorID uint8 // of the dependency descriptor; 0: none
	payloadType  uint8 // of the last packet
	red          bool
	in           rtp.Packet
	gaps         gaps
}

// take takes one packet as it came; of says what codec the track has at the time.
func (i *intake) take(b []byte, of func() webrtc.RTPCodecParameters, now time.Time) error {
	if err := i.in.Unmarshal(b); err != nil {
		return err
	}
	i.layer.arrivals.note(i.in.Timestamp, i.layer.codec.ClockRate, now)
	if s := i.layer.source; s.kind == Microphone && s.allowed.Load() {
		s.hear(&i.in, i.levelID, now)
	}
	if i.payloadType != i.in.PayloadType {
		var c webrtc.RTPCodecParameters
		if c, i.red = primary(of()); i.payloadType != 0 && codec.KindOf(c.MimeType) != codec.Opus {
			i.layer = i.layer.succeed(c, now)
		}
		i.payloadType = i.in.PayloadType
	}
	i.mind(i.in.SequenceNumber, now)
	if i.red {
		i.layer.unpack(&i.in, now)
	} else if p := i.layer.keep(&i.in, i.descriptor()); p != nil {
		i.layer.arrive(p, now)
	}
	return nil
}

// descriptor is the packet's dependency descriptor, which is read of AV1 only: other payloads say enough.
func (i *intake) descriptor() []byte {
	if i.descriptorID == 0 || i.layer.kind != codec.AV1 {
		return nil
	}
	return i.in.GetExtension(i.descriptorID)
}

// keep copies what is needed of a packet; nil for one that nobody could use. Extensions but the dependency descriptor stay
// behind: they belong to the hop from the publisher.
func (l *layer) keep(in *rtp.Packet, descriptor []byte) *packet {
	p := &packet{sequence: in.SequenceNumber, timestamp: in.Timestamp, marker: in.Marker}
	if len(in.Payload) == 0 {
		return p
	}
	p.payload = append(make([]byte, 0, len(in.Payload)), in.Payload...)
	var ok bool
	if p.frame, ok = codec.Inspect(l.kind, p.payload, descriptor, p.marker, &l.state); !ok {
		return nil
	}
	p.dependency = l.describe(descriptor)
	p.key = !l.source.kind.sound() && p.frame.Key
	l.repeated(p)
	return p
}

// readReports takes the sender reports that come with the layer.
func (l *layer) readReports(r *webrtc.RTPReceiver) {
	read := func(b []byte) (int, error) {
		if l.rid == "" {
			n, _, err := r.Read(b)
			return n, err
		}
		n, _, err := r.ReadSimulcast(b, l.rid)
		return n, err
	}
	readFeedback(read, func(p rtcp.Packet) { l.reported(p, time.Now()) })
}

// reported takes a report of the publisher. A layer that succeeds this one has the same.
func (l *layer) reported(p rtcp.Packet, now time.Time) {
	if round, ok := roundOf(p, now); ok {
		l.source.leg.round.Store(int64(round))
	}
	if sr, ok := p.(*rtcp.SenderReport); ok && sr.SSRC == uint32(l.ssrc) {
		hers := fromNTP(sr.NTPTime)
		l.source.leg.clock.note(hers, now)
		l.report.Store(&senderReport{rtp: sr.RTPTime, hers: hers})
	}
}

// taken returns when, by our clock, what has a timestamp was taken; false: not known yet.
func (l *layer) taken(timestamp uint32) (time.Time, bool) {
	r := l.report.Load()
	offset, known := l.source.leg.clock.offset()
	if r == nil || !known || l.codec.ClockRate == 0 {
		return time.Time{}, false
	}
	return r.taken(timestamp, l.codec.ClockRate, offset), true
}

// over reports whether reading has come to its end. A packet that cannot be read is not an end: it costs who sent it
// nothing but that packet.
func over(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, net.ErrClosed)
}

// readFeedback reads RTCP until its end. read may fail now and then; where it only fails, it has ended.
func readFeedback(read func([]byte) (int, error), take func(rtcp.Packet)) {
	b := make([]byte, feedbackSize)
	for failed := 0; failed < 1000; {
		n, err := read(b)
		if err != nil {
			if over(err) {
				return
			}
			failed++
			continue
		}
		failed = 0
		packets, err := rtcp.Unmarshal(b[:n])
		if err != nil {
			continue
		}
		for _, p := range packets {
			take(p)
		}
	}
}
