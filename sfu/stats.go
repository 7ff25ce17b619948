package sfu

import "time"

// Stats is what the server is doing, as plain values.
type Stats struct {
	Publishers []PublisherStats
	Viewers    int           // audience legs
	Audience   []ViewerStats // each of them
	Packets    uint64        // sent to viewers, by the legs that are open
	Bytes      uint64
	Delays     Delays        // of forwarding
	Freezes    uint64        // of pictures, as pages have said, since the server began
	Frozen     time.Duration // for how long, likewise
	Behind     uint64        // frames that were lost because the server had no time for them
}

// PublisherStats is what one publisher sends.
type PublisherStats struct {
	ID      string
	Stage   string // "": on none
	Layers  []LayerStats
	Quality Quality       // of what arrives of her
	Round   time.Duration // round trip; 0: not known, as of encoders that do not say
}

// LayerStats is one encoding of one source.
type LayerStats struct {
	Source    SourceKind
	Layer     string // rid; "" without simulcast
	Codec     string // MIME type
	Packets   uint64
	Bytes     uint64
	Bitrate   int           // bits per second, in the last seconds
	Loss      float64       // share of packets, from 0 to 1, in the last seconds, after repair
	Jitter    time.Duration // of arrival
	Lost      uint64        // packets that never came, or have not yet
	Dropped   uint64        // packets that came and were not granted, or muted
	Keyframes uint64        // requests sent to the camera
	Viewers   int           // slots that show the layer or wait for it
}

// ViewerStats is what one viewer gets.
type ViewerStats struct {
	ID        string
	Stage     string  // "": she attends none
	Bears     int     // what her way is taken to bear, in bits per second; 0: not known yet
	Bitrate   int     // bits per second, in the last seconds
	Quality   Quality // of what she gets
	Freezes   uint64  // times that pictures stood still, as her page says
	Frozen    time.Duration
	Concealed float64     // share of sound that was made up, as her page said last
	Slots     []SlotStats // those through which anything has been sent
}

// SlotStats is one slot of one viewer.
type SlotStats struct {
	Index     int
	Kind      SlotKind
	Publisher string // "" when the slot is empty now
	Layer     string // rid of what is sent now
	Packets   uint64
	Bytes     uint64
	Bitrate   int     // bits per second, in the last seconds
	Resent    uint64  // packets sent again on request
	Refused   uint64  // packets asked for again that were not, for they were gone or too many
	Keyframes uint64  // requests of the viewer
	Loss      float64 // share of packets, from 0 to 1, in the viewer's last report
	Jitter    time.Duration
	Round     time.Duration // round trip; 0: not known
}

// Stats returns what the server is doing now.
func (s *SFU) Stats() Stats {
	s.mu.Lock()
	publishers, viewers := keys(s.publishers), keys(s.viewers)
	s.mu.Unlock()
	stats := Stats{Viewers: len(viewers), Freezes: s.freezes.Load(), Frozen: time.Duration(s.frozen.Load())}
	for _, l := range publishers {
		stats.Publishers = append(stats.Publishers, l.stats())
	}
	for _, sh := range s.shards {
		stats.Delays.add(&sh.delays)
		stats.Behind += sh.behind.Load()
	}
	for _, l := range viewers {
		v := l.stats()
		for _, x := range v.Slots {
			stats.Packets += x.Packets
			stats.Bytes += x.Bytes
		}
		stats.Audience = append(stats.Audience, v)
	}
	return stats
}

func (l *PublishLeg) stats() PublisherStats {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	p := PublisherStats{ID: l.id, Quality: l.qualityHeld(now), Round: time.Duration(l.round.Load())}
	if l.stage != nil {
		p.Stage = l.stage.name
	}
	for _, s := range l.sources {
		for _, y := range s.list() {
			bits, loss := y.flow.flow(now)
			p.Layers = append(p.Layers, LayerStats{
				Bitrate: bits, Loss: loss, Jitter: time.Duration(y.arrivals.jitter.Load()),
				Source: s.kind, Layer: y.rid, Codec: y.codec.MimeType,
				Packets: y.packets.Load(), Bytes: y.bytes.Load(), Lost: uint64(max(y.lost.Load(), 0)), //nolint:gosec // not below 0
				Dropped: y.dropped.Load(), Keyframes: y.plis.Load(), Viewers: len(y.slots()),
			})
		}
	}
	return p
}

func (l *AudienceLeg) stats() ViewerStats {
	l.mu.Lock()
	v := ViewerStats{ID: l.id}
	if l.stage != nil {
		v.Stage = l.stage.name
	}
	l.mu.Unlock()
	now := time.Now()
	v.Bears, _ = l.link.bears(now)
	v.Quality = l.quality(now)
	v.Freezes, v.Frozen = l.played.total()
	_, v.Concealed = l.played.shares()
	for i, s := range l.slots {
		if x := s.stats(); x.Packets > 0 {
			x.Bitrate, _ = l.flows[i].flow(now)
			v.Bitrate += x.Bitrate
			v.Slots = append(v.Slots, x)
		}
	}
	return v
}

func (s *slot) stats() SlotStats {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := SlotStats{
		Index: s.index, Kind: s.kind, Packets: s.packets, Bytes: s.octets,
		Resent: s.resent, Refused: s.refused, Keyframes: s.plis, Loss: float64(s.lost) / 256, Round: s.round,
	}
	if s.source != nil {
		x.Publisher = s.source.leg.id
	}
	if s.current != nil {
		x.Layer = s.current.rid
		x.Jitter = time.Duration(s.jitter) * time.Second / time.Duration(max(s.current.codec.ClockRate, 1))
	}
	return x
}
