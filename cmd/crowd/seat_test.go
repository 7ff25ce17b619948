package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/fasthttp/websocket"

	"plenary/server/protocol"
)

// visit is one connection in a script of what goes wrong between a seat and its room.
type visit func(t *testing.T, conn *websocket.Conn, r *http.Request)

// trouble serves one visit after another, on a real socket.
func trouble(t *testing.T, visits ...visit) *door {
	t.Helper()
	next := make(chan visit, len(visits))
	for _, v := range visits {
		next <- v
	}
	var up websocket.Upgrader
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := up.Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		select {
		case v := <-next:
			v(t, conn, r)
		default:
			t.Errorf("came once more than expected, with %s", r.URL.RawQuery)
		}
	}))
	t.Cleanup(server.Close)
	return newDoor(server.URL)
}

func tell(t *testing.T, conn *websocket.Conn, frame []byte, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
		return
	}
	if err := conn.WriteMessage(websocket.TextMessage, frame); err != nil {
		t.Error(err)
	}
}

func hearCommand(t *testing.T, conn *websocket.Conn) protocol.Frame {
	t.Helper()
	_, b, err := conn.ReadMessage()
	if err != nil {
		t.Error(err)
	}
	var f protocol.Frame
	if err := json.Unmarshal(b, &f); err != nil {
		t.Error(err)
	}
	return f
}

func TestSeatComesBackAndRepeatsWhatWasNotAnswered(t *testing.T) {
	asked := make(chan string, 1)
	d := trouble(t,
		func(t *testing.T, conn *websocket.Conn, r *http.Request) {
			if r.Header.Get("Origin") == "" || r.Header.Get("Cookie") != "login=secret" {
				t.Errorf("headers: %v", r.Header)
			}
			b, err := protocol.EncodeNotice(0, protocol.Welcome{Epoch: "e1", Seq: 5})
			tell(t, conn, b, err)
			b, err = protocol.EncodeNotice(6, protocol.LineDeleted{Line: "x"})
			tell(t, conn, b, err)
			asked <- hearCommand(t, conn).ID // and the line goes dead
		},
		func(t *testing.T, conn *websocket.Conn, r *http.Request) {
			if q := r.URL.Query(); q.Get("epoch") != "e1" || q.Get("seq") != "6" {
				t.Errorf("came back with %v, want epoch e1 and notice 6", q)
			}
			b, err := protocol.EncodeNotice(0, protocol.Resumed{Epoch: "e1"})
			tell(t, conn, b, err)
			again, first := hearCommand(t, conn), <-asked
			if again.ID != first || again.Type != "Say" {
				t.Errorf("said %s with id %s, want Say with the same id %s again", again.Type, again.ID, first)
			}
			b, err = protocol.EncodeAnswer(again.ID, protocol.Done{})
			tell(t, conn, b, err)
			bye := websocket.FormatCloseMessage(protocol.CloseRemoved, "removed")
			_ = conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second))
			_, _, _ = conn.ReadMessage()
		})
	s := newSeat(d, "opening", "login=secret", nil, slog.New(slog.DiscardHandler), newTally())
	ended := make(chan error, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	go func() { ended <- s.run(ctx) }()
	if _, err := s.do(ctx, protocol.Say{Text: "hello"}); err != nil {
		t.Errorf("the command failed: %v", err)
	}
	if err := <-ended; !errors.Is(err, errStayAway) {
		t.Errorf("a removed person's seat ended with %v, want to stay away", err)
	}
	times := s.tally.report().Times
	if times["join"].Count != 1 || times["reconnect"].Count != 1 {
		t.Errorf("times = %v; want one join, one reconnection", times)
	}
}

func TestRefusalIsAnError(t *testing.T) {
	d := trouble(t, func(t *testing.T, conn *websocket.Conn, _ *http.Request) {
		b, err := protocol.EncodeNotice(0, protocol.Welcome{Epoch: "e1"})
		tell(t, conn, b, err)
		b, err = protocol.EncodeAnswer(hearCommand(t, conn).ID, protocol.Refused{Kind: "forbidden", Message: "you are silenced"})
		tell(t, conn, b, err)
		_, _, _ = conn.ReadMessage()
	})
	s := newSeat(d, "opening", "login=secret", nil, slog.New(slog.DiscardHandler), newTally())
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx) }()
	_, err := s.do(ctx, protocol.Say{Text: "hello"})
	var refused refusal
	if !errors.As(err, &refused) || refused.Kind != "forbidden" {
		t.Errorf("error = %v, want a refusal", err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("a seat that was meant to end says %v", err)
	}
}
