package sfutest

import (
	"strings"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

const (
	windowSize = 1024 // packets a slot remembers: three seconds of 720p
	// patience is how long a missing packet is waited for before it counts as lost and a picture as broken.
	patience = 400 * time.Millisecond
	// pliEvery is how often a viewer without a picture asks for a keyframe.
	pliEvery = 500 * time.Millisecond
)

// slot counts what arrives at one m-line: in sequence order, after repair, as a decoder would get it.
type slot struct {
	index int
	name  string
	kind  webrtc.RTPCodecType
	ssrc  uint32

	mu         sync.Mutex // guards all below
	stats      SlotStats
	offered    time.Time
	window     []arrival
	cursor     uint64 // next packet in order
	highest    uint64 // newest packet
	first      uint64 // first packet
	newestKey  uint64 // packet that begins the newest keyframe
	nackedUpTo uint64
	nackAgain  time.Time
	pliAt      time.Time

	frame    frame
	starving bool // no picture until the next keyframe
	lastGood time.Time
	last     frame // the one before, if complete
	timing   timing
	freezes  freezes
}

// arrival is a received packet, reduced to what counting needs.
type arrival struct {
	number                      uint64    // extended sequence number + 1; 0: nothing here,
	missed                      time.Time // and since when that is known
	timestamp                   uint32
	key, marker, media, stamped bool
	picture                     int32 // VP8 picture id, -1 without
	width, height               uint16
	stamp                       Stamp
}

func newSlot(index int, name string) *slot {
	return &slot{index: index, name: name, kind: kindOf(name), starving: true}
}

// receive counts one packet.
func (s *slot) receive(p *rtp.Packet, codec string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &s.stats
	st.Packets++
	st.Bytes += uint64(len(p.Payload))
	st.Codec = codec
	if st.Packets == 1 {
		st.FirstPacket = now.Sub(s.offered)
		s.window = make([]arrival, windowSize)
		s.first = 1<<16 + uint64(p.SequenceNumber) // room for packets that come before the first
		s.cursor = s.first
		s.highest = s.cursor - 1
		s.nackedUpTo = s.cursor
	}
	n := s.extend(p.SequenceNumber)
	s.timing.arrived(p.Timestamp, s.kind, now)
	if !s.place(n, p, codec, now) {
		return
	}
	s.advance(now)
}

// extend turns a 16-bit number into one that does not wrap.
func (s *slot) extend(seq uint16) uint64 {
	return s.highest + uint64(int64(int16(seq-uint16(s.highest))))
}

func (s *slot) place(n uint64, p *rtp.Packet, codec string, now time.Time) bool {
	st := &s.stats
	switch cell := &s.window[n%windowSize]; {
	case n < s.cursor && cell.number != n+1:
		st.Late++
		return false
	case cell.number == n+1:
		st.Duplicates++
		return false
	}
	for n >= s.cursor+windowSize {
		s.consume(now) // far behind: what is missing there will not come
	}
	for missing := s.highest + 1; missing < n; missing++ {
		st.Gaps++
		s.window[missing%windowSize] = arrival{missed: now}
	}
	s.highest = max(s.highest, n)
	a := arrival{number: n + 1, timestamp: p.Timestamp, marker: p.Marker, media: len(p.Payload) > 0, picture: -1}
	if s.kind == webrtc.RTPCodecTypeVideo {
		a.key, a.width, a.height = keyframe(codec, p.Payload)
		if sameCodec(codec, VP8) {
			a.picture = pictureID(p.Payload)
		}
	}
	if a.key {
		s.newestKey = max(s.newestKey, n)
	}
	a.stamp, a.stamped = ReadStamp(p.Payload)
	if a.stamped {
		st.Latency.Add(now.Sub(a.stamp.Sent))
		s.timing.stamped(p.Timestamp, a.stamp.Sent)
	}
	s.window[n%windowSize] = a
	return true
}

// advance hands on what is in order, and gives up what has been missing for too long, or is of no use any more since a
// whole keyframe has come.
func (s *slot) advance(now time.Time) {
	for s.cursor <= s.highest {
		cell := &s.window[s.cursor%windowSize]
		if cell.number != s.cursor+1 && now.Sub(cell.missed) < patience {
			if !s.keyframeHere() {
				return
			}
			for s.cursor < s.newestKey {
				s.consume(now)
			}
			continue
		}
		s.consume(now)
	}
}

// keyframeHere reports whether a keyframe is complete that nothing before it is needed for.
func (s *slot) keyframeHere() bool {
	for n := s.newestKey; n > s.cursor && n <= s.highest; n++ {
		a := &s.window[n%windowSize]
		if a.number != n+1 {
			return false
		}
		if a.marker {
			return true
		}
	}
	return false
}

// feedback returns what a browser would say about this slot now: repair and keyframe requests.
func (s *slot) feedback(now time.Time) []rtcp.Packet {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stats.Packets == 0 || s.kind == webrtc.RTPCodecTypeAudio {
		return nil // browsers do not repair Opus
	}
	s.advance(now)
	var out []rtcp.Packet
	if missing := s.missing(now); len(missing) > 0 {
		s.stats.NACKs += uint64(len(missing))
		out = append(out, &rtcp.TransportLayerNack{MediaSSRC: s.ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(missing)})
	}
	if s.starving && now.Sub(s.pliAt) >= pliEvery && !s.keyOnItsWay() {
		s.pliAt = now
		s.stats.PLIs++
		out = append(out, &rtcp.PictureLossIndication{MediaSSRC: s.ssrc})
	}
	return out
}

// missing lists packets to ask for: each at once, then all that still lack every 100 ms.
func (s *slot) missing(now time.Time) []uint16 {
	from := max(s.cursor, s.nackedUpTo)
	if now.After(s.nackAgain) {
		from = s.cursor
		s.nackAgain = now.Add(100 * time.Millisecond)
	}
	var list []uint16
	for n := from; n < s.highest; n++ {
		if s.window[n%windowSize].number != n+1 {
			list = append(list, uint16(n))
		}
	}
	s.nackedUpTo = s.highest
	return list
}

// keyOnItsWay tells whether a keyframe has begun to arrive, so that asking for another would be rude.
func (s *slot) keyOnItsWay() bool {
	if s.frame.open && s.frame.key && !s.frame.damaged {
		return true
	}
	for n := s.cursor; n <= s.highest; n++ {
		if a := s.window[n%windowSize]; a.number == n+1 && a.key {
			return true
		}
	}
	return false
}

// snapshot returns the counters as they are.
func (s *slot) snapshot(now time.Time) SlotStats {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stats.Packets > 0 {
		s.advance(now)
	}
	st := s.stats
	st.Slot, st.Name, st.Kind, st.SSRC = s.index, s.name, s.kind.String(), s.ssrc
	st.Latency = st.Latency.clone()
	st.Skew, st.Skewed = s.timing.skew(s.kind, st.ReportNTP, st.ReportRTP)
	st.Sources = map[string]uint64{}
	for from, n := range s.stats.Sources {
		st.Sources[strings.Clone(from)] = n
	}
	return st
}

func (s *slot) hasNewGap() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kind == webrtc.RTPCodecTypeVideo && s.cursor <= s.highest && s.nackedUpTo < s.highest
}

func (s *slot) number() uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ssrc
}
