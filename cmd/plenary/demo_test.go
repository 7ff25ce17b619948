package main

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

func demoStore(t *testing.T) *store.Store {
	t.Helper()
	st, err := openDemoStore(t.Context(), filepath.Join(t.TempDir(), "plenary.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := parseMoment(text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestDemonstrationIsAConferenceUnderWay(t *testing.T) {
	st := demoStore(t)
	d, err := seed(t.Context(), st, moment(t, demoMoment))
	if err != nil {
		t.Fatal(err)
	}
	c, _, _, sessions := rows(t, st)
	if !c.Demo {
		t.Error("it does not say that it is a demonstration")
	}
	if !strings.HasPrefix(d.session.Title, "Session 1: ") {
		t.Errorf("%q is under way", d.session.Title)
	}
	states := map[conference.SessionState]int{}
	for _, s := range sessions {
		states[s.State]++
	}
	if states[conference.Closed] != 1 || states[conference.Open] != 1 || states[conference.Scheduled] != 9 {
		t.Errorf("sessions are %v", states)
	}
	counts, err := st.RegistrationCounts(t.Context(), c.ID, store.RegistrationFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if counts[conference.Approved] < 60 || counts[conference.Submitted] < 3 || counts[conference.CorrectionAsked] < 1 || counts[conference.Rejected] < 1 {
		t.Errorf("registrations are %v", counts)
	}
	lines, err := st.LastLines(t.Context(), d.session.ID, 50)
	if err != nil || len(lines) < 3 || !lines[len(lines)-1].SaidAt.Before(moment(t, demoMoment)) {
		t.Errorf("%d lines, %v", len(lines), err)
	}
	questions, err := st.Questions(t.Context(), d.session.ID)
	if err != nil || len(questions) < 3 {
		t.Errorf("%d questions, %v", len(questions), err)
	}
	floor, err := st.Floor(t.Context(), d.session.ID)
	if err != nil || !floor.ListOpen || floor.Procedure != conference.DefaultProcedure {
		t.Errorf("the floor is %+v, %v", floor, err)
	}
	requests, err := st.FloorRequests(t.Context(), d.session.ID)
	if err != nil || len(requests) != mostInscribed || requests[0].Category == "" {
		t.Errorf("on the list of speakers are %+v, %v", requests, err)
	}
}

func TestOneClickRolesAreWhatTheySay(t *testing.T) {
	st := demoStore(t)
	d, err := seed(t.Context(), st, moment(t, demoMoment))
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range demoRoles {
		s, err := st.Standing(t.Context(), d.session.ConferenceID, d.session.ID, d.people[role])
		if err != nil {
			t.Fatal(err)
		}
		if got := s.RoleIn(d.session.Access); got != role {
			t.Errorf("the link of the %s makes a %s", role, got)
		}
	}
}

// The editor of the demonstration does not begin with a warning for each language of each session.
func TestDemoSessionsHaveInterpreters(t *testing.T) {
	st := demoStore(t)
	d, err := seed(t.Context(), st, moment(t, demoMoment))
	if err != nil {
		t.Fatal(err)
	}
	id := d.session.ConferenceID
	drafts, err := st.Drafts(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	teams, err := st.Teams(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	plan := conference.Plan{Zone: d.zone, FirstDay: "2020-09-14", LastDay: "2020-09-15", Drafts: drafts, Teams: teams}
	for _, w := range plan.Warnings() {
		if w.Kind != conference.NoChair {
			t.Errorf("%s: %+v", w.Kind, w)
		}
	}
}

// The human behind a link never meets herself: nobody whom a click signs in as is played by the crowd as well.
func TestCrowdPlaysOthers(t *testing.T) {
	for _, at := range []string{demoMoment, "2020-09-14T09:40+02:00", "2020-09-15T10:00+02:00", "2020-09-15T12:00+02:00"} {
		st := demoStore(t)
		now := moment(t, at)
		d, err := seed(t.Context(), st, now)
		if err != nil {
			t.Fatal(err)
		}
		clicked := map[conference.PersonID]conference.Role{}
		for role, person := range d.people {
			clicked[person] = role
		}
		roles := map[string]int{}
		for line := range strings.Lines(d.passes) {
			role, secret, _ := strings.Cut(strings.TrimSpace(line), " ")
			roles[role]++
			_, who, err := st.AskerByLogin(t.Context(), hashOf(secret), d.session.ConferenceID, d.session.ID, now)
			if err != nil {
				t.Fatal(err)
			}
			if by := clicked[who.Person.ID]; by != "" {
				t.Errorf("at %s the crowd plays %s, who is the %s of the links", at, who.Person.Name, by)
			}
			if got := who.Standing.RoleIn(d.session.Access); string(got) != role {
				t.Errorf("at %s %s is a %s and not a %s", at, who.Person.Name, got, role)
			}
		}
		if roles["speaker"] < 3 || roles["moderator"] != 1 || roles["attendee"] < 40 {
			t.Errorf("at %s the crowd is %v", at, roles)
		}
	}
}

func TestDemonstrationKeepsWhatPeopleDid(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plenary.db")
	var before int
	for i := range 2 {
		st, err := openDemoStore(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		d, err := seed(t.Context(), st, moment(t, demoMoment))
		if err != nil {
			t.Fatal(err)
		}
		lines, err := st.LastLines(t.Context(), d.session.ID, 100)
		if err != nil {
			t.Fatal(err)
		}
		if i == 1 && len(lines) != before+1 {
			t.Errorf("there are %d lines after %d", len(lines), before)
		}
		before = len(lines)
		_, err = st.Say(t.Context(), conference.Line{ID: "line-0123456789ab", SessionID: d.session.ID, PersonID: d.people[conference.Attendee], Text: "Hello", SaidAt: time.Now()})
		if err = errors.Join(err, st.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestBetweenSessionsNothingIsUnderWay(t *testing.T) {
	d, err := seed(t.Context(), demoStore(t), moment(t, "2020-09-14T20:00+02:00"))
	if err != nil || d.session.ID != "" || d.passes != "" {
		t.Errorf("under way is %q, %v", d.session.Title, err)
	}
}

func TestDemonstrationAndRealDataNeverMeet(t *testing.T) {
	real := t.TempDir()
	do(t, "import", "--data", real, "demo/ctc-2020.json")
	if err := run(t.Context(), []string{"demo", "--data", real, "--listen", "127.0.0.1:0", "--no-crowd"}, noEnvironment, io.Discard, io.Discard); !isKind(err, conference.Conflict) {
		t.Errorf("a demonstration on real data: %v", err)
	}
	// Nor on a database that is still empty, but was made by another command.
	empty := t.TempDir()
	do(t, "migrate", "--data", empty)
	if err := run(t.Context(), []string{"demo", "--data", empty, "--listen", "127.0.0.1:0", "--no-crowd"}, noEnvironment, io.Discard, io.Discard); !isKind(err, conference.Conflict) {
		t.Errorf("a demonstration on a migrated database: %v", err)
	}

	demo := t.TempDir()
	st, err := openDemoStore(t.Context(), filepath.Join(demo, "plenary.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), []string{"serve", "--data", demo, "--listen", "127.0.0.1:0"}, noEnvironment, io.Discard, io.Discard); !isKind(err, conference.Conflict) {
		t.Errorf("serving a demonstration's data: %v", err)
	}
}
