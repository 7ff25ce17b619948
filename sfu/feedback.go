package sfu

import (
	"errors"
	"io"
	"net"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

// feedbackSize is the largest compound packet that is read; a viewer has a buffer for each of her slots.
const feedbackSize = 1500

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

// listen takes the viewer's feedback for this slot. A compound packet may speak of several, and reaches each of them.
func (s *slot) listen(sender *webrtc.RTPSender) {
	read := func(b []byte) (int, error) {
		n, _, err := sender.Read(b)
		return n, err
	}
	var ssrc uint32
	readFeedback(read, func(p rtcp.Packet) {
		if ssrc == 0 {
			ssrc = s.number()
		}
		switch p := p.(type) {
		case *rtcp.TransportLayerNack:
			if p.MediaSSRC == ssrc {
				s.resend(p.Nacks)
			}
		case *rtcp.PictureLossIndication:
			if p.MediaSSRC == ssrc {
				s.lostPicture()
			}
		case *rtcp.FullIntraRequest: // RFC 5104 §4.3.1: whom it is for stands in its entries
			for _, e := range p.FIR {
				if e.SSRC == ssrc {
					s.lostPicture()
				}
			}
		case *rtcp.ReceiverReport:
			s.received(p.Reports, ssrc, time.Now())
		}
	})
}

func (s *slot) number() uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return uint32(s.ssrc)
}

func (s *slot) lostPicture() {
	s.mu.Lock()
	s.plis++
	s.mu.Unlock()
	s.refresh()
}

// received takes in what the viewer says she has got.
func (s *slot) received(reports []rtcp.ReceptionReport, ssrc uint32, now time.Time) {
	for _, r := range reports {
		if r.SSRC != ssrc {
			continue
		}
		s.mu.Lock()
		s.jitter = r.Jitter
		if r.LastSenderReport != 0 { // RFC 3550 §6.4.1, in units of 1/65536 s
			if round := int32(uint32(ntp(now)>>16) - r.LastSenderReport - r.Delay); round >= 0 { //nolint:gosec // middle 32 bits
				s.round = time.Duration(round) * time.Second >> 16
			}
		}
		changes := s.current != nil && s.downlink.report(r.FractionLost, s.current.rank, now)
		s.mu.Unlock()
		if changes {
			s.choose(now)
		}
	}
}
