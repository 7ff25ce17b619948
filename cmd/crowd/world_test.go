package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plenary/server"
	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/store"
	"plenary/server/store/storetest"
	"plenary/sfu"
)

// world is a real server with a session that is open, and people with logins for it.
type world struct {
	t       *testing.T
	store   *store.Store
	media   *sfu.SFU
	base    string
	conf    conference.Conference
	session conference.Session
	passes  strings.Builder
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t}
	var err error
	if w.store, err = store.Open(t.Context(), storetest.Empty(t)); err != nil {
		t.Fatal(err)
	}
	w.populate()
	w.media, err = sfu.New(sfu.WithUDPAddr("127.0.0.1:0"), sfu.WithTCPAddr("127.0.0.1:0"), sfu.WithLoopback(true))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	rooms := live.New(w.store, w.media, live.WithLogger(log))
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.base = "http://" + ln.Addr().String()
	mail, err := server.NewOutbox(t.TempDir(), log)
	if err != nil {
		t.Fatal(err)
	}
	srv, err := server.New(server.Config{Address: w.base, RateScale: 1000}, w.store, rooms, mail, nil, log)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.Listen(ln) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		w.check("shut down", srv.Shutdown(ctx))
		w.check("listen", <-ended)
		w.check("close the media server", w.media.Close())
		w.check("close the store", w.store.Close())
	})
	return w
}

func (w *world) check(what string, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Errorf("%s: %v", what, err)
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// populate makes a conference with one open session.
func (w *world) populate() {
	w.t.Helper()
	ctx, now := w.t.Context(), time.Now()
	w.conf = conference.Conference{
		ID: conference.NewID[conference.ConferenceID](), Slug: "rehearsal", Title: "Rehearsal", Organizer: "Nobody", Place: "Vienna", TimeZone: "Europe/Vienna",
		FirstDay: now.Format(time.DateOnly), LastDay: now.Format(time.DateOnly), Languages: "en",
		RegistrationOpens: now.Add(-48 * time.Hour), RegistrationCloses: now.Add(-24 * time.Hour),
	}
	w.must(w.store.PutConference(ctx, w.conf))
	hall := conference.Hall{ID: conference.NewID[conference.HallID](), ConferenceID: w.conf.ID, Name: "Hall"}
	w.must(w.store.PutHall(ctx, hall))
	w.session = conference.Session{
		ID: conference.NewID[conference.SessionID](), ConferenceID: w.conf.ID, HallID: hall.ID, Title: "Opening", Kind: conference.WorkingSession,
		Access: conference.ParticipantsAccess, StartsAt: now.Add(-time.Hour), EndsAt: now.Add(time.Hour), State: conference.Open, OpenedAt: &now,
	}
	w.must(w.store.PutSession(ctx, w.session, "", now))
}

// add makes somebody of a role with a login, and a line for her in the file of passes.
func (w *world) add(role conference.Role) {
	w.t.Helper()
	ctx, now := w.t.Context(), time.Now()
	p := conference.Person{ID: conference.NewID[conference.PersonID](), Name: "A " + string(role), CreatedAt: now}
	p.Email = strings.ToLower(string(p.ID)) + "@canary.example"
	w.must(w.store.CreatePerson(ctx, p))
	w.must(w.store.CreateRegistration(ctx, conference.Registration{
		ID: conference.NewID[conference.RegistrationID](), ConferenceID: w.conf.ID, PersonID: p.ID, Name: p.Name, Organization: "Nobody",
		Category: conference.Academia, Function: "Counsellor", State: conference.Approved, CreatedAt: now, ChangedAt: now,
	}))
	if role != conference.Attendee {
		w.must(w.store.Appoint(ctx, conference.Appointment{SessionID: w.session.ID, PersonID: p.ID, Role: role}, "", now))
	}
	secret := rand.Text()
	hash := sha256.Sum256([]byte(secret))
	w.must(w.store.CreateLogin(ctx, conference.Login{
		ID: conference.NewID[conference.LoginID](), PersonID: p.ID, TokenHash: hex.EncodeToString(hash[:]), Agent: "test",
		CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(time.Hour),
	}))
	fmt.Fprintln(&w.passes, role, secret)
}

// passFile writes who the people are.
func (w *world) passFile() string {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "passes")
	w.must(os.WriteFile(file, []byte(w.passes.String()), 0o600))
	return file
}
