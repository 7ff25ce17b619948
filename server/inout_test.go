package server

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/schedule"
)

func scheduleFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("schedule/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAProgrammeIsTakenInAsItsPreviewSaid(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	for _, name := range []string{"democon.json", "frab-2014.xml", "pretalx-2020.json"} { // the first is larger than other bodies may be
		text := scheduleFile(t, name)
		seen := want[protocol.TakeIn](organizer, http.StatusOK, "POST", "/api/schedule/preview?access=public", text)
		if seen.Added != seen.Sessions || seen.Sessions == 0 || seen.Stamp == "" {
			t.Fatalf("%s: the preview says %+v", name, seen)
		}
		if a := organizer.send("POST", "/api/schedule?access=public&stamp=other", text); a.status != http.StatusConflict {
			t.Errorf("%s: without having been seen: %d %s", name, a.status, a.body)
		}
		want[protocol.TakeIn](organizer, http.StatusOK, "POST", "/api/schedule?access=public&stamp="+seen.Stamp, text)
		again := want[protocol.TakeIn](organizer, http.StatusOK, "POST", "/api/schedule/preview?access=public", text)
		if again.Added+again.Changed+again.Removed != 0 {
			t.Errorf("%s: the second time it does %+v", name, again)
		}
	}
	for _, path := range []string{"/api/schedule.json", "/api/schedule.xml", "/schedule.json", "/schedule.xml"} {
		a := organizer.send("GET", path, nil)
		s, notes, err := schedule.Read(a.body, time.UTC)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if len(notes) > 0 {
			t.Errorf("%s: %+v", path, notes)
		}
		if !strings.Contains(string(a.body), "Ночной доклад") || !strings.Contains(string(a.body), "8c4e647f-813e-41ef-b05b-65469dd841c3") {
			t.Errorf("%s lacks what was brought in", path)
		}
		if open := strings.Contains(string(a.body), w.closed.Title); open != strings.HasPrefix(path, "/api/") {
			t.Errorf("%s has the closed session: %v", path, open)
		}
		if s.Count().Persons == 0 {
			t.Errorf("%s has nobody", path)
		}
	}
}

func TestOnlyOrganizersSendMuch(t *testing.T) {
	w := newWorld(t)
	large := "{" + strings.Repeat(" ", bodyLimit)
	if a := w.visitor().send("POST", "/api/schedule/preview", large); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a visitor: %d %s", a.status, a.body)
	}
	if a := w.as(conference.Attendee).send("POST", "/api/schedule/preview", large); a.status != http.StatusForbidden {
		t.Errorf("an attendee: %d %s", a.status, a.body)
	}
	if a := w.as(conference.Organizer).send("POST", "/api/schedule/preview", large); a.status != http.StatusUnprocessableEntity || a.problem(t).Field != "file" {
		t.Errorf("what is no schedule: %d %s", a.status, a.body)
	}
	if a := w.as(conference.Organizer).send("POST", "/api/registrations", large); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("elsewhere: %d %s", a.status, a.body)
	}
}

func TestWhatLeavesTheHouseIsPublic(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/calendar.ics", "/programme.pdf", "/programme.pdf?language=ru&abstracts=1", "/schedule.json", "/schedule.xml", "/embed/programme"} {
		for _, role := range []conference.Role{conference.Visitor, conference.Organizer, conference.Chair} { // whoever asks
			a := w.as(role).send("GET", path, nil)
			if a.status != http.StatusOK || len(a.body) == 0 {
				t.Fatalf("%s: %d %s", path, a.status, a.body)
			}
			text := string(a.body)
			if !strings.Contains(path, ".pdf") && !strings.Contains(text, w.press.Title) {
				t.Errorf("%s lacks the public session:\n%s", path, text)
			}
			if strings.Contains(text, w.closed.Title) || strings.Contains(text, string(w.closed.ID)) {
				t.Errorf("%s tells %s of the closed session", path, role)
			}
			if strings.Contains(text, "@canary.example") {
				t.Errorf("%s has an address", path)
			}
		}
	}
}

func TestTheEmbeddedProgrammeMayBeFramedAndDoesNothing(t *testing.T) {
	w := newWorld(t)
	w.addSession(w.hall, "<script>alert(1)</script>", conference.PublicAccess)
	a := w.visitor().send("GET", "/embed/programme", nil)
	policy := a.headers.Get("Content-Security-Policy")
	if !strings.Contains(policy, "frame-ancestors *") || strings.Contains(policy, "script-src") || !strings.Contains(policy, "default-src 'none'") || a.headers.Get("X-Frame-Options") != "" {
		t.Errorf("its headers are %v", a.headers)
	}
	if a.headers.Get("Set-Cookie") != "" || strings.Contains(string(a.body), "<script") {
		t.Errorf("it sets a cookie, or has a script: %s", a.body)
	}
	if a := w.visitor().send("GET", "/", nil); !strings.Contains(a.headers.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
		t.Error("other pages may be framed")
	}
}

func TestTheOwnCalendarIsSecretAndRevocable(t *testing.T) {
	w := newWorld(t)
	chair := w.as(conference.Chair)
	if a := want[protocol.CalendarAddress](chair, http.StatusOK, "GET", "/api/me/calendar", nil); a.CreatedAt != nil {
		t.Errorf("before it is made: %+v", a)
	}
	made := want[protocol.CalendarAddress](chair, http.StatusOK, "POST", "/api/me/calendar", nil)
	path := strings.TrimPrefix(made.Address, w.base)
	feed := func(path string) string {
		a := w.visitor().send("GET", path, nil) // a calendar has no cookie
		if a.status != http.StatusOK {
			return ""
		}
		return string(a.body)
	}
	if text := feed(path); !strings.Contains(text, w.closed.Title) || !strings.Contains(text, w.press.Title) {
		t.Errorf("the chair's calendar lacks what she is appointed to:\n%s", text)
	}
	if known := want[protocol.CalendarAddress](chair, http.StatusOK, "GET", "/api/me/calendar", nil); known.CreatedAt == nil || known.Address != "" {
		t.Errorf("when it is there: %+v", known)
	}
	if strings.Contains(w.log.String(), strings.TrimSuffix(strings.TrimPrefix(path, "/calendar/"), ".ics")) {
		t.Error("the log has the secret")
	}
	attendee := want[protocol.CalendarAddress](w.as(conference.Attendee), http.StatusOK, "POST", "/api/me/calendar", nil)
	own := strings.TrimPrefix(attendee.Address, w.base)
	if text := feed(own); strings.Contains(text, w.closed.Title) || !strings.Contains(text, w.press.Title) {
		t.Errorf("the attendee's calendar is\n%s", text)
	}
	if text := feed(own + "?mine=1"); strings.Contains(text, "BEGIN:VEVENT") {
		t.Errorf("the attendee has no role anywhere:\n%s", text)
	}
	w.must(w.store.Dismiss(w.ctx(), w.closed.ID, w.people[conference.Chair].ID, "", w.clock.now()))
	if strings.Contains(feed(path), w.closed.Title) {
		t.Error("whoever is dismissed reads on")
	}
	second := want[protocol.CalendarAddress](chair, http.StatusOK, "POST", "/api/me/calendar", nil)
	if feed(path) != "" || feed(strings.TrimPrefix(second.Address, w.base)) == "" {
		t.Error("a new address does not end the old one")
	}
	want[nothing](chair, http.StatusNoContent, "DELETE", "/api/me/calendar", nil)
	if feed(strings.TrimPrefix(second.Address, w.base)) != "" {
		t.Error("a revoked address is good")
	}
}

func TestCalendarsAreToldOfChanges(t *testing.T) {
	w := newWorld(t)
	get := func() string { return string(w.visitor().send("GET", "/calendar.ics", nil).body) }
	if first := get(); !strings.Contains(first, "SEQUENCE:0") || get() != first {
		t.Errorf("asked twice, it is\n%s", first)
	}
	moved := w.press
	moved.StartsAt = moved.StartsAt.Add(5 * time.Minute)
	w.must(w.store.PutSession(w.ctx(), moved, "", w.clock.now()))
	if text := get(); !strings.Contains(text, "SEQUENCE:1\r\n") {
		t.Errorf("after a change:\n%s", text)
	}
	var off []conference.SessionID
	for title, access := range map[string]conference.Access{"Soon off": conference.PublicAccess, "Secretly off": conference.ClosedAccess} {
		s := w.press
		s.ID, s.Title, s.Access, s.State, s.OpenedAt = conference.NewID[conference.SessionID](), title, access, conference.Scheduled, nil
		w.must(w.store.PutSession(w.ctx(), s, "", w.clock.now()))
		off = append(off, s.ID)
	}
	get()
	for _, id := range off {
		w.must(w.store.DeleteSession(w.ctx(), id, "", w.clock.now()))
	}
	if text := get(); strings.Count(text, "STATUS:CANCELLED") != 1 || !strings.Contains(text, "Soon off") || strings.Contains(text, "Secretly off") {
		t.Errorf("after two are off:\n%s", text)
	}
	one := string(w.as(conference.Attendee).send("GET", "/api/sessions/"+string(w.press.ID)+"/calendar", nil).body)
	if strings.Count(one, "BEGIN:VEVENT") != 1 || !strings.Contains(one, string(w.press.ID)+"@") {
		t.Errorf("one session:\n%s", one)
	}
	if a := w.as(conference.Attendee).send("GET", "/api/sessions/"+string(w.closed.ID)+"/calendar", nil); a.status != http.StatusNotFound {
		t.Errorf("a closed session: %d", a.status)
	}
}
