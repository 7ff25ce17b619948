package server

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// link makes a link as a mail would have it.
func (w *world) link(role conference.Role) string {
	w.t.Helper()
	secret, made, err := w.srv.makeLink(w.ctx(), w.people[role].ID, conference.SignIn, w.clock.now())
	if err != nil || !made {
		w.t.Fatalf("no link: %v", err)
	}
	return secret
}

func TestALinkIsUsedOnceAndOnlyByItsButton(t *testing.T) {
	w := newWorld(t)
	secret := w.link(conference.Attendee)
	// A scanner opens everything it finds in a mail, and what it finds there.
	for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
		for _, path := range []string{"/link", "/link?token=" + secret, "/api/links/use", "/api/links/use?token=" + secret, "/api/links/" + secret} {
			if a := w.visitor().send(method, path, nil); a.headers.Get("Set-Cookie") != "" {
				t.Errorf("%s %s signed somebody in", method, path)
			}
		}
	}
	b := w.visitor()
	used := want[protocol.LinkUsed](b, 200, "POST", "/api/links/use", protocol.LinkInput{Token: secret})
	if used.Me.Person.ID != w.people[conference.Attendee].ID || b.cookie == "" {
		t.Fatalf("used = %+v", used)
	}
	if a := w.visitor().send("POST", "/api/links/use", protocol.LinkInput{Token: secret}); a.status != http.StatusConflict {
		t.Errorf("a second use: %d %s", a.status, a.body)
	}
	if a := w.visitor().send("POST", "/api/links/use", protocol.LinkInput{Token: strings.Repeat("x", 43)}); a.status != http.StatusNotFound {
		t.Errorf("an unknown link: %d %s", a.status, a.body)
	}
}

func TestOfTwoUsesAtOnceOneWins(t *testing.T) {
	w := newWorld(t)
	secret := w.link(conference.Attendee)
	statuses := make(chan int, 20)
	for range cap(statuses) {
		b := w.visitor()
		go func() { statuses <- b.send("POST", "/api/links/use", protocol.LinkInput{Token: secret}).status }()
	}
	won := 0
	for range cap(statuses) {
		switch status := <-statuses; status {
		case 200:
			won++
		case http.StatusConflict:
		default:
			t.Errorf("status %d", status)
		}
	}
	if won != 1 {
		t.Errorf("%d uses won", won)
	}
}

func TestALoginIsNewEachTimeAndEndsWhenItShould(t *testing.T) {
	w := newWorld(t)
	b := w.as(conference.Attendee)
	before := b.cookie
	want[protocol.LinkUsed](b, 200, "POST", "/api/links/use", protocol.LinkInput{Token: w.link(conference.Attendee)})
	if b.cookie == before {
		t.Error("the old token was kept: somebody else may have put it there")
	}
	old := w.visitor()
	old.cookie = before
	if me := want[protocol.Me](old, 200, "GET", "/api/me", nil); me.SignedIn {
		t.Error("the login from before still works")
	}

	other := w.as(conference.Attendee)
	list := want[[]protocol.LoginInfo](b, 200, "GET", "/api/me/logins", nil)
	if len(list) != 2 {
		t.Fatalf("logins = %+v", list)
	}
	for _, l := range list {
		if !l.Current {
			want[struct{}](b, 204, "DELETE", "/api/me/logins/"+string(l.ID), nil)
		}
	}
	if me := want[protocol.Me](other, 200, "GET", "/api/me", nil); me.SignedIn {
		t.Error("the revoked login still works")
	}

	kept := b.cookie
	want[struct{}](b, 204, "POST", "/api/sign-out", nil)
	if b.cookie != "" {
		t.Error("the cookie was not deleted")
	}
	b.cookie = kept
	if me := want[protocol.Me](b, 200, "GET", "/api/me", nil); me.SignedIn {
		t.Error("signed out, and the token still works")
	}
	want[struct{}](w.visitor(), 204, "POST", "/api/sign-out", nil)
}

func TestALoginLastsWhileItIsUsed(t *testing.T) {
	w := newWorld(t)
	b, idle := w.as(conference.Attendee), w.as(conference.Attendee)
	for range 5 {
		w.clock.pass(conference.LoginLife - time.Hour)
		a := b.send("GET", "/api/me", nil)
		if cookie := a.headers.Get("Set-Cookie"); !strings.Contains(cookie, "Max-Age=1209600") {
			t.Fatalf("the cookie was not renewed: %q", cookie)
		}
		if a := b.send("GET", "/api/me", nil); a.headers.Get("Set-Cookie") != "" {
			t.Error("the cookie is renewed with each request")
		}
	}
	if me := want[protocol.Me](b, 200, "GET", "/api/me", nil); !me.SignedIn {
		t.Error("a login in use has ended")
	}
	if me := want[protocol.Me](idle, 200, "GET", "/api/me", nil); me.SignedIn {
		t.Error("an idle login goes on")
	}
}

func TestTheCookieIsBoundToHostAndTLS(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Address = "https://plenary.example" })
	b := w.visitor()
	b.headers = map[string]string{"Origin": "https://plenary.example"}
	a := b.send("POST", "/api/links/use", protocol.LinkInput{Token: w.link(conference.Attendee)})
	cookie := a.headers.Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "__Host-login=") {
		t.Fatalf("Set-Cookie: %s", cookie)
	}
	for _, attribute := range []string{"Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1209600"} {
		if !strings.Contains(strings.ToLower(cookie), strings.ToLower(attribute)) {
			t.Errorf("Set-Cookie: %s: no %s", cookie, attribute)
		}
	}
	if strings.Contains(cookie, "Domain") {
		t.Errorf("Set-Cookie: %s: for other hosts too", cookie)
	}
	if a.headers.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS")
	}
}

func TestPassword(t *testing.T) {
	w := newWorld(t)
	ana := w.people[conference.Attendee]
	b, other := w.as(conference.Attendee), w.as(conference.Attendee)
	if a := b.send("PUT", "/api/me/password", protocol.NewPasswordInput{Password: "short"}); a.status != 422 || a.problem(t).Field != "password" {
		t.Errorf("a short password: %d %s", a.status, a.body)
	}
	want[struct{}](b, 204, "PUT", "/api/me/password", protocol.NewPasswordInput{Password: "correct horse battery"})
	if me := want[protocol.Me](other, 200, "GET", "/api/me", nil); me.SignedIn {
		t.Error("another login outlived the change of password")
	}
	if me := want[protocol.Me](b, 200, "GET", "/api/me", nil); !me.HasPassword {
		t.Error("has no password")
	}
	stored, err := w.store.Person(w.ctx(), ana.ID)
	if err != nil || !strings.HasPrefix(stored.PasswordHash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("stored = %q, %v", stored.PasswordHash, err)
	}
	me := want[protocol.Me](w.visitor(), 200, "POST", "/api/sign-in/password", protocol.PasswordInput{Email: strings.ToUpper(ana.Email), Password: "correct horse battery"})
	if me.Person.ID != ana.ID {
		t.Errorf("signed in as %+v", me)
	}
	// Wrong, without a password, and unknown look the same.
	var bodies []string
	for email, password := range map[string]string{ana.Email: "wrong horse battery", w.people[conference.Press].Email: "correct horse battery", "nobody@b.example": "correct horse battery"} {
		a := w.visitor().send("POST", "/api/sign-in/password", protocol.PasswordInput{Email: email, Password: password})
		if a.status != http.StatusForbidden || a.headers.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %s", email, a.status, a.body)
		}
		if bodies = append(bodies, string(a.body)); bodies[0] != string(a.body) {
			t.Errorf("the answers differ: %q", bodies)
		}
	}
	want[struct{}](b, 204, "PUT", "/api/me/password", protocol.NewPasswordInput{})
	if a := w.visitor().send("POST", "/api/sign-in/password", protocol.PasswordInput{Email: ana.Email, Password: ""}); a.status != http.StatusForbidden {
		t.Errorf("a removed password: %d %s", a.status, a.body)
	}
}

func TestGuessingAPasswordEnds(t *testing.T) {
	w := newWorld(t)
	ana := w.people[conference.Attendee]
	signedIn := w.as(conference.Attendee)
	want[struct{}](signedIn, 204, "PUT", "/api/me/password", protocol.NewPasswordInput{Password: "correct horse battery"})
	guess := func(email, password string) answer {
		return w.visitor().send("POST", "/api/sign-in/password", protocol.PasswordInput{Email: email, Password: password})
	}
	for range 10 {
		if a := guess(ana.Email, "a wrong password"); a.status != http.StatusForbidden {
			t.Fatalf("a guess: %d %s", a.status, a.body)
		}
	}
	a := guess(ana.Email, "correct horse battery")
	if a.status != http.StatusTooManyRequests || a.headers.Get("Retry-After") != "90" || a.problem(t).Kind != conference.TooMany {
		t.Errorf("the eleventh: %d %s, again after %q", a.status, a.body, a.headers.Get("Retry-After"))
	}
	if me := want[protocol.Me](signedIn, 200, "GET", "/api/me", nil); !me.SignedIn {
		t.Error("guesses lock out who is signed in")
	}
	w.clock.pass(15 * time.Minute)
	if a := guess(ana.Email, "correct horse battery"); a.status != 200 {
		t.Errorf("later: %d %s", a.status, a.body)
	}
}

// With more tries at once than may be hashed, memory stays bounded and everybody gets an answer.
func TestManyPasswordsAtOnce(t *testing.T) {
	p := newPasswords()
	errs := make(chan error, 8)
	for range cap(errs) {
		go func() {
			_, err := p.check(t.Context(), "", "a password")
			errs <- err
		}()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	for range mostWaiting {
		p.waiting <- struct{}{}
	}
	if _, err := p.check(t.Context(), "", "a password"); !isKind(err, conference.Unavailable) {
		t.Errorf("one more than may wait: %v", err)
	}
}
