package store

import (
	"context"
	"errors"
	"runtime"
	"testing"
)

// Who waits no longer leaves the queue, and nothing of the change is written; who is being written, or must lead the
// others, learns how it ended.
func TestChangeLeavesTheQueueWhenItsTimeIsOver(t *testing.T) {
	s := openFile(t)
	commit := s.batch.commit
	gate := make(chan struct{})
	s.batch.commit = func(changes []*pending) {
		<-gate
		commit(changes)
	}
	put := func(ctx context.Context, name string) <-chan error {
		done := make(chan error, 1)
		s.batch.mu.Lock()
		before := len(s.batch.queue)
		s.batch.mu.Unlock()
		go func() {
			done <- s.write(ctx, func(t *tx) error {
				_, err := t.exec("insert into origin (name, value) values (?, '')", name)
				return err
			})
		}()
		for waiting := before; waiting == before && name != "first"; {
			s.batch.mu.Lock()
			waiting = len(s.batch.queue)
			s.batch.mu.Unlock()
			runtime.Gosched()
		}
		return done
	}
	under, first := context.WithCancel(t.Context())
	written := put(under, "first")
	for leading := false; !leading; runtime.Gosched() {
		s.batch.mu.Lock()
		leading = s.batch.leading && len(s.batch.queue) == 0
		s.batch.mu.Unlock()
	}
	short, end := context.WithCancel(t.Context())
	late, last := put(short, "late"), put(t.Context(), "last")
	end()
	if err := <-late; !errors.Is(err, context.Canceled) {
		t.Errorf("who waited too long is told %v", err)
	}
	first() // too late: the disk has it
	close(gate)
	if err := <-written; err == nil {
		t.Error("a change whose caller had gone before the commit began was made") // commit looks once more
	}
	if err := <-last; err != nil {
		t.Error(err)
	}
	var names []string
	if err := s.list(t.Context(), &names, "select name from origin"); err != nil || len(names) != 1 || names[0] != "last" {
		t.Errorf("committed are %v, %v", names, err)
	}
}
