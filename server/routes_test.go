package server

import (
	"flag"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

var update = flag.Bool("update", false, "write the golden files")

// TestRouteTable keeps the table visible: a new door, or another right for an old one, shows up in review.
func TestRouteTable(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Demo, c.DemoCrowd = true, "secret" })
	lines := []string{}
	for _, r := range w.srv.routes() {
		by := "cookie"
		switch {
		case r.open:
			by = "nothing"
		case r.bearer != "":
			by = "token:" + string(r.bearer)
		case r.socket:
			by = "cookie+origin"
		}
		lines = append(lines, fmt.Sprintf("%-8s%-48s%-22s%-13s%s", r.method, r.path, r.needs, r.rate, by))
	}
	slices.Sort(lines)
	golden(t, "testdata/routes.golden", strings.Join(lines, "\n")+"\n")
}

func TestARouteWithoutARightIsRefused(t *testing.T) {
	good := route{method: "GET", path: "/api/x", needs: conference.SeeProgramme, rate: reading, answer: raw(nil)}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*route){
		"no right":                    func(r *route) { r.needs = "" },
		"a right that is none":        func(r *route) { r.needs = "fly" },
		"no rate":                     func(r *route) { r.rate = "" },
		"no handler":                  func(r *route) { r.answer = nil },
		"open, but not for everybody": func(r *route) { r.open, r.needs = true, conference.Watch },
		"large bodies from strangers": func(r *route) { r.open, r.most = true, 1<<20 },
	} {
		bad := good
		spoil(&bad)
		if bad.check() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestMatrix asks for every route as every role, in a session that most may enter and in one that only the appointed
// may know of. What is expected comes from the table's column and the permission table, and from nowhere else.
func TestMatrix(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Demo, c.DemoCrowd = true, "secret" })
	cells := 0
	for _, role := range conference.Roles {
		for _, session := range []conference.Session{w.press, w.closed} {
			for _, r := range w.srv.routes() {
				if session.ID == w.closed.ID && !strings.Contains(r.path, "{session}") {
					continue
				}
				cells++
				if got, want := w.admitted(t, role, r, session), admits(role, r, session); got != want {
					t.Errorf("%s: %s %s (%s): %s; want %s", role, r.method, r.path, session.Access, got, want)
				}
				if strings.HasSuffix(r.path, "/withdraw") && role != conference.Visitor {
					w.people[role] = w.addPerson(role) // that one really has withdrawn
				}
			}
		}
	}
	if least := len(conference.Roles) * len(w.srv.routes()); cells < least {
		t.Errorf("only %d cells were asked, want at least %d", cells, least)
	}
}

// admits is what the tables say: "in", "sign in", "may not" or "unknown".
func admits(role conference.Role, r route, session conference.Session) string {
	inSession := strings.Contains(r.path, "{session}")
	switch {
	case r.open:
		return "in"
	case r.bearer != "" && role == conference.Visitor:
		return "sign in" // nobody makes tokens for a visitor
	case inSession && session.Access == conference.ClosedAccess && !role.Can(conference.Watch),
		inSession && session.Access == conference.ClosedAccess && (role == conference.Attendee || role == conference.Press):
		return "unknown" // and nobody appointed them
	case role.Can(r.needs):
		return "in"
	case role == conference.Visitor:
		return "sign in"
	}
	return "may not"
}

// admitted asks.
func (w *world) admitted(t *testing.T, role conference.Role, r route, session conference.Session) string {
	t.Helper()
	b := w.as(role)
	if r.bearer != "" && role != conference.Visitor {
		b.headers = map[string]string{"Authorization": "Bearer " + w.token(role, session, r.bearer)}
	}
	path := strings.ReplaceAll(r.path, "{session}", string(session.ID))
	path = strings.ReplaceAll(parameter.ReplaceAllString(path, "AAAAAAAAAAAAAAAAAAAAAAAAAA"), "*", "")
	var in any
	if r.method != http.MethodGet && r.method != http.MethodHead && r.method != http.MethodOptions {
		in = "[]" // fits no handler, so that nothing happens behind the door
	}
	a := b.send(r.method, path, in)
	switch {
	case a.status == http.StatusUnauthorized:
		return "sign in"
	case a.status == http.StatusForbidden && strings.Contains(string(a.body), "You may not do this."):
		return "may not"
	case a.status == http.StatusNotFound && strings.Contains(r.path, "{session}") && strings.Contains(string(a.body), "There is no such session."):
		return "unknown"
	case a.status >= 500 && r.path != "/*":
		return fmt.Sprintf("%d %s", a.status, a.body)
	}
	return "in"
}

// token makes a bearer token for somebody with this role.
func (w *world) token(role conference.Role, session conference.Session, kind conference.TokenKind) string {
	w.t.Helper()
	secret, hash := newSecret()
	w.must(w.store.CreateToken(w.ctx(), conference.Token{
		ID: conference.NewID[conference.TokenID](), SessionID: session.ID, PersonID: w.people[role].ID, Kind: kind,
		TokenHash: hash, CreatedAt: day, ExpiresAt: day.Add(tokenGrace),
	}))
	return secret
}

// TestForeignIDs asks for every route that has an id with the id of something of another conference or another person,
// as somebody who may do everything here. There is nothing there, and nothing happens.
func TestForeignIDs(t *testing.T) {
	w := newWorld(t)
	other := w.addConference("other")
	hall := w.addHall(other, "Foreign hall")
	session := w.addSession(hall, "Foreign session", conference.PublicAccess)
	stranger := w.addPerson(conference.Attendee)
	registration := conference.Registration{
		ID: conference.NewID[conference.RegistrationID](), ConferenceID: other.ID, PersonID: stranger.ID, Name: "Somebody",
		Organization: "Somewhere", Category: conference.Academia, State: conference.Submitted, CreatedAt: day, ChangedAt: day,
	}
	w.must(w.store.CreateRegistration(w.ctx(), registration))
	login := w.visitor().signIn(stranger.ID)
	tokenID := conference.NewID[conference.TokenID]()
	w.must(w.store.CreateToken(w.ctx(), conference.Token{
		ID: tokenID, SessionID: w.press.ID, PersonID: stranger.ID, Kind: conference.WatchToken, TokenHash: "x", CreatedAt: day, ExpiresAt: day.Add(tokenGrace),
	}))
	sweep := conference.Sweep{ID: conference.NewID[conference.SweepID](), ConferenceID: other.ID, PersonID: new(w.people[conference.Administrator].ID), Decision: conference.Approve, At: day, DueAt: day.Add(time.Hour)}
	_, err := w.store.Sweep(w.ctx(), sweep, store.RegistrationFilter{State: conference.Rejected}, 0)
	w.must(err)
	team := conference.Team{ID: conference.NewID[conference.TeamID](), ConferenceID: other.ID, Name: "Foreign team", Languages: "fr"}
	w.must(w.store.PutTeam(w.ctx(), team))
	delegation := conference.Delegation{ID: conference.NewID[conference.DelegationID](), ConferenceID: other.ID, Name: "Elsewhere", Category: conference.Academia}
	w.must(w.store.PutDelegation(w.ctx(), delegation))
	invited := conference.Invitation{
		ID: conference.NewID[conference.InvitationID](), ConferenceID: other.ID, Email: "eve@mission.example", Category: conference.Academia, State: conference.InvitationPending,
		TokenHash: "x", InvitedBy: new(w.people[conference.Administrator].ID), InvitedAt: day, SentAt: day, ExpiresAt: day.Add(time.Hour),
	}
	w.must(w.store.Invite(w.ctx(), invited))
	otherCalendar, hash := newSecret()
	w.must(w.store.PutCalendarAddress(w.ctx(), conference.CalendarAddress{ConferenceID: other.ID, PersonID: stranger.ID, TokenHash: hash, CreatedAt: day}))
	announcement, err := conference.NewAnnouncement("announcement-0001", other.ID, stranger.ID, "Foreign", 30, day)
	w.must(err)
	w.must(w.store.Announce(w.ctx(), announcement))
	foreign := map[string]string{
		"announcement": string(announcement.ID), "delegation": string(delegation.ID), "invitation": string(invited.ID),
		"sweep": string(sweep.ID), "team": string(team.ID),
		"session": string(session.ID), "draft": string(session.ID), "hall": string(hall.ID), "registration": string(registration.ID), "login": string(login),
		"token": string(tokenID), "person": string(stranger.ID), "leg": "leg-of-somebody-else", "view": "view-of-another",
		"secret": otherCalendar + ".ics", "document": "document-of-another", "statement": "statement-of-another", "mail": "mail-of-another", "release": "999", "kind": "kind-of-another", "language": "xx", "field": "field-of-another",
		"access": "access-of-another", "webhook": "webhook-of-another", "delivery": "delivery-of-another",
	}
	bodies := map[string]any{
		"PUT /api/halls/{hall}":                           map[string]any{"name": "Mine now"},
		"POST /api/registrations/{registration}/decision": map[string]any{"decision": "approve"},
		"POST /api/registrations/{registration}/erase":    map[string]any{"email": stranger.Email},
		"PUT /api/sessions/{session}": map[string]any{
			"hall": w.hall.ID, "title": "Mine now", "kind": "working", "access": "public", "starts_at": "2020-09-14T10:00", "ends_at": "2020-09-14T11:00",
		},
		"PUT /api/drafts/{draft}": map[string]any{
			"title": "Mine now", "kind": "working", "access": "public", "version": 1,
		},
		"PUT /api/drafts/{draft}/slot":                  map[string]any{"version": 1},
		"PUT /api/mails/{mail}":                         map[string]any{"address": "a@b.example", "subject": "Mine now", "text": "Text", "version": 1},
		"PUT /api/mail-templates/{kind}/{language}":     map[string]any{"subject": "Mine now", "text": "Text"},
		"POST /api/drafts/{draft}/documents":            map[string]any{"title": "Mine now", "address": "https://docs.example"},
		"POST /api/drafts/{draft}/files":                "text",
		"PUT /api/me/registration/files/{field}":        "text",
		"PUT /api/registrations/{registration}/answers": map[string]any{"answers": []any{}},
		"POST /api/drafts/{draft}/copy":                 map[string]any{"halls": []any{w.hall.ID}},
		"PUT /api/drafts/{draft}/people":                map[string]any{"person": stranger.ID, "role": "chair"},
		"PUT /api/teams/{team}":                         map[string]any{"name": "Mine now", "languages": []string{"fr"}},
		"POST /api/sessions/{session}/late":             map[string]any{"minutes": 10},
		"PUT /api/sessions/{session}/people":            map[string]any{"person": stranger.ID, "role": "chair"},
		"POST /api/sessions/{session}/stage-views":      map[string]any{"name": "Mine now", "hours": 1, "access": "press"},
		"POST /api/sessions/{session}/tokens":           map[string]any{"kind": "watch"},

		"POST /api/sessions/{session}/statements":                       map[string]any{"text": "Mine now"},
		"POST /api/sessions/{session}/manuscript":                       "text",
		"POST /api/sessions/{session}/statements/{statement}/delivered": map[string]any{"version": 1},
		"PUT /api/sessions/{session}/statements/{statement}/symbol":     map[string]any{"symbol": "A/1/20"},

		"PUT /api/delegations/{delegation}/quotas":                 map[string]any{"own": []any{}},
		"POST /api/delegations/{delegation}/focal-points":          map[string]any{"email": "eve@mission.example"},
		"POST /api/delegations/{delegation}/members":               map[string]any{"email": "eve@mission.example", "name": "Eve", "participation": "observer"},
		"PUT /api/delegations/{delegation}/members/{registration}": map[string]any{"email": "eve@mission.example", "name": "Eve", "participation": "observer"},
		"PUT /api/sessions/{session}/speaking-seat":                map[string]any{"delegation": delegation.ID},
	}
	id := regexp.MustCompile(`\{(\w+)\}`)
	for _, r := range w.srv.routes() {
		if r.open || !strings.Contains(r.path, "{") {
			continue
		}
		b := w.as(conference.Administrator)
		if r.bearer != "" {
			b.headers = map[string]string{"Authorization": "Bearer " + w.token(conference.Administrator, w.press, r.bearer), "Content-Type": "application/sdp"}
		}
		path := id.ReplaceAllStringFunc(r.path, func(name string) string {
			value := foreign[strings.Trim(name, "{}")]
			if value == "" {
				t.Fatalf("%s %s: this test knows no foreign %s", r.method, r.path, name)
			}
			if r.bearer != "" && name == "{session}" && strings.Contains(r.path, "{leg}") {
				value = string(w.press.ID) // so that the leg is what is foreign
			}
			if strings.HasPrefix(r.path, "/api/me/hidden/") {
				value = "person-of-another" // the stranger takes part here, too
			}
			return value
		})
		a := b.send(r.method, path, bodies[r.method+" "+r.path])
		if a.status != http.StatusNotFound {
			t.Errorf("%s %s = %d %s; want 404", r.method, r.path, a.status, a.body)
		}
	}
	if h, err := w.store.Hall(w.ctx(), hall.ID); err != nil || h.Name != "Foreign hall" {
		t.Errorf("the foreign hall = %+v, %v", h, err)
	}
	if r, err := w.store.Registration(w.ctx(), registration.ID); err != nil || r.State != conference.Submitted {
		t.Errorf("the foreign registration = %+v, %v", r, err)
	}
}

// A bearer token of one session opens no other, even where its person might enter both.
func TestATokenIsForOneSession(t *testing.T) {
	w := newWorld(t)
	b := w.visitor()
	b.headers = map[string]string{"Authorization": "Bearer " + w.token(conference.Speaker, w.press, conference.PublishToken), "Content-Type": "application/sdp"}
	if a := b.send("POST", "/whip/"+string(w.closed.ID), "v=0"); a.status != http.StatusNotFound {
		t.Errorf("another session: %d %s", a.status, a.body)
	}
	if a := b.send("POST", "/whep/"+string(w.press.ID), "v=0"); a.status != http.StatusUnauthorized {
		t.Errorf("another door: %d %s", a.status, a.body)
	}
}

// The body names things too: those of another conference are not there.
func TestForeignIDsInBodies(t *testing.T) {
	w := newWorld(t)
	other := w.addConference("other")
	hall := w.addHall(other, "Foreign hall")
	d := conference.Delegation{ID: conference.NewID[conference.DelegationID](), ConferenceID: other.ID, Name: "Elsewhere", Category: conference.Academia}
	w.must(w.store.PutDelegation(w.ctx(), d))
	w.clock.set(w.conference.RegistrationOpens.Add(1))
	for name, a := range map[string]answer{
		"hall": w.as(conference.Organizer).send("POST", "/api/sessions", map[string]any{
			"hall": hall.ID, "title": "T", "kind": "working", "access": "public", "starts_at": "2020-09-14T10:00", "ends_at": "2020-09-14T11:00",
		}),
		"delegation": w.visitor().send("POST", "/api/registrations", map[string]any{
			"email": "a@b.example", "name": "Ana", "category": "academia", "delegation": d.ID,
		}),
		"person": w.as(conference.Organizer).send("PUT", "/api/sessions/"+string(w.press.ID)+"/people", map[string]any{
			"person": "AAAAAAAAAAAAAAAAAAAAAAAAAA", "role": "chair",
		}),
	} {
		if p := a.problem(t); a.status != http.StatusUnprocessableEntity || p.Field != name {
			t.Errorf("foreign %s: %d %s", name, a.status, a.body)
		}
	}
}
