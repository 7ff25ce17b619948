package live

import (
	"sync"
	"time"
)

// An inbox takes word for the room from those who must not wait: media callbacks, timers, sockets that go away. The latest
// word under a key replaces the one before, so there are never more than keys: a few for each leg, seat and timer.
type inbox struct {
	bell chan struct{} // rings once for any number of words

	mu    sync.Mutex
	words map[any]func()
	order []any
}

func newInbox() *inbox { return &inbox{bell: make(chan struct{}, 1), words: map[any]func(){}} }

// put leaves word: f is called in the room's goroutine, soon.
func (b *inbox) put(key any, f func()) {
	b.mu.Lock()
	if _, there := b.words[key]; !there {
		b.order = append(b.order, key)
	}
	b.words[key] = f
	b.mu.Unlock()
	select {
	case b.bell <- struct{}{}:
	default:
	}
}

// later leaves word when a while has passed.
func (b *inbox) later(d time.Duration, key any, f func()) {
	time.AfterFunc(d, func() { b.put(key, f) })
}

// read carries out all that was left, in the order in which the keys came.
func (b *inbox) read() {
	b.mu.Lock()
	words, order := b.words, b.order
	b.words, b.order = map[any]func(){}, nil
	b.mu.Unlock()
	for _, key := range order {
		words[key]()
	}
}
