package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/protocol"
	"plenary/server/store"
	"plenary/server/store/storetest"
	"plenary/sfu"
)

// world is a server on loopback with everything real behind it: database, rooms, media, and a mail server.
type world struct {
	t        testing.TB
	base     string
	clock    *clock
	store    *store.Store
	database string // where it is, if it is a file
	rooms    *live.Rooms
	srv      *Server
	mail     *mailServer
	log      *journal

	conference conference.Conference
	delegation conference.Delegation
	hall       conference.Hall
	press      conference.Session // open to participants and the press
	closed     conference.Session // for those who are appointed
	people     map[conference.Role]conference.Person
}

// day is in the morning of the first day, long after registration closed.
var day = time.Date(2020, 9, 14, 8, 50, 0, 0, time.UTC)

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

func (c *clock) pass(d time.Duration) { c.set(c.now().Add(d)) }

// journal keeps the log as text.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// newWorld starts a server. Change, where given, changes its configuration.
func newWorld(t testing.TB, change ...func(*Config)) *world {
	t.Helper()
	return newWorldWith(t, nil, change...)
}

// newWorldWith starts a server with a web app.
func newWorldWith(t testing.TB, files fs.FS, change ...func(*Config)) *world {
	t.Helper()
	database := storetest.Empty(t)
	st, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorldOn(t, st, files, change...)
	w.database = database
	return w
}

// newWorldOn starts a server on an empty database.
func newWorldOn(t testing.TB, st *store.Store, files fs.FS, change ...func(*Config)) *world {
	t.Helper()
	noLeaks(t)
	w := &world{t: t, store: st, clock: &clock{at: day}, mail: newMailServer(t), log: &journal{}, people: map[conference.Role]conference.Person{}}
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	media, err := sfu.New(sfu.WithUDPAddr("127.0.0.1:0"), sfu.WithTCPAddr(""), sfu.WithLoopback(true))
	if err != nil {
		t.Fatal(err)
	}
	w.populate()
	w.rooms = live.New(w.store, media, live.WithLogger(log), live.WithClock(w.clock.now))
	mailer, err := NewSMTP(SMTPConfig{Address: w.mail.address, From: "Plenary <noreply@plenary.example>", Security: NoTLS})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.base = "http://" + ln.Addr().String()
	cfg := Config{Address: w.base, Conference: "ctc-2020", Now: w.clock.now, RateScale: 1000, Build: "test"}
	for _, f := range change {
		f(&cfg)
	}
	if w.srv, err = New(cfg, w.store, w.rooms, mailer, files, log); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- w.srv.Listen(ln) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := w.srv.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		if err := <-ended; err != nil {
			t.Errorf("listen: %v", err)
		}
		if err := media.Close(); err != nil {
			t.Errorf("close the media server: %v", err)
		}
		if err := w.store.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return w
}

// populate makes a conference with two sessions and somebody for each role.
func (w *world) populate() {
	w.t.Helper()
	w.conference = w.addConference("ctc-2020")
	w.delegation = conference.Delegation{ID: conference.NewID[conference.DelegationID](), ConferenceID: w.conference.ID, Code: "AL", Name: "Albania", Category: conference.ParticipatingState}
	w.must(w.store.PutDelegation(w.ctx(), w.delegation))
	w.hall = w.addHall(w.conference, "Neuer Saal")
	w.press = w.addSession(w.hall, "Opening", conference.PressAccess)
	w.closed = w.addSession(w.hall, "Closed consultations", conference.ClosedAccess)
	for _, role := range conference.Roles {
		if role != conference.Visitor {
			w.people[role] = w.addPerson(role)
		}
	}
}

func (w *world) addConference(slug string) conference.Conference {
	w.t.Helper()
	c := conference.Conference{
		ID: conference.NewID[conference.ConferenceID](), Slug: slug, Title: "Conference " + slug, Organizer: "Example Organization",
		Place: "Vienna", TimeZone: "Europe/Vienna", FirstDay: "2020-09-14", LastDay: "2020-09-15", Languages: "en,fr,ru",
		RegistrationOpens: day.Add(-60 * 24 * time.Hour), RegistrationCloses: day.Add(-3 * 24 * time.Hour),
	}
	w.must(w.store.PutConference(w.ctx(), c))
	return c
}

func (w *world) addHall(c conference.Conference, name string) conference.Hall {
	w.t.Helper()
	h := conference.Hall{ID: conference.NewID[conference.HallID](), ConferenceID: c.ID, Name: name}
	w.must(w.store.PutHall(w.ctx(), h))
	return h
}

func (w *world) addSession(h conference.Hall, title string, access conference.Access) conference.Session {
	w.t.Helper()
	opened := day.Add(-time.Minute)
	s := conference.Session{
		ID: conference.NewID[conference.SessionID](), ConferenceID: h.ConferenceID, HallID: h.ID, Title: title, Kind: conference.WorkingSession,
		Access: access, StartsAt: day.Add(-5 * time.Minute), EndsAt: day.Add(time.Hour), State: conference.Open, OpenedAt: &opened,
	}
	w.must(w.store.PutSession(w.ctx(), s, "", day))
	return s
}

// addPerson makes somebody who has this role, in the sessions where it is one of a session.
func (w *world) addPerson(role conference.Role) conference.Person {
	w.t.Helper()
	id := conference.NewID[conference.PersonID]()
	p := conference.Person{
		ID: id, Name: "The " + string(role), Email: strings.ToLower(string(role)+"-"+string(id[:8])) + "@canary.example", CreatedAt: day,
	}
	w.must(w.store.CreatePerson(w.ctx(), p))
	state, category := conference.Approved, conference.ParticipatingState
	if role == conference.Registered {
		state = conference.Submitted
	}
	if role == conference.Press {
		category = conference.Media
	}
	if role == conference.Organizer {
		w.must(w.store.AddOrganizer(w.ctx(), w.conference.ID, p.ID, "", day))
	}
	if role == conference.Administrator {
		p.Administrator = true
		w.must(w.store.SetAdministrator(w.ctx(), p.ID, true, "", day))
	}
	w.must(w.store.CreateRegistration(w.ctx(), conference.Registration{
		ID: conference.NewID[conference.RegistrationID](), ConferenceID: w.conference.ID, PersonID: p.ID, Name: p.Name,
		DelegationID: &w.delegation.ID, Category: category, Function: "Counsellor", State: state, CreatedAt: day, ChangedAt: day,
	}))
	if slices.Contains([]conference.Role{conference.Speaker, conference.Interpreter, conference.Moderator, conference.Chair}, role) {
		for _, session := range []conference.SessionID{w.press.ID, w.closed.ID} {
			w.must(w.store.Appoint(w.ctx(), conference.Appointment{SessionID: session, PersonID: p.ID, Role: role}, "", day))
		}
	}
	return p
}

// tamper changes the database behind the store's back.
func (w *world) tamper(statements ...string) {
	w.t.Helper()
	for _, statement := range statements {
		storetest.Exec(w.t, w.database, statement)
	}
}

func (w *world) ctx() context.Context { return w.t.Context() }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// browser is a client with the cookie and the headers of one.
type browser struct {
	w       *world
	cookie  string // "login=…"
	headers map[string]string
	agent   *http.Client
}

func (w *world) visitor() *browser {
	tr := &http.Transport{}
	w.t.Cleanup(tr.CloseIdleConnections)
	return &browser{w: w, agent: &http.Client{Transport: tr, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as is somebody with this role, newly signed in.
func (w *world) as(role conference.Role) *browser {
	w.t.Helper()
	b := w.visitor()
	if role != conference.Visitor {
		b.signIn(w.people[role].ID)
	}
	return b
}

// signIn gives the browser a login.
func (b *browser) signIn(person conference.PersonID) conference.LoginID {
	b.w.t.Helper()
	secret, hash := newSecret()
	now := b.w.clock.now()
	l := conference.Login{
		ID: conference.NewID[conference.LoginID](), PersonID: person, TokenHash: hash, Agent: "test",
		CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(conference.LoginLife),
	}
	b.w.must(b.w.store.CreateLogin(b.w.ctx(), l))
	b.cookie = b.w.srv.cookieName() + "=" + secret
	return l.ID
}

// answer is what came back.
type answer struct {
	status  int
	body    []byte
	headers http.Header
}

func (a answer) problem(t testing.TB) protocol.Problem {
	t.Helper()
	var p protocol.Problem
	if err := json.Unmarshal(a.body, &p); err != nil {
		t.Fatalf("%d %s: not a problem: %v", a.status, a.body, err)
	}
	return p
}

// send sends a request; body is JSON, or nothing.
func (b *browser) send(method, path string, body any) answer {
	b.w.t.Helper()
	var r io.Reader
	switch v := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(v)
	default:
		text, err := json.Marshal(v)
		b.w.must(err)
		r = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(b.w.ctx(), method, b.w.base+path, r)
	b.w.must(err)
	if r != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Origin", b.w.base)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	if b.cookie != "" {
		req.Header.Set("Cookie", b.cookie)
	}
	for name, value := range b.headers {
		if req.Header.Del(name); value != "" {
			req.Header.Set(name, value)
		}
	}
	res, err := b.agent.Do(req)
	for range 20 {
		// A server that will not read a large body ends the connection, and the end may overtake its answer (RFC 9112 §9.6).
		if !errors.Is(err, syscall.EPIPE) && !errors.Is(err, syscall.ECONNRESET) || req.GetBody == nil {
			break
		}
		req.Body, err = req.GetBody()
		b.w.must(err)
		res, err = b.agent.Do(req)
	}
	b.w.must(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	b.w.must(err)
	for _, c := range res.Cookies() {
		if c.Name == b.w.srv.cookieName() {
			b.cookie = c.Name + "=" + c.Value
			if c.MaxAge < 0 || c.Value == "" {
				b.cookie = ""
			}
		}
	}
	return answer{res.StatusCode, text, res.Header}
}

// want sends a request whose answer has this status, and reads its body.
func want[T any](b *browser, status int, method, path string, body any) T {
	b.w.t.Helper()
	var out T
	a := b.send(method, path, body)
	if a.status != status {
		b.w.t.Fatalf("%s %s = %d %s; want %d\n%s", method, path, a.status, a.body, status, b.w.log)
	}
	if len(a.body) > 0 {
		if err := json.Unmarshal(a.body, &out); err != nil {
			b.w.t.Fatalf("%s %s: %v in %s", method, path, err, a.body)
		}
	}
	return out
}

// until waits for something that other goroutines bring about.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !is(); {
		if time.Now().After(deadline) {
			t.Fatalf("%s has not come about", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// golden compares a text with a file, or writes it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != got {
		t.Errorf("%s is not what it was (go test ./server -update writes it):\n%s", file, got)
	}
}
