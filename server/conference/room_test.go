package conference_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	. "plenary/server/conference"
)

func TestNothingIsAddedToAClosedSession(t *testing.T) {
	want := map[SessionState]Kind{Scheduled: "", Open: "", Closed: Conflict}
	for _, state := range SessionStates {
		if got := kindOf(Session{State: state}.Add()); got != want[state] {
			t.Errorf("adding to a session that is %s: %q, want %q", state, got, want[state])
		}
	}
}

func TestWhoMayBeRestrained(t *testing.T) {
	for _, role := range Roles {
		want := Kind("")
		if role == Organizer || role == Administrator {
			want = Forbidden
		}
		if got := kindOf(Restrain("mo", "ana", role)); got != want {
			t.Errorf("restraining a person who is %s: %q, want %q", role, got, want)
		}
	}
	if got := kindOf(Restrain("mo", "mo", Moderator)); got != Forbidden {
		t.Errorf("restraining oneself: %q", got)
	}
}

func TestBringOnStage(t *testing.T) {
	for _, state := range SessionStates {
		for _, from := range Places {
			got := kindOf(Session{State: state}.BringOnStage(from)) == ""
			if want := state == Open && from == Backstage; got != want {
				t.Errorf("%s, from %s: allowed is %v, want %v", state, from, got, want)
			}
		}
	}
}

func TestListen(t *testing.T) {
	s := Session{Languages: "en,fr"}
	for language, want := range map[string]Kind{"": "", "fr": "", "de": Invalid, "en,fr": Invalid} {
		if got := kindOf(s.Listen(language)); got != want {
			t.Errorf("listening to %q: %q, want %q", language, got, want)
		}
	}
	if got := kindOf((Session{}).Listen("")); got != "" {
		t.Errorf("listening to the floor of a session without interpretation: %q", got)
	}
}

func TestMove(t *testing.T) {
	queue := []Question{{ID: "b", Position: 2}, {ID: "a", Position: 1}, {ID: "c", Position: 3}}
	for _, c := range []struct {
		id, before QuestionID
		want       string
		kind       Kind
	}{
		{"c", "a", "c a b", ""},
		{"c", "b", "a c b", ""},
		{"a", "", "b c a", ""},
		{"a", "c", "b a c", ""},
		{"a", "a", "a b c", ""},
		{"x", "a", "", Conflict},
		{"a", "x", "", Conflict},
	} {
		moved, err := Move(queue, c.id, c.before, t0)
		if kindOf(err) != c.kind {
			t.Errorf("%s before %q: %v", c.id, c.before, err)
		}
		if got := order(queue, moved); err == nil && got != c.want {
			t.Errorf("%s before %q: the queue is %s, want %s", c.id, c.before, got, c.want)
		}
		if len(moved) > 1 {
			t.Errorf("%s before %q moved %d questions", c.id, c.before, len(moved))
		}
	}
}

// TestMoveNeverRunsOutOfSpace halves one gap until no number is left in it.
func TestMoveNeverRunsOutOfSpace(t *testing.T) {
	queue := []Question{{ID: "a", Position: 1}, {ID: "b", Position: 2}, {ID: "c", Position: 3}}
	all := 0
	for i := range 200 {
		id, want := QuestionID("c"), "a c b"
		if i%2 == 1 {
			id, want = "b", "a b c"
		}
		before := QuestionID(strings.Fields(order(queue, nil))[1])
		moved, err := Move(queue, id, before, t0)
		if err != nil {
			t.Fatal(err)
		}
		if len(moved) == len(queue) {
			all++
		}
		if got := order(queue, moved); got != want {
			t.Fatalf("move %d: the queue is %s, want %s", i, got, want)
		}
		queue = merged(queue, moved)
	}
	if all == 0 {
		t.Error("200 moves into one gap never used it up")
	}
}

func merged(queue, moved []Question) []Question {
	queue = slices.Clone(queue)
	for i, q := range queue {
		for _, m := range moved {
			if m.ID == q.ID {
				queue[i] = m
			}
		}
	}
	return queue
}

func order(queue, moved []Question) string {
	queue = merged(queue, moved)
	slices.SortFunc(queue, func(a, b Question) int { return cmp.Compare(a.Position, b.Position) })
	ids := []string{}
	for _, q := range queue {
		ids = append(ids, fmt.Sprint(q.ID))
	}
	return strings.Join(ids, " ")
}
