package server

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// TestNoPayloadHasOthersSecrets plants an address, hashes and tokens for everybody, and looks for them in everything
// that the server says to each role: every answer to a question, and every frame of a seat while things happen.
func TestNoPayloadHasOthersSecrets(t *testing.T) {
	w := newWorld(t)
	secrets := map[string]conference.Role{} // whose
	for role, p := range w.people {
		secrets[p.Email] = role
		p.PasswordHash = "$argon2id$canary-" + string(role)
		w.must(w.store.UpdatePerson(w.ctx(), p))
		secrets[p.PasswordHash] = ""
		for _, kind := range []conference.TokenKind{conference.PublishToken, conference.WatchToken} {
			secret := w.token(role, w.press, kind)
			secrets[secret], secrets[hashOf(secret)] = "", ""
		}
		b := w.as(role)
		_, token, _ := strings.Cut(b.cookie, "=")
		secrets[token], secrets[hashOf(token)] = "", ""
		link := w.link(role)
		secrets[link], secrets[hashOf(link)] = "", ""
	}
	for _, role := range conference.Roles {
		said := w.all(role)
		for secret, whose := range secrets {
			mayKnow := whose != "" && (whose == role || role.Can(conference.DecideRegistrations))
			if !mayKnow && strings.Contains(said, secret) {
				at := strings.Index(said, secret)
				t.Errorf("%s was told %s of the %s: …%s", role, secret, whose, said[max(0, at-200):at+len(secret)])
			}
		}
		for _, word := range []string{"canary-", "TokenHash", "token_hash", "password_hash", "PasswordHash"} {
			if strings.Contains(said, word) {
				t.Errorf("%s was told a %s", role, word)
			}
		}
		if !role.Can(conference.DecideRegistrations) && role != conference.Visitor {
			if n := strings.Count(said, "@canary.example"); n > strings.Count(said, w.people[role].Email) {
				t.Errorf("%s was told somebody's address", role)
			}
		}
	}
	// Nor has the log any of it, but for addresses of nobody.
	for secret := range secrets {
		if strings.Contains(w.log.String(), secret) {
			t.Errorf("the log has %s", secret)
		}
	}
}

// all is everything that somebody with this role is told.
func (w *world) all(role conference.Role) string {
	w.t.Helper()
	var said strings.Builder
	b := w.as(role)
	for _, r := range w.srv.routes() {
		if r.method != http.MethodGet || r.socket {
			continue
		}
		path := strings.NewReplacer("{session}", string(w.press.ID), "*", "").Replace(r.path)
		a := b.send("GET", path, nil)
		said.Write(a.body)
	}
	if !role.Can(conference.Watch) {
		return said.String()
	}
	seat := b.sit(w.press.ID)
	other := w.as(conference.Speaker).sit(w.press.ID)
	other.ask(protocol.Say{Text: "Hello"})
	other.ask(protocol.AskQuestion{Text: "Why?"})
	other.ask(protocol.EnterBackstage{})
	for answers := 0; answers < 3; {
		if f, _ := other.notice(); f.ID != "" { // a fourth question may be refused: it is one too many
			answers++
		}
	}
	seat.ask(protocol.Say{Text: "last words"})
	w.must(seat.SetReadDeadline(time.Now().Add(20 * time.Second)))
	for {
		_, text, err := seat.ReadMessage()
		w.must(err)
		said.Write(text)
		if strings.Contains(string(text), `"Done"`) || strings.Contains(string(text), `"Refused"`) {
			break
		}
	}
	other.ask(protocol.LeaveBackstage{})
	expect[protocol.Done](other)
	return said.String()
}
