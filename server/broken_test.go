package server

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	fastws "github.com/fasthttp/websocket"
	"github.com/gofiber/contrib/websocket"
	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/protocol"
)

// What breaks on a socket costs that socket. Its browser is told that something broke; what the panic says is for the log.

// The library's own handler would send the text of a panic to the browser.
func TestAPanicInASeatIsNotShown(t *testing.T) {
	w := newWorld(t)
	ln, err := new(net.ListenConfig).Listen(w.ctx(), "tcp", "127.0.0.1:0")
	w.must(err)
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/", websocket.New(func(*websocket.Conn) { panic("postgres://user:secret@db") }, w.srv.upgrades("http://"+ln.Addr().String())))
	go func() { _ = app.Listener(ln) }()
	defer func() { _ = app.Shutdown() }()
	conn, res, err := fastws.DefaultDialer.DialContext(w.ctx(), "ws://"+ln.Addr().String()+"/", http.Header{"Origin": {"http://" + ln.Addr().String()}})
	w.must(err)
	_ = res.Body.Close()
	defer conn.Close()
	_, text, err := conn.ReadMessage()
	var closed *fastws.CloseError
	if !errors.As(err, &closed) || closed.Code != protocol.CloseBroken || strings.Contains(closed.Text, "secret") || len(text) > 0 {
		t.Errorf("%s, %v", text, err)
	}
	until(t, "a line in the log", func() bool { return strings.Contains(w.log.String(), "secret") })
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
