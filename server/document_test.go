package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func TestDocumentsAreForThoseWhoMayBeInTheSession(t *testing.T) {
	w := newWorld(t)
	o := w.as(conference.Organizer)
	upload := func(session conference.Session, name string) protocol.DocumentInfo {
		t.Helper()
		query := url.Values{"title": {"Повестка дня"}, "language": {"ru"}, "name": {name}}.Encode()
		return want[protocol.DocumentInfo](o, 200, "POST", "/api/drafts/"+string(session.ID)+"/files?"+query, "%PDF-1.7 <script>alert(1)</script>")
	}
	open, closed := upload(w.press, `..\повестка.pdf`), upload(w.closed, "closed.pdf")
	link := want[protocol.DocumentInfo](o, 200, "POST", "/api/drafts/"+string(w.press.ID)+"/documents", protocol.DocumentInput{Title: "Elsewhere", Address: "https://docs.example/a"})
	if link.Address != "https://docs.example/a" || link.Size != 0 || open.FileName != "повестка.pdf" || open.Size != 34 {
		t.Errorf("added %+v and %+v", link, open)
	}
	of := func(role conference.Role, session conference.Session) int {
		t.Helper()
		for _, e := range want[protocol.Programme](w.as(role), 200, "GET", "/api/programme", nil).Sessions {
			if e.Session.ID == session.ID {
				return len(e.Documents)
			}
		}
		return -1
	}
	for _, c := range []struct {
		role         conference.Role
		open, closed int // documents in the programme; -1: no such session
		file, secret int // what asking for them says
	}{
		{conference.Visitor, 0, -1, http.StatusUnauthorized, http.StatusNotFound},
		{conference.Registered, 0, -1, http.StatusForbidden, http.StatusNotFound},
		{conference.Attendee, 2, -1, http.StatusOK, http.StatusNotFound},
		{conference.Speaker, 2, 1, http.StatusOK, http.StatusOK},
		{conference.Organizer, 2, 1, http.StatusOK, http.StatusOK},
	} {
		access := w.press.Access
		if got := of(c.role, w.press); access == conference.PressAccess && got != c.open {
			t.Errorf("%s sees %d documents", c.role, got)
		}
		if got := of(c.role, w.closed); got != c.closed {
			t.Errorf("%s sees %d documents of the closed session", c.role, got)
		}
		if a := w.as(c.role).send("GET", open.Address, nil); a.status != c.file {
			t.Errorf("%s gets %d %s", c.role, a.status, a.body)
		}
		if a := w.as(c.role).send("GET", closed.Address, nil); a.status != c.secret {
			t.Errorf("%s gets %d of the closed session", c.role, a.status)
		}
	}
	// Nothing that is in a file runs in a browser.
	a := w.as(conference.Attendee).send("GET", open.Address, nil)
	if !strings.HasPrefix(a.headers.Get("Content-Disposition"), "attachment; filename*=UTF-8''%D0%BF") || a.headers.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(a.headers.Get("Content-Security-Policy"), "sandbox") || string(a.body) != "%PDF-1.7 <script>alert(1)</script>" {
		t.Errorf("the file comes as %q with %v", a.body, a.headers)
	}
	// A document is asked for in its own session.
	if a := o.send("GET", "/api/sessions/"+string(w.press.ID)+"/documents/"+string(closed.ID), nil); a.status != http.StatusNotFound {
		t.Errorf("another session's document: %d", a.status)
	}
	want[struct{}](o, 204, "DELETE", "/api/drafts/"+string(w.press.ID)+"/documents/"+string(open.ID), nil)
	if left := want[[]protocol.DocumentInfo](o, 200, "GET", "/api/drafts/"+string(w.press.ID)+"/documents", nil); len(left) != 1 || left[0].ID != link.ID {
		t.Errorf("left are %+v", left)
	}
}

func TestWhatIsNoDocumentIsRefused(t *testing.T) {
	w := newWorld(t)
	o := w.as(conference.Organizer)
	path := "/api/drafts/" + string(w.press.ID)
	for _, c := range []struct {
		name, path string
		body       any
		status     int
		field      string
	}{
		{"an empty file", path + "/files?title=A&name=a.pdf", "", http.StatusBadRequest, ""},
		{"no title", path + "/files?title=%20&name=a.pdf", "text", http.StatusUnprocessableEntity, "title"},
		{"a script for an address", path + "/documents", protocol.DocumentInput{Title: "A", Address: "javascript:alert(1)"}, http.StatusUnprocessableEntity, "address"},
		{"no address", path + "/documents", protocol.DocumentInput{Title: "A"}, http.StatusUnprocessableEntity, "address"},
		{"a session of nobody", "/api/drafts/nobody/documents", protocol.DocumentInput{Title: "A", Address: "https://docs.example"}, http.StatusNotFound, ""},
	} {
		a := o.send("POST", c.path, c.body)
		if a.status != c.status || c.field != "" && a.problem(t).Field != c.field {
			t.Errorf("%s: %d %.200s", c.name, a.status, a.body)
		}
	}
	if a := w.as(conference.Attendee).send("POST", path+"/files?title=A&name=a.pdf", strings.Repeat("a", 1<<20)); a.status != http.StatusForbidden && a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("an attendee: %d", a.status)
	}
}
