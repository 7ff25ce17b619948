package conference_test

import (
	"testing"
	"time"

	. "plenary/server/conference"
)

func TestEditingLines(t *testing.T) {
	line := Line{PersonID: "ana", Text: "Good morning", SaidAt: t0}
	gone := line
	gone.DeletedAt = &t0
	for _, c := range []struct {
		name   string
		line   Line
		by     PersonID
		text   string
		after  time.Duration
		refuse Kind
	}{
		{"at once", line, "ana", "Good evening", 0, ""},
		{"at the last moment", line, "ana", "Good evening", EditFor, ""},
		{"too late", line, "ana", "Good evening", EditFor + 1, Conflict},
		{"another's", line, "ben", "Good evening", 0, Forbidden},
		{"a deleted one", gone, "ana", "Good evening", 0, NotFound},
		{"into nothing", line, "ana", " ", 0, Invalid},
	} {
		got, err := c.line.Edit(c.by, c.text, t0.Add(c.after))
		if kindOf(err) != c.refuse || err == nil && (got.Text != c.text || got.EditedAt == nil) {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
	if same, err := line.Edit("ana", " Good morning ", t0); err != nil || same.EditedAt != nil {
		t.Errorf("into the same: %+v, %v", same, err)
	}
}

func TestChatRules(t *testing.T) {
	delegations := ChatRule{DelegationsOnly: true}
	for _, c := range []struct {
		rule     ChatRule
		role     Role
		category Category
		want     Kind
	}{
		{ChatRule{}, Attendee, Academia, ""},
		{delegations, Attendee, Academia, Forbidden},
		{delegations, Attendee, ParticipatingState, ""},
		{delegations, Attendee, PartnerForCooperation, ""},
		{delegations, Speaker, Academia, ""},
		{delegations, Moderator, "", ""},
	} {
		if got := kindOf(c.rule.Say(c.role, c.category)); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	for slow, want := range map[int]Kind{0: "", MostSlow: "", MostSlow + 1: Invalid, -1: Invalid} {
		if got := kindOf(ChatRule{Slow: slow}.Check()); got != want {
			t.Errorf("%d seconds: %q", slow, got)
		}
	}
}
