package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// A person asks to be forgotten, and is gone from rooms, lists and the log; an organizer does it for another; nobody whose
// office would be left to nobody is, and no program does it for her.
func TestAPersonIsErased(t *testing.T) {
	w := newWorld(t)
	speaker, attendee := w.people[conference.Speaker], w.people[conference.Attendee]
	mine := protocol.EraseInput{Email: strings.ToUpper(speaker.Email)}
	her, organizer := w.as(conference.Speaker), w.as(conference.Organizer)
	seat := her.sit(w.press.ID)
	seat.ask(protocol.Say{Text: "The speaker says so"})
	expect[protocol.Done](seat)
	if a := her.send("POST", "/api/me/erase", protocol.EraseInput{Email: "another@canary.example"}); a.status != 422 || a.problem(t).Field != "email" {
		t.Errorf("with another address: %d %s", a.status, a.body)
	}
	if a := her.send("POST", "/api/me/erase", mine); a.status != http.StatusNoContent {
		t.Fatalf("erased: %d %s", a.status, a.body)
	}
	if code := seat.closed(); code != protocol.CloseSignedOut {
		t.Errorf("the seat is closed with %d", code)
	}
	if me := want[protocol.Me](her, 200, "GET", "/api/me", nil); me.SignedIn {
		t.Error("she is still signed in")
	}
	w.mail.next(t, speaker.Email, 1)

	// An organizer does it for who asked her.
	path := "/api/registrations/" + string(w.registrationOf(conference.Attendee)) + "/erase"
	if a := w.as(conference.Chair).send("POST", path, protocol.EraseInput{Email: attendee.Email}); a.status != http.StatusForbidden {
		t.Errorf("by a chair: %d %s", a.status, a.body)
	}
	if a := organizer.send("POST", path, protocol.EraseInput{Email: attendee.Email}); a.status != http.StatusNoContent {
		t.Errorf("by an organizer: %d %s", a.status, a.body)
	}
	own := protocol.EraseInput{Email: w.people[conference.Organizer].Email}
	if a := organizer.send("POST", "/api/me/erase", own); a.status != http.StatusConflict || !strings.Contains(string(a.body), "only organizer of") {
		t.Errorf("the only organizer: %d %s", a.status, a.body)
	}
	administrator := w.as(conference.Administrator)
	said := asText(administrator.sit(w.press.ID).welcome)
	for _, r := range w.srv.routes() {
		if r.method == http.MethodGet && !r.socket {
			a := administrator.send("GET", strings.NewReplacer("{session}", string(w.press.ID), "*", "").Replace(r.path), nil)
			said += string(a.body)
		}
	}
	for _, p := range []conference.Person{speaker, attendee} {
		if strings.Contains(said, p.Email) || strings.Contains(said, p.Name+`"`) {
			t.Errorf("somebody is told of %s", p.Name)
		}
	}
	page := want[protocol.AuditPage](w.as(conference.Administrator), 200, "GET", "/api/audit?action=erase-person", nil)
	if len(page.Entries) != 2 || page.Entries[0].Name != w.people[conference.Organizer].Name {
		t.Errorf("the log says %+v", page.Entries)
	}
	if v := want[protocol.AuditVerdict](organizer, 200, "GET", "/api/audit/verification", nil); !v.Whole {
		t.Errorf("the chain is broken: %+v", v)
	}
	// Her address is free.
	w.openRegistration()
	want[protocol.MailSent](w.visitor(), 200, "POST", "/api/registrations", w.form(speaker.Email))
	w.mail.next(t, speaker.Email, 2)
}

func asText(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}
