package sink

import (
	"encoding/binary"

	"github.com/pion/rtcp"
)

// Press asks for what an honest viewer would not: a keyframe of each picture, and a number of packets again that have
// come. What a server does for it shows how well others are protected.
func (v *Viewer) Press(keyframe bool, again int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.session
	if s == nil {
		return
	}
	var b []byte
	for _, st := range s.active {
		if !st.video || st.media != nil {
			continue
		}
		if keyframe {
			b = append(b, 0x80|1, byte(rtcp.TypePayloadSpecificFeedback), 0, 2, 0, 0, 0, ownSSRC)
			b = binary.BigEndian.AppendUint32(b, st.ssrc)
		}
		s.numbers = s.numbers[:0]
		for i := range again {
			s.numbers = append(s.numbers, uint16(st.highest)-uint16(again-i)) //nolint:gosec // wraps
		}
		b = s.appendNACK(b, st.ssrc)
	}
	if sealed, err := s.out.EncryptRTCP(nil, b, nil); err == nil && len(b) > 0 {
		s.send(sealed)
	}
}
