package server

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/gofiber/contrib/websocket"

	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/protocol"
)

// What breaks on a socket costs that socket. Its browser is told that something broke; what the panic says is for the log.

// unwrapped is a connection below which there is none.
type unwrapped struct{ net.Conn }

func (unwrapped) UnsafeConn() net.Conn { panic("postgres://user:secret@db") }

func TestAPanicBeforeThereIsASeat(t *testing.T) {
	browser, conn := net.Pipe()
	s, log := unfurnished(&socket{})
	var opening sync.WaitGroup
	opening.Go(func() { s.opened(unwrapped{conn}, nil, live.Entry{}) })
	if got, err := io.ReadAll(browser); err != nil || len(got) > 0 {
		t.Errorf("told %q, %v", got, err)
	}
	opening.Wait()
	if !strings.Contains(log.String(), "secret") {
		t.Errorf("the log says %s", log)
	}
}

// unfurnished is a server without rooms: whoever looks for one panics.
func unfurnished(k *socket) (*Server, *journal) {
	log := &journal{}
	s := &Server{cfg: Config{patience: usual}, base: context.Background(), seats: newSeats(), log: slog.New(slog.NewTextHandler(log, nil))}
	k.server = s
	return s, log
}

// wantBroken reads what a browser is told, to the end.
func wantBroken(t *testing.T, browser io.Reader, s *Server, log *journal) {
	t.Helper()
	got, err := io.ReadAll(browser)
	if want := frame(0x88, false, websocket.FormatCloseMessage(protocol.CloseBroken, brokenReason)); err != nil || !bytes.Equal(got, want) {
		t.Errorf("told %q, %v; want %q", got, err, want)
	}
	s.seats.close()
	if err := s.seats.wait(t.Context()); err != nil {
		t.Error(err)
	}
	if !strings.Contains(log.String(), "nil pointer") {
		t.Errorf("the log says %s", log)
	}
}

func TestAPanicWhileASeatIsTaken(t *testing.T) { carriers(t, testAPanicWhileASeatIsTaken) }

func testAPanicWhileASeatIsTaken(t *testing.T, threads bool) {
	k, browser := pair(t, threads)
	s, log := unfurnished(k)
	s.pump(k, live.Entry{Role: conference.Attendee})
	wantBroken(t, browser, s, log)
}

func TestAPanicInWhatASeatReads(t *testing.T) { carriers(t, testAPanicInWhatASeatReads) }

func testAPanicInWhatASeatReads(t *testing.T, threads bool) {
	k, browser := pair(t, threads)
	s, log := unfurnished(k)
	s.seats.begin()
	var reading sync.WaitGroup
	reading.Go(func() { k.carrier.follow(k) }) // without a seat that could carry anything out
	if _, err := browser.Write(masked(0x81, []byte("{}"))); err != nil {
		t.Fatal(err)
	}
	wantBroken(t, browser, s, log)
	reading.Wait()
}
