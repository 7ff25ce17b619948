package conference

import (
	"strings"
	"testing"
	"time"
)

// TestWhoMayAsk tries who may ask for the floor, by the usual rules.
func TestWhoMayAsk(t *testing.T) {
	p, _ := PresetProcedure(DefaultProcedure)
	austria, norway := DelegationID("austria"), DelegationID("norway")
	delegate := Claim{PersonID: "ana", Category: ParticipatingState, DelegationID: &austria, Participation: Speaking}
	waiting := func(by PersonID, of *DelegationID, kind RequestKind) FloorRequest {
		return FloorRequest{PersonID: by, DelegationID: of, Kind: kind, State: RequestWaiting}
	}
	answered := SpeechID("speech")
	spoke := []Speech{{ID: answered, PersonID: "nils", DelegationID: &norway}}
	replied := FloorRequest{PersonID: "ben", DelegationID: &austria, Kind: RightOfReply, State: RequestSpoken}
	for name, c := range map[string]struct {
		kind   RequestKind
		change func(c *Claim)
		closed bool
		said   Said
		want   string // in the refusal; empty: she may
	}{
		"a delegate":                      {kind: NationalStatement},
		"on a closed list":                {kind: NationalStatement, closed: true, want: "closed"},
		"a point of order on it":          {kind: PointOfOrder, closed: true},
		"an observer":                     {kind: NationalStatement, change: func(c *Claim) { c.Participation = Observing }, want: "observer"},
		"the press":                       {kind: NationalStatement, change: func(c *Claim) { c.Category = Media }, want: "category"},
		"the press, appointed":            {kind: NationalStatement, change: func(c *Claim) { c.Category, c.Appointment = Media, Speaker }},
		"another has the seat":            {kind: NationalStatement, change: func(c *Claim) { c.SeatHolder = "Ben" }, want: "Ben"},
		"the seat of a panellist":         {kind: NationalStatement, change: func(c *Claim) { c.SeatHolder, c.Appointment = "Ben", Speaker }},
		"a reply of who is no panellist":  {kind: PanelReply, want: "panellists"},
		"a reply of a panellist":          {kind: PanelReply, closed: true, change: func(c *Claim) { c.Appointment = Speaker }},
		"another asked for the same":      {kind: NationalStatement, said: Said{Requests: []FloorRequest{waiting("ben", &austria, NationalStatement)}}, want: "ben"},
		"another asks a question":         {kind: NationalStatement, said: Said{Requests: []FloorRequest{waiting("ben", &austria, FloorQuestion)}}},
		"another delegation":              {kind: NationalStatement, said: Said{Requests: []FloorRequest{waiting("nils", &norway, NationalStatement)}}},
		"she herself, again":              {kind: FloorQuestion, said: Said{Requests: []FloorRequest{waiting("ana", &austria, FloorQuestion)}}, want: "already"},
		"a reply to nothing":              {kind: RightOfReply, said: Said{Speeches: spoke}, want: "which"},
		"a right of reply":                {kind: RightOfReply, closed: true, said: Said{Speeches: spoke, Replies: &answered}},
		"a reply to another session":      {kind: RightOfReply, said: Said{Replies: &answered}, want: "no such statement"},
		"to her own delegation":           {kind: RightOfReply, change: func(c *Claim) { c.DelegationID = &norway }, said: Said{Speeches: spoke, Replies: &answered}, want: "own delegation"},
		"a third right of reply":          {kind: RightOfReply, said: Said{Speeches: spoke, Replies: &answered, Requests: []FloorRequest{replied, replied}}, want: "had 2"},
		"what the rules do not know":      {kind: "shouting", want: "know no such request"},
		"as often as anybody may":         {kind: NationalStatement, said: Said{Requests: make([]FloorRequest, MostRequests)}, change: func(c *Claim) { c.PersonID = "" }, want: "as often"},
		"the list is full":                {kind: NationalStatement, said: Said{Requests: many(MostListed)}, want: "full"},
		"an organizer who is not invited": {kind: NationalStatement, change: func(c *Claim) { *c = Claim{PersonID: "olga", Organizer: true} }},
	} {
		claim := delegate
		if c.change != nil {
			c.change(&claim)
		}
		c.said.Name = func(p PersonID) string { return string(p) }
		_, err := p.Admit(claim, c.kind, Floor{ListOpen: !c.closed}, c.said)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", name, err, c.want)
		}
	}
}

func many(n int) []FloorRequest {
	list := make([]FloorRequest, n)
	for i := range list {
		list[i] = FloorRequest{PersonID: "somebody", Kind: FloorQuestion, State: RequestWaiting}
	}
	return list
}

// TestRulesThatAreWrong reads files that are no rules, and says what is wrong with them.
func TestRulesThatAreWrong(t *testing.T) {
	const good = `{"key": "own", "title": "Own", "source": "", "kinds": ["statement"], "order": "inscription", "groups_first": false,
		"categories": [{"key": "all", "title": "All", "limit": 60, "rank": 1, "may_ask": true}],
		"replies": {"when": "none", "most": 0, "limits": [], "on_closed_list": false},
		"points_of_order": {"limit": 0, "on_closed_list": true}, "warnings": [60], "words_per_minute": 120}`
	if _, err := ParseProcedure([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, to, want string }{
		{`"key": "own"`, `"key": "own", "colour": "blue"`, "colour"},
		{`"limit": 60`, `"limit": -1`, "limit of \"all\""},
		{`"limit": 60`, `"limit": "long"`, "cannot be read"},
		{`"order": "inscription"`, `"order": "loudest"`, "loudest"},
		{`"kinds": ["statement"]`, `"kinds": ["shout"]`, "shout"},
		{`"kinds": ["statement"]`, `"kinds": []`, "kinds of request"},
		{`"when": "none"`, `"when": "never"`, "never"},
		{`"when": "none"`, `"when": "at-once"`, "from one to ten"},
		{`"warnings": [60]`, `"warnings": [0]`, "warning"},
		{`"words_per_minute": 120`, `"words_per_minute": 1200`, "words_per_minute"},
		{`"warnings"`, `"budgets": {"some": 60}, "warnings"`, "budget"},
		{`"key": "all"`, `"key": "right-of-reply"`, "two categories"},
		{`"key": "all"`, `"key": "All"`, "small letters"},
		{`"may_ask": true`, `"may_ask": true, "categories": ["tourist"]`, "tourist"},
		{`120}`, `120} {}`, "follows"},
	} {
		_, err := ParseProcedure([]byte(strings.Replace(good, c.from, c.to, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", c.to, err, c.want)
		}
	}
	if _, err := ParseProcedure([]byte(strings.Repeat(" ", maxProcedure+1))); err == nil {
		t.Error("a file of any size is read")
	}
}

// TestForecast is the arithmetic of nine speakers.
func TestForecast(t *testing.T) {
	now := time.Date(2020, 9, 14, 12, 3, 0, 0, time.UTC)
	o := Outlook{Now: now, Planned: now.Add(27 * time.Minute), Changeover: 10 * time.Second}
	started := now.Add(-time.Minute)
	o.Speech = &Speech{Allowed: 3 * time.Minute, StartedAt: started}
	for _, id := range []FloorRequestID{"1", "2", "3", "4", "5", "6", "7", "8", "9"} {
		o.Turns = append(o.Turns, Turn{id, 3 * time.Minute})
	}
	f := o.Forecast()
	// Two minutes are left of the speech; then nine times three minutes, each after ten seconds.
	if first := f.Expected[0].At; first != now.Add(2*time.Minute+10*time.Second) {
		t.Errorf("the first speaks at %v", first)
	}
	if f.EndsAt != now.Add(30*time.Minute+30*time.Second) || f.Over != 3*time.Minute+30*time.Second {
		t.Errorf("it ends at %v, %v over", f.EndsAt, f.Over)
	}
	if len(f.Savings) != 3 || f.Savings[0] != (Saving{150 * time.Second, 9 * 30 * time.Second}) || f.Savings[1].Limit != 2*time.Minute {
		t.Errorf("the savings are %v", f.Savings)
	}
	o.Joining, o.ListCloses = 0.5, now.Add(10*time.Minute)
	if closing := o.Forecast().Savings[0]; closing.Limit != 0 || closing.Saves != 5*190*time.Second {
		t.Errorf("closing the list saves %v", closing)
	}
	o.Speech = &Speech{Allowed: time.Minute, StartedAt: now.Add(-time.Hour)} // who is over her time is expected to end now
	if first := o.Forecast().Expected[0].At; first != now.Add(10*time.Second) {
		t.Errorf("after who is over, the first speaks at %v", first)
	}
}
