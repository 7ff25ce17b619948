package sfutest

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
)

// keptPackets is how far back a publisher can repair: a second and a half of 720p.
const keptPackets = 512

// sent is a packet kept for repair.
type sent struct {
	header  rtp.Header
	payload []byte
}

// keep remembers a packet. t.mu is held.
func (t *track) keep(h rtp.Header, payload []byte) {
	if t.kept == nil {
		t.kept = make([]sent, keptPackets)
	}
	t.kept[h.SequenceNumber%keptPackets] = sent{h, payload}
}

// repair sends again what a receiver lacks: in the repair stream (RFC 4588) if that was agreed on, else as it was.
// Our own hand, because Pion's responder copies the layer's rid into repair packets, where rrid belongs.
func (t *track) repair(nack *rtcp.TransportLayerNack) {
	for _, pair := range nack.Nacks {
		for _, seq := range pair.PacketList() {
			t.mu.Lock()
			w := t.writer
			var p sent
			if t.kept != nil {
				p = t.kept[seq%keptPackets]
			}
			found := w != nil && p.payload != nil && p.header.SequenceNumber == seq
			if found && t.repairSSRC != 0 && t.repairType != 0 {
				p = t.repairPacket(p)
			}
			t.mu.Unlock()
			if !found {
				continue
			}
			if _, err := w.WriteRTP(&p.header, p.payload); err == nil {
				t.stats.repaired.Add(1)
			}
		}
	}
}

// repairPacket wraps a packet for the repair stream. t.mu is held.
func (t *track) repairPacket(p sent) sent {
	h := p.header
	b := make([]byte, 2, 2+len(p.payload))
	binary.BigEndian.PutUint16(b, h.SequenceNumber)
	h.SSRC, h.PayloadType, h.SequenceNumber = t.repairSSRC, t.repairType, t.repairNumber
	t.repairNumber++
	h.Extensions, h.Extension = nil, false
	t.extend(&h, sdp.SDESMidURI, []byte(t.mid))
	if t.rid != "" {
		t.extend(&h, sdp.SDESRepairRTPStreamIDURI, []byte(t.rid))
	}
	return sent{h, append(b, p.payload...)}
}

// report makes a sender report (RFC 3550 §6.4.1), from which a receiver knows which sound belongs to which picture.
func (t *track) report(now time.Time) (rtcp.Packet, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.writer == nil || t.stats.packets.Load() == 0 {
		return nil, false
	}
	return &rtcp.SenderReport{
		SSRC:        t.header.SSRC,
		NTPTime:     ntp(now),
		RTPTime:     t.start + uint32(now.Sub(t.epoch).Microseconds()*clockRate(t.kind)/1_000_000),
		PacketCount: uint32(t.stats.packets.Load()),
		OctetCount:  uint32(t.stats.bytes.Load()),
	}, true
}

const from1900to1970 = 2_208_988_800 // seconds

// fromNTP is the inverse of ntp, until 2036.
func fromNTP(v uint64) time.Time {
	return time.Unix(int64(v>>32)-from1900to1970, int64((v&0xffffffff)*1_000_000_000>>32))
}

// ntp counts seconds since 1900 in 32.32 fixed point.
func ntp(t time.Time) uint64 {
	return uint64(t.Unix()+from1900to1970)<<32 | uint64(t.Nanosecond())<<32/1_000_000_000
}
