package sfutest

import (
	"runtime"
	"testing"
	"testing/synctest"
)

// Bubble runs a test where time stands still until nobody has anything to do, as synctest.Test does, on one thread: the
// race detector of Go 1.26 keeps one context for all timers of a bubble, and crashes when a goroutine looks whether a
// timer's channel has something while another timer fires. What happens before what is checked all the same.
func Bubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	synctest.Test(t, test)
}
