package store

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
)

// lanes are where what a whole session does at once is written to PostgreSQL. Each line of a chat takes the next number of
// its session, each vote changes the count of its question; transactions of their own would wait for each other's sync,
// one after another. In a lane they share one. What is about the same thing is in the same lane, so that no two wait for
// one row.
type lanes []*batch

const laneCount = 4

func newLanes(commit func(changes []*pending)) lanes {
	l := make(lanes, laneCount)
	for i := range l {
		l[i] = &batch{commit: commit}
	}
	return l
}

// of is the lane of a thing.
func (l lanes) of(thing string) *batch {
	h := fnv.New32a()
	_, _ = h.Write([]byte(thing)) // never fails
	return l[h.Sum32()%uint32(len(l))]
}

// writeInLane is write for what many do to one thing at once.
func (s *Store) writeInLane(ctx context.Context, thing string, change func(t *tx) error) error {
	if s.lanes == nil {
		return s.write(ctx, change)
	}
	var touched keptTables
	err := notSaved(s.lanes.of(thing).write(ctx, watched(named(ctx, noted(ctx, change)), &touched)))
	s.forget(touched)
	s.writing.note(err)
	return err
}

// commitLane makes changes in one transaction, each so that its failure undoes only itself. Most batches have none that
// fails, so they are first made without the two statements that setting each apart takes.
func (s *Store) commitLane(changes []*pending) {
	ctx, cancel := s.within(context.Background())
	defer cancel()
	wanted := make([]*pending, 0, len(changes))
	for _, p := range changes {
		if p.err = p.ctx.Err(); p.err != nil {
			p.err = fmt.Errorf("give up before writing: %w", p.err)
			continue
		}
		wanted = append(wanted, p)
	}
	err := s.commit(ctx, func(t *tx) error { return together(t, wanted) })
	if err != nil && len(wanted) > 1 && !beyond(err) {
		err = s.commit(ctx, func(t *tx) error { return apart(t, wanted) })
	}
	for _, p := range wanted {
		if err != nil && p.err == nil {
			p.err = err
		}
	}
}

// beyond says whether an error is beyond what a single change is to blame for.
func beyond(err error) bool {
	var o *outage
	return errors.As(err, &o)
}

func together(t *tx, changes []*pending) error {
	gathering := &tx{ctx: t.ctx, sql: t.sql, gathered: newGathered()}
	for _, p := range changes {
		if err := survive(gathering, p.change); err != nil {
			return err
		}
	}
	if err := gathering.settle(); err != nil {
		return err
	}
	t.entries = append(t.entries, gathering.entries...)
	return nil
}

func apart(t *tx, changes []*pending) error {
	for _, p := range changes {
		p.err = nil // of a try before
		if err := single(t, p); err != nil {
			return err
		}
		if beyond(p.err) {
			return p.err
		}
	}
	return nil
}
