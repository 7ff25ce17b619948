package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func (w *world) registrationOf(role conference.Role) conference.RegistrationID {
	w.t.Helper()
	r, err := w.store.RegistrationOf(w.ctx(), w.conference.ID, w.people[role].ID)
	w.must(err)
	return r.ID
}

func TestBadgesAndLettersAreForThoseWhoAreApproved(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	w.must(w.store.RecordStays(w.ctx(), w.press.ID, []conference.Stay{
		{PersonID: w.people[conference.Attendee].ID, CameAt: day, LeftAt: new(day.Add(30 * time.Minute))},
		{PersonID: w.people[conference.Press].ID, CameAt: day, LeftAt: new(day.Add(time.Minute))},
	}, nil, day.Add(time.Hour)))
	of := func(role conference.Role, what string) string {
		return "/api/registrations/" + string(w.registrationOf(role)) + "/" + what
	}
	for _, c := range []struct {
		name, path string
		who        *browser
		status     int
	}{
		{"everybody's badges", "/api/badges.pdf", organizer, http.StatusOK},
		{"those of a category", "/api/badges.pdf?category=media&alone=1", organizer, http.StatusOK},
		{"those of nobody", "/api/badges.pdf?category=academia", organizer, http.StatusNotFound},
		{"a badge", of(conference.Attendee, "badge.pdf"), organizer, http.StatusOK},
		{"a letter", of(conference.Attendee, "letter.pdf"), organizer, http.StatusOK},
		{"the badge of one who is not approved", of(conference.Registered, "badge.pdf"), organizer, http.StatusConflict},
		{"a badge of nobody", "/api/registrations/nobody/badge.pdf", organizer, http.StatusNotFound},
		{"a certificate", of(conference.Attendee, "certificate.pdf"), organizer, http.StatusOK},
		{"the own certificate", "/api/me/certificate.pdf", w.as(conference.Attendee), http.StatusOK},
		{"of a minute", "/api/me/certificate.pdf", w.as(conference.Press), http.StatusConflict},
		{"another's certificate", of(conference.Attendee, "certificate.pdf"), w.as(conference.Chair), http.StatusForbidden},
		{"the own badge", "/api/me/badge.pdf", w.as(conference.Attendee), http.StatusOK},
		{"the own letter", "/api/me/letter.pdf", w.as(conference.Press), http.StatusOK},
		{"the own badge before the approval", "/api/me/badge.pdf", w.as(conference.Registered), http.StatusConflict},
		{"another's badge", of(conference.Speaker, "badge.pdf"), w.as(conference.Attendee), http.StatusForbidden},
		{"everybody's badges, by a chair", "/api/badges.pdf", w.as(conference.Chair), http.StatusForbidden},
	} {
		a := c.who.send("GET", c.path, nil)
		if a.status != c.status || c.status == http.StatusOK && !bytes.HasPrefix(a.body, []byte("%PDF-")) {
			t.Errorf("%s: %d %.100s", c.name, a.status, a.body)
		}
		if c.status == http.StatusOK && a.headers.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept by others: %q", c.name, a.headers.Get("Cache-Control"))
		}
	}
}

// A device that has the list lets people in without the server, and what it tells later counts once.
func TestADoorGoesOnWithoutTheNetwork(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	w.clock.pass(time.Hour) // after all registrations
	id := w.registrationOf(conference.Attendee)
	codes, err := w.store.BadgeCodes(w.ctx(), []conference.RegistrationID{id}, w.clock.now())
	w.must(err)
	list := want[protocol.GuestList](organizer, http.StatusOK, "GET", "/api/check-in", nil)
	mark := sha256.Sum256([]byte(codes[id]))
	known := false
	for _, g := range list.Guests {
		known = known || g.ID == id && g.Mark == hex.EncodeToString(mark[:16]) && g.Approved && g.At == nil
		if !g.Approved {
			t.Errorf("%s is on the list and not approved", g.Name)
		}
	}
	if body := string(organizer.send("GET", "/api/check-in", nil).body); !known || strings.Contains(body, codes[id]) || strings.Contains(body, "@canary.example") {
		t.Errorf("the list lacks the badge's mark, or has its code or an address: %s", body)
	}
	came := w.clock.now()
	w.clock.pass(20 * time.Minute)
	in := protocol.ArrivalsInput{Arrivals: []protocol.ArrivalInput{
		{ID: "arrival-a-0123456789", Badge: w.base + "/check-in#" + codes[id], At: came},
		{ID: "arrival-b-0123456789", Badge: "nobody's", At: came},
	}}
	for range 2 { // the first answer may have been lost
		done := want[protocol.Arrivals](organizer, http.StatusOK, "POST", "/api/check-in", in)
		if len(done.Arrivals) != 2 || done.Arrivals[0].Outcome != conference.CheckedIn || !done.Arrivals[0].Guest.At.Equal(came) || done.Arrivals[1].Outcome != conference.UnknownBadge {
			t.Fatalf("they came: %+v", done)
		}
	}
	changed := want[protocol.GuestList](organizer, http.StatusOK, "GET", "/api/check-in?since="+list.AsOf.Format(time.RFC3339), nil)
	if len(changed.Guests) != 1 || changed.Guests[0].ID != id || changed.Guests[0].At == nil {
		t.Errorf("other doors are told %+v", changed.Guests)
	}
	if a := organizer.send("POST", "/api/registrations/"+string(id)+"/badge", nil); a.status != http.StatusNoContent {
		t.Fatalf("a new badge: %d %s", a.status, a.body)
	}
	in.Arrivals[0].ID = "arrival-c-0123456789"
	if done := want[protocol.Arrivals](organizer, http.StatusOK, "POST", "/api/check-in", in); done.Arrivals[0].Outcome != conference.UnknownBadge {
		t.Errorf("the lost badge: %+v", done.Arrivals[0])
	}
	for _, bad := range []protocol.ArrivalInput{{ID: "short", Badge: "x"}, {ID: "arrival-d-0123456789"}, {ID: "arrival-d-0123456789", Badge: "x", Registration: id}} {
		if a := organizer.send("POST", "/api/check-in", protocol.ArrivalsInput{Arrivals: []protocol.ArrivalInput{bad}}); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%+v: %d %s", bad, a.status, a.body)
		}
	}
}
