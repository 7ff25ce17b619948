package conference_test

import (
	"strings"
	"testing"
	"time"

	. "plenary/server/conference"
)

func TestWhoseLinesAreHeld(t *testing.T) {
	rule := ChatRule{HoldFor: 10}
	for role, want := range map[Role]bool{Attendee: true, Press: true, Speaker: false, Moderator: false, Chair: false, Organizer: false} {
		if got := rule.Holds(role); got != want {
			t.Errorf("of a %s: %v", role, got)
		}
		if (ChatRule{}).Holds(role) {
			t.Errorf("without a rule, of a %s", role)
		}
	}
	for seconds, want := range map[int]Kind{0: "", MostHeldFor: "", MostHeldFor + 1: Invalid, -1: Invalid} {
		if got := kindOf(ChatRule{HoldFor: seconds}.Check()); got != want {
			t.Errorf("%d seconds: %q", seconds, got)
		}
	}
}

func TestHeldLines(t *testing.T) {
	to := LineID("a-line-0123456789")
	line := Line{ID: "line-0123456789ab", SessionID: "session", PersonID: "ana", Text: "Good morning", ReplyTo: &to, SaidAt: t0}
	h := ChatRule{HoldFor: 10}.Hold(line)
	if h.Due(t0.Add(10*time.Second-1)) || !h.Due(t0.Add(10*time.Second)) {
		t.Errorf("it is due at %s", h.DueAt)
	}
	if got := h.Shown(); got != line {
		t.Errorf("shown is %+v", got)
	}
	for _, c := range []struct {
		name   string
		by     PersonID
		reason string
		refuse Kind
	}{
		{"by a moderator", "mo", " Off the topic ", ""},
		{"without a reason", "mo", "", Invalid},
		{"with a long one", "mo", strings.Repeat("x", MaxLineReason+1), Invalid},
		{"by its author", "ana", "", ""},
	} {
		got, err := h.Refuse(c.by, c.reason, t0)
		if kindOf(err) != c.refuse {
			t.Errorf("%s: %v", c.name, err)
		}
		if err == nil && (got.Waits() || got.Due(t0.Add(time.Hour)) || *got.RefusedBy != c.by || got.Reason != strings.TrimSpace(c.reason)) {
			t.Errorf("%s: %+v", c.name, got)
		}
		if _, err := got.Refuse("mo", "Again", t0); err == nil && !got.Waits() {
			t.Errorf("%s: it is held back twice", c.name)
		}
	}
}
