package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/fasthttp/websocket"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store/storetest"
)

// A server that is told to end tells everybody's media so, by whatever kind of leg: nobody waits for packets that do not
// come until the network gives up.
func TestATerminatedServerEndsMedia(t *testing.T) {
	t.Parallel()
	h := newHarness(t, "sqlite:"+t.TempDir()+"/plenary.db", 8)
	p := serveApart(t, h.args...)
	media := newBroadcast(t, p.address, [2]*page{h.pages[1], h.pages[2]}, [2]*page{h.pages[6], h.pages[7]})
	if err := p.stop(); err != nil {
		t.Errorf("it ended with %v\n%s", err, p.log)
	}
	media.ended()
}

// A server that is told to end does so by itself, and in order, while the database answers nothing, a command hangs on
// it, one browser reads nothing, and another does not come to the end of what it asks.
func TestAHungServerEnds(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		database := "sqlite:" + t.TempDir() + "/plenary.db"
		f := newFault(t, database, talkative...)
		unlock := func() {}
		f.endsHung(func() { unlock = storetest.Lock(t, database) })
		unlock()
	})
	address := os.Getenv(storetest.Variable)
	if address == "" {
		return // as all tests do that need one
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		database := storetest.Schema(t, address)
		valve := storetest.NewValve(t, database)
		f := newFault(t, database, append([]string{"--database", valve.Address()}, talkative...)...)
		f.endsHung(valve.Shut)
		valve.Open()
	})
}

// talkative has a moderator say much at once.
var talkative = []string{"--rate-commands", "1000/1ms", "--rate-moderator-lines", "1000/1ms"}

// endsHung has the database hang, and everything that can, and ends the server.
func (f *fault) endsHung(hang func()) {
	f.Helper()
	for range 50 { // together more than the kernel keeps for a browser
		if n := f.say(f.Context(), strings.Repeat("\U0001F54A", conference.MaxLine)); n != (protocol.Done{}) {
			f.Fatalf("it is answered %+v", n)
		}
	}
	f.heals()
	f.pages[6].address, f.pages[7].address = f.server.address, f.server.address
	stuck := f.sit(f.pages[6])
	<-stuck.first
	f.deaf(f.pages[7])
	f.unfinished()
	hang()
	answered := make(chan protocol.Notice, 1)
	go func() {
		n, _ := f.pages[6].send(f.Context(), stuck, protocol.Say{Text: "Never said"})
		answered <- n
	}()
	select {
	case n := <-answered:
		f.Fatalf("what hangs is answered %+v", n)
	case <-time.After(200 * time.Millisecond):
	}
	if err := f.server.stop(); err != nil {
		f.Errorf("it ended with %v", err)
	}
	if n := <-answered; n == (protocol.Done{}) {
		f.Error("what was not saved was acknowledged")
	}
	stuck.close()
	if said := f.server.log.String(); f.Failed() || strings.Contains(said, "would not end") || strings.Contains(said, "panic") {
		f.Errorf("it said\n%s", said)
	}
}

// deaf takes a seat of which nothing is read, not even the welcome.
func (f *fault) deaf(p *page) {
	f.Helper()
	dialer := websocket.Dialer{NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if err == nil {
			err = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
		}
		return conn, err
	}}
	conn, res, err := dialer.DialContext(f.Context(), "ws"+strings.TrimPrefix(p.address, "http")+"/api/sessions/"+string(p.session)+"/seat",
		http.Header{"Origin": {p.address}, "Cookie": {p.cookie}})
	f.must(err)
	f.must(res.Body.Close())
	f.Cleanup(func() { _ = conn.Close() })
}

// unfinished begins to ask for something.
func (f *fault) unfinished() {
	f.Helper()
	conn, err := new(net.Dialer).DialContext(f.Context(), "tcp", strings.TrimPrefix(f.server.address, "http://"))
	f.must(err)
	f.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, "POST /api/sign-out HTTP/1.1\r\nHost: x\r\nX-Slow: ")
	f.must(err)
}
