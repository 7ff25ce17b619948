package server

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// noLeaks checks, when everything that a test made has been put away, that no goroutine of ours is left that was not there
// before. Rooms and media are checked by their bubbles; here they run for real.
func noLeaks(t testing.TB) {
	t.Helper()
	before := goroutines()
	t.Cleanup(func() {
		var left []string
		for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			left = nil
			for id, stack := range goroutines() {
				if _, was := before[id]; !was && strings.Contains(stack, "plenary/") {
					left = append(left, stack)
				}
			}
			if len(left) == 0 {
				return
			}
			if time.Now().After(deadline) {
				break
			}
		}
		t.Errorf("%d goroutines are left:\n%s", len(left), strings.Join(left, "\n\n"))
	})
}

// goroutines are the stacks of all, by their heads: "goroutine 7".
func goroutines() map[string]string {
	b := make([]byte, 1<<20)
	for {
		n := runtime.Stack(b, true)
		if n < len(b) {
			b = b[:n]
			break
		}
		b = make([]byte, 2*len(b))
	}
	all := map[string]string{}
	for stack := range strings.SplitSeq(string(b), "\n\n") {
		id, _, _ := strings.Cut(stack, " [")
		all[id] = stack
	}
	return all
}

// TestLeaksAreNoticed is for the check itself: it finds what is left, and what has ended it does not.
func TestLeaksAreNoticed(t *testing.T) {
	before, hold, ended := goroutines(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		<-hold
	}()
	found := func() (n int) {
		for id, stack := range goroutines() {
			if _, was := before[id]; !was && strings.Contains(stack, "TestLeaksAreNoticed") {
				n++
			}
		}
		return n
	}
	until(t, "the goroutine", func() bool { return found() == 1 })
	close(hold)
	<-ended
	until(t, "its end", func() bool { return found() == 0 })
}
