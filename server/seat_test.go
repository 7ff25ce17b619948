package server

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	fastws "github.com/fasthttp/websocket"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// chair is a seat as a browser has it.
type chair struct {
	w *world
	*fastws.Conn
	welcome protocol.Welcome
}

// dial opens a socket, and says with which status that failed.
func (b *browser) dial(session conference.SessionID, query string) (conn *fastws.Conn, status int, err error) {
	h := http.Header{"Origin": {b.w.base}}
	if b.cookie != "" {
		h.Set("Cookie", b.cookie)
	}
	for name, value := range b.headers {
		if h.Del(name); value != "" {
			h.Set(name, value)
		}
	}
	address := "ws" + strings.TrimPrefix(b.w.base, "http") + "/api/sessions/" + string(session) + "/seat" + query
	conn, res, err := fastws.DefaultDialer.DialContext(b.w.ctx(), address, h)
	if res != nil {
		status = res.StatusCode
		_ = res.Body.Close()
	}
	return conn, status, err
}

// sit takes a seat and reads its welcome.
func (b *browser) sit(session conference.SessionID) *chair {
	b.w.t.Helper()
	conn, status, err := b.dial(session, "")
	if err != nil {
		b.w.t.Fatalf("no seat: %v %d", err, status)
	}
	b.w.t.Cleanup(func() { conn.Close() })
	c := &chair{w: b.w, Conn: conn}
	c.welcome = expect[protocol.Welcome](c)
	return c
}

// notice reads the next notice.
func (c *chair) notice() (protocol.Frame, protocol.Notice) {
	c.w.t.Helper()
	c.w.must(c.SetReadDeadline(time.Now().Add(20 * time.Second)))
	_, text, err := c.ReadMessage()
	c.w.must(err)
	f, n, err := protocol.DecodeNotice(text)
	c.w.must(err)
	return f, n
}

// expect reads notices until there is one of this kind.
func expect[N protocol.Notice](c *chair) N {
	c.w.t.Helper()
	for {
		if _, n := c.notice(); n != nil {
			if want, ok := n.(N); ok {
				return want
			}
		}
	}
}

// ask sends a command.
func (c *chair) ask(command protocol.Command) {
	c.w.t.Helper()
	frame, err := protocol.EncodeCommand(conference.NewID[string](), command)
	c.w.must(err)
	c.w.must(c.WriteMessage(fastws.TextMessage, frame))
}

// closed reads on until the server has closed, and says with which code.
func (c *chair) closed() int {
	c.w.t.Helper()
	c.w.must(c.SetReadDeadline(time.Now().Add(20 * time.Second)))
	for {
		_, _, err := c.ReadMessage()
		if closed, ok := errors.AsType[*fastws.CloseError](err); ok {
			return closed.Code
		}
		if err != nil {
			c.w.t.Fatalf("ended without a code: %v", err)
		}
	}
}

func TestASeatCarriesFramesBothWays(t *testing.T) {
	w := newWorld(t)
	a, b := w.as(conference.Attendee).sit(w.press.ID), w.as(conference.Speaker).sit(w.press.ID)
	if a.welcome.Role != conference.Attendee || a.welcome.Me.Name != "The attendee" || a.welcome.Me.Delegation != "Albania" || a.welcome.Session.ID != w.press.ID {
		t.Errorf("welcome = %+v", a.welcome)
	}
	a.ask(protocol.Say{Text: "Good morning"})
	expect[protocol.Done](a)
	if said := expect[protocol.LineSaid](b); said.Line.Text != "Good morning" || said.Line.Person.ID != a.welcome.Me.ID {
		t.Errorf("said = %+v", said)
	}
}

func TestASeatThatComesBackGetsWhatItMissed(t *testing.T) {
	w := newWorld(t)
	speaker, attendee := w.as(conference.Speaker).sit(w.press.ID), w.as(conference.Attendee)
	const window = "?window=0123456789abcdef"
	conn, _, err := attendee.dial(w.press.ID, window)
	w.must(err)
	first := &chair{w: w, Conn: conn}
	first.welcome = expect[protocol.Welcome](first)
	first.Close()
	speaker.ask(protocol.Say{Text: "You missed this"})
	expect[protocol.Done](speaker)
	again := fmt.Sprintf("%s&epoch=%s&seq=%d&resume=%s", window, first.welcome.Epoch, first.welcome.Seq, first.welcome.Resume)
	conn, _, err = attendee.dial(w.press.ID, again)
	w.must(err)
	defer conn.Close()
	back := &chair{w: w, Conn: conn}
	_, n := back.notice()
	if resumed, is := n.(protocol.Resumed); !is || resumed.Epoch != first.welcome.Epoch || resumed.Resume == "" {
		t.Errorf("first notice = %+v", n)
	}
	if said := expect[protocol.LineSaid](back); said.Line.Text != "You missed this" {
		t.Errorf("missed = %+v", said)
	}
}

func TestNoSocketForThoseWhoMayNot(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		b       *browser
		session conference.SessionID
		query   string
		headers map[string]string
		want    int
	}{
		"a visitor":                 {b: w.visitor(), session: w.press.ID, want: 401},
		"one who is not let in yet": {b: w.as(conference.Registered), session: w.press.ID, want: 403},
		"one who was not appointed": {b: w.as(conference.Attendee), session: w.closed.ID, want: 404},
		"no such session":           {b: w.as(conference.Attendee), session: "none", want: 404},
		"another site":              {b: w.as(conference.Attendee), session: w.press.ID, headers: map[string]string{"Origin": "https://evil.example"}, want: 403},
		"no origin":                 {b: w.as(conference.Attendee), session: w.press.ID, headers: map[string]string{"Origin": ""}, want: 403},
		"an opaque origin":          {b: w.as(conference.Attendee), session: w.press.ID, headers: map[string]string{"Origin": "null"}, want: 403},
		"an origin that looks like": {b: w.as(conference.Attendee), session: w.press.ID, headers: map[string]string{"Origin": w.base + ".evil.example"}, want: 403},
		"in upper case":             {b: w.as(conference.Attendee), session: w.press.ID, headers: map[string]string{"Origin": strings.ToUpper(w.base)}, want: 403},
		"a broken number":           {b: w.as(conference.Attendee), session: w.press.ID, query: "?seq=-1", want: 422},
		"a window that is too long": {b: w.as(conference.Attendee), session: w.press.ID, query: "?window=" + strings.Repeat("w", 65), want: 422},
	} {
		c.b.headers = c.headers
		conn, status, err := c.b.dial(c.session, c.query)
		if err == nil {
			conn.Close()
			t.Errorf("%s: got a seat", name)
		} else if status != c.want {
			t.Errorf("%s: %d %v; want %d", name, status, err, c.want)
		}
	}
	if a := w.as(conference.Attendee).send("GET", "/api/sessions/"+string(w.press.ID)+"/seat", nil); a.status != http.StatusUpgradeRequired {
		t.Errorf("without an upgrade: %d", a.status)
	}
}

// ended says whether the server has closed the connection itself, whatever the browser does.
func (c *chair) ended() {
	c.w.t.Helper()
	raw := c.NetConn()
	c.w.must(raw.SetDeadline(time.Now().Add(20 * time.Second)))
	frame, err := protocol.EncodeCommand(conference.NewID[string](), protocol.Say{Text: "I go on talking"})
	c.w.must(err)
	go func() { // a browser that goes on sending and answers no closing handshake
		for c.WriteMessage(fastws.TextMessage, frame) == nil {
			continue
		}
	}()
	if _, err := io.Copy(io.Discard, raw); errors.Is(err, context.DeadlineExceeded) || isTimeout(err) {
		c.w.t.Error("the server left the connection open")
	}
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

func TestARevokedLoginsSocketsEnd(t *testing.T) {
	w := newWorld(t)
	browser, other := w.as(conference.Attendee), w.as(conference.Attendee)
	first, second, kept := browser.sit(w.press.ID), browser.sit(w.press.ID), other.sit(w.press.ID)
	want[struct{}](browser, 204, "POST", "/api/sign-out", nil)
	for _, c := range []*chair{first, second} {
		if code := c.closed(); code != protocol.CloseSignedOut {
			t.Errorf("closed with %d", code)
		}
		c.ended()
	}
	kept.ask(protocol.Say{Text: "Still here"})
	expect[protocol.Done](kept)
}

func TestARemovedPersonsSocketEnds(t *testing.T) {
	w := newWorld(t)
	attendee := w.as(conference.Attendee)
	a, moderator := attendee.sit(w.press.ID), w.as(conference.Moderator).sit(w.press.ID)
	moderator.ask(protocol.RemovePerson{Person: a.welcome.Me.ID, On: true})
	expect[protocol.Done](moderator)
	if code := a.closed(); code != protocol.CloseRemoved {
		t.Errorf("closed with %d", code)
	}
	a.ended()
	if _, status, err := attendee.dial(w.press.ID, ""); err == nil || status != http.StatusForbidden {
		t.Errorf("came back: %d %v", status, err)
	}
	attendance := want[protocol.Attendance](w.as(conference.Moderator), 200, "GET", "/api/sessions/"+string(w.press.ID)+"/attendance", nil)
	if len(attendance.Removed) != 1 || attendance.Removed[0].Name != "The attendee" || attendance.Count != 1 {
		t.Errorf("attendance = %+v", attendance)
	}
}

// A changed role reaches an open socket: by an appointment, and by a decision.
func TestANewRoleReachesTheSocket(t *testing.T) {
	w := newWorld(t)
	a := w.as(conference.Attendee).sit(w.press.ID)
	organizer := w.as(conference.Organizer)
	people := "/api/sessions/" + string(w.press.ID) + "/people"
	list := want[[]protocol.Appointed](organizer, 200, "PUT", people, protocol.AppointmentInput{Person: a.welcome.Me.ID, Role: conference.Moderator})
	if got := expect[protocol.RightsChanged](a); got.Role != conference.Moderator || len(list) != 5 {
		t.Errorf("rights = %+v, people = %+v", got, list)
	}
	want[struct{}](organizer, 204, "DELETE", people+"/"+string(a.welcome.Me.ID), nil)
	if got := expect[protocol.RightsChanged](a); got.Role != conference.Attendee {
		t.Errorf("rights = %+v", got)
	}
	r, err := w.store.RegistrationOf(w.ctx(), w.conference.ID, a.welcome.Me.ID)
	w.must(err)
	want[protocol.RegistrationInfo](organizer, 200, "POST", "/api/registrations/"+string(r.ID)+"/decision", protocol.DecisionInput{Decision: conference.Reject, Reason: "Registered twice."})
	if code := a.closed(); code != protocol.CloseNotAllowed {
		t.Errorf("closed with %d", code)
	}
}

// The library keeps connection objects in a pool. If the room, or a writer of ours, held one after its handler had
// returned, what is said in one room would reach whoever got the object next, in another.
func TestNothingReachesAnotherConnection(t *testing.T) {
	withSeats(t, testNothingReachesAnotherConnection)
}

func testNothingReachesAnotherConnection(w *world) {
	inside := w.as(conference.Speaker).sit(w.closed.ID)
	attendee := w.as(conference.Chair)
	for i := range 60 {
		a := attendee.sit(w.closed.ID) // leaves at once: its object is free for the next
		inside.ask(protocol.Say{Text: fmt.Sprintf("secret %d", i)})
		a.Close()
		c := w.as(conference.Attendee)
		conn, _, err := c.dial(w.press.ID, "")
		w.must(err)
		inside.ask(protocol.Say{Text: fmt.Sprintf("secret again %d", i)})
		other := &chair{w: w, Conn: conn}
		other.welcome = expect[protocol.Welcome](other)
		other.ask(protocol.Say{Text: "public"})
		for done := false; !done; {
			w.must(conn.SetReadDeadline(time.Now().Add(20 * time.Second)))
			_, text, err := conn.ReadMessage()
			w.must(err)
			if bytes.Contains(text, []byte("secret")) {
				w.t.Fatalf("another room's line arrived: %s", text)
			}
			done = bytes.Contains(text, []byte(`"Done"`)) || bytes.Contains(text, []byte(`"Refused"`))
		}
		conn.Close()
	}
}

// Strings of a request belong to the next one, unless they are copied.
func TestWhoSitsHereStaysTheSame(t *testing.T) {
	w := newWorld(t)
	var seats []*chair
	for _, role := range []conference.Role{conference.Attendee, conference.Press, conference.Speaker, conference.Interpreter, conference.Moderator, conference.Chair} {
		seats = append(seats, w.as(role).sit(w.press.ID))
		for range 20 { // others' requests go through the same buffers
			w.visitor().send("GET", "/api/sessions/"+strings.Repeat("X", 26), nil)
		}
	}
	a := want[protocol.Attendance](w.as(conference.Chair), 200, "GET", "/api/sessions/"+string(w.press.ID)+"/attendance", nil)
	for _, c := range seats {
		found := false
		for _, s := range a.Seats {
			found = found || s.Person == c.welcome.Me && s.Role == c.welcome.Role
		}
		if !found {
			t.Errorf("%+v is not in %+v", c.welcome.Me, a.Seats)
		}
	}
}

func TestHostileFrames(t *testing.T) { carriers(t, testHostileFrames) }

func testHostileFrames(t *testing.T, threads bool) {
	w := newWorld(t, func(c *Config) { c.threads = threads })
	witness := w.as(conference.Chair).sit(w.press.ID)
	text := func(payload string) []byte { return frame(0x81, true, []byte(payload)) }
	_, said := w.saying(1)
	for name, c := range map[string]struct {
		bytes []byte
		want  int // the close code; 0: the connection just ends, -1: it goes on
	}{
		"three times no frame":          {bytes.Repeat(text("nonsense"), 3), protocol.CloseMalformed},
		"three binary frames":           {bytes.Repeat(frame(0x82, true, []byte("x")), 3), protocol.CloseMalformed},
		"a command in binary, thrice":   {bytes.Repeat(frame(0x82, true, said), 3), protocol.CloseMalformed},
		"one with broken UTF-8, thrice": {bytes.Repeat(text(strings.Replace(string(said), "Line", "L\xffne", 1)), 3), protocol.CloseMalformed},
		"broken UTF-8, three times":     {bytes.Repeat(text("\xff\xfe"), 3), protocol.CloseMalformed},
		"a forged sender, three times":  {bytes.Repeat(text(`{"type":"Say","id":"0123456789abcdef","person":"x","data":{"text":"x"}}`), 3), protocol.CloseMalformed},
		"a frame above the limit":       {frame(0x81, true, bytes.Repeat([]byte("x"), protocol.MaxFrame+1)), fastws.CloseMessageTooBig},
		"a length of 2^63":              {append([]byte{0x81, 0xff}, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4), fastws.CloseProtocolError},
		"a length of 2^62":              {append([]byte{0x81, 0xff}, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4), fastws.CloseMessageTooBig},
		"fragments above the limit":     {append(frame(0x01, true, bytes.Repeat([]byte("x"), 60<<10)), frame(0x80, true, bytes.Repeat([]byte("x"), 60<<10))...), fastws.CloseMessageTooBig},
		"not masked":                    {frame(0x81, false, []byte("{}")), fastws.CloseProtocolError},
		"compressed, unasked":           {frame(0xc1, true, []byte("{}")), fastws.CloseProtocolError},
		"an unknown opcode":             {frame(0x83, true, []byte("{}")), fastws.CloseProtocolError},
		"a continuation of nothing":     {frame(0x80, true, []byte("{}")), fastws.CloseProtocolError},
		"a ping that is too long":       {frame(0x89, true, bytes.Repeat([]byte("x"), 126)), fastws.CloseProtocolError},
		"a close with an invalid code":  {frame(0x88, true, []byte{0, 1}), fastws.CloseProtocolError},
		"a close with broken UTF-8":     {frame(0x88, true, []byte{3, 0xe8, 0xff}), fastws.CloseProtocolError},
		"ten thousand pings":            {bytes.Repeat(frame(0x89, true, nil), 10000), -1},
		"twenty thousand empty frames":  {bytes.Repeat(text(""), 20000), protocol.CloseMalformed},
		"a frame that never ends":       {frame(0x81, true, bytes.Repeat([]byte("x"), 100))[:50], -1},
		"one bad frame, then good ones": {text("nonsense"), -1},
	} {
		conn, _, err := w.as(conference.Attendee).dial(w.press.ID, "")
		w.must(err)
		a := &chair{w: w, Conn: conn}
		go func() { _, _ = conn.NetConn().Write(c.bytes) }()
		if c.want == -1 {
			a.welcome = expect[protocol.Welcome](a)
		} else if code := a.code(); code != c.want {
			t.Errorf("%s: closed with %d, want %d", name, code, c.want)
		}
		conn.Close()
	}
	witness.ask(protocol.Say{Text: "The room goes on"})
	expect[protocol.Done](witness)
	if strings.Contains(w.log.String(), "panic") {
		t.Errorf("something panicked: %s", w.log)
	}
}

// code is the close code, or 0 when the connection ended without one.
func (c *chair) code() int {
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
	for {
		_, _, err := c.ReadMessage()
		var closed *fastws.CloseError
		if errors.As(err, &closed) && closed.Code != fastws.CloseAbnormalClosure {
			return closed.Code
		}
		if err != nil {
			return 0
		}
	}
}

// frame writes a WebSocket frame byte by byte.
func frame(first byte, masked bool, payload []byte) []byte {
	out, mask := []byte{first}, byte(0)
	if masked {
		mask = 0x80
	}
	switch n := len(payload); {
	case n < 126:
		out = append(out, mask|byte(n))
	case n < 1<<16:
		out = binary.BigEndian.AppendUint16(append(out, mask|126), uint16(n))
	default:
		out = binary.BigEndian.AppendUint64(append(out, mask|127), uint64(n))
	}
	if masked {
		out = append(out, 0, 0, 0, 0) // a mask of zeros changes nothing
	}
	return append(out, payload...)
}

// A browser that reads nothing, and one that answers no pings, are let go; the room does not wait for them.
func TestABrowserThatStandsStillIsLetGo(t *testing.T) {
	carriers(t, testABrowserThatStandsStillIsLetGo)
}

func testABrowserThatStandsStillIsLetGo(t *testing.T, threads bool) {
	w := newWorld(t, func(c *Config) {
		c.threads = threads
		c.patience = patience{request: 5 * time.Second, silent: 300 * time.Millisecond, close: 100 * time.Millisecond}
	})
	dead := w.as(conference.Attendee).sit(w.press.ID)
	session := "/api/sessions/" + string(w.press.ID) + "/attendance"
	watcher := w.as(conference.Chair)
	until(t, "the room to be empty again", func() bool {
		return want[protocol.Attendance](watcher, 200, "GET", session, nil).Count == 0
	})
	dead.ended()
}

// With the kernel's default buffers, which grow to megabytes, nobody would notice a browser that stops reading.
func TestABrowserThatReadsNothingIsLetGo(t *testing.T) {
	w := newWorld(t)
	for range 50 { // a welcome of more than 200 kB
		_, err := w.store.Say(w.ctx(), conference.Line{
			ID: conference.NewID[conference.LineID](), SessionID: w.press.ID, PersonID: w.people[conference.Chair].ID,
			Text: strings.Repeat("\U0001F54A", conference.MaxLine), SaidAt: day,
		})
		w.must(err)
	}
	conn, err := new(net.Dialer).DialContext(w.ctx(), "tcp", strings.TrimPrefix(w.base, "http://"))
	w.must(err)
	defer conn.Close()
	w.must(conn.(*net.TCPConn).SetReadBuffer(4 << 10))
	_, err = fmt.Fprintf(conn, "GET /api/sessions/%s/seat HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nCookie: %s\r\nConnection: Upgrade\r\n"+
		"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
		w.press.ID, strings.TrimPrefix(w.base, "http://"), w.base, w.as(conference.Attendee).cookie)
	w.must(err)
	session, watcher := "/api/sessions/"+string(w.press.ID)+"/attendance", w.as(conference.Chair)
	count := func(n int) func() bool {
		return func() bool { return want[protocol.Attendance](watcher, 200, "GET", session, nil).Count == n }
	}
	until(t, "somebody in the room", count(1))
	until(t, "the room empty again", count(0))
}

// A shutdown tells every seat to come back, waits for them, and lets nobody slip in behind it.
func TestShutdownTellsEverybody(t *testing.T) { carriers(t, testShutdownTellsEverybody) }

func testShutdownTellsEverybody(t *testing.T, threads bool) {
	w := newWorld(t, func(c *Config) { c.threads = threads })
	var seats []*chair
	for range 30 {
		seats = append(seats, w.as(conference.Attendee).sit(w.press.ID))
	}
	codes := make(chan int, len(seats))
	for _, c := range seats {
		go func() { codes <- c.code() }()
	}
	latecomers := make(chan int, 100)
	for range cap(latecomers) {
		b := w.as(conference.Attendee)
		go func() {
			conn, _, err := b.dial(w.press.ID, "")
			if err != nil {
				latecomers <- protocol.CloseRestart
				return
			}
			defer conn.Close()
			latecomers <- (&chair{w: w, Conn: conn}).code()
		}()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := w.srv.Shutdown(ctx); err != nil {
		t.Errorf("shutdown: %v", err)
	}
	for range seats {
		if code := <-codes; code != protocol.CloseRestart {
			t.Errorf("closed with %d", code)
		}
	}
	for range cap(latecomers) {
		if code := <-latecomers; code != protocol.CloseRestart && code != 0 {
			t.Errorf("a latecomer was closed with %d", code)
		}
	}
	if _, err := new(net.Dialer).DialContext(w.ctx(), "tcp", strings.TrimPrefix(w.base, "http://")); err == nil {
		t.Error("still listening")
	}
}
