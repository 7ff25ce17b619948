package server

import (
	"net/http"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// TestChangesHoldForTheNextRequest changes what somebody may, by every route that can, and asks at once. What is kept in
// memory and what many share a query for must not be older than the change.
func TestChangesHoldForTheNextRequest(t *testing.T) {
	w := newWorld(t)
	organizer, attendee, chair := w.as(conference.Organizer), w.as(conference.Attendee), w.as(conference.Chair)
	path, someone := "/api/sessions/"+string(w.press.ID), w.people[conference.Attendee]
	is := func(what string, b *browser, role conference.Role) {
		t.Helper()
		a := b.send("GET", path, nil)
		if role == "" && a.status != http.StatusNotFound {
			t.Errorf("%s: the session is there, %d %s", what, a.status, a.body)
		} else if role != "" {
			if e := want[protocol.ProgrammeEntry](b, 200, "GET", path, nil); e.Role != role {
				t.Errorf("%s: she is %s, not %s", what, e.Role, role)
			}
		}
	}
	is("at first", attendee, conference.Attendee)

	in := protocol.SessionInput{
		Hall: w.hall.ID, Title: "Edited", Kind: conference.WorkingSession, StartsAt: "2020-09-14T10:45", EndsAt: "2020-09-14T12:00",
	}
	for range 3 { // so that something is kept each time
		in.Access = conference.ClosedAccess
		want[protocol.ProgrammeEntry](organizer, 200, "PUT", path, in)
		is("the session is closed to her", attendee, "")
		in.Access = conference.PublicAccess
		want[protocol.ProgrammeEntry](organizer, 200, "PUT", path, in)
		is("the session is for all", attendee, conference.Attendee)
		if e := want[protocol.ProgrammeEntry](chair, 200, "POST", path+"/close", nil); e.Session.State != conference.Closed {
			t.Errorf("closed, it is %s", e.Session.State)
		}
		if e := want[protocol.ProgrammeEntry](attendee, 200, "GET", path, nil); e.Session.State != conference.Closed {
			t.Errorf("after it was closed, it is %s", e.Session.State)
		}
		if e := want[protocol.ProgrammeEntry](chair, 200, "POST", path+"/open", nil); e.Session.State != conference.Open {
			t.Errorf("opened, it is %s", e.Session.State)
		}
		want[[]protocol.Appointed](organizer, 200, "PUT", path+"/people", protocol.AppointmentInput{Person: someone.ID, Role: conference.Moderator})
		is("appointed", attendee, conference.Moderator)
		want[struct{}](organizer, 204, "DELETE", path+"/people/"+string(someone.ID), nil)
		is("dismissed", attendee, conference.Attendee)
	}

	made := want[protocol.ProgrammeEntry](organizer, 200, "POST", "/api/sessions", in)
	other := "/api/sessions/" + string(made.Session.ID)
	want[protocol.ProgrammeEntry](attendee, 200, "GET", other, nil)
	want[struct{}](organizer, 204, "DELETE", other, nil)
	want[protocol.Problem](attendee, 404, "GET", other, nil)

	// Her registration, the account, and what she came in by.
	registered := w.as(conference.Registered)
	is("not approved", registered, conference.Press)
	r, err := w.store.RegistrationOf(w.ctx(), w.conference.ID, w.people[conference.Registered].ID)
	w.must(err)
	want[protocol.RegistrationInfo](organizer, 200, "POST", "/api/registrations/"+string(r.ID)+"/decision", protocol.DecisionInput{Decision: conference.Approve})
	is("approved", registered, conference.Attendee)
	want[protocol.RegistrationInfo](registered, 200, "POST", "/api/me/registration/withdraw", nil)
	is("withdrawn", registered, conference.Press)

	second := w.visitor()
	login := second.signIn(someone.ID)
	is("on a second device", second, conference.Attendee)
	want[struct{}](attendee, 204, "DELETE", "/api/me/logins/"+string(login), nil)
	is("the second device is signed out", second, conference.Visitor)
	second.signIn(someone.ID)
	is("signed in again", second, conference.Attendee)
	want[struct{}](attendee, 204, "PUT", "/api/me/password", protocol.NewPasswordInput{Password: "correct horse battery"})
	is("after a new password", second, conference.Visitor)
	left := attendee.cookie
	want[struct{}](attendee, 204, "POST", "/api/sign-out", nil)
	attendee.cookie = left
	is("signed out", attendee, conference.Visitor)

	// A program, by its token.
	speaker := w.as(conference.Speaker)
	d, info := speaker.device(w.press, conference.WatchToken)
	program := func() int {
		t.Helper()
		a, err := d.send(t.Context(), "POST", d.address, "text/plain", "no offer")
		w.must(err)
		return a.status
	}
	if status := program(); status != http.StatusUnsupportedMediaType {
		t.Errorf("with its token a program is answered %d", status)
	}
	w.must(w.store.Restrain(w.ctx(), w.press.ID, w.people[conference.Speaker].ID, conference.Removed, true, w.people[conference.Chair].ID, day))
	if status := program(); status != http.StatusForbidden {
		t.Errorf("a removed person's program is answered %d", status)
	}
	w.must(w.store.Restrain(w.ctx(), w.press.ID, w.people[conference.Speaker].ID, conference.Removed, false, w.people[conference.Chair].ID, day))
	if status := program(); status != http.StatusUnsupportedMediaType {
		t.Errorf("the program of somebody who was let in again is answered %d", status)
	}
	want[struct{}](speaker, 204, "DELETE", "/api/tokens/"+string(info.ID), nil)
	if status := program(); status != http.StatusUnauthorized {
		t.Errorf("without its token a program is answered %d", status)
	}
}
