package sfu

import (
	"testing"
	"time"
)

func TestHandshakesAreBounded(t *testing.T) {
	var gate turnstile
	now := time.Unix(1000, 0)
	enter := func(n int) (entered int) {
		for range n {
			if gate.enter(now) {
				entered++
			}
		}
		return entered
	}
	if n := enter(1000); n != handshakesBurst {
		t.Errorf("%d at one moment, want %d", n, handshakesBurst)
	}
	in := handshakesBurst
	for second := range 3 { // none of them ends, and a flood goes on
		entered := 0
		for range 100 {
			now = now.Add(10 * time.Millisecond)
			entered += enter(50)
		}
		if in += entered; entered != handshakesSecond {
			t.Errorf("%d in second %d, want %d", entered, second+1, handshakesSecond)
		}
	}
	for in < handshakesAtOnce {
		now = now.Add(time.Second)
		in += enter(200)
	}
	now = now.Add(time.Minute)
	if n := enter(10); n != 0 || in != handshakesAtOnce {
		t.Errorf("%d more than %d at once", n, in)
	}
	gate.leave()
	if n := enter(10); n != 1 {
		t.Errorf("%d enter when one has left", n)
	}
	if (*turnstile)(nil).enter(now) {
		t.Error("somebody passes where there is no turnstile")
	}
}
