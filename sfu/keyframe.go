package sfu

import (
	"sync"
	"time"
)

// keyframeInterval is how often one layer's camera is asked for a keyframe at most. Chromium ignores a second request
// within some 200 ms, so a request that brought nothing is worth repeating after this time, not before. The server's clock
// ticks every 100 ms: it is repeated within another 100.
const keyframeInterval = 400 * time.Millisecond

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
