package sfutest

import "time"

const (
	freezeSamples = 5                      // frames before a freeze can be told
	freezeWindow  = 30                     // frames whose distance is the usual one
	freezeLonger  = 150 * time.Millisecond // than usual, and three times as long
)

// freezes tells frozen pictures from moving ones as browsers do (freezeCount, totalFreezesDuration of W3C webrtc-stats).
type freezes struct {
	last   time.Time
	usual  [freezeWindow]time.Duration
	sum    time.Duration
	frames int // whose distance is known
}

// shown takes in a frame, and returns for how long the picture stood still before it; 0: it did not.
func (f *freezes) shown(now time.Time) time.Duration {
	last := f.last
	f.last = now
	if last.IsZero() {
		return 0
	}
	distance := now.Sub(last)
	average := f.sum / time.Duration(max(min(f.frames, freezeWindow), 1))
	frozen := f.frames >= freezeSamples && distance >= max(3*average, average+freezeLonger)
	at := &f.usual[f.frames%freezeWindow]
	f.sum += distance - *at
	*at = distance
	f.frames++
	if !frozen {
		return 0
	}
	return distance
}
