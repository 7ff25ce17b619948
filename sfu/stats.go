package sfu

// Stats is what the server is doing, as plain values.
type Stats struct {
	Publishers []PublisherStats
	Viewers    int
	Packets    uint64 // sent to viewers, by the legs that are open
	Bytes      uint64
}

// PublisherStats is what one publisher sends.
type PublisherStats struct {
	ID     string
	Stage  string
	Layers []LayerStats
}

// LayerStats is one encoding of one source.
type LayerStats struct {
	Source    SourceKind
	Layer     string // rid; "" without simulcast
	Codec     string // MIME type
	Packets   uint64
	Bytes     uint64
	Keyframes uint64 // requests sent to the camera
	Viewers   int
}

// Stats returns what the server is doing now.
func (s *SFU) Stats() Stats {
	s.mu.Lock()
	publishers, viewers := keys(s.publishers), keys(s.viewers)
	s.mu.Unlock()
	stats := Stats{Viewers: len(viewers)}
	for _, l := range publishers {
		stats.Publishers = append(stats.Publishers, l.stats())
	}
	for _, l := range viewers {
		for _, x := range l.slots {
			x.mu.Lock()
			stats.Packets += uint64(x.packets)
			stats.Bytes += uint64(x.octets)
			x.mu.Unlock()
		}
	}
	return stats
}

func (l *PublishLeg) stats() PublisherStats {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := PublisherStats{ID: l.id}
	if l.stage != nil {
		p.Stage = l.stage.name
	}
	for _, s := range l.sources {
		for _, y := range s.list() {
			v := LayerStats{
				Source: s.kind, Layer: y.rid, Codec: y.codec.MimeType,
				Packets: y.packets.Load(), Bytes: y.bytes.Load(), Keyframes: y.plis.Load(),
			}
			if viewers := y.viewers.Load(); viewers != nil {
				v.Viewers = len(*viewers)
			}
			p.Layers = append(p.Layers, v)
		}
	}
	return p
}
