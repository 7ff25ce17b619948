package store

import (
	"context"
	"sync"
	"time"
)

const (
	believed = time.Second // another process may have changed a row meanwhile
	mostKept = 4096        // rows; there are not so many sessions

	sharedTime = 8 * time.Second // for a query that several wait for; less than a request has
)

// kept are rows that thousands ask for and hardly anybody changes, in memory. One that is not there is read once for all
// who ask meanwhile. What this process changes is forgotten before the change is acknowledged (see written); what another
// one changed is seen within a second.
type kept[K comparable, V any] struct {
	read    func(ctx context.Context, key K) (V, error)
	reading *sync.WaitGroup // what is being read
	clock   func() time.Time

	mu   sync.Mutex
	rows map[K]*keptRow[V]
}

type keptRow[V any] struct {
	since time.Time     // when it began to be read
	here  chan struct{} // closed when it has been read
	row   V
	err   error
}

func newKept[K comparable, V any](reading *sync.WaitGroup, read func(ctx context.Context, key K) (V, error)) *kept[K, V] {
	return &kept[K, V]{read: read, reading: reading, clock: time.Now, rows: map[K]*keptRow[V]{}}
}

// of returns a row. What is returned is everybody's: it is not to be changed.
func (k *kept[K, V]) of(ctx context.Context, key K) (row V, err error) {
	k.mu.Lock()
	r := k.rows[key]
	if r == nil || k.clock().Sub(r.since) >= believed {
		r = k.begin(key)
	}
	k.mu.Unlock()
	select {
	case <-r.here:
		return r.row, r.err
	default:
	}
	select {
	case <-r.here:
		return r.row, r.err
	case <-ctx.Done():
		return row, failure(ctx.Err(), "")
	}
}

// begin begins to read a row. What ends the time of one who waits for it ends nobody else's.
func (k *kept[K, V]) begin(key K) *keptRow[V] {
	if len(k.rows) >= mostKept {
		clear(k.rows)
	}
	r := &keptRow[V]{since: k.clock(), here: make(chan struct{})}
	k.rows[key] = r
	k.reading.Go(func() {
		defer close(r.here)
		ctx, cancel := context.WithTimeout(context.Background(), sharedTime)
		defer cancel()
		r.err = surviving(func() (err error) { r.row, err = k.read(ctx, key); return err })
		if r.err != nil {
			k.drop(key, r)
		}
	})
	return r
}

// drop forgets what could not be read, unless it is being read anew: a stranger's inventions are not kept.
func (k *kept[K, V]) drop(key K, r *keptRow[V]) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.rows[key] == r {
		delete(k.rows, key)
	}
}

// forget has all rows read anew, also for those who ask while one is being read that may be older than the change.
func (k *kept[K, V]) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.rows)
}
