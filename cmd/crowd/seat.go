package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"plenary/server/protocol"

	"github.com/fasthttp/websocket"
)

const (
	answerTime = 20 * time.Second // a command that was not answered by then has failed
	pingEvery  = 20 * time.Second
	quietTime  = 3 * pingEvery // a socket on which nothing came for so long is dead
	frameLimit = 8 << 20       // of a frame from the server: a full snapshot is the largest
)

// errStayAway is why a seat does not come back: the server said so.
var errStayAway = errors.New("the server asked to stay away")

// refusal is a command that the room did not carry out.
type refusal struct{ protocol.Refused }

func (r refusal) Error() string { return fmt.Sprintf("refused (%s): %s", r.Kind, r.Message) }

// seat is one person's socket to a room, which comes back by itself as the page does.
type seat struct {
	door    *door
	session string
	cookie  string
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

// call is a command that waits for its answer.
type call struct {
	frame  []byte
	answer chan protocol.Notice
}

func newSeat(d *door, session, cookie string, log *slog.Logger, t *tally) *seat {
	return &seat{door: d, session: session, cookie: cookie, log: log, tally: t, view: newView(), waiting: map[string]*call{}}
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

// do asks the room for something and waits for its answer, over a reconnection if need be.
func (s *seat) do(ctx context.Context, command protocol.Command) (protocol.Done, error) {
	return s.doAs(ctx, newID(), command)
}

func (s *seat) doAs(ctx context.Context, id string, command protocol.Command) (protocol.Done, error) {
	frame, err := protocol.EncodeCommand(id, command)
	if err != nil {
		return protocol.Done{}, fmt.Errorf("encode %T: %w", command, err)
	}
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	c := &call{frame: frame, answer: make(chan protocol.Notice, 1)}
	s.mu.Lock()
	s.waiting[id] = c
	conn := s.conn
	s.mu.Unlock()
	began := time.Now()
	if conn != nil {
		_ = s.write(conn, frame) // if it fails, it is said again after coming back
	}
	select {
	case n := <-c.answer:
		if refused, ok := n.(protocol.Refused); ok {
			return protocol.Done{}, refusal{refused}
		}
		done, ok := n.(protocol.Done)
		if !ok {
			return protocol.Done{}, fmt.Errorf("%s was answered by %T", nameOf(command), n)
		}
		s.tally.came(nameOf(command), time.Since(began))
		return done, nil
	case <-ctx.Done():
		s.mu.Lock()
		delete(s.waiting, id)
		s.mu.Unlock()
		return protocol.Done{}, fmt.Errorf("%s: %w", nameOf(command), context.Cause(ctx))
	}
}

func newID() string { return rand.Text() }

func nameOf(c protocol.Command) string { return strings.TrimPrefix(fmt.Sprintf("%T", c), "protocol.") }

// kindOfTrouble is an error without its particulars, for counting.
func kindOfTrouble(err error) string {
	var closed *websocket.CloseError
	var refused refusal
	switch {
	case err == nil:
		return "none"
	case errors.As(err, &closed):
		return fmt.Sprintf("closed with %d", closed.Code)
	case errors.As(err, &refused):
		return "refused as " + string(refused.Kind)
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	}
	text := err.Error()
	if i := strings.LastIndex(text, ": "); i >= 0 && len(text) > 80 {
		text = text[i+2:]
	}
	return text
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
