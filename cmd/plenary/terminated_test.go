package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fasthttp/websocket"

	"plenary/server/protocol"
	"plenary/server/store/storetest"
)

// TestATerminatedServerSaysGoodbye has people write while the server is told to end: every seat is told to come back,
// nobody slips in behind that, the process ends by itself, and what was acknowledged is there.
func TestATerminatedServerSaysGoodbye(t *testing.T) {
	storetest.OnEach(t, func(t *testing.T, database string) {
		h := newHarness(t, database, 16)
		p := serveApart(h.T, h.args...)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var all sync.WaitGroup
		codes := make([]int, len(h.pages))
		for i, one := range h.pages {
			one.address = p.address
			seat := sit(ctx, t, one)
			all.Go(func() { codes[i] = closedWith(seat) })
			dice := rand.New(rand.NewPCG(h.dice.Uint64(), 4))
			all.Go(func() {
				for one.visit(ctx, dice) == nil {
					continue
				}
			})
		}
		for h.ledger.done() < 100 && ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
		if err := p.stop(); err != nil {
			t.Errorf("it ended with %v\n%s", err, p.log)
		}
		all.Wait()
		for i, code := range codes {
			if code != protocol.CloseRestart {
				t.Errorf("seat %d was closed with %d", i, code)
			}
		}
		if said := p.log.String(); ctx.Err() != nil || strings.Contains(said, "level=ERROR") || strings.Contains(said, "panic") {
			t.Errorf("%v; it said\n%s", ctx.Err(), said)
		}
		h.faulty("after the goodbye")
		h.finish()
		h.faulty("in the end")
	})
}

// sit takes a seat of its own beside a page's, and waits for the welcome.
func sit(ctx context.Context, t *testing.T, p *page) *websocket.Conn {
	t.Helper()
	address := "ws" + strings.TrimPrefix(p.address, "http") + "/api/sessions/" + string(p.session) + "/seat?window=beside-" + string(p.person)
	conn, res, err := websocket.DefaultDialer.DialContext(ctx, address, http.Header{"Origin": {p.address}, "Cookie": {p.cookie}})
	if err != nil {
		t.Fatalf("take a seat: %v", err)
	}
	_ = res.Body.Close()
	if _, _, err := conn.ReadMessage(); err != nil {
		t.Fatalf("be welcomed: %v", err)
	}
	return conn
}

// closedWith reads to the end and says with which code that came.
func closedWith(conn *websocket.Conn) int {
	defer conn.Close()
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			if closed, ok := errors.AsType[*websocket.CloseError](err); ok {
				return closed.Code
			}
			return 0
		}
	}
}
