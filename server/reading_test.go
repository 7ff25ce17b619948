package server

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	fastws "github.com/fasthttp/websocket"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
	"plenary/server/store/storetest"
)

// withSeats runs a test on a server with each carrier.
func withSeats(t *testing.T, test func(w *world), change ...func(*Config)) {
	carriers(t, func(t *testing.T, threads bool) {
		test(newWorld(t, append(change, func(c *Config) { c.threads = threads })...))
	})
}

// saying is a command with an id that tells which it is.
func (w *world) saying(n int) (id string, frame []byte) {
	w.t.Helper()
	id = fmt.Sprintf("command-%024d", n)
	frame, err := protocol.EncodeCommand(id, protocol.Say{Text: fmt.Sprintf("Line %d", n)})
	w.must(err)
	return id, frame
}

// write writes bytes that are no message of the client's library.
func (c *chair) write(b []byte) {
	c.w.t.Helper()
	_, err := c.NetConn().Write(b)
	c.w.must(err)
}

// answer reads on to the next answer to a command, and says to which.
func (c *chair) answer() (id string, n protocol.Notice) {
	c.w.t.Helper()
	for {
		if f, n := c.notice(); f.ID != "" {
			return f.ID, n
		}
	}
}

// wantDone reads on to the next answer, which says that this was done.
func (c *chair) wantDone(id string) {
	c.w.t.Helper()
	if got, n := c.answer(); got != id || n != any(protocol.Done{}) {
		c.w.t.Errorf("answered = %s %+v; want %s done", got, n, id)
	}
}

func TestAMessageInFragments(t *testing.T) {
	withSeats(t, func(w *world) {
		c := w.as(conference.Moderator).sit(w.press.ID)
		var pongs []string
		c.SetPongHandler(func(data string) error { pongs = append(pongs, data); return nil })
		id, text := w.saying(1)
		c.write(slices.Concat(masked(0x01, text[:5]), masked(0x89, []byte("between")), masked(0x00, text[5:9]), masked(0x8a, nil), masked(0x80, text[9:])))
		c.wantDone(id)
		if !slices.Equal(pongs, []string{"between"}) {
			t.Errorf("pongs = %q", pongs)
		}
		c.write(masked(0x88, []byte{0x03, 0xe9}))
		if code := c.closed(); code != fastws.CloseGoingAway {
			t.Errorf("closed with %d", code)
		}
	})
}

// What comes with the request itself was read by the library already.
func TestFramesBehindTheRequest(t *testing.T) {
	withSeats(t, func(w *world) {
		host := strings.TrimPrefix(w.base, "http://")
		id, text := w.saying(1)
		next, more := w.saying(2)
		conn, err := new(net.Dialer).DialContext(w.ctx(), "tcp", host)
		w.must(err)
		defer conn.Close()
		w.must(conn.SetDeadline(time.Now().Add(20 * time.Second)))
		_, err = conn.Write(slices.Concat(fmt.Appendf(nil, "GET /api/sessions/%s/seat HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nCookie: %s\r\nConnection: Upgrade\r\n"+
			"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
			w.press.ID, host, w.base, w.as(conference.Moderator).cookie), masked(0x81, text), masked(0x81, more)[:20]))
		w.must(err)
		read := func(mark string) {
			t.Helper()
			var all []byte
			for b := make([]byte, 4096); !bytes.Contains(all, []byte(mark)); {
				n, err := conn.Read(b)
				if all = append(all, b[:n]...); err != nil {
					t.Fatalf("%v; no %s in %q", err, mark, all)
				}
			}
		}
		read(`{"type":"Done","id":"` + id)
		_, err = conn.Write(masked(0x81, more)[20:])
		w.must(err)
		read(`{"type":"Done","id":"` + next)
	})
}

// Ten thousand commands in one write are answered in their order, most of them with a refusal.
func TestAFloodIsAnsweredInOrder(t *testing.T) {
	withSeats(t, func(w *world) {
		const n = 10_000
		c, other := w.as(conference.Moderator).sit(w.press.ID), w.as(conference.Chair).sit(w.press.ID)
		var flood []byte
		for i := range n {
			_, text := w.saying(i)
			flood = append(flood, masked(0x81, text)...)
		}
		go func() { _, _ = c.NetConn().Write(flood) }()
		other.ask(protocol.Say{Text: "Nobody waits for her"})
		expect[protocol.Done](other)
		done := 0
		for i := range n {
			id, notice := c.answer()
			if want, _ := w.saying(i); id != want {
				t.Fatalf("answer %d is to %s", i, id)
			}
			if notice == any(protocol.Done{}) {
				done++
			}
		}
		if done == 0 || done == n {
			t.Errorf("%d of %d were done", done, n)
		}
	})
}

// Half a frame holds up nobody but who sent it, and is read on when the rest comes, be it byte by byte.
func TestHalfAFrameIsWaitedFor(t *testing.T) {
	withSeats(t, func(w *world) {
		slow, other := w.as(conference.Moderator).sit(w.press.ID), w.as(conference.Chair).sit(w.press.ID)
		for n := range 3 {
			id, text := w.saying(n)
			b := masked(0x81, text)
			cut := []int{1, 7, len(b) - 1}[n]
			slow.write(b[:cut])
			other.ask(protocol.Say{Text: "Meanwhile"})
			expect[protocol.Done](other)
			slow.write(b[cut:])
			slow.wantDone(id)
		}
		id, text := w.saying(4)
		for _, b := range masked(0x81, text) {
			slow.write([]byte{b})
		}
		slow.wantDone(id)
	})
}

// A byte now and then is no sign of life: whoever brings no whole frame in time is let go.
func TestABrowserThatNeverFinishesIsLetGo(t *testing.T) {
	withSeats(t, func(w *world) {
		c := w.as(conference.Attendee).sit(w.press.ID)
		b := masked(0x81, bytes.Repeat([]byte("x"), 20_000))
		for i := range b {
			if _, err := c.NetConn().Write(b[i : i+1]); err != nil {
				return
			}
			time.Sleep(time.Millisecond)
		}
		t.Error("all the bytes were taken")
	}, func(c *Config) {
		c.patience = patience{request: 5 * time.Second, silent: 300 * time.Millisecond, close: 100 * time.Millisecond}
	})
}

// A mask that is not the frame's makes nonsense of it, which is refused like any.
func TestAWrongMask(t *testing.T) {
	withSeats(t, func(w *world) {
		c := w.as(conference.Attendee).sit(w.press.ID)
		for n := range 3 {
			_, text := w.saying(n)
			b := masked(0x81, text)
			b[5] ^= 0x55 // the last of the mask of a frame with a short length, or the first of one with a longer
			c.write(b)
		}
		if code := c.closed(); code != protocol.CloseMalformed {
			t.Errorf("closed with %d", code)
		}
	})
}

// While a command waits for the database, its seat may end, by the server or the browser; nobody else is held up.
func TestAnEndDuringACommand(t *testing.T) {
	carriers(t, func(t *testing.T, threads bool) {
		database := filepath.Join(t.TempDir(), "plenary.db")
		st, err := store.Open(t.Context(), database)
		if err != nil {
			t.Fatal(err)
		}
		w := newWorldOn(t, st, nil, func(c *Config) { c.threads = threads })
		gone, stays := w.as(conference.Moderator).sit(w.press.ID), w.as(conference.Chair).sit(w.press.ID)
		others := make([]*chair, 20)
		for i := range others {
			others[i] = w.as(conference.Attendee).sit(w.press.ID)
		}
		unlock := storetest.Lock(t, database)
		for _, c := range []*chair{gone, stays} {
			_, text := w.saying(1)
			c.write(slices.Concat(masked(0x81, text), masked(0x89, []byte("later"))))
		}
		for _, c := range others {
			ponged := make(chan string, 1)
			c.SetPongHandler(func(data string) error { ponged <- data; return io.EOF })
			c.write(masked(0x89, []byte("now")))
			w.must(c.SetReadDeadline(time.Now().Add(20 * time.Second)))
			for len(ponged) == 0 {
				if _, _, err := c.ReadMessage(); err != nil && len(ponged) == 0 {
					t.Fatal(err)
				}
			}
		}
		_ = gone.NetConn().(*net.TCPConn).SetLinger(0)
		_ = gone.Close()
		ended := make(chan error, 1)
		go func() { ended <- w.rooms.Close(w.ctx()) }()
		if code := stays.closed(); code != protocol.CloseRestart {
			t.Errorf("closed with %d", code)
		}
		unlock()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if strings.Contains(w.log.String(), "panic") {
			t.Errorf("something panicked: %s", w.log)
		}
	})
}

// Numbers of descriptors are given again at once. Whoever has the number of somebody who left is told nothing that was
// meant for her, and is not closed in her place.
func TestNumbersThatAreGivenAgain(t *testing.T) {
	withSeats(t, func(w *world) {
		roles := []conference.Role{conference.Moderator, conference.Chair, conference.Speaker, conference.Attendee}
		var all sync.WaitGroup
		for n := range 8 {
			b := w.as(roles[n%len(roles)])
			all.Go(func() {
				for i := range 40 {
					conn, status, err := b.dial(w.press.ID, "")
					if err != nil {
						t.Errorf("no seat: %v %d", err, status)
						return
					}
					once := b.churn(conn, n, i)
					switch i % 3 {
					case 0: // says goodbye
						_ = conn.WriteControl(fastws.CloseMessage, fastws.FormatCloseMessage(1000, ""), time.Now().Add(time.Second))
					case 1: // is reset
						_ = conn.NetConn().(*net.TCPConn).SetLinger(0)
					}
					_ = conn.Close()
					if once != "" {
						t.Error(once)
						return
					}
				}
			})
		}
		all.Wait()
		until(t, "everybody's end", func() bool {
			w.srv.seats.mu.Lock()
			defer w.srv.seats.mu.Unlock()
			return w.srv.seats.count == 0
		})
	})
}

// churn takes a seat that a connection has, and says what is wrong with it.
func (b *browser) churn(conn *fastws.Conn, n, i int) string {
	id := fmt.Sprintf("churn-%012d-%012d", n, i)
	frame, err := protocol.EncodeCommand(id, protocol.Say{Text: "Here and gone"})
	if err == nil {
		err = conn.WriteMessage(fastws.TextMessage, frame)
	}
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	for first := true; err == nil; first = false {
		_, text, readErr := conn.ReadMessage()
		f, notice, decodeErr := protocol.DecodeNotice(text)
		switch {
		case readErr != nil:
			err = readErr
		case decodeErr != nil:
			err = decodeErr
		case first != (f.Type == "Welcome"):
			return fmt.Sprintf("%s begins with %+v", id, notice)
		case f.ID == id:
			return ""
		case f.ID != "":
			return fmt.Sprintf("%s is answered %s", id, text)
		}
	}
	return fmt.Sprintf("%s: %v", id, err)
}
