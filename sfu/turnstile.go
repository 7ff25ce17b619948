package sfu

import (
	"sync"
	"time"
)

const (
	// handshakesSecond is how many handshakes begin in a second, since each costs half a millisecond of CPU or more. Who
	// comes when there are more is answered at her next try.
	handshakesSecond = 400
	// handshakesBurst is how many may begin at one moment.
	handshakesBurst = 100
	// handshakesAtOnce is how many may be under way, each with a few goroutines and some 100 KiB. Most wait for the network:
	// whoever stalls must not keep others out.
	handshakesAtOnce = 2000
)

// turnstile bounds how many handshakes begin in a second, and how many are under way. Nobody passes one that is nil.
type turnstile struct {
	mu     sync.Mutex
	inside int
	owed   time.Duration // until as many as can be may begin again
	at     time.Time
}

func (t *turnstile) enter(now time.Time) bool {
	if t == nil {
		return false
	}
	const each = time.Second / handshakesSecond
	t.mu.Lock()
	defer t.mu.Unlock()
	owed := max(0, t.owed-now.Sub(t.at))
	if t.inside >= handshakesAtOnce || owed+each > handshakesBurst*each {
		return false
	}
	t.inside++
	t.owed, t.at = owed+each, now
	return true
}

func (t *turnstile) leave() {
	t.mu.Lock()
	t.inside--
	t.mu.Unlock()
}
