package server

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// proxy stands between two programs and can make the network between them vanish: nothing more gets through, and
// nobody is told.
type proxy struct {
	address string

	mu    sync.Mutex
	gone  chan struct{} // closed when the network of now vanishes
	close []func() error
}

func newProxy(t *testing.T, target string) *proxy {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{address: ln.Addr().String(), gone: make(chan struct{}), close: []func() error{ln.Close}}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			near, err := ln.Accept()
			if err != nil {
				return
			}
			far, err := new(net.Dialer).DialContext(context.Background(), "tcp", target)
			if err != nil {
				_ = near.Close()
				continue
			}
			p.mu.Lock()
			p.close = append(p.close, near.Close, far.Close)
			gone := p.gone
			p.mu.Unlock()
			all.Go(func() { carry(far, near, gone) })
			all.Go(func() { carry(near, far, gone) })
		}
	})
	t.Cleanup(func() {
		p.mu.Lock()
		for _, shut := range p.close {
			_ = shut() // most have ended long ago
		}
		p.mu.Unlock()
		all.Wait()
	})
	return p
}

// carry copies until one side ends, which it tells the other, or the network has vanished, which it tells nobody.
func carry(to, from net.Conn, gone chan struct{}) {
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		select {
		case <-gone:
			return
		default:
		}
		if n > 0 {
			_, _ = to.Write(b[:n])
		}
		if err != nil {
			_ = to.Close()
			return
		}
	}
}

// vanish leaves every connection of now half open; new ones get through.
func (p *proxy) vanish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.gone)
	p.gone = make(chan struct{})
}

// Somebody whose network vanishes is let go after a while, and comes back by another way to what she missed.
func TestAHalfOpenConnectionIsLetGo(t *testing.T) {
	w := newWorld(t, func(c *Config) {
		c.patience = usual
		c.patience.silent, c.patience.close = 3*time.Second, 100*time.Millisecond
	})
	between := newProxy(t, strings.TrimPrefix(w.base, "http://"))
	attendee, chairs := w.as(conference.Attendee), w.as(conference.Chair)
	direct := w.base
	w.base = "http://" + between.address
	attendee.headers = map[string]string{"Origin": direct}
	const window = "?window=window-0123456789"
	conn, _, err := attendee.dial(w.press.ID, window)
	w.must(err)
	defer conn.Close()
	away := expect[protocol.Welcome](&chair{w: w, Conn: conn})
	w.base = direct
	between.vanish()
	session := "/api/sessions/" + string(w.press.ID) + "/attendance"
	until(t, "the room to be empty", func() bool {
		return want[protocol.Attendance](chairs, 200, "GET", session, nil).Count == 0
	})
	speaker := w.as(conference.Speaker).sit(w.press.ID)
	speaker.ask(protocol.Say{Text: "You missed this"})
	expect[protocol.Done](speaker)
	again, _, err := attendee.dial(w.press.ID, fmt.Sprintf("%s&epoch=%s&seq=%d&resume=%s", window, away.Epoch, away.Seq, away.Resume))
	w.must(err)
	defer again.Close()
	if said := expect[protocol.LineSaid](&chair{w: w, Conn: again}); said.Line.Text != "You missed this" {
		t.Errorf("missed = %+v", said)
	}
}

// The clock of the machine jumps by an hour and back: nobody is signed out or locked out, commands go on, who comes back
// misses nothing, and the order of lines is that of their numbers, whatever their times say.
func TestAClockThatJumps(t *testing.T) {
	w := newWorld(t)
	attendee := w.as(conference.Attendee)
	a, speaker := attendee.sit(w.press.ID), w.as(conference.Speaker).sit(w.press.ID)
	const window = "?window=window-0123456789"
	resume := window
	for i, jump := range []time.Duration{0, time.Hour, -2 * time.Hour, time.Hour} {
		w.clock.pass(jump)
		text := fmt.Sprintf("Line %d", i+1)
		speaker.ask(protocol.Say{Text: text})
		expect[protocol.Done](speaker)
		said := expect[protocol.LineSaid](a)
		if said.Line.Text != text || said.Line.Number != int64(i+1) || !said.Line.SaidAt.Equal(w.clock.now()) {
			t.Errorf("after %v: said = %+v", jump, said.Line)
		}
		want[protocol.Me](attendee, 200, "GET", "/api/me", nil)
		welcome := w.as(conference.Attendee).sit(w.press.ID).welcome // signed in now
		if n := len(welcome.Lines); n != i+1 || welcome.Lines[n-1].Text != text || !welcome.Now.Equal(w.clock.now()) {
			t.Errorf("after %v: welcome has %d lines at %v", jump, n, welcome.Now)
		}
		conn, _, err := attendee.dial(w.press.ID, resume)
		w.must(err)
		f, n := (&chair{w: w, Conn: conn}).notice()
		conn.Close()
		switch n := any(n).(type) {
		case protocol.Welcome:
			resume = fmt.Sprintf("%s&epoch=%s&seq=%d&resume=%s", window, n.Epoch, n.Seq, n.Resume)
			if i > 0 {
				t.Errorf("after %v: welcomed instead of resumed", jump)
			}
		case protocol.Resumed:
			resume = fmt.Sprintf("%s&epoch=%s&seq=%d&resume=%s", window, n.Epoch, welcome.Seq, n.Resume)
		default:
			t.Errorf("after %v: first is %+v", jump, f)
		}
	}
}

// Readers that stop are nobody else's trouble: all others hear everything, in order, while they are let go.
func TestStoppedReadersHoldUpNobody(t *testing.T) {
	w := newWorld(t)
	for range 10 {
		conn, _, err := w.as(conference.Attendee).dial(w.press.ID, "")
		w.must(err)
		defer conn.Close() // and nothing is read from it
		w.must(conn.NetConn().(*net.TCPConn).SetReadBuffer(4 << 10))
	}
	reader, moderator := w.as(conference.Attendee).sit(w.press.ID), w.as(conference.Moderator).sit(w.press.ID)
	for i := range 20 {
		text := fmt.Sprintf("%d %s", i, strings.Repeat("x", 900))
		moderator.ask(protocol.Say{Text: text})
		expect[protocol.Done](moderator)
		if said := expect[protocol.LineSaid](reader); said.Line.Text != text {
			t.Fatalf("said = %.20q; want %.20q", said.Line.Text, text)
		}
	}
}
