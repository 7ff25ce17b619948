package store

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
)

const (
	mostAsked = 64 // who share one query
	// queriesAtOnce are two, so that an answer that is long in coming does not keep everybody waiting.
	queriesAtOnce = 2
)

// gathering has those who ask the same sort of question at the same moment share a query, as [batch] does with commits:
// who asks while a query runs is in the next one. Who asks alone is asked about at once. The query begins after the
// question was asked, so what was committed before is in the answer.
//
// The queue holds callers that wait, each for itself; it is bounded by those who may call.
type gathering[Q, A any] struct {
	answer  func(ctx context.Context, all []*asked[Q, A]) error // gives each an answer or an error of its own
	running *sync.WaitGroup

	mu      sync.Mutex
	queries int // that run
	queue   []*asked[Q, A]
}

// asked is a question that waits for its answer.
type asked[Q, A any] struct {
	question Q
	answer   A
	err      error
	done     chan struct{}
}

func newGathering[Q, A any](running *sync.WaitGroup, answer func(ctx context.Context, all []*asked[Q, A]) error) *gathering[Q, A] {
	return &gathering[Q, A]{answer: answer, running: running}
}

func (g *gathering[Q, A]) ask(ctx context.Context, question Q) (answer A, err error) {
	if err := ctx.Err(); err != nil {
		return answer, failure(err, "")
	}
	a := &asked[Q, A]{question: question, done: make(chan struct{})}
	g.mu.Lock()
	g.queue = append(g.queue, a)
	begin := g.queries < queriesAtOnce
	if begin {
		g.queries++
	}
	g.mu.Unlock()
	if begin {
		g.running.Go(g.run)
	}
	select {
	case <-a.done:
		return a.answer, a.err
	case <-ctx.Done():
		g.leave(a)
		return answer, failure(ctx.Err(), "")
	}
}

// leave takes a question out of the queue whose asker waits no longer.
func (g *gathering[Q, A]) leave(a *asked[Q, A]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.queue, a); i >= 0 {
		g.queue = slices.Delete(g.queue, i, i+1)
	}
}

// run asks until nobody waits.
func (g *gathering[Q, A]) run() {
	for {
		runtime.Gosched() // whoever is ready to ask does: on one core, they would otherwise come one after another
		g.mu.Lock()
		n := min(len(g.queue), mostAsked)
		if n == 0 {
			g.queries--
			g.mu.Unlock()
			return
		}
		all := slices.Clone(g.queue[:n]) // who leaves the queue moves what is behind
		if g.queue = g.queue[n:]; len(g.queue) == 0 {
			g.queue = nil
		}
		g.mu.Unlock()
		g.together(all)
		for _, a := range all {
			close(a.done)
		}
	}
}

// together answers questions by one query; if one of them may be to blame that this fails, each by one of its own.
func (g *gathering[Q, A]) together(all []*asked[Q, A]) {
	err := g.query(all)
	for _, a := range all {
		switch {
		case err == nil:
		case len(all) == 1 || beyond(err):
			a.err = err
		default:
			a.err = nil
			if alone := g.query([]*asked[Q, A]{a}); alone != nil {
				a.err = alone
			}
		}
	}
}

func (g *gathering[Q, A]) query(all []*asked[Q, A]) error {
	ctx, cancel := context.WithTimeout(context.Background(), sharedTime)
	defer cancel()
	return surviving(func() error { return g.answer(ctx, all) })
}

// surviving turns a panic into an error: others wait for the answer.
func surviving(f func() error) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("a query panicked: %v\n%s", reason, debug.Stack())
		}
	}()
	return f()
}
