package server

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"plenary/server/conference"
)

// renewAfter is how old the last use of a login must be before a request makes its life longer: a write a day, not one
// for each request.
const renewAfter = 12 * time.Hour

// newSecret makes a token of 256 random bits and the hash it is kept as.
func newSecret() (secret, hash string) {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	secret = base64.RawURLEncoding.EncodeToString(b[:])
	return secret, hashOf(secret)
}

// hashOf is what is stored of a secret.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// cookieName has the prefix that binds the cookie to this host and to TLS; where there is none (a demonstration on
// loopback), browsers would refuse that.
func (s *Server) cookieName() string {
	if s.public.Scheme == "https" {
		return "__Host-login"
	}
	return "login"
}

// cookie writes the login's cookie; a life of 0 deletes it.
func (s *Server) cookie(token string, life time.Duration) string {
	cookie := fmt.Sprintf("%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax", s.cookieName(), token, int(life.Seconds()))
	if s.public.Scheme == "https" {
		cookie += "; Secure"
	}
	return cookie
}

// login finds the login with this token, and its person. A token that means nothing (any more) is no error: the asker is
// a visitor.
func (s *Server) login(ctx context.Context, who *asker, token string) error {
	l, found, err := s.store.AskerByLogin(ctx, hashOf(token), who.Conference.ID, who.Session.ID, who.Now)
	if isKind(err, conference.NotFound) {
		return nil
	}
	who.Login = l
	who.know(found)
	return err
}

// renew makes a login's life longer when it has not been for a while.
func (s *Server) renew(ctx context.Context, l conference.Login, now time.Time) (bool, error) {
	if now.Sub(l.SeenAt) < renewAfter {
		return false, nil
	}
	return true, s.store.TouchLogin(ctx, l.ID, now)
}

// signIn makes a new login for a person and returns its cookie. The login that the browser had until now ends: a
// token never survives a change of who is behind it.
func (s *Server) signIn(ctx context.Context, who asker, person conference.PersonID) (cookie string, err error) {
	if who.Login.ID != "" {
		if err := s.endLogin(ctx, who.Login.ID); err != nil {
			return "", err
		}
	}
	secret, hash := newSecret()
	err = s.store.CreateLogin(ctx, conference.Login{
		ID: conference.NewID[conference.LoginID](), PersonID: person, TokenHash: hash, Agent: who.Agent,
		CreatedAt: who.Now, SeenAt: who.Now, ExpiresAt: who.Now.Add(conference.LoginLife),
	})
	if err != nil {
		return "", fmt.Errorf("sign in: %w", err)
	}
	return s.cookie(secret, conference.LoginLife), nil
}

// endLogin revokes a login; its sockets close.
func (s *Server) endLogin(ctx context.Context, id conference.LoginID) error {
	if err := s.store.DeleteLogin(ctx, id); err != nil {
		return fmt.Errorf("end a login: %w", err)
	}
	s.rooms.LoginRevoked(id)
	return nil
}

// agent is a browser's name for itself, as far as it may be shown and kept.
func agent(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	return firstRunes(name, 200)
}

func firstRunes(s string, most int) string {
	for i := range s {
		if most == 0 {
			return s[:i]
		}
		most--
	}
	return s
}

// isKind says whether an error is a refusal of this kind.
func isKind(err error, kind conference.Kind) bool {
	var refused *conference.Error
	return errors.As(err, &refused) && refused.Kind == kind
}
