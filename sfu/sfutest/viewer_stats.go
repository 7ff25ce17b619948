package sfutest

import "time"

// SlotStats are the counters of one slot. Times count from the offer; 0 means not yet.
type SlotStats struct {
	Slot  int    // index of the m-line
	Name  string // what was asked for there: "floor", "camera" …
	Kind  string // "audio" or "video"
	Codec string // of the last packet
	SSRC  uint32 // of its stream; another would be a new stream

	Packets, Bytes uint64
	Frames         uint64 // complete pictures that a decoder could show; for sound, packets in order
	Keyframes      uint64
	Lost           uint64 // packets that never came, repair included
	Gaps           uint64 // packets that were missing when a later one came
	Duplicates     uint64
	Late           uint64 // packets that came after they were given up
	NACKs, PLIs    uint64 // packets asked for again; keyframes asked for

	FirstPacket, FirstKeyframe time.Duration
	LongestGap                 time.Duration // between two frames
	Freezes                    uint64        // of a picture, as browsers count them
	Frozen                     time.Duration // in them
	Width, Height              int           // of the last VP8 keyframe

	Source  string            // whose media came last: name, or name/layer
	Sources map[string]uint64 // frames from each
	Latency Histogram         // from a packet's leaving its publisher to its arrival, for packets with a stamp

	TimeBreaks    uint64 // pictures whose RTP time was not after the one before
	PictureBreaks uint64 // pictures whose VP8 picture id did not follow the one before, though no packet was lost

	// Skew is when the last sender report says that a frame was taken, less when the frame says it was sent. If
	// sound and picture of one publisher have about the same, lips move in time. Skewed tells that it is known.
	Skew   time.Duration
	Skewed bool

	SenderReports uint64
	ReportNTP     uint64 // the last sender report's clock pair
	ReportRTP     uint32
}

// ViewerStats are the counters of all slots of a viewer.
type ViewerStats struct {
	Joined time.Duration // from the offer until media could flow
	Slots  []SlotStats
}

// Stats returns the counters as they are now.
func (v *Viewer) Stats() ViewerStats {
	st := ViewerStats{Joined: v.joined}
	now := time.Now()
	for _, s := range v.slots {
		st.Slots = append(st.Slots, s.snapshot(now))
	}
	return st
}

// Total adds all slots up: counters are sums, first times the earliest, the longest gap the longest.
func (v ViewerStats) Total() SlotStats {
	t := SlotStats{Slot: -1, Sources: map[string]uint64{}}
	earliest := func(a, b time.Duration) time.Duration {
		if a == 0 || (b > 0 && b < a) {
			return b
		}
		return a
	}
	for _, s := range v.Slots {
		t.Packets += s.Packets
		t.Bytes += s.Bytes
		t.Frames += s.Frames
		t.Keyframes += s.Keyframes
		t.Lost += s.Lost
		t.Gaps += s.Gaps
		t.Duplicates += s.Duplicates
		t.Late += s.Late
		t.NACKs += s.NACKs
		t.PLIs += s.PLIs
		t.SenderReports += s.SenderReports
		t.TimeBreaks += s.TimeBreaks
		t.PictureBreaks += s.PictureBreaks
		t.Freezes += s.Freezes
		t.Frozen += s.Frozen
		t.FirstPacket = earliest(t.FirstPacket, s.FirstPacket)
		t.FirstKeyframe = earliest(t.FirstKeyframe, s.FirstKeyframe)
		t.LongestGap = max(t.LongestGap, s.LongestGap)
		t.Latency.Merge(s.Latency)
		for from, n := range s.Sources {
			t.Sources[from] += n
		}
	}
	return t
}
