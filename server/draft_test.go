package server

import (
	"slices"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func TestADraftBecomesAReleaseThatEverybodySees(t *testing.T) {
	w := newWorld(t)
	o := w.as(conference.Organizer)
	in := protocol.SessionInput{
		Title: "Side event", Kind: conference.SideEvent, Access: conference.PublicAccess, Languages: []string{"en"},
		Translations: []protocol.Translation{{Language: "ru", Title: "Параллельное мероприятие"}}, Recorded: true,
	}
	d := want[protocol.DraftInfo](o, 200, "POST", "/api/drafts", in)
	path := "/api/drafts/" + string(d.ID)
	p := want[protocol.DraftProgramme](o, 200, "GET", "/api/draft", nil)
	warned := []conference.WarningKind{}
	for _, each := range p.Warnings {
		if each.Session == d.ID {
			warned = append(warned, each.Kind)
		}
	}
	if wanted := []conference.WarningKind{conference.Unscheduled, conference.NoChair, conference.NoInterpreters}; !slices.Equal(warned, wanted) {
		t.Errorf("warned of %v, not %v", warned, wanted)
	}
	release := func(name string) protocol.ReleaseInfo {
		t.Helper()
		p := want[protocol.DraftProgramme](o, 200, "GET", "/api/draft", nil)
		return want[protocol.ReleaseInfo](o, 200, "POST", "/api/releases", protocol.ReleaseInput{Name: name, Stamp: p.Stamp})
	}
	release("First")
	move := protocol.SlotInput{Version: d.Version, Hall: w.hall.ID, StartsAt: "2020-09-14T18:00", EndsAt: "2020-09-14T19:00"}
	d = want[protocol.DraftInfo](o, 200, "PUT", path+"/slot", move)
	if want[protocol.Problem](o, 409, "PUT", path+"/slot", move).Title == "" {
		t.Error("a move of an old version is refused without a word")
	}
	want[protocol.Problem](w.visitor(), 404, "GET", "/api/sessions/"+string(d.ID), nil)
	person := want[[]protocol.Person](o, 200, "GET", "/api/people?q=the+chair", nil)[0]
	want[[]protocol.Appointed](o, 200, "PUT", path+"/people", protocol.AppointmentInput{Person: person.ID, Role: conference.Chair})

	diff := want[protocol.Difference](o, 200, "GET", "/api/difference?from=-1", nil)
	if len(diff.Changes) != 1 || diff.Changes[0].Before != nil || diff.Changes[0].After.Hall != w.hall.Name || len(diff.Affected) != 1 || diff.Affected[0].ID != person.ID {
		t.Errorf("the difference is %+v", diff)
	}
	if r := release("Second"); r.Number != 2 {
		t.Errorf("released %+v", r)
	}
	e := want[protocol.ProgrammeEntry](w.visitor(), 200, "GET", "/api/sessions/"+string(d.ID), nil)
	if !e.Session.Recorded || len(e.Session.Translations) != 1 || !e.Session.ExpectedStart.Equal(e.Session.StartsAt) {
		t.Errorf("everybody sees %+v", e.Session)
	}
	want[protocol.Problem](o, 409, "POST", "/api/releases", protocol.ReleaseInput{Name: "Third", Stamp: 1})
	if list := want[[]protocol.ReleaseInfo](o, 200, "GET", "/api/releases", nil); len(list) != 2 || list[0].Name != "Second" {
		t.Errorf("released were %+v", list)
	}

	want[struct{}](o, 204, "DELETE", path, nil)
	want[protocol.Problem](o, 404, "DELETE", path, nil)
	want[protocol.ProgrammeEntry](w.visitor(), 200, "GET", "/api/sessions/"+string(d.ID), nil)
	release("Third")
	want[protocol.Problem](w.visitor(), 404, "GET", "/api/sessions/"+string(d.ID), nil)
}

func TestAModeratorRunsTheSessionAndTheHallRunsLate(t *testing.T) {
	w := newWorld(t)
	o, m := w.as(conference.Organizer), w.as(conference.Moderator)
	path := "/api/sessions/" + string(w.press.ID)
	in := protocol.SessionInput{
		Hall: w.hall.ID, Title: "Opening", Kind: conference.OpeningSession, Access: conference.PressAccess,
		StartsAt: "2020-09-14T12:00", EndsAt: "2020-09-14T13:00",
		Segments: []protocol.Segment{{Access: conference.PressAccess}, {After: 30, Access: conference.ParticipantsAccess}},
	}
	want[protocol.ProgrammeEntry](o, 200, "PUT", path, in)
	press := w.as(conference.Press).sit(w.press.ID)
	e := want[protocol.ProgrammeEntry](m, 200, "POST", path+"/segment", protocol.SegmentInput{Segment: 2})
	if e.Session.Segment != 1 {
		t.Errorf("moved to %d", e.Session.Segment)
	}
	press.closed()
	want[protocol.Problem](w.as(conference.Press), 403, "GET", path+"/lines", nil)
	want[protocol.Problem](m, 422, "POST", path+"/segment", protocol.SegmentInput{Segment: 3})

	p := want[protocol.Programme](o, 200, "POST", path+"/late", protocol.MinutesInput{Minutes: 20})
	for _, e := range p.Sessions {
		if e.Session.ID == w.press.ID && e.Session.ExpectedEnd.Sub(e.Session.EndsAt) != 20*time.Minute {
			t.Errorf("it is expected to end at %v", e.Session.ExpectedEnd)
		}
	}
	want[protocol.Problem](m, 403, "POST", path+"/late", protocol.MinutesInput{Minutes: 20})
	want[protocol.Programme](o, 200, "POST", path+"/late", protocol.MinutesInput{Minutes: -20})
	want[protocol.Problem](o, 422, "POST", path+"/late", protocol.MinutesInput{Minutes: -60})
	if e = want[protocol.ProgrammeEntry](m, 200, "POST", path+"/extend", protocol.MinutesInput{Minutes: 10}); e.Session.ExpectedEnd.Sub(e.Session.EndsAt) != 10*time.Minute {
		t.Errorf("it is expected to end at %v", e.Session.ExpectedEnd)
	}
}

func TestTeamsAndWhenTheyCanBeHad(t *testing.T) {
	w := newWorld(t)
	o := w.as(conference.Organizer)
	team := want[protocol.TeamInfo](o, 200, "POST", "/api/teams", protocol.TeamInput{Name: "Booths", Languages: []string{"en", "ru"}})
	team = want[protocol.TeamInfo](o, 200, "PUT", "/api/teams/"+string(team.ID), protocol.TeamInput{Name: "Booth A", Languages: []string{"en"}})
	want[struct{}](o, 204, "PUT", "/api/availability", protocol.AvailabilityInput{
		Kind: conference.TeamSubject, Subject: string(team.ID),
		Times: []protocol.CivilSpan{{StartsAt: "2020-09-14T09:00", EndsAt: "2020-09-14T13:00"}},
	})
	for what, in := range map[string]protocol.AvailabilityInput{
		"ends first": {Kind: conference.TeamSubject, Subject: string(team.ID), Times: []protocol.CivilSpan{{StartsAt: "2020-09-14T09:00", EndsAt: "2020-09-14T08:00"}}},
	} {
		if a := o.send("PUT", "/api/availability", in); a.status != 422 {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
	want[protocol.Problem](o, 404, "PUT", "/api/availability", protocol.AvailabilityInput{Kind: conference.HallSubject, Subject: "none", Times: []protocol.CivilSpan{}})
	in := protocol.SessionInput{
		Hall: w.hall.ID, Title: "Evening", Kind: conference.WorkingSession, Access: conference.PublicAccess,
		StartsAt: "2020-09-14T18:00", EndsAt: "2020-09-14T19:00", Languages: []string{"en"}, Teams: []conference.TeamID{team.ID},
	}
	d := want[protocol.DraftInfo](o, 200, "POST", "/api/drafts", in)
	p := want[protocol.DraftProgramme](o, 200, "GET", "/api/draft", nil)
	if !slices.ContainsFunc(p.Warnings, func(each protocol.WarningInfo) bool {
		return each.Session == d.ID && each.Kind == conference.TeamUnavailable && each.Team == team.ID
	}) {
		t.Errorf("warned of %+v", p.Warnings)
	}
	other := want[protocol.Hall](o, 200, "POST", "/api/halls", protocol.HallInput{Name: "Other"})
	if made := want[[]protocol.DraftInfo](o, 200, "POST", "/api/drafts/"+string(d.ID)+"/copy", protocol.CopyInput{Halls: []conference.HallID{other.ID}}); len(made) != 1 || made[0].Hall != other.ID {
		t.Errorf("copied to %+v", made)
	}
	want[struct{}](o, 204, "DELETE", "/api/teams/"+string(team.ID), nil)
}
