package sfu

import (
	"strings"
	"sync"
	"time"
)

// keyframeInterval is how often one layer's camera is asked for a keyframe at most. Chromium ignores a second request
// within some 200 ms, so a request that brought nothing is worth repeating after this time, not before.
const keyframeInterval = 500 * time.Millisecond

// asker merges the keyframe requests of all viewers of a layer.
type asker struct {
	mu     sync.Mutex
	wanted bool
	asked  time.Time
}

// want notes that somebody needs a keyframe and reports whether the camera is to be asked now.
func (a *asker) want(now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wanted = true
	return a.due(now)
}

// retry reports whether a request that is still unanswered is to be repeated now.
func (a *asker) retry(now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.wanted && a.due(now)
}

// came notes that a keyframe passed.
func (a *asker) came() {
	a.mu.Lock()
	a.wanted = false
	a.mu.Unlock()
}

func (a *asker) due(now time.Time) bool {
	if now.Sub(a.asked) < keyframeInterval {
		return false
	}
	a.asked = now
	return true
}

// startsKeyframe reports whether a packet's payload begins a keyframe of a codec, by its MIME type.
func startsKeyframe(mime string, payload []byte) bool {
	switch strings.ToLower(mime) {
	case "video/vp8":
		return vp8Keyframe(payload)
	case "video/h264":
		return h264Keyframe(payload)
	case "video/vp9":
		return vp9Keyframe(payload)
	case "video/av1":
		return len(payload) > 0 && payload[0]&0x08 != 0 // N bit: first packet of a coded video sequence (AV1 RTP §4.4)
	}
	return false
}

// vp8Keyframe: RFC 7741 §4.2 and §4.3: start of partition 0, inverse key frame flag clear.
func vp8Keyframe(p []byte) bool {
	d, ok := parseVP8(p)
	return ok && p[0]&0x10 != 0 && p[0]&0x07 == 0 && len(p) > d.size && p[d.size]&0x01 == 0
}

// h264Keyframe: RFC 6184 §5: an SPS or IDR, alone, in a STAP-A or as the start of an FU-A.
func h264Keyframe(p []byte) bool {
	if len(p) == 0 {
		return false
	}
	const idr, sps, stapA, fuA = 5, 7, 24, 28
	switch p[0] & 0x1f {
	case idr, sps:
		return true
	case stapA:
		for rest := p[1:]; len(rest) > 2; {
			size := int(rest[0])<<8 | int(rest[1])
			if size == 0 || len(rest) < 2+size {
				return false
			}
			if t := rest[2] & 0x1f; t == idr || t == sps {
				return true
			}
			rest = rest[2+size:]
		}
	case fuA:
		return len(p) > 1 && p[1]&0x80 != 0 && (p[1]&0x1f == idr || p[1]&0x1f == sps)
	}
	return false
}

// vp9Keyframe: RFC 9628 §4.2: start of a frame, not inter-predicted, of the lowest spatial layer.
func vp9Keyframe(p []byte) bool {
	if len(p) == 0 || p[0]&0x40 != 0 || p[0]&0x08 == 0 {
		return false
	}
	i := 1
	if p[0]&0x80 != 0 { // picture id
		if len(p) <= i {
			return false
		}
		if p[i]&0x80 != 0 {
			i++
		}
		i++
	}
	if p[0]&0x20 != 0 { // layer indices
		return len(p) > i && p[i]>>1&0x07 == 0
	}
	return true
}
