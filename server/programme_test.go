package server

import (
	"slices"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func TestEverybodySeesTheProgrammeSheMaySee(t *testing.T) {
	w := newWorld(t)
	public := w.addSession(w.hall, "Public lecture", conference.PublicAccess)
	for role, c := range map[conference.Role]struct {
		sessions int
		public   conference.Role
		closed   bool
	}{
		conference.Visitor:    {2, conference.Visitor, false},
		conference.Registered: {2, conference.Press, false}, // may watch what is public
		conference.Attendee:   {2, conference.Attendee, false},
		conference.Speaker:    {3, conference.Attendee, true},
		conference.Organizer:  {3, conference.Organizer, true},
	} {
		p := want[protocol.Programme](w.as(role), 200, "GET", "/api/programme", nil)
		if len(p.Halls) != 1 || len(p.Sessions) != c.sessions {
			t.Errorf("%s sees %d halls, %d sessions; want %d", role, len(p.Halls), len(p.Sessions), c.sessions)
		}
		for _, e := range p.Sessions {
			if e.Session.ID == public.ID && e.Role != c.public {
				t.Errorf("%s is %s in the public session; want %s", role, e.Role, c.public)
			}
			if slices.Contains(e.Can, conference.Watch) != e.Role.Can(conference.Watch) {
				t.Errorf("%s: can %v as %s", role, e.Can, e.Role)
			}
			if e.Session.ID == w.press.ID && (len(e.Session.People) != 3 || e.Session.People[0].Person.Delegation != "Albania") {
				t.Errorf("people of the opening: %+v", e.Session.People)
			}
		}
		if has := slices.ContainsFunc(p.Sessions, func(e protocol.ProgrammeEntry) bool { return e.Session.ID == w.closed.ID }); has != c.closed {
			t.Errorf("%s knows of the closed session: %v", role, has)
		}
	}
	info := want[protocol.ConferenceInfo](w.visitor(), 200, "GET", "/api/conference", nil)
	if info.Slug != "ctc-2020" || info.TimeZone != "Europe/Vienna" || info.RegistrationOpen || !info.Now.Equal(day) || len(info.Languages) != 3 {
		t.Errorf("conference = %+v", info)
	}
	if d := want[[]protocol.DelegationInfo](w.visitor(), 200, "GET", "/api/delegations", nil); len(d) != 1 || d[0].Code != "AL" {
		t.Errorf("delegations = %+v", d)
	}
	if me := want[protocol.Me](w.visitor(), 200, "GET", "/api/me", nil); me.SignedIn || me.Role != conference.Visitor || me.Person != nil {
		t.Errorf("a visitor is %+v", me)
	}
}

func TestAnOrganizerMakesASession(t *testing.T) {
	w := newWorld(t)
	o := w.as(conference.Organizer)
	hall := want[protocol.Hall](o, 200, "POST", "/api/halls", protocol.HallInput{Name: " Ratsaal ", Position: 2})
	hall = want[protocol.Hall](o, 200, "PUT", "/api/halls/"+string(hall.ID), protocol.HallInput{Name: "Rats\u00adsaal", Position: 1})
	in := protocol.SessionInput{
		Hall: hall.ID, Title: "Working session I", Kind: conference.WorkingSession, Access: conference.ParticipantsAccess,
		Languages: []string{"en", "ru"}, StartsAt: "2020-09-14T14:30", EndsAt: "2020-09-14T16:00",
	}
	e := want[protocol.ProgrammeEntry](o, 200, "POST", "/api/sessions", in)
	if got := e.Session.StartsAt; !got.Equal(time.Date(2020, 9, 14, 12, 30, 0, 0, time.UTC)) || e.Session.State != conference.Scheduled {
		t.Errorf("made %+v", e.Session)
	}
	path := "/api/sessions/" + string(e.Session.ID)
	in.Title = "Working session 1"
	if e = want[protocol.ProgrammeEntry](o, 200, "PUT", path, in); e.Session.Title != "Working session 1" {
		t.Errorf("edited %+v", e.Session)
	}
	found := want[[]protocol.Person](o, 200, "GET", "/api/people?q=the+chair", nil)
	if len(found) != 1 {
		t.Fatalf("found %+v", found)
	}
	want[[]protocol.Appointed](o, 200, "PUT", path+"/people", protocol.AppointmentInput{Person: found[0].ID, Role: conference.Interpreter})
	want[[]protocol.Appointed](o, 200, "PUT", path+"/people", protocol.AppointmentInput{Person: found[0].ID, Role: conference.Chair})
	if list := want[[]protocol.Appointed](o, 200, "GET", path+"/people", nil); len(list) != 1 || list[0].Role != conference.Chair {
		t.Errorf("people = %+v", list)
	}
	if a := o.send("PUT", path+"/people", protocol.AppointmentInput{Person: found[0].ID, Role: conference.Administrator}); a.status != 422 || a.problem(t).Field != "role" {
		t.Errorf("an organizer makes an administrator: %d %s", a.status, a.body)
	}

	// Its chair opens and closes it.
	c := w.as(conference.Chair)
	if e = want[protocol.ProgrammeEntry](c, 200, "POST", path+"/open", nil); e.Session.State != conference.Open || e.Session.OpenedAt == nil || e.Role != conference.Chair {
		t.Errorf("opened %+v", e)
	}
	want[protocol.Problem](c, 409, "POST", path+"/open", nil)
	seat := c.sit(e.Session.ID)
	if e = want[protocol.ProgrammeEntry](c, 200, "POST", path+"/close", nil); e.Session.State != conference.Closed {
		t.Errorf("closed %+v", e)
	}
	if told := expect[protocol.SessionChanged](seat); told.Session.State != conference.Closed {
		t.Errorf("the room was told %+v", told)
	}
	want[protocol.Problem](o, 409, "DELETE", path, nil)
	want[protocol.Problem](o, 409, "DELETE", "/api/halls/"+string(hall.ID), nil)

	in.Title = "By mistake"
	e = want[protocol.ProgrammeEntry](o, 200, "POST", "/api/sessions", in)
	want[struct{}](o, 204, "DELETE", "/api/sessions/"+string(e.Session.ID), nil)
	want[protocol.Problem](o, 404, "GET", "/api/sessions/"+string(e.Session.ID), nil)
}

func TestASessionThatMakesNoSenseIsRefused(t *testing.T) {
	w := newWorld(t)
	good := protocol.SessionInput{
		Hall: w.hall.ID, Title: "T", Kind: conference.WorkingSession, Access: conference.PublicAccess, StartsAt: "2020-09-14T14:30", EndsAt: "2020-09-14T16:00",
	}
	for name, c := range map[string]struct {
		field string
		spoil func(*protocol.SessionInput)
	}{
		"no title":             {"title", func(in *protocol.SessionInput) { in.Title = "" }},
		"ends before":          {"", func(in *protocol.SessionInput) { in.EndsAt = "2020-09-14T14:00" }},
		"no time":              {"starts_at", func(in *protocol.SessionInput) { in.StartsAt = "soon" }},
		"a zone":               {"ends_at", func(in *protocol.SessionInput) { in.EndsAt = "2020-09-14T16:00Z" }},
		"a time that is not":   {"starts_at", func(in *protocol.SessionInput) { in.StartsAt = "2020-03-29T02:30" }},
		"a day that is not":    {"starts_at", func(in *protocol.SessionInput) { in.StartsAt = "2020-02-30T10:00" }},
		"no kind":              {"kind", func(in *protocol.SessionInput) { in.Kind = "party" }},
		"no access":            {"access", func(in *protocol.SessionInput) { in.Access = "friends" }},
		"a language we lack":   {"languages", func(in *protocol.SessionInput) { in.Languages = []string{"en", "tlh"} }},
		"a language twice":     {"languages", func(in *protocol.SessionInput) { in.Languages = []string{"en", "en"} }},
		"a hall that is not":   {"hall", func(in *protocol.SessionInput) { in.Hall = "none" }},
		"too long an abstract": {"abstract", func(in *protocol.SessionInput) { in.Abstract = string(make([]byte, 9000)) }},
	} {
		in := good
		c.spoil(&in)
		a := w.as(conference.Organizer).send("POST", "/api/sessions", in)
		if p := a.problem(t); a.status != 422 || p.Field != c.field || p.Title == "" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

func TestHealth(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		if a := w.visitor().send("GET", path, nil); a.status != 200 || string(a.body) != "ok\n" {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
}

func TestWithoutAConferenceTheServerSaysSo(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Conference = "none" })
	if a := w.visitor().send("GET", "/api/conference", nil); a.status != 404 || a.problem(t).Kind != conference.NotFound {
		t.Errorf("%d %s", a.status, a.body)
	}
}
