package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

// runAdmin changes people by hand. It works beside a running server: what it changes, no room holds in memory, and a
// right counts from the person's next request or seat.
func runAdmin(ctx context.Context, at console, cfg config, o options) (err error) {
	if len(o.args) == 0 {
		return misuse("say what to do: create, grant or login-link")
	}
	if err := makeData(cfg); err != nil {
		return err
	}
	st, err := store.OpenBeside(ctx, cfg.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	a := admin{at: at, cfg: cfg, store: st, now: time.Now().UTC()}
	switch words := o.args; {
	case words[0] == "create" && len(words) == 3:
		return a.create(ctx, words[1], words[2])
	case words[0] == "grant" && len(words) == 3:
		return a.grant(ctx, conference.Role(words[1]), words[2])
	case words[0] == "login-link" && len(words) == 2:
		return a.loginLink(ctx, words[1])
	}
	return misuse("plenary admin does not know %q like this; see plenary admin --help", o.args[0])
}

type admin struct {
	at    console
	cfg   config
	store *store.Store
	now   time.Time
}

func (a admin) create(ctx context.Context, email, name string) error {
	email, err := conference.CleanEmail(email)
	if err != nil {
		return err
	}
	if err := conference.CheckName(name); err != nil {
		return err
	}
	p := conference.Person{ID: conference.NewID[conference.PersonID](), Email: email, Name: name, CreatedAt: a.now}
	if err := a.store.CreatePerson(ctx, p); err != nil {
		return err
	}
	return a.say("%s <%s> added\n", p.Name, p.Email)
}

func (a admin) grant(ctx context.Context, role conference.Role, email string) error {
	p, err := a.person(ctx, email)
	if err != nil {
		return err
	}
	if role == conference.Administrator {
		if err := a.store.SetAdministrator(ctx, p.ID, true, "", a.now); err != nil {
			return err
		}
		return a.say("%s is an administrator of this server\n", p.Name)
	}
	if role != conference.Organizer {
		return misuse("%q cannot be granted: only organizer and administrator can", role)
	}
	c, err := a.conference(ctx)
	if err != nil {
		return err
	}
	if err := a.store.AddOrganizer(ctx, c.ID, p.ID, "", a.now); err != nil {
		return err
	}
	return a.say("%s is an organizer of %s\n", p.Name, c.Title)
}

func (a admin) loginLink(ctx context.Context, email string) error {
	p, err := a.person(ctx, email)
	if err != nil {
		return err
	}
	address := a.cfg.address
	if address == "" {
		if !loopback(a.cfg.listen) {
			return misuse("--address: say under which public address people reach the server")
		}
		address = "http://" + a.cfg.listen
	}
	secret, hash := newSecret()
	err = a.store.CreateLink(ctx, conference.Link{
		TokenHash: hash, PersonID: p.ID, Purpose: conference.SignIn, CreatedAt: a.now, ExpiresAt: a.now.Add(conference.LinkLife),
	})
	if err != nil {
		return err
	}
	return a.say("%s/link#%s\n", address, secret)
}

func (a admin) person(ctx context.Context, email string) (conference.Person, error) {
	email, err := conference.CleanEmail(email)
	if err != nil {
		return conference.Person{}, err
	}
	return a.store.PersonByEmail(ctx, email)
}

// conference is the one that is named, or else the latest.
func (a admin) conference(ctx context.Context) (conference.Conference, error) {
	if a.cfg.conference != "" {
		return a.store.ConferenceBySlug(ctx, a.cfg.conference)
	}
	all, err := a.store.Conferences(ctx)
	if err != nil || len(all) > 0 {
		return first(all), err
	}
	return conference.Conference{}, conference.Errorf(conference.NotFound, "there is no conference yet; plenary import adds one")
}

func first[T any](list []T) (one T) {
	if len(list) > 0 {
		one = list[0]
	}
	return one
}

func (a admin) say(format string, args ...any) error {
	_, err := fmt.Fprintf(a.at.stdout, format, args...)
	return err
}

// newSecret makes a secret of 256 random bits and the hash that is kept of it.
func newSecret() (secret, hash string) {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	secret = base64.RawURLEncoding.EncodeToString(b[:])
	return secret, hashOf(secret)
}

// hashOf is what is kept of a secret.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
