package server

import (
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/sheet"
)

func TestReports(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	p := w.people[conference.Attendee]
	p.Name = "=HYPERLINK(\"http://evil.example\")"
	r, err := w.store.RegistrationOf(w.ctx(), w.conference.ID, p.ID)
	w.must(err)
	was := r.State
	r.Name = p.Name
	_, err = w.store.UpdateRegistration(w.ctx(), r, was, p.ID)
	w.must(err)
	w.must(w.store.RecordStays(w.ctx(), w.press.ID, []conference.Stay{
		{PersonID: p.ID, CameAt: day, LeftAt: new(day.Add(30 * time.Minute))},
		{PersonID: w.people[conference.Press].ID, CameAt: day.Add(10 * time.Minute)},
	}, []conference.SpeakingTime{{PersonID: p.ID, Time: 95 * time.Second}}, day.Add(20*time.Minute)))

	list := want[[]protocol.SessionReport](organizer, 200, "GET", "/api/reports", nil)
	found := false
	for _, one := range list {
		if one.Session.ID == w.press.ID {
			found = one.People == 2 && one.Hall == w.hall.Name && one.Lines == 0 && one.Speaking == 95
		}
	}
	if len(list) != 2 || !found {
		t.Errorf("reports: %+v", list)
	}
	path := "/api/sessions/" + string(w.press.ID) + "/report"
	got := want[protocol.AttendanceReport](organizer, 200, "GET", path, nil)
	if got.People != 2 || got.Most != 2 || got.Average != 20 || got.Step != 1 || len(got.Curve) != 31 || got.Curve[15] != 2 || len(got.Delegations) != 1 || got.Delegations[0].Name != "Albania" {
		t.Errorf("report: %+v", got)
	}
	if len(got.Speakers) != 1 || got.Speakers[0] != (protocol.SpeakingTime{Name: p.Name, Delegation: "Albania", Seconds: 95}) {
		t.Errorf("speakers: %+v", got.Speakers)
	}
	for path, holds := range map[string]string{
		path + ".csv":      `"'=HYPERLINK(""http://evil.example"")",Albania,participating-state,`,
		"/api/reports.csv": "Opening,Neuer Saal,",
	} {
		a := organizer.send("GET", path, nil)
		if a.status != 200 || !strings.Contains(string(a.body), holds) || !strings.HasPrefix(a.headers.Get("Content-Type"), "text/csv") {
			t.Errorf("%s: %d %s %s", path, a.status, a.headers.Get("Content-Type"), a.body)
		}
	}
	for _, path := range []string{path + ".xlsx", "/api/reports.xlsx"} {
		a := organizer.send("GET", path, nil)
		rows, err := sheet.Read(a.body)
		if err != nil || a.status != 200 || len(rows) != 3 {
			t.Errorf("%s: %d, %d rows, %v", path, a.status, len(rows), err)
		}
	}
	empty := want[protocol.AttendanceReport](organizer, 200, "GET", "/api/sessions/"+string(w.closed.ID)+"/report", nil)
	if empty.People != 0 || empty.From != nil || len(empty.Curve) != 0 {
		t.Errorf("nobody was there: %+v", empty)
	}
}
