package server

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// An idle seat has no goroutine.
func TestIdleSeatsHaveNoGoroutine(t *testing.T) {
	w := newWorld(t)
	ours := func() (n int) {
		for _, stack := range goroutines() {
			if strings.Contains(stack, "plenary/server") || strings.Contains(stack, "fasthttp") {
				n++
			}
		}
		return n
	}
	var seats []*chair
	take := func(n int) {
		for len(seats) < n {
			b := w.as([]conference.Role{conference.Attendee, conference.Press, conference.Speaker}[len(seats)/100%3])
			for range 100 {
				seats = append(seats, b.sit(w.press.ID))
			}
		}
	}
	take(100)
	few := 0
	until(t, "rest", func() bool { few = ours(); return few < 40 })
	take(1000)
	take(2000)
	until(t, "rest again", func() bool { return ours() <= few+8 }) // but for requests that end
	seats[0].ask(protocol.Say{Text: "Somebody is there"})
	expect[protocol.Done](seats[0])
}

// A number that was given back and given again has another mark: what was meant for the former finds nobody.
func TestAnEventOfAFormerConnectionFindsNobody(t *testing.T) {
	k, _ := pair(t, false)
	former := k.carrier.(*descriptor)
	number, mark := int(former.number), former.mark
	if former.reactor.find(number, mark) != former {
		t.Fatal("a descriptor is not found")
	}
	k.shut()
	if d := former.reactor.find(number, mark); d != nil {
		t.Errorf("one that was put away is found: %+v", d)
	}
	next := &descriptor{reactor: former.reactor, number: former.number}
	former.reactor.add(next)
	if d := former.reactor.find(number, mark); d != nil {
		t.Errorf("what was meant for the former finds the next: %+v", d)
	}
	if former.reactor.find(number, next.mark) != next {
		t.Error("the next is not found")
	}
	former.reactor.table[number] = nil
}

// When the time for a shutdown is over, the sockets that are left are closed.
func TestAShutdownThatCannotWaitClosesSockets(t *testing.T) {
	w := newWorld(t, func(c *Config) {
		c.patience = usual
		c.patience.close = time.Hour // for a browser that does not answer
	})
	c := w.as(conference.Attendee).sit(w.press.ID)
	over, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := w.srv.Shutdown(over); err == nil || !strings.Contains(err.Error(), "still open") {
		t.Errorf("shutdown: %v", err)
	}
	w.must(c.NetConn().SetReadDeadline(time.Now().Add(20 * time.Second)))
	if _, err := io.Copy(io.Discard, c.NetConn()); isTimeout(err) {
		t.Error("it was left open")
	}
}
