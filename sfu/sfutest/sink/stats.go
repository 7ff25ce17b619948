package sink

import (
	"time"

	"plenary/sfu/sfutest"
)

// Stats are the counters of a viewer, or of many together. Times count from the offer; 0 means not yet.
type Stats struct {
	Packets, Bytes uint64 // media packets, and their payload
	Frames         uint64 // complete pictures that a decoder could show; for sound, packets in order
	Keyframes      uint64 // complete ones that were waited for
	Lost           uint64 // packets that never came, repair included
	Gaps           uint64 // packets that were missing when a later one came
	Duplicates     uint64
	Late           uint64 // packets that came after they were given up
	Repaired       uint64 // packets that were missing and came by a retransmission stream
	NACKs, PLIs    uint64 // packets asked for again; keyframes asked for
	Feedbacks      uint64 // packets of transport-wide feedback sent

	Sampled uint64 // packets that were decrypted
	Forged  uint64 // of these, with a wrong tag
	Unknown uint64 // packets of streams that the answer does not name

	Joined, FirstPacket, FirstKeyframe time.Duration
	Gone                               bool // the server took its leave, or has not answered for 30 s
}

// add sums counters up; times and states stay those of the first.
func (s *Stats) add(o *Stats) {
	s.Packets += o.Packets
	s.Bytes += o.Bytes
	s.Frames += o.Frames
	s.Keyframes += o.Keyframes
	s.Lost += o.Lost
	s.Gaps += o.Gaps
	s.Duplicates += o.Duplicates
	s.Late += o.Late
	s.Repaired += o.Repaired
	s.NACKs += o.NACKs
	s.PLIs += o.PLIs
	s.Feedbacks += o.Feedbacks
	s.Sampled += o.Sampled
	s.Forged += o.Forged
	s.Unknown += o.Unknown
}

// Total is the sum of all viewers that a farm has ever had.
type Total struct {
	Stats
	Latency sfutest.Histogram // from a frame's last packet leaving its publisher to its arrival, of the sample
}
