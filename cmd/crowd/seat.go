package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"plenary/server/protocol"

	"github.com/fasthttp/websocket"
)

const (
	pingEvery  = 20 * time.Second
	quietTime  = 3 * pingEvery // a socket on which nothing came for so long is dead
	frameLimit = 8 << 20       // of a frame from the server: a full snapshot is the largest
)

// errStayAway is why a seat does not come back: the server said so.
var errStayAway = errors.New("the server asked to stay away")

// errUnknown is that the server does not know the login.
var errUnknown = errors.New("the server does not know this login")

// seat is one person's socket to a room, which comes back by itself as the page does.
type seat struct {
	door    *door
	session string
	cookie  string
	renew   func(context.Context) (cookie string, err error) // when the server does not know the login any more
	log     *slog.Logger
	tally   *tally
	view    *view

	mu      sync.Mutex // guards all below
	conn    *websocket.Conn
	waiting map[string]*call
	epoch   string
	seq     int64

	writing sync.Mutex // one writer at a time
}

func newSeat(d *door, session, cookie string, renew func(context.Context) (string, error), log *slog.Logger, t *tally) *seat {
	return &seat{door: d, session: session, cookie: cookie, renew: renew, log: log, tally: t, view: newView(), waiting: map[string]*call{}}
}

// run keeps the seat taken until ctx ends or the server asks to stay away.
func (s *seat) run(ctx context.Context) error {
	pause := 500 * time.Millisecond
	for visit := 0; ; visit++ {
		began := time.Now()
		err := s.visit(ctx, visit > 0)
		select {
		case <-ctx.Done():
			return nil // it was meant to end
		default:
		}
		var closed *websocket.CloseError
		if errors.As(err, &closed) && closed.Code >= 4100 && closed.Code < 4200 {
			return fmt.Errorf("%w: %d %s", errStayAway, closed.Code, closed.Text)
		}
		if errors.Is(err, errUnknown) && s.renew != nil {
			if cookie, failed := s.renew(ctx); failed == nil {
				s.cookie = cookie
			}
		}
		s.tally.trouble("socket: " + kindOfTrouble(err))
		s.log.Info("socket lost, coming back", "error", err)
		if time.Since(began) > time.Minute {
			pause = 500 * time.Millisecond
		}
		// A random pause, so that a restarted server is not met by everybody at once.
		if !sleep(ctx, pause/2+mathrand.N(pause)) {
			return nil
		}
		pause = min(2*pause, 10*time.Second)
	}
}

// visit is one connection, from dialling to its end.
func (s *seat) visit(ctx context.Context, again bool) error {
	began := time.Now()
	conn, err := s.dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var helpers sync.WaitGroup
	defer helpers.Wait()
	defer cancel()
	helpers.Go(func() { s.keepAlive(ctx, conn) })
	for first := true; ; first = false {
		_, frame, err := conn.ReadMessage()
		if err != nil {
			s.drop(conn)
			return err
		}
		_ = conn.SetReadDeadline(time.Now().Add(quietTime))
		f, n, err := protocol.DecodeNotice(frame)
		if err != nil {
			s.drop(conn)
			return fmt.Errorf("decode a notice: %w", err)
		}
		if first {
			if again {
				s.tally.came("reconnect", time.Since(began))
			} else {
				s.tally.came("join", time.Since(began))
			}
			s.settle(ctx, conn)
		}
		s.hear(f, n)
	}
}

func (s *seat) dial(ctx context.Context) (*websocket.Conn, error) {
	q := url.Values{}
	s.mu.Lock()
	if s.epoch != "" {
		q.Set("epoch", s.epoch)
		q.Set("seq", strconv.FormatInt(s.seq, 10))
	}
	s.mu.Unlock()
	address := "ws" + strings.TrimPrefix(s.door.base, "http") + "/api/sessions/" + url.PathEscape(s.session) + "/seat"
	if len(q) > 0 {
		address += "?" + q.Encode()
	}
	h := s.door.header(s.cookie)
	h.Set("Sec-Fetch-Mode", "websocket")
	dialer := websocket.Dialer{HandshakeTimeout: answerTime}
	conn, res, err := dialer.DialContext(ctx, address, h)
	if res != nil {
		defer res.Body.Close() // of a refusal; a connection that was taken is not in it
	}
	if err != nil {
		if res != nil && res.StatusCode == http.StatusUnauthorized {
			return nil, fmt.Errorf("take a seat: %w", errUnknown)
		}
		if res != nil {
			return nil, fmt.Errorf("take a seat: %s: %w", res.Status, err)
		}
		return nil, fmt.Errorf("take a seat: %w", err)
	}
	conn.SetReadLimit(frameLimit)
	_ = conn.SetReadDeadline(time.Now().Add(quietTime))
	conn.SetPongHandler(func(string) error { return conn.SetReadDeadline(time.Now().Add(quietTime)) })
	return conn, nil
}

// settle makes a connection the seat's and says again what was not answered on the last one.
func (s *seat) settle(ctx context.Context, conn *websocket.Conn) {
	s.mu.Lock()
	s.conn = conn
	var again [][]byte
	for _, c := range s.waiting {
		again = append(again, c.frame)
	}
	s.mu.Unlock()
	for _, frame := range again {
		if ctx.Err() != nil || s.write(conn, frame) != nil {
			return // the reader will notice
		}
	}
}

func (s *seat) drop(conn *websocket.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == conn {
		s.conn = nil
	}
}

// keepAlive pings, and ends the connection with its context.
func (s *seat) keepAlive(ctx context.Context, conn *websocket.Conn) {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			_ = conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, ""), time.Now().Add(time.Second))
			_ = conn.Close()
			return
		case <-tick.C:
			if err := conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(5*time.Second)); err != nil {
				_ = conn.Close()
				return
			}
		}
	}
}

func (s *seat) write(conn *websocket.Conn, frame []byte) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	_ = conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
	return conn.WriteMessage(websocket.TextMessage, frame)
}

// hear takes one notice in.
func (s *seat) hear(f protocol.Frame, n protocol.Notice) {
	s.mu.Lock()
	if f.Seq > 0 {
		if s.seq > 0 && f.Seq <= s.seq {
			s.tally.trouble("notice twice or out of order")
		}
		s.seq = f.Seq
	}
	if w, ok := n.(protocol.Welcome); ok {
		s.epoch, s.seq = w.Epoch, w.Seq
	}
	var c *call
	if f.ID != "" {
		c = s.waiting[f.ID]
		delete(s.waiting, f.ID)
	}
	s.mu.Unlock()
	if c != nil {
		c.answer <- n // has room for one
		return
	}
	if said, ok := n.(protocol.LineSaid); ok {
		s.tally.lineHeard(string(said.Line.ID))
	}
	s.view.apply(n)
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
