package server

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// program is a client with a token and without a cookie.
func (w *world) program(secret string) *browser {
	b := w.visitor()
	b.headers = map[string]string{"Authorization": "Bearer " + secret, "Origin": "", "Sec-Fetch-Site": ""}
	return b
}

func (w *world) accessToken(by *browser, scopes ...conference.Scope) protocol.AccessTokenInfo {
	w.t.Helper()
	return want[protocol.AccessTokenInfo](by, 200, "POST", "/api/access-tokens", protocol.AccessTokenInput{Name: "Badge printer", Scopes: scopes, Days: 2})
}

func TestAProgramUsesTheDesk(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	token := w.accessToken(organizer, "programme:write", "audit:read")
	if !strings.HasPrefix(token.Secret, accessPrefix) || token.Maker != "The organizer" {
		t.Errorf("the token is %+v", token)
	}
	program := w.program(token.Secret)
	hall := want[protocol.Hall](program, 200, "POST", "/api/halls", map[string]any{"name": "Hall of programs"})
	a := program.send("DELETE", "/api/halls/"+string(hall.ID), nil)
	if a.status != 204 || a.headers.Get("Set-Cookie") != "" {
		t.Errorf("delete: %d %s", a.status, a.body)
	}
	// The audit names the token beside its maker.
	page := want[protocol.AuditPage](program, 200, "GET", "/api/audit?limit=1", nil)
	if e := page.Entries[0]; e.Action != "delete-hall" || e.Via != "Badge printer" || e.Name != "The organizer" {
		t.Errorf("the audit says %+v", e)
	}
	list := want[[]protocol.AccessTokenInfo](organizer, 200, "GET", "/api/access-tokens", nil)
	if len(list) != 1 || list[0].Secret != "" || list[0].UsedAt == nil {
		t.Errorf("the list is %+v", list)
	}
}

func TestATokenIsForItsScopesOnly(t *testing.T) {
	w := newWorld(t)
	token := w.accessToken(w.as(conference.Organizer), "programme:read", "registrations:read")
	program := w.program(token.Secret)
	for _, r := range w.srv.routes() {
		if r.bearer != "" || r.open || strings.HasPrefix(r.path, "/api/demo") {
			continue
		}
		scope, possible := r.scope()
		path := strings.ReplaceAll(r.path, "{session}", string(w.press.ID))
		path = parameter.ReplaceAllString(path, "AAAAAAAAAAAAAAAAAAAAAAAAAA")
		var in any
		if r.method != http.MethodGet {
			in = "[]" // fits no handler
		}
		a := program.send(r.method, path, in)
		allowed := possible && (scope == "programme:read" || scope == "registrations:read")
		if (a.status == 403) == allowed {
			t.Errorf("%s %s takes %q: %d %s", r.method, r.path, scope, a.status, a.body)
		}
	}
}

// A token never does what its maker may no longer do, and nothing once it is revoked or has expired.
func TestATokenEnds(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	token := w.accessToken(organizer, "registrations:read")
	program := w.program(token.Secret)
	ask := func() int { return program.send("GET", "/api/registrations", nil).status }
	if got := ask(); got != 200 {
		t.Fatalf("at first: %d", got)
	}
	w.must(w.store.RemoveOrganizer(w.ctx(), w.conference.ID, w.people[conference.Organizer].ID, "", day))
	if got := ask(); got != 403 {
		t.Errorf("its maker is no organizer any more: %d", got)
	}
	w.must(w.store.AddOrganizer(w.ctx(), w.conference.ID, w.people[conference.Organizer].ID, "", day))
	if got := ask(); got != 200 {
		t.Errorf("she is again: %d", got)
	}
	w.clock.pass(48*time.Hour - time.Second)
	if got := ask(); got != 200 {
		t.Errorf("just before it expires: %d", got)
	}
	w.clock.pass(time.Second)
	if got := ask(); got != 401 {
		t.Errorf("expired: %d", got)
	}
	again := w.accessToken(organizer, "registrations:read")
	program = w.program(again.Secret)
	if a := organizer.send("DELETE", "/api/access-tokens/"+string(again.ID), nil); a.status != 204 {
		t.Fatalf("revoke: %d %s", a.status, a.body)
	}
	if got := ask(); got != 401 {
		t.Errorf("revoked: %d", got)
	}
}

func TestABadTokenIsNobody(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	for _, header := range []string{"Bearer ", "Bearer x", "Bearer " + accessPrefix + "x", "Basic YTpi", "Bearer " + w.token(conference.Speaker, w.press, conference.WatchToken)} {
		b := *organizer // with a cookie that would do: the header decides
		b.headers = map[string]string{"Authorization": header}
		if a := b.send("GET", "/api/registrations", nil); a.status != 401 || a.headers.Get("Www-Authenticate") != "Bearer" {
			t.Errorf("%q: %d %s", header, a.status, a.body)
		}
	}
	// And a token is none for a seat or an encoder.
	program := w.program(w.accessToken(organizer, conference.Scopes...).Secret)
	if a := program.send("POST", "/whip/"+string(w.press.ID), "v=0"); a.status != 401 {
		t.Errorf("WHIP: %d %s", a.status, a.body)
	}
	if a := program.send("POST", "/api/access-tokens", protocol.AccessTokenInput{Name: "Child", Scopes: conference.Scopes, Days: 1}); a.status != 403 {
		t.Errorf("a token that makes tokens: %d %s", a.status, a.body)
	}
}

func TestATokenHasLimitsOfItsOwn(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.RateScale = 0.05 }) // three writings at once
	organizer := w.as(conference.Organizer)
	program := w.program(w.accessToken(organizer, "programme:write").Secret)
	statuses := map[int]int{}
	for range 8 {
		statuses[program.send("DELETE", "/api/halls/AAAAAAAAAAAAAAAAAAAAAAAAAA", nil).status]++
	}
	if statuses[404] != 3 || statuses[429] != 5 {
		t.Errorf("the program was answered %v", statuses)
	}
	if a := organizer.send("DELETE", "/api/halls/AAAAAAAAAAAAAAAAAAAAAAAAAA", nil); a.status != 404 {
		t.Errorf("its maker: %d", a.status)
	}
}

// Every action that a route asks for is in an area, or is a person's own.
func TestEveryRouteHasAScopeOrIsAPersonsOwn(t *testing.T) {
	w := newWorld(t)
	for _, r := range w.srv.routes() {
		if _, ok := r.scope(); ok || r.own || r.open || r.socket || r.bearer != "" {
			continue
		}
		if r.needs != conference.KeepAccount && r.needs != conference.SeeProgramme {
			t.Errorf("%s %s: no token will ever do; give %q an area in conference/access.go, or mark the route as own", r.method, r.path, r.needs)
		}
	}
}
