package store

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
)

// mostTogether is how many changes share one commit; who waits longer than one batch leads the next.
const mostTogether = 256

// batch groups changes into commits: while one commit waits for the disk, the changes that arrive queue up and share the
// next. There is no goroutine of its own: the first to arrive leads, and hands the lead on after one batch.
//
// The queue holds callers that wait, each for itself; it is bounded by those who may call.
type batch struct {
	commit func(changes []*pending)

	mu      sync.Mutex
	leading bool
	queue   []*pending
}

// pending is a change that waits for its commit.
type pending struct {
	ctx    context.Context
	change func(t *tx) error
	err    error
	turn   chan bool // true: lead; false: it is done, see err
	leads  bool      // guarded by the batch
}

func (b *batch) write(ctx context.Context, change func(t *tx) error) error {
	p := &pending{ctx: ctx, change: change, turn: make(chan bool, 1)}
	b.mu.Lock()
	b.queue = append(b.queue, p)
	p.leads = !b.leading
	b.leading = true
	lead := p.leads
	b.mu.Unlock()
	if !lead {
		select {
		case lead = <-p.turn:
		case <-ctx.Done():
			if b.leave(p) {
				return fmt.Errorf("wait to be written: %w", ctx.Err())
			}
			// It is being written, or others wait for this one to lead them: how that ends will be known.
			lead = <-p.turn
		}
	}
	if lead {
		b.lead()
	}
	return p.err
}

// leave takes a change whose caller waits no longer out of the queue, unless it is too late for that.
func (b *batch) leave(p *pending) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.Index(b.queue, p)
	if i < 0 || p.leads {
		return false
	}
	b.queue = slices.Delete(b.queue, i, i+1)
	return true
}

// lead commits one batch, which holds the leader's own change as its first, and hands the lead on.
func (b *batch) lead() {
	b.mu.Lock()
	n := min(len(b.queue), mostTogether)
	changes := slices.Clone(b.queue[:n]) // who leaves the queue moves what is behind
	b.queue = b.queue[n:]
	b.mu.Unlock()

	b.commit(changes)
	for _, p := range changes[1:] {
		p.turn <- false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.queue) == 0 {
		b.leading, b.queue = false, nil
		return
	}
	b.queue[0].leads = true
	b.queue[0].turn <- true
}

// commitAll makes changes in one transaction, each so that its failure undoes only itself.
func (s *Store) commitAll(changes []*pending) {
	if err := s.commitTogether(changes); err != nil {
		for _, p := range changes {
			if p.err == nil {
				p.err = err
			}
		}
	}
}

func (s *Store) commitTogether(changes []*pending) error {
	// A change that is under way is carried through: to interrupt a statement would undo the others' too.
	ctx := context.Background()
	t, err := begin(ctx, s.writer)
	if err != nil {
		return err
	}
	defer t.Rollback() // nothing to undo once committed
	for _, p := range changes {
		if p.err = p.ctx.Err(); p.err != nil {
			p.err = fmt.Errorf("give up before writing: %w", p.err)
			continue
		}
		if err := single(&tx{ctx: context.WithoutCancel(p.ctx), sql: t}, p); err != nil {
			return err
		}
	}
	return failure(t.Commit(), "")
}

// single makes one change within the common transaction.
func single(t *tx, p *pending) error {
	if _, err := t.exec("savepoint change"); err != nil {
		return err
	}
	recorded := len(t.entries)
	p.err = survive(t, p.change)
	if p.err == nil && !t.onPostgres() { // where nobody else writes meanwhile, each change has its entries at once
		p.err = t.seal()
	}
	if p.err != nil {
		t.entries = t.entries[:min(recorded, len(t.entries))]
		if _, err := t.exec("rollback to change"); err != nil {
			// A full disk ends the whole transaction; that, and not that there is nothing to roll back, is the reason.
			return p.err
		}
	}
	_, err := t.exec("release change")
	return err
}

// survive turns a panic in one change into its error: the others in the batch wait for their leader.
func survive(t *tx, change func(t *tx) error) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("a change panicked: %v\n%s", reason, debug.Stack())
		}
	}()
	return change(t)
}
