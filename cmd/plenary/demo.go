package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

// demoMoment is when the demonstration begins: Session 1 is under way.
const demoMoment = "2020-09-14T10:50+02:00"

// demoRoles are the roles that a click signs in as, in the order in which they are shown.
var demoRoles = []conference.Role{
	conference.Attendee, conference.Speaker, conference.Moderator, conference.Organizer, conference.Administrator,
}

type demoOptions struct {
	at             string
	ephemeral      bool
	printJSON      bool
	allowStrangers bool
	noCrowd        bool
	crowd          string
}

func demoFlags(f *flag.FlagSet, o *options) {
	d := &o.demo
	f.StringVar(&d.at, "at", demoMoment, "the moment at which the demonstration's clock begins; it runs on from there")
	f.BoolVar(&d.ephemeral, "ephemeral", false, "keep the data in a temporary directory, gone afterwards")
	f.BoolVar(&d.printJSON, "print-json", false, "print address and links as one line of JSON")
	f.BoolVar(&d.allowStrangers, "allow-strangers", false, "serve beyond this machine as well: whoever reaches it can be the demonstration's administrator")
	f.BoolVar(&d.noCrowd, "no-crowd", false, "without the simulated panel")
	f.StringVar(&d.crowd, "crowd", "", "the program that simulates the panel (default crowd, beside this program)")
}

// defaultsOf are the defaults in which a command differs from the others. The demonstration keeps to itself: data,
// ports and limits of its own, so that it stands beside a real server on one machine.
func defaultsOf(command string) map[string]string {
	if command != "demo" {
		return nil
	}
	return map[string]string{
		"data": "plenary-demo", "media-udp": ":0", "media-tcp": ":0", "metrics-listen": off, "rate-scale": "100",
	}
}

// demonstration is what the demo command adds to a house.
type demonstration struct {
	options demoOptions
	people  map[conference.Role]conference.PersonID // whom a click signs in as
	session conference.Session                      // the one that is under way; zero if there is none
	passes  string                                  // the simulated people's logins, a line each
	zone    *time.Location
}

func runDemo(ctx context.Context, at console, cfg config, o options) (err error) {
	if !loopback(cfg.listen) && !o.demo.allowStrangers {
		return misuse("--listen %s: a demonstration signs in whoever asks; --allow-strangers serves it beyond this machine all the same", cfg.listen)
	}
	begins, err := parseMoment(o.demo.at)
	if err != nil {
		return err
	}
	if o.demo.ephemeral {
		if cfg.database != sqliteIn(cfg.data) {
			return misuse("--ephemeral keeps a database of its own; leave --database out")
		}
		if cfg.data, err = os.MkdirTemp("", "plenary-demo-"); err != nil {
			return fmt.Errorf("make a temporary directory: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(cfg.data)) }()
		cfg.database, cfg.outbox = "", ""
		if err := cfg.complete(); err != nil {
			return err
		}
	}
	if err := makeData(cfg); err != nil {
		return err
	}
	st, err := openDemoStore(ctx, cfg.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()

	// The clock is the real one, moved: it runs as fast, and never stands still.
	offset := time.Until(begins)
	h := house{cfg: cfg, store: st, log: logger(at, cfg), now: func() time.Time { return time.Now().Add(offset) }}
	if h.demo, err = seed(ctx, st, h.now()); err != nil {
		return fmt.Errorf("make the demonstration's conference: %w", err)
	}
	h.demo.options = o.demo
	var panel *panel
	passes, err := h.writePasses()
	if err != nil {
		return err
	}
	h.ready = func(ctx context.Context, address string) error {
		if err := h.demo.announce(at, address, h.now()); err != nil {
			return err
		}
		panel, err = h.startPanel(ctx, at, address, passes)
		return err
	}
	err = h.serve(ctx)
	if panel != nil {
		panel.wait()
	}
	return err
}

// openDemoStore opens a database that the demo command made, or an empty one, which it marks as its own before anything
// else is written to it. Every other one is refused, untouched.
func openDemoStore(ctx context.Context, database string) (*store.Store, error) {
	st, err := store.Connect(ctx, database)
	if err != nil {
		return nil, err
	}
	if err := claim(ctx, st); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

func claim(ctx context.Context, st *store.Store) error {
	current, _, err := st.Version(ctx)
	if err != nil {
		return err
	}
	if current > 0 {
		made, err := st.MadeByDemo(ctx)
		if err != nil {
			return err
		}
		if !made {
			return conference.Errorf(conference.Conflict,
				"this database was not made by plenary demo, which never touches another one; give it a --data directory of its own")
		}
	}
	if _, err := st.Migrate(ctx); err != nil {
		return err
	}
	return st.MarkDemo(ctx)
}

func parseMoment(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, misuse("--at: %q is no moment such as %s", text, demoMoment)
}

// announce says where the demonstration is and how to enter it.
func (d *demonstration) announce(at console, address string, now time.Time) error {
	links := map[conference.Role]string{}
	for _, role := range demoRoles {
		links[role] = address + "/demo#" + string(role)
	}
	if d.options.printJSON {
		line, err := json.Marshal(map[string]any{"address": address, "links": links, "pid": os.Getpid()})
		if err != nil {
			return fmt.Errorf("say where the demonstration is: %w", err)
		}
		_, err = fmt.Fprintf(at.stdout, "%s\n", line)
		return err
	}
	fmt.Fprintf(at.stdout, "\nPlenary, an unaffiliated demonstration with fictional people\n\n  %s\n\n", address)
	fmt.Fprintf(at.stdout, "  It is %s in %s: %s.\n\n  Sign in with one click as\n",
		now.In(d.zone).Format("2 January 2006, 15:04"), d.zone, cmp.Or(d.session.Title, "nothing is under way"))
	for _, role := range demoRoles {
		fmt.Fprintf(at.stdout, "    %-14s %s\n", role, links[role])
	}
	fmt.Fprint(at.stdout, "\n  Control-C ends it.\n\n")
	return nil
}
