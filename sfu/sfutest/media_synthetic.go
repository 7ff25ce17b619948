package sfutest

import (
	"encoding/binary"
	"time"
)

// Layer is one generated encoding: valid VP8 frame headers with noise behind them, which no decoder should be
// asked to show, but every server treats as video.
type Layer struct {
	RID           string // "q", "h", "f"; "" for a single encoding
	Width, Height int
	Bitrate       int           // bits per second, keyframes aside
	FPS           int           // frames per second
	KeyEvery      time.Duration // 0: only when asked, as browsers do
	Temporal      int           // layers: 3 as Chromium sends simulcast, or 1
}

// DefaultLayers are the three simulcast layers of a 720p camera at the bit rates Chromium aims at.
func DefaultLayers() []Layer {
	return []Layer{
		{RID: "q", Width: 320, Height: 180, Bitrate: 150_000, FPS: 25},
		{RID: "h", Width: 640, Height: 360, Bitrate: 500_000, FPS: 25},
		{RID: "f", Width: 1280, Height: 720, Bitrate: 1_500_000, FPS: 25},
	}
}

// keyframeFactor is how much larger a generated keyframe is than the frames between.
const keyframeFactor = 4

type syntheticReel struct {
	layer Layer
	ticks int
	noise uint64
	begun bool
}

func (s *syntheticReel) next(_ time.Time, key bool) ([]byte, bool) {
	if !s.begun || (s.layer.KeyEvery > 0 && s.ticks >= int(s.layer.KeyEvery*time.Duration(s.layer.FPS)/time.Second)) {
		key = true
	}
	s.begun = true
	s.ticks++
	size := max(s.layer.Bitrate/8/s.layer.FPS, 16)
	if key {
		s.ticks = 0
		size *= keyframeFactor
	}
	return s.frame(size, key), key
}

// frame writes an uncompressed data chunk as in RFC 6386 §9.1.
func (s *syntheticReel) frame(size int, key bool) []byte {
	b := make([]byte, size)
	tag := uint32(1<<4) | uint32(size/2)<<5 // shown; the first partition is half of it
	if !key {
		tag |= 1
	}
	b[0], b[1], b[2] = byte(tag), byte(tag>>8), byte(tag>>16)
	at := 3
	if key {
		b[3], b[4], b[5] = 0x9d, 0x01, 0x2a
		binary.LittleEndian.PutUint16(b[6:], uint16(s.layer.Width))
		binary.LittleEndian.PutUint16(b[8:], uint16(s.layer.Height))
		at = 10
	}
	// Cheap noise (xorshift): equal bytes would let a compressing path look better than it is.
	x := s.noise | 1
	for ; at+8 <= size; at += 8 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		binary.LittleEndian.PutUint64(b[at:], x)
	}
	s.noise = x
	return b
}
