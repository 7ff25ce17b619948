package conference_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	. "plenary/server/conference"
)

// TestPassages keeps the life of a registration visible: a change of it shows up in review as a change of this table.
func TestPassages(t *testing.T) {
	var b strings.Builder
	for _, p := range Passages {
		from := make([]string, len(p.From))
		for i, state := range p.From {
			from[i] = string(state)
		}
		fmt.Fprintf(&b, "%-11s %-15s → %-17s from %s\n", p.By, p.Step, p.To, strings.Join(from, ", "))
	}
	const file = "testdata/passages.golden"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != b.String() {
		t.Errorf("the passages are not those in %s (go test -update writes it):\n%s", file, b.String())
	}
}

// Every pair of state and step is tried: what the table does not name cannot be done, and nobody but its mover can do it.
func TestNoPassageBesideTheTable(t *testing.T) {
	steps := map[Step]bool{}
	for _, p := range Passages {
		steps[p.Step] = true
	}
	for _, by := range []Mover{Registrant, Organizing, System} {
		for step := range steps {
			for _, from := range RegistrationStates {
				listed := 0
				for _, p := range Passages {
					for _, f := range p.From {
						if p.By == by && p.Step == step && f == from {
							listed++
						}
					}
				}
				to, ok := Leads(by, step, from)
				if ok != (listed == 1) || listed > 1 || !ok && to != from {
					t.Errorf("%s %s from %s: %s, %v; listed %d times", by, step, from, to, ok, listed)
				}
			}
		}
	}
	for _, d := range Decisions {
		if _, ok := Leads(Organizing, Step(d), Submitted); !ok {
			t.Errorf("%s is a decision that cannot be made about what was submitted", d)
		}
	}
}

func TestPlanSweep(t *testing.T) {
	list := []Candidate{
		{ID: "1", Category: Media, State: Submitted},
		{ID: "2", Category: Academia, State: Submitted},
		{ID: "3", Category: Media, State: Waiting},
		{ID: "4", Category: Media, State: Submitted},
		{ID: "5", Category: Media, State: Approved},
		{ID: "6", Category: Media, State: Withdrawn},
		{ID: "7", Category: Media, State: Unconfirmed},
		{ID: "8", Category: Staff, State: Rejected},
	}
	for name, c := range map[string]struct {
		decision Decision
		free     Vacancies
		want     string
	}{
		"enough places":          {Approve, Vacancies{}, "1 approved, 2 approved, 3 approved, 4 approved, 8 approved"},
		"in order of arrival":    {Approve, Vacancies{Media: 2}, "1 approved, 2 approved, 3 approved, 4 waiting, 8 approved"},
		"who waits goes on so":   {Approve, Vacancies{Media: 1}, "1 approved, 2 approved, 4 waiting, 8 approved"},
		"no place for two kinds": {Approve, Vacancies{Media: 0, Staff: 0}, "1 waiting, 2 approved, 4 waiting, 8 waiting"},
		"reject":                 {Reject, Vacancies{}, "1 rejected, 2 rejected, 3 rejected, 4 rejected, 5 rejected"},
		"waiting list":           {Waitlist, Vacancies{}, "1 waiting, 2 waiting, 4 waiting, 8 waiting"},
		"nothing to wait for":    {Waitlist, Vacancies{Media: 1, Academia: 0}, "2 waiting, 8 waiting"},
		"no decision":            {Promotion, Vacancies{}, ""},
	} {
		var got []string
		for _, m := range PlanSweep(c.decision, list, c.free, nil) {
			got = append(got, fmt.Sprintf("%s %s", m.ID, m.To))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

func TestPlanSweepKeepsQuotas(t *testing.T) {
	albania := DelegationID("albania")
	of := func(id RegistrationID, a Participation, state RegistrationState) Candidate {
		return Candidate{ID: id, Category: ParticipatingState, DelegationID: &albania, Participation: a, State: state}
	}
	list := []Candidate{
		of("1", Speaking, Rejected), of("2", Speaking, Submitted), of("3", Speaking, Cancelled), of("4", Observing, Rejected),
		{ID: "5", Category: Media, State: Rejected},
	}
	left := QuotaLeft{{albania, Speaking}: 1}
	var got []RegistrationID
	for _, m := range PlanSweep(Approve, list, nil, left) {
		got = append(got, m.ID)
	}
	if want := []RegistrationID{"1", "2", "4", "5"}; !slices.Equal(got, want) {
		t.Errorf("approved are %v, want %v", got, want)
	}
}

func TestUndo(t *testing.T) {
	olga := PersonID("olga")
	s := Sweep{PersonID: &olga, DueAt: t0.Add(UndoTime)}
	undone := s
	undone.UndoneAt = &t0
	for name, c := range map[string]struct {
		sweep Sweep
		by    PersonID
		after time.Duration
		want  Kind
	}{
		"at once":              {s, "olga", 0, ""},
		"at the last moment":   {s, "olga", UndoTime - 1, ""},
		"too late":             {s, "olga", UndoTime, Conflict},
		"somebody else":        {s, "otto", 0, Forbidden},
		"the server's own":     {Sweep{DueAt: s.DueAt}, "olga", 0, Forbidden},
		"what is undone again": {undone, "olga", 0, Conflict},
	} {
		if err := c.sweep.Undo(c.by, t0.Add(c.after)); kindOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestEditing(t *testing.T) {
	before, after := t0.Add(-time.Hour), t0.Add(time.Hour)
	for name, c := range map[string]struct {
		conference Conference
		state      RegistrationState
		want       Step
	}{
		"nothing said":                   {Conference{}, Submitted, StepSubmit},
		"nothing said, decided":          {Conference{}, Approved, ""},
		"never":                          {Conference{Modification: ModifyNever}, Submitted, ""},
		"never, but asked":               {Conference{Modification: ModifyNever}, CorrectionAsked, StepSubmit},
		"never, but not finished":        {Conference{Modification: ModifyNever, RegistrationCloses: after}, Unfinished, StepSubmit},
		"not finished in time":           {Conference{RegistrationCloses: t0}, Unfinished, ""},
		"always, decided":                {Conference{Modification: ModifyAlways}, Approved, StepAmend},
		"always, waiting":                {Conference{Modification: ModifyAlways}, Waiting, StepAmend},
		"always, resetting":              {Conference{Modification: ModifyAlways, EditingResets: true}, Approved, StepReopen},
		"always, rejected":               {Conference{Modification: ModifyAlways}, Rejected, StepReopen},
		"always, withdrawn":              {Conference{Modification: ModifyAlways}, Withdrawn, ""},
		"always, cancelled":              {Conference{Modification: ModifyAlways, EditingResets: true}, Cancelled, ""},
		"before the deadline":            {Conference{ModificationCloses: &after}, Submitted, StepSubmit},
		"at the deadline":                {Conference{ModificationCloses: &t0}, Submitted, ""},
		"after the deadline":             {Conference{Modification: ModifyAlways, ModificationCloses: &before}, Approved, ""},
		"after the deadline, but asked":  {Conference{ModificationCloses: &before}, CorrectionAsked, StepSubmit},
		"the address is not proven here": {Conference{Modification: ModifyAlways}, Unconfirmed, ""},
	} {
		got, err := c.conference.Editing(c.state, t0)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %q, %v; want %q", name, got, err, c.want)
		}
	}
}

// Clocks are put forward in March, over an hour that there is not, and back in October, over one that there is twice.
func TestInstants(t *testing.T) {
	vienna, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	lordHowe, err := time.LoadLocation("Australia/Lord_Howe") // by half an hour
	if err != nil {
		t.Fatal(err)
	}
	for text, c := range map[string]struct {
		zone        *time.Location
		first, last string
	}{
		"2020-09-10T23:59": {vienna, "2020-09-10T21:59Z", "2020-09-10T21:59Z"},
		"2020-03-29T01:59": {vienna, "2020-03-29T00:59Z", "2020-03-29T00:59Z"},
		"2020-03-29T02:00": {vienna, "", ""},
		"2020-03-29T02:59": {vienna, "", ""},
		"2020-03-29T03:00": {vienna, "2020-03-29T01:00Z", "2020-03-29T01:00Z"},
		"2020-10-25T01:59": {vienna, "2020-10-24T23:59Z", "2020-10-24T23:59Z"},
		"2020-10-25T02:00": {vienna, "2020-10-25T00:00Z", "2020-10-25T01:00Z"},
		"2020-10-25T02:59": {vienna, "2020-10-25T00:59Z", "2020-10-25T01:59Z"},
		"2020-10-25T03:00": {vienna, "2020-10-25T02:00Z", "2020-10-25T02:00Z"},
		"2020-04-05T01:45": {lordHowe, "2020-04-04T14:45Z", "2020-04-04T15:15Z"},
		"2020-10-04T02:15": {lordHowe, "", ""},
		"2020-09-10":       {vienna, "", ""},
		"tomorrow":         {vienna, "", ""},
	} {
		const form = "2006-01-02T15:04Z"
		first, last, err := Instants(text, c.zone)
		if (err == nil) != (c.first != "") || err == nil && (first.Format(form) != c.first || last.Format(form) != c.last) {
			t.Errorf("%s in %s: %v, %v, %v; want %s, %s", text, c.zone, first, last, err, c.first, c.last)
		}
	}
}

// What is kept to be finished later is a draft until it is sent; what was sent is none again.
func TestKeep(t *testing.T) {
	open, closed := Conference{RegistrationCloses: t0.Add(time.Hour)}, Conference{RegistrationCloses: t0}
	changed := Registration{Name: "Ana Example", Organization: "Example Institute", Category: Academia}
	for _, from := range RegistrationStates {
		r, err := Registration{State: from}.Keep(open, changed, t0)
		if from == Unfinished && (err != nil || r.State != Unfinished || !r.Draft || r.Name != "Ana Example") {
			t.Errorf("kept from %s: %+v, %v", from, r, err)
		}
		if from != Unfinished && kindOf(err) != Conflict {
			t.Errorf("kept from %s: %v; want a conflict", from, err)
		}
	}
	if _, err := (Registration{State: Unfinished}).Keep(closed, changed, t0); kindOf(err) != Conflict {
		t.Errorf("kept after registration closed: %v", err)
	}
	sent, err := Registration{State: Unfinished, Draft: true}.Edit(open, changed, t0)
	if err != nil || sent.Draft || sent.State != Submitted {
		t.Errorf("sent: %+v, %v", sent, err)
	}
	for _, c := range []struct {
		draft, complete bool
		want            RegistrationState
	}{{false, true, Submitted}, {false, false, Unfinished}, {true, true, Unfinished}} {
		if r := (Registration{State: Unconfirmed, Draft: c.draft}).Confirm(c.complete, t0); r.State != c.want {
			t.Errorf("confirmed (%+v): %s", c, r.State)
		}
	}
}
