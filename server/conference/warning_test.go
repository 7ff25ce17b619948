package conference_test

import (
	"slices"
	"testing"
	"time"

	. "plenary/server/conference"
)

func vienna(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// planned is a session in a hall, at a civil time in Vienna, with a chair.
func planned(t *testing.T, id SessionID, hall HallID, from, to string) Draft {
	t.Helper()
	clock := func(text string) *time.Time {
		at, err := time.ParseInLocation("2006-01-02T15:04", text, vienna(t))
		if err != nil {
			t.Fatal(err)
		}
		return &at
	}
	return Draft{ID: id, HallID: &hall, Title: string(id), Kind: WorkingSession, Access: PublicAccess, StartsAt: clock(from), EndsAt: clock(to)}
}

func TestWarnings(t *testing.T) {
	const nine, ten, eleven = "2020-09-14T09:00", "2020-09-14T10:00", "2020-09-14T11:00"
	at := func(d *Draft) Availability { return Availability{StartsAt: *d.StartsAt, EndsAt: *d.EndsAt} }
	for what, c := range map[string]struct {
		change func(p *Plan, a, b *Draft)
		want   []WarningKind
	}{
		"nothing":                      {func(*Plan, *Draft, *Draft) {}, nil},
		"hall taken":                   {func(_ *Plan, a, b *Draft) { b.HallID = a.HallID; b.StartsAt = a.StartsAt }, []WarningKind{HallTaken}},
		"one after the other":          {func(_ *Plan, a, b *Draft) { b.HallID = a.HallID; b.StartsAt = a.EndsAt }, nil},
		"person taken":                 {func(p *Plan, a, b *Draft) { b.StartsAt = a.StartsAt; onB(p, "chair-a", Speaker) }, []WarningKind{PersonTaken}},
		"a guest twice":                {func(p *Plan, a, b *Draft) { b.StartsAt = a.StartsAt; onB(p, "chair-a", Attendee) }, nil},
		"no gap":                       {func(p *Plan, _, _ *Draft) { onB(p, "chair-a", Speaker) }, []WarningKind{NoGap}},
		"no gap is needed in one hall": {func(p *Plan, a, b *Draft) { b.HallID = a.HallID; onB(p, "chair-a", Speaker) }, nil},
		"team taken":                   {func(_ *Plan, a, b *Draft) { b.StartsAt = a.StartsAt; a.Teams, b.Teams = "team", "team" }, []WarningKind{TeamTaken}},
		"no chair":                     {func(p *Plan, _, _ *Draft) { p.People["a"] = nil }, []WarningKind{NoChair}},
		"a break needs no chair":       {func(p *Plan, a, _ *Draft) { p.People["a"] = nil; a.Kind = Break }, nil},
		"no interpreters":              {func(_ *Plan, a, _ *Draft) { a.Languages, a.Teams = "en,fr,ru", "team" }, []WarningKind{NoInterpreters}},
		"interpreters":                 {func(_ *Plan, a, _ *Draft) { a.Languages, a.Teams = "en,fr", "team" }, nil},
		"before the conference":        {func(_ *Plan, a, _ *Draft) { *a = planned(t, "a", "A", "2020-09-13T09:00", "2020-09-13T10:00") }, []WarningKind{OutsideDays}},
		"past midnight":                {func(_ *Plan, a, _ *Draft) { *a = planned(t, "a", "A", "2020-09-14T23:00", "2020-09-15T00:30") }, []WarningKind{OutsideDays}},
		"until midnight":               {func(_ *Plan, a, _ *Draft) { *a = planned(t, "a", "A", "2020-09-14T23:00", "2020-09-15T00:00") }, nil},
		"early on the first day":       {func(_ *Plan, a, _ *Draft) { *a = planned(t, "a", "A", "2020-09-14T00:00", "2020-09-14T01:00") }, nil},
		"not accredited":               {func(p *Plan, _, _ *Draft) { onB(p, "stranger", Speaker) }, []WarningKind{NotAccredited}},
		"unscheduled":                  {func(_ *Plan, a, _ *Draft) { a.StartsAt, a.EndsAt = nil, nil }, []WarningKind{Unscheduled}},
		"removed":                      {func(p *Plan, a, b *Draft) { b.HallID = a.HallID; b.StartsAt = a.StartsAt; b.Removed = true }, nil},
		"hall to be had":               {func(p *Plan, a, _ *Draft) { have(p, HallSubject, "A", at(a)) }, nil},
		"hall not to be had":           {func(p *Plan, _, b *Draft) { have(p, HallSubject, "A", at(b)) }, []WarningKind{HallUnavailable}},
		"person not to be had":         {func(p *Plan, _, b *Draft) { have(p, PersonSubject, "chair-a", at(b)) }, []WarningKind{PersonUnavailable}},
		"team not to be had":           {func(p *Plan, a, b *Draft) { a.Teams = "team"; have(p, TeamSubject, "team", at(b)) }, []WarningKind{TeamUnavailable}},
		"two times that meet are one": {func(p *Plan, a, b *Draft) {
			a.EndsAt = b.EndsAt
			have(p, HallSubject, "A", at(b), Availability{StartsAt: *a.StartsAt, EndsAt: *b.StartsAt})
		}, nil},
		"a time that is too short": {func(p *Plan, a, _ *Draft) {
			have(p, HallSubject, "A", Availability{StartsAt: *a.StartsAt, EndsAt: a.EndsAt.Add(-time.Minute)})
		}, []WarningKind{HallUnavailable}},
		"several halls over each other": {func(p *Plan, a, b *Draft) {
			b.StartsAt = a.StartsAt
			onB(p, "chair-a", Moderator)
			b.HallID = a.HallID
		}, []WarningKind{HallTaken, PersonTaken}},
	} {
		p := Plan{
			Zone: vienna(t), FirstDay: "2020-09-14", LastDay: "2020-09-15",
			Drafts:     []Draft{planned(t, "a", "A", nine, ten), planned(t, "b", "B", ten, eleven)},
			People:     map[SessionID][]Appointment{},
			Accredited: map[PersonID]bool{"chair-a": true, "chair-b": true},
			Teams:      []Team{{ID: "team", Name: "Booths", Languages: "en,fr"}},
		}
		p.People["a"] = []Appointment{{SessionID: "a", PersonID: "chair-a", Role: Chair}}
		p.People["b"] = []Appointment{{SessionID: "b", PersonID: "chair-b", Role: Chair}}
		c.change(&p, &p.Drafts[0], &p.Drafts[1])
		got := []WarningKind{}
		for _, w := range p.Warnings() {
			got = append(got, w.Kind)
		}
		if slices.Sort(got); !slices.Equal(got, append([]WarningKind{}, c.want...)) {
			t.Errorf("%s: warned of %v, not %v", what, got, c.want)
		}
	}
}

func onB(p *Plan, person PersonID, role Role) {
	p.People["b"] = append(p.People["b"], Appointment{SessionID: "b", PersonID: person, Role: role})
}

func have(p *Plan, kind SubjectKind, id string, times ...Availability) {
	for _, a := range times {
		a.SubjectKind, a.SubjectID = kind, id
		p.Availability = append(p.Availability, a)
	}
}

// When clocks go back, an hour is there twice: what follows each other in time does not collide, though the clock says so.
func TestSessionsInTheHourThatIsTwice(t *testing.T) {
	a, b := planned(t, "a", "A", "2020-10-25T01:00", "2020-10-25T04:00"), planned(t, "b", "A", "2020-10-25T04:00", "2020-10-25T05:00")
	if a.Lasts() != 4*time.Hour {
		t.Errorf("from one to four there are %v", a.Lasts())
	}
	middle := a.StartsAt.Add(2 * time.Hour) // the second time that it is two o'clock
	a.EndsAt, b.StartsAt = &middle, &middle
	p := Plan{Zone: vienna(t), FirstDay: "2020-10-25", LastDay: "2020-10-25", Drafts: []Draft{a, b}}
	for _, w := range p.Warnings() {
		if w.Kind != NoChair {
			t.Errorf("warned of %s", w.Kind)
		}
	}
}

func TestDiffAndWhomItConcerns(t *testing.T) {
	a, b, c := planned(t, "a", "A", "2020-09-14T09:00", "2020-09-14T10:00"), planned(t, "b", "A", "2020-09-14T10:00", "2020-09-14T11:00"), planned(t, "c", "A", "2020-09-14T11:00", "2020-09-14T12:00")
	halls := []Hall{{ID: "A", Name: "Plenary hall"}, {ID: "B", Name: "Small hall"}}
	people := map[SessionID][]Appointment{"a": {{SessionID: "a", PersonID: "ana", Role: Chair}}, "b": {{SessionID: "b", PersonID: "ben", Role: Chair}}, "c": {{SessionID: "c", PersonID: "cem", Role: Chair}}}
	before := TakeSnapshot(halls, []Draft{a, b, c}, people)
	packed, err := before.Pack()
	if err != nil {
		t.Fatal(err)
	}
	if before, err = (Release{Snapshot: packed}).Read(); err != nil {
		t.Fatal(err)
	}
	if same := Diff(before, TakeSnapshot(halls, []Draft{a, b, c}, people)); len(same) != 0 {
		t.Errorf("nothing changed, but %v", same)
	}
	other := HallID("B")
	b.HallID, b.Title = &other, "b, renamed"
	c.Removed = true
	d, blocker, unscheduled := planned(t, "d", "A", "2020-09-15T09:00", "2020-09-15T10:00"), planned(t, "x", "A", "2020-09-15T09:00", "2020-09-15T10:00"), Draft{ID: "u", Title: "u", Kind: WorkingSession}
	blocker.Kind = Blocker
	changes := Diff(before, TakeSnapshot(halls, []Draft{a, b, c, d, blocker, unscheduled}, people))
	if got, want := Changelog(changes, halls, vienna(t), EnglishMail), "Moved: b, renamed, from Mon 14 September, 10:00–11:00, Plenary hall to Mon 14 September, 10:00–11:00, Small hall\n"+
		"New: d (Tue 15 September, 09:00–10:00, Plenary hall)\nCancelled: c (Mon 14 September, 11:00–12:00, Plenary hall)"; got != want {
		t.Errorf("the changelog is\n%s\nnot\n%s", got, want)
	}
	changes[0].After.Translations = PackTranslations([]Translation{{Language: "ru", Title: "б"}})
	if got, want := Changelog(changes, halls, vienna(t), RussianMail), "Перенесено: б; было: пн 14 сентября, 10:00–11:00, Plenary hall; стало: пн 14 сентября, 10:00–11:00, Small hall\n"+
		"Новое: d (вт 15 сентября, 09:00–10:00, Plenary hall)\nОтменено: c (пн 14 сентября, 11:00–12:00, Plenary hall)"; got != want {
		t.Errorf("in Russian the changelog is\n%s\nnot\n%s", got, want)
	}
	renamed := []Change{{Session: "b", Before: changes[0].Before, After: changes[0].After, Fields: []Field{TitleField, PeopleField}}}
	if got := Changelog(renamed, halls, vienna(t), RussianMail); got != "Изменено: б (название, участники)" {
		t.Errorf("a new name is %q", got)
	}
	if !slices.Equal(changes[0].Fields, []Field{HallField, TitleField}) {
		t.Errorf("changed are %v", changes[0].Fields)
	}
	if got := Affected(changes); !slices.Equal(got, []PersonID{"ben", "cem"}) {
		t.Errorf("affected are %v", got)
	}
}

func TestRunningLate(t *testing.T) {
	zone := vienna(t)
	session := func(id SessionID, from, to string, state SessionState) Session {
		s := planned(t, id, "A", from, to).Session()
		s.State = state
		return s
	}
	day := []Session{
		session("over", "2020-09-14T08:00", "2020-09-14T09:00", Closed), session("open", "2020-09-14T09:00", "2020-09-14T10:00", Open),
		session("next", "2020-09-14T10:00", "2020-09-14T11:00", Scheduled), session("night", "2020-09-14T23:30", "2020-09-15T00:30", Scheduled),
		session("tomorrow", "2020-09-15T00:30", "2020-09-15T01:00", Scheduled),
	}
	rest := RestOfDay(day, day[1], zone)
	if len(rest) != 3 || rest[0].ID != "open" || rest[2].ID != "night" {
		t.Fatalf("the rest of the day is %v", rest)
	}
	for _, c := range []struct{ by, start, end int }{{15, 0, 15}, {-15, 0, 0}} {
		for i := range rest {
			var err error
			if rest[i], err = rest[i].Late(c.by); err != nil {
				t.Fatal(err)
			}
		}
		if got := rest[0].ExpectedEnd().Sub(rest[0].EndsAt); got != time.Duration(c.end)*time.Minute || !rest[0].ExpectedStart().Equal(rest[0].StartsAt) {
			t.Errorf("what is open ends %v later", got)
		}
		if got := rest[1].ExpectedStart().Sub(rest[1].StartsAt); got != time.Duration(c.end)*time.Minute {
			t.Errorf("what comes next is %v late", got)
		}
	}
	if _, err := rest[1].Late(-1); kindOf(err) != Invalid {
		t.Errorf("a session can run early: %v", err)
	}
	if _, err := rest[0].Extend(-60); kindOf(err) != Invalid {
		t.Errorf("a session can end before it starts: %v", err)
	}
	if _, err := day[0].Extend(5); kindOf(err) != Conflict {
		t.Errorf("what is over can be extended: %v", err)
	}
}
