package store

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func openFile(t testing.TB) *Store {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "plenary.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestAcknowledgedMeansSynced(t *testing.T) {
	s := openFile(t)
	for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1"} {
		var got string
		if err := s.writer.GetContext(t.Context(), &got, "pragma "+pragma); err != nil || got != want {
			t.Errorf("%s is %s, %v, not %s", pragma, got, err, want)
		}
	}
	if _, err := s.reader.ExecContext(t.Context(), "insert into origin (name, value) values ('a', 'b')"); err == nil {
		t.Error("a reader may write")
	}
}

func TestFailureUndoesOnlyItsOwnChange(t *testing.T) {
	s := openFile(t)
	refusal := errors.New("no")
	put := func(name string, end func() error) func(t *tx) error {
		return func(t *tx) error {
			if _, err := t.exec("insert into origin (name, value) values (?, '')", name); err != nil {
				return err
			}
			return end()
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	changes := []*pending{
		{ctx: t.Context(), change: put("first", func() error { return nil })},
		{ctx: t.Context(), change: put("refused", func() error { return refusal })},
		{ctx: t.Context(), change: put("panicked", func() error { panic("oh") })},
		{ctx: cancelled, change: put("cancelled", func() error { return nil })},
		{ctx: t.Context(), change: put("first", func() error { return nil })}, // twice: a violated constraint
		{ctx: t.Context(), change: put("last", func() error { return nil })},
	}
	s.commitAll(changes)
	if changes[0].err != nil || changes[5].err != nil {
		t.Errorf("sound changes failed: %v, %v", changes[0].err, changes[5].err)
	}
	if !errors.Is(changes[1].err, refusal) || !errors.Is(changes[3].err, context.Canceled) || changes[4].err == nil {
		t.Errorf("failures are %v, %v, %v", changes[1].err, changes[3].err, changes[4].err)
	}
	if changes[2].err == nil || !strings.Contains(changes[2].err.Error(), "oh") {
		t.Errorf("a panic is %v", changes[2].err)
	}
	var names []string
	if err := s.list(t.Context(), &names, "select name from origin order by name"); err != nil || strings.Join(names, " ") != "first last" {
		t.Errorf("committed are %v, %v", names, err)
	}
}

func TestChangesShareCommits(t *testing.T) {
	s := openFile(t)
	var commits, largest atomic.Int64
	commit := s.batch.commit
	gate := make(chan struct{})
	s.batch.commit = func(changes []*pending) {
		if commits.Add(1) == 1 {
			<-gate // everybody arrives while the first commit waits for the disk
		}
		largest.Store(max(largest.Load(), int64(len(changes))))
		commit(changes)
	}
	var all sync.WaitGroup
	const writers = 600
	for i := range writers {
		all.Go(func() {
			err := s.write(t.Context(), func(t *tx) error {
				_, err := t.exec("insert into origin (name, value) values (?, '')", strconv.Itoa(i))
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	for waiting := 0; waiting < writers-1; {
		s.batch.mu.Lock()
		waiting = len(s.batch.queue)
		s.batch.mu.Unlock()
		runtime.Gosched()
	}
	close(gate)
	all.Wait()
	// One, then 256 and 256, then what is left.
	if commits.Load() != 4 || largest.Load() != mostTogether {
		t.Errorf("%d commits, the largest of %d", commits.Load(), largest.Load())
	}
	var count int
	if err := s.get(t.Context(), "", &count, "select count(*) from origin"); err != nil || count != writers {
		t.Errorf("committed %d, %v", count, err)
	}
}

func BenchmarkChange(b *testing.B) {
	for _, writers := range []int{1, 50} {
		b.Run(strconv.Itoa(writers)+" at once", func(b *testing.B) {
			s := openFile(b)
			var number atomic.Int64
			b.SetParallelism(writers)
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					err := s.write(b.Context(), func(t *tx) error {
						_, err := t.exec("insert into origin (name, value) values (?, '')", strconv.FormatInt(number.Add(1), 10))
						return err
					})
					if err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

func TestColumnsAreNamedAsPeopleSpell(t *testing.T) {
	for field, want := range map[string]string{"ID": "id", "HallID": "hall_id", "TokenHash": "token_hash", "State": "state"} {
		if got := column(field); got != want {
			t.Errorf("%s is in column %s, not %s", field, got, want)
		}
	}
}
