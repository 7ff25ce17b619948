package main

import (
	"slices"

	"plenary/sfu/sfutest"
)

// cameraRates are what the layers of a browser's camera take, in bits per second, smallest first.
var cameraRates = []int{150_000, 500_000, 2_500_000}

// keyframeWeight is how much larger a keyframe is than other pictures.
const keyframeWeight = 6

// asCamera makes a clip as heavy as a browser's camera, with keyframes only when they are asked for. The demonstration's
// own are much lighter, and have one each second. What is put behind a VP8 picture no decoder looks at: the last of its
// partitions ends where the packet does (RFC 6386 §9.5).
func asCamera(c *sfutest.Clip) *sfutest.Clip {
	heavy := *c
	heavy.Asked = true
	heavy.Layers = slices.Clone(c.Layers)
	for i := range heavy.Layers {
		l := &heavy.Layers[i]
		size := cameraRates[min(i, len(cameraRates)-1)] / 8 / c.FPS
		l.Frames = slices.Clone(l.Frames)
		for j, f := range l.Frames {
			want := size
			if f.Key {
				want *= keyframeWeight
			}
			if n := want - len(f.Data); n > 0 {
				l.Frames[j].Data = append(slices.Clone(f.Data), make([]byte, n)...)
			}
		}
	}
	return &heavy
}
