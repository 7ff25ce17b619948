package server

import (
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// applicants registers people who wait for a decision.
func (w *world) applicants(category conference.Category, n int) []conference.Person {
	w.t.Helper()
	list := make([]conference.Person, n)
	for i := range list {
		id := conference.NewID[conference.PersonID]()
		list[i] = conference.Person{ID: id, Name: "Applicant", Email: strings.ToLower(string(id[:10])) + "@canary.example", CreatedAt: day}
		w.must(w.store.CreatePerson(w.ctx(), list[i]))
		w.must(w.store.CreateRegistration(w.ctx(), conference.Registration{
			ID: conference.NewID[conference.RegistrationID](), ConferenceID: w.conference.ID, PersonID: id, Name: "Applicant",
			Organization: "Applicants", Category: category, State: conference.Submitted, CreatedAt: day.Add(time.Duration(i) * time.Second), ChangedAt: day,
		}))
	}
	return list
}

func (w *world) stateOf(p conference.Person) conference.RegistrationState {
	w.t.Helper()
	r, err := w.store.RegistrationOf(w.ctx(), w.conference.ID, p.ID)
	w.must(err)
	return r.State
}

func sweepInput(id conference.SweepID, d conference.Decision, matching int) protocol.SweepInput {
	return protocol.SweepInput{
		ID: id, Decision: d, Matching: matching, Reason: "The hall is full.", Filter: protocol.RegistrationFilter{Query: "applicant"},
	}
}

func TestADecisionAboutManyIsMailedWhenItCannotBeUndone(t *testing.T) {
	w := newWorld(t)
	list := w.applicants(conference.Academia, 3)
	organizer := w.as(conference.Organizer)
	preview := want[protocol.SweepPreview](organizer, 200, "POST", "/api/registrations/decisions/preview",
		protocol.SweepPreviewInput{Decision: conference.Approve, Filter: protocol.RegistrationFilter{Query: "applicant"}})
	if preview.Matching != 3 || len(preview.Changes) != 1 || preview.Changes[0] != (protocol.StateCount{State: conference.Approved, Count: 3}) {
		t.Fatalf("the preview is %+v", preview)
	}
	const id = "sweep-of-approvals"
	info := want[protocol.SweepInfo](organizer, 200, "POST", "/api/registrations/decisions", sweepInput(id, conference.Approve, 3))
	if !info.UndoUntil.Equal(w.clock.now().Add(conference.UndoTime)) {
		t.Errorf("it can be undone until %v", info.UndoUntil)
	}
	seat := w.visitor()
	seat.signIn(list[0].ID)
	if me := want[protocol.Me](seat, 200, "GET", "/api/me", nil); me.Role != conference.Attendee {
		t.Errorf("approved, she is %s", me.Role)
	}
	w.clock.pass(conference.UndoTime - time.Millisecond)
	w.must(w.srv.teller.round(w.ctx()))
	undone := want[protocol.SweepUndone](organizer, 200, "POST", "/api/registrations/decisions/"+id+"/undo", nil)
	if undone.Restored != 3 || w.stateOf(list[2]) != conference.Submitted {
		t.Errorf("undone %+v, she is %s", undone, w.stateOf(list[2]))
	}
	if me := want[protocol.Me](seat, 200, "GET", "/api/me", nil); me.Role != conference.Registered {
		t.Errorf("undone, she is %s", me.Role)
	}

	want[protocol.SweepInfo](organizer, 200, "POST", "/api/registrations/decisions", sweepInput(id+"-2", conference.Reject, 3))
	w.clock.pass(conference.UndoTime)
	w.srv.teller.wake()
	for _, p := range list {
		m := w.mail.next(t, p.Email, 1)
		if !strings.Contains(m.text, "The hall is full.") {
			t.Errorf("the mail says %s", m.text)
		}
	}
	a := organizer.send("POST", "/api/registrations/decisions/"+id+"-2/undo", nil)
	if a.status != 409 {
		t.Errorf("undone too late: %d %s", a.status, a.body)
	}
}

func TestWhoWaitsIsToldOfAPlace(t *testing.T) {
	w := newWorld(t)
	list := w.applicants(conference.Academia, 2)
	organizer := w.as(conference.Organizer)
	settings := want[protocol.RegistrationSettings](organizer, 200, "GET", "/api/registration-settings", nil)
	in := protocol.RegistrationSettingsInput{
		Opens: settings.Opens, Closes: settings.Closes, Modification: settings.Modification, EditingResets: settings.EditingResets,
		Limits: []protocol.CategoryLimitInput{{Category: conference.Academia, Places: 1}},
	}
	want[protocol.RegistrationSettings](organizer, 200, "PUT", "/api/registration-settings", in)
	want[protocol.SweepInfo](organizer, 200, "POST", "/api/registrations/decisions", sweepInput("sweep-of-approvals", conference.Approve, 2))
	w.clock.pass(conference.UndoTime)
	w.srv.teller.wake()
	w.mail.next(t, list[0].Email, 1)
	if m := w.mail.next(t, list[1].Email, 1); !strings.Contains(m.text, "waiting list") {
		t.Errorf("the mail says %s", m.text)
	}
	first := w.visitor()
	first.signIn(list[0].ID)
	want[protocol.RegistrationInfo](first, 200, "POST", "/api/me/registration/withdraw", nil)
	if m := w.mail.next(t, list[1].Email, 2); !strings.Contains(m.text, "has fallen free") {
		t.Errorf("the mail says %s", m.text)
	}
	settings = want[protocol.RegistrationSettings](organizer, 200, "GET", "/api/registration-settings", nil)
	if l := settings.Limits[0]; l.Taken != 1 || l.Places != 1 {
		t.Errorf("taken are %+v", l)
	}
}

// A restart between a decision and its mails loses none: they are in the database.
func TestWhatWasToBeToldIsToldByTheNextServer(t *testing.T) {
	w := newWorld(t)
	list := w.applicants(conference.Academia, 1)
	olga := w.people[conference.Organizer].ID
	r, err := w.store.RegistrationOf(w.ctx(), w.conference.ID, list[0].ID)
	w.must(err)
	decided, err := r.Decide(conference.Waitlist, "", olga, day)
	w.must(err)
	_, err = w.store.UpdateRegistration(w.ctx(), decided, r.State, olga)
	w.must(err)
	w.must(w.store.SetCategoryLimits(w.ctx(), w.conference.ID, map[conference.Category]int{conference.Academia: 1}, olga, day))
	next := newTeller(w.srv)
	w.must(next.round(w.ctx()))
	w.mail.next(t, list[0].Email, 1)
	w.must(next.round(w.ctx()))
	w.mail.next(t, list[0].Email, 1)
}

func TestRegistrationSettings(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	good := protocol.RegistrationSettingsInput{
		Opens: "2020-03-29T03:00", Closes: "2020-10-25T02:30", Modification: conference.ModifyAlways, ModificationCloses: "2020-10-25T02:15",
	}
	settings := want[protocol.RegistrationSettings](organizer, 200, "PUT", "/api/registration-settings", good)
	if settings.Opens != good.Opens || settings.Closes != good.Closes || settings.ModificationCloses != good.ModificationCloses {
		t.Errorf("the settings are %+v", settings)
	}
	c, err := w.store.Conference(w.ctx(), w.conference.ID)
	w.must(err)
	if got, want := c.RegistrationCloses, time.Date(2020, 10, 25, 1, 30, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("in the hour that is shown twice it closes at %v, not %v", got, want)
	}
	entries, err := w.store.Entries(w.ctx(), 1)
	w.must(err)
	if e := entries[0]; e.Action != "registration-rules" || !strings.Contains(e.Detail, " → open 2020-03-29T01:00:00Z to 2020-10-25T01:30:00Z, changes always, until 2020-10-25T01:15:00Z") {
		t.Errorf("the audit says %+v", e)
	}
	for field, spoil := range map[string]func(*protocol.RegistrationSettingsInput){
		"opens":               func(in *protocol.RegistrationSettingsInput) { in.Opens = "2020-03-29T02:30" },
		"closes":              func(in *protocol.RegistrationSettingsInput) { in.Closes = in.Opens },
		"modification_closes": func(in *protocol.RegistrationSettingsInput) { in.ModificationCloses = "soon" },
		"limits": func(in *protocol.RegistrationSettingsInput) {
			in.Limits = []protocol.CategoryLimitInput{{Category: conference.Media}, {Category: conference.Media}}
		},
	} {
		bad := good
		spoil(&bad)
		a := organizer.send("PUT", "/api/registration-settings", bad)
		if p := a.problem(t); a.status != 422 || p.Field != field {
			t.Errorf("bad %s: %d %s", field, a.status, a.body)
		}
	}
}
