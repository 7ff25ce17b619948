package store

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// doubling answers with twice the number; it is slow, fails with 13 in it, and panics with 17.
type doubling struct {
	sync.WaitGroup
	*gathering[int, int]

	mu    sync.Mutex
	sizes []int
}

var errThirteen = errors.New("thirteen")

func newDoubling() *doubling {
	d := &doubling{}
	d.gathering = newGathering(&d.WaitGroup, func(_ context.Context, all []*asked[int, int]) error {
		d.mu.Lock()
		d.sizes = append(d.sizes, len(all))
		d.mu.Unlock()
		time.Sleep(time.Second)
		for _, a := range all {
			switch a.question {
			case 13:
				return errThirteen
			case 17:
				panic("seventeen")
			}
			a.answer = 2 * a.question
		}
		return nil
	})
	return d
}

// Who asks while a query runs is in the next one; nobody waits for company.
func TestThoseWhoWaitShareAQuery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoubling()
		began := time.Now()
		for i := range 2 + mostAsked + 5 {
			d.Go(func() {
				answer, err := d.ask(t.Context(), 100+i)
				if answer != 200+2*i || err != nil {
					t.Errorf("%d is answered with %d, %v", i, answer, err)
				}
				if i < 2 && time.Since(began) != time.Second {
					t.Errorf("the first waited %v", time.Since(began))
				}
			})
			synctest.Wait()
		}
		d.Wait()
		if slices.Sort(d.sizes); !slices.Equal(d.sizes, []int{1, 1, 5, mostAsked}) {
			t.Errorf("queries had %v questions", d.sizes)
		}
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("all took %v", took)
		}
	})
}

// What is wrong with one question is told to who asked it.
func TestOneFailingQuestionFailsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoubling()
		for i := range 20 {
			d.Go(func() {
				answer, err := d.ask(t.Context(), i)
				switch {
				case i == 13 && !errors.Is(err, errThirteen), i == 17 && err == nil:
					t.Errorf("%d is answered with %d, %v", i, answer, err)
				case i != 13 && i != 17 && (answer != 2*i || err != nil):
					t.Errorf("%d is answered with %d, %v", i, answer, err)
				}
			})
			synctest.Wait()
		}
		d.Wait()
	})
}

// Who waits no longer hurts nobody, whether she waits for a query or for its end.
func TestWhoLeavesHurtsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoubling()
		for i := range 30 {
			d.Go(func() {
				ctx, cancel := t.Context(), func() {}
				if i%3 == 0 {
					ctx, cancel = context.WithTimeout(ctx, 500*time.Millisecond)
				}
				defer cancel()
				began := time.Now()
				answer, err := d.ask(ctx, 100+i)
				if i%3 == 0 {
					if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 500*time.Millisecond {
						t.Errorf("%d is answered after %v with %d, %v", i, time.Since(began), answer, err)
					}
				} else if answer != 200+2*i || err != nil {
					t.Errorf("%d is answered with %d, %v", i, answer, err)
				}
			})
			synctest.Wait()
		}
		d.Wait()
		if total := d.sizes[0] + d.sizes[1] + d.sizes[2]; len(d.sizes) != 3 || total != 21 { // the first of all was asked about
			t.Errorf("queries had %v questions", d.sizes)
		}
	})
}

// One reads for all who ask meanwhile; none of them, leaving, ends it.
func TestKeptRowsAreReadOnceForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var reads atomic.Int32
		var reading, asking sync.WaitGroup
		k := newKept(&reading, func(context.Context, string) (int, error) {
			n := reads.Add(1)
			time.Sleep(100 * time.Millisecond)
			return int(n), nil
		})
		hasty, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		for i := range 10 {
			asking.Go(func() {
				ctx := t.Context()
				if i == 0 {
					ctx = hasty
				}
				if got, err := k.of(ctx, "a"); (i == 0) != errors.Is(err, context.DeadlineExceeded) || i > 0 && got != 1 {
					t.Errorf("%d was told %d, %v", i, got, err)
				}
			})
		}
		asking.Wait()
		// A change while it is read: who asks after it is not told what may be older.
		time.Sleep(time.Second)
		asking.Go(func() { _, _ = k.of(t.Context(), "a") })
		synctest.Wait()
		k.forget()
		if got, err := k.of(t.Context(), "a"); got != 3 || err != nil {
			t.Errorf("after a change it is %d, %v", got, err)
		}
		asking.Wait()
		if got, err := k.of(t.Context(), "a"); got != 3 || err != nil {
			t.Errorf("the older reading is kept: %d, %v", got, err)
		}
	})
}
