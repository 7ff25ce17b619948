//go:build linux

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/pprof"
	"time"

	"plenary/server"
	"plenary/server/live"
	"plenary/server/store"
)

// serveRooms is the process that is measured: the server's own edge, rooms and store, without media, with an open session
// and people who may say as much as the bench wants them to. It ends when standard input is closed, or by a signal.
func serveRooms(ctx context.Context, o roomsOptions, stdin io.Reader, stdout, stderr io.Writer) (err error) {
	preferred()
	st, err := store.Open(ctx, filepath.Join(o.serve, "plenary.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	people, ln, err := settledRooms(ctx, st, filepath.Join(o.serve, "people.json"))
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	rooms := live.New(st, nil, live.WithLogger(log), live.WithLimits(o.limits()))
	srv, err := server.New(server.Config{
		Address: "http://" + people.Address, Conference: benchSlug, RateScale: 1e6, Build: "bench",
	}, st, rooms, noMail{}, nil, log)
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.Listen(ln) }()
	if err := json.NewEncoder(stdout).Encode(people); err != nil {
		return fmt.Errorf("say who the people are: %w", err)
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		obey(stdin, stdout) // until standard input is closed: at the latest when this process ends
	}()
	select {
	case <-closed:
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	return errors.Join(srv.Shutdown(closing), <-ended)
}

// settledRooms opens the port of a server and says who its people are, as a file says that its first life wrote; without
// one, there are none yet.
func settledRooms(ctx context.Context, st *store.Store, file string) (p roomsPeople, ln net.Listener, err error) {
	written, err := os.ReadFile(file)
	if err == nil {
		if err := json.Unmarshal(written, &p); err != nil {
			return p, nil, fmt.Errorf("read who the people are: %w", err)
		}
		ln, err = server.OpenPort(ctx, p.Address)
		return p, ln, err
	}
	if p, err = populateRooms(ctx, st); err != nil {
		return p, nil, fmt.Errorf("populate the bench's conference: %w", err)
	}
	if ln, err = server.OpenPort(ctx, "127.0.0.1:0"); err != nil {
		return p, nil, err
	}
	p.Address = ln.Addr().String()
	if written, err = json.Marshal(p); err == nil {
		err = os.WriteFile(file, written, 0o600)
	}
	return p, ln, err
}

// obey does what the bench asks on standard input, a word a line, until that is closed.
func obey(stdin io.Reader, stdout io.Writer) {
	var profile *os.File
	for lines := bufio.NewScanner(stdin); lines.Scan(); {
		switch word := lines.Text(); word {
		case "collect":
			debug.FreeOSMemory()
		case "stop":
			pprof.StopCPUProfile()
			_ = profile.Close()
		default: // a file for a profile
			var err error
			if profile, err = os.Create(word); err == nil {
				_ = pprof.StartCPUProfile(profile)
			}
		}
		fmt.Fprintln(stdout, "done")
	}
}

// limits let few people say much.
func (o roomsOptions) limits() live.Limits {
	l := live.DefaultLimits()
	l.SeatsPerPerson, l.SeatsPerRoom = 100_000, 100_000
	l.Commands = live.Rate{Burst: 10_000, Every: time.Millisecond / 10}
	l.Lines, l.ModeratorLines = l.Commands, l.Commands
	return l
}

// noMail sends nothing: nobody of the bench is written to.
type noMail struct{}

// Send drops a mail.
func (noMail) Send(context.Context, server.Mail) error { return nil }

// Outbox says that mail lies nowhere.
func (noMail) Outbox() string { return "" }
