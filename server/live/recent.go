package live

import (
	"sync"
	"time"
)

// recent remembers for a minute what was revoked or changed. An entry that the edge let in just before it was, and that
// arrives here just after, is caught by it. It holds as many as were changed in two minutes.
type recent[K comparable] struct {
	mu  sync.Mutex
	at  map[K]time.Time
	old time.Time // when it was last cleaned
}

const recently = time.Minute

func (r *recent[K]) add(k K) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	if r.at == nil {
		r.at = map[K]time.Time{}
	}
	r.at[k] = now
	if now.Sub(r.old) < recently {
		return
	}
	r.old = now
	for k, at := range r.at {
		if now.Sub(at) > recently {
			delete(r.at, k)
		}
	}
}

func (r *recent[K]) has(k K) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, there := r.at[k]
	return there && time.Since(at) <= recently
}
