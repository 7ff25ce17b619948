package sfutest

import (
	"time"

	"github.com/pion/webrtc/v4"
)

// frame is the picture being put together.
type frame struct {
	timestamp     uint32
	open, damaged bool
	key           bool
	picture       int32
}

// consume takes the packet at the cursor, or notes its loss.
func (s *slot) consume(now time.Time) {
	a := s.window[s.cursor%windowSize]
	here := a.number == s.cursor+1
	s.cursor++
	if !here {
		s.stats.Lost++
		s.frame.damaged = true
		s.last = frame{}
		s.starving = s.kind == webrtc.RTPCodecTypeVideo
		return
	}
	if !a.media {
		return
	}
	if s.kind == webrtc.RTPCodecTypeAudio {
		s.complete(a, now)
		return
	}
	f := &s.frame
	if !f.open || f.timestamp != a.timestamp {
		*f = frame{timestamp: a.timestamp, open: true, damaged: f.damaged && f.timestamp == a.timestamp}
	}
	if a.key {
		f.key = true
		if a.width > 0 {
			s.stats.Width, s.stats.Height = int(a.width), int(a.height)
		}
	}
	f.picture = a.picture
	if !a.marker {
		return
	}
	s.follow(*f)
	if f.key && !f.damaged {
		s.starving = false
		s.stats.Keyframes++
		if s.stats.FirstKeyframe == 0 {
			s.stats.FirstKeyframe = now.Sub(s.offered)
		}
	}
	if !f.damaged && !s.starving {
		s.complete(a, now)
	}
	*f = frame{}
}

// follow checks what a server that rewrites headers must keep: time goes on, and so do VP8 picture ids.
func (s *slot) follow(f frame) {
	before := s.last
	s.last = f
	if f.damaged || !before.open {
		return
	}
	if int32(f.timestamp-before.timestamp) <= 0 {
		s.stats.TimeBreaks++
	}
	if f.picture >= 0 && before.picture >= 0 && f.picture != (before.picture+1)&0x7fff {
		s.stats.PictureBreaks++
	}
}

func (s *slot) complete(a arrival, now time.Time) {
	st := &s.stats
	st.Frames++
	if !s.lastGood.IsZero() {
		st.LongestGap = max(st.LongestGap, now.Sub(s.lastGood))
	}
	s.lastGood = now
	if s.kind == webrtc.RTPCodecTypeVideo {
		if still := s.freezes.shown(now); still > 0 {
			st.Freezes++
			st.Frozen += still
		}
	}
	if !a.stamped {
		return
	}
	from := a.stamp.Name
	if a.stamp.Layer != "" {
		from += "/" + a.stamp.Layer
	}
	if st.Sources == nil {
		st.Sources = map[string]uint64{}
	}
	if _, known := st.Sources[from]; known || len(st.Sources) < 256 {
		st.Sources[from]++
	}
	st.Source = from
}
