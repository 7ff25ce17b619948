package conference_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	. "plenary/server/conference"
)

var t0 = time.Date(2020, 9, 14, 8, 50, 0, 0, time.UTC)

func kindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// TestQuestionLife walks every act from every state, so that a new state or act cannot be forgotten.
func TestQuestionLife(t *testing.T) {
	acts := map[string]func(Question) (Question, error){
		"edit":     func(q Question) (Question, error) { return q.Edit("asker", "new words", t0) },
		"withdraw": func(q Question) (Question, error) { return q.Withdraw("asker", t0) },
		"approve":  func(q Question) (Question, error) { return q.Approve("", 7, t0) },
		"dismiss":  func(q Question) (Question, error) { return q.Dismiss("off topic", t0) },
		"put":      func(q Question) (Question, error) { return q.Put(t0) },
		"finish":   func(q Question) (Question, error) { return q.Finish(t0) },
		"return":   func(q Question) (Question, error) { return q.Return(7, t0) },
		"write":    func(q Question) (Question, error) { return q.Reply("It is so.", false, t0) },
		"reply":    func(q Question) (Question, error) { return q.Reply("It is so.", true, t0) },
		"defer":    func(q Question) (Question, error) { return q.Defer(t0) },
		"merge":    func(q Question) (Question, error) { return q.Merge(Question{ID: "other", State: Queued}, t0) },
	}
	want := map[string]map[QuestionState]QuestionState{ // absent: a conflict
		"edit":     {Incoming: Incoming},
		"withdraw": {Incoming: WithdrawnBy, Queued: WithdrawnBy, WithdrawnBy: WithdrawnBy},
		"approve":  {Incoming: Queued},
		"dismiss":  {Incoming: Dismissed, Queued: Dismissed},
		"put":      {Queued: Answering},
		"finish":   {Queued: Answered, Answering: Answered, FollowUp: Answered},
		"write":    {Incoming: Written, Queued: Written, Answering: Written, FollowUp: Written, Written: Written, Replied: Written},
		"reply":    {Incoming: Replied, Queued: Replied, Answering: Replied, FollowUp: Replied, Written: Replied, Replied: Replied},
		"defer":    {Incoming: FollowUp, Queued: FollowUp, Answering: FollowUp, Answered: FollowUp},
		"merge":    {Incoming: Merged, Queued: Merged},
		"return": {
			Answering: Queued, Answered: Queued, Written: Queued, Replied: Queued, FollowUp: Queued, Merged: Queued, Dismissed: Queued,
		},
	}
	for name, act := range acts {
		for _, from := range QuestionStates {
			q, err := act(Question{PersonID: "asker", Text: "words", State: from})
			to, allowed := want[name][from]
			switch {
			case allowed && (err != nil || q.State != to):
				t.Errorf("%s from %s: got %s, %v; want %s", name, from, q.State, err, to)
			case !allowed && (kindOf(err) != Conflict || q.State != from):
				t.Errorf("%s from %s: got %s, %v; want a conflict", name, from, q.State, err)
			}
		}
	}
}

func TestOnlyTheAskerChangesHerQuestion(t *testing.T) {
	q := Question{PersonID: "asker", Text: "words", State: Incoming}
	if _, err := q.Edit("other", "x", t0); kindOf(err) != Forbidden {
		t.Errorf("edit by another: %v", err)
	}
	if _, err := q.Withdraw("other", t0); kindOf(err) != Forbidden {
		t.Errorf("withdrawal by another: %v", err)
	}
}

func TestApprovingKeepsWhatWasAsked(t *testing.T) {
	q := Question{PersonID: "asker", Text: "whats the plan", State: Incoming}
	edited, err := q.Approve("  What is the plan?  ", 3, t0)
	if err != nil || edited.Text != "What is the plan?" || edited.Original != "whats the plan" || edited.Position != 4 {
		t.Errorf("approve with new words = %+v, %v", edited, err)
	}
	same, err := q.Approve("whats the plan", 3, t0)
	if err != nil || same.Original != "" {
		t.Errorf("approve with the same words = %+v, %v; want no original", same, err)
	}
}

func TestVotable(t *testing.T) {
	for _, state := range QuestionStates {
		q := Question{PersonID: "asker", State: state}
		want := state == Queued || state == Answering
		if got := q.Votable("other") == nil; got != want {
			t.Errorf("%s votable = %v, want %v", state, got, want)
		}
		if q.Votable("asker") == nil {
			t.Errorf("%s: the asker may upvote herself", state)
		}
	}
}

func TestCleanText(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		kind           Kind
	}{
		{"plain", "  Guten Tag  ", "Guten Tag", ""},
		{"Russian", "Добрый день", "Добрый день", ""},
		{"line breaks stay", "a\nb", "a\nb", ""},
		{"controls go", "a\x00b\x1bc", "abc", ""},
		{"broken UTF-8 goes", "a\xffb", "ab", ""},
		{"a space before a control goes too", "a \x00", "a", ""},
		{"nothing", " \n ", "", Invalid},
		{"too long", strings.Repeat("ж", 21), "", Invalid},
		{"just long enough", strings.Repeat("ж", 20), strings.Repeat("ж", 20), ""},
	} {
		got, err := CleanText(c.in, 20)
		if got != c.want || kindOf(err) != c.kind {
			t.Errorf("%s: got %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

// Every state that can be merged into, and none else; and never into itself or another session's.
func TestMerge(t *testing.T) {
	q := Question{ID: "one", SessionID: "here", State: Incoming}
	for _, state := range QuestionStates {
		merged, err := q.Merge(Question{ID: "two", SessionID: "here", State: state}, t0)
		if want := state == Incoming || state == Queued || state == Answering; want != (err == nil && merged.MergedInto == "two") {
			t.Errorf("into one that is %s: %+v, %v", state, merged, err)
		}
	}
	for _, into := range []Question{{ID: "one", SessionID: "here", State: Queued}, {ID: "two", SessionID: "there", State: Queued}} {
		if _, err := q.Merge(into, t0); kindOf(err) != Invalid {
			t.Errorf("into %+v: %v", into, err)
		}
	}
}

func TestLabels(t *testing.T) {
	for _, c := range []struct {
		in   []string
		want Labels
		kind Kind
	}{
		{nil, "", ""},
		{[]string{" Prevention ", "Права  человека"}, "Prevention\nПрава человека", ""},
		{[]string{"Law", "LAW", "law"}, "Law", ""},
		{[]string{"one\ntwo"}, "one two", ""},
		{[]string{""}, "", Invalid},
		{[]string{strings.Repeat("ж", MaxLabel+1)}, "", Invalid},
		{[]string{"a", "b", "c", "d", "e"}, "", Invalid},
	} {
		got, err := PackLabels(c.in)
		if got != c.want || kindOf(err) != c.kind {
			t.Errorf("%q: %q, %v", c.in, got, err)
		}
	}
	q, err := Question{State: Queued}.Mark([]string{"Law", "Trade"}, "ana")
	if err != nil || q.Addressee != "ana" || len(q.Labels.List()) != 2 {
		t.Errorf("marked %+v, %v", q, err)
	}
}

// What an anonymous asker does is written down to the minute only; what moderators do, as it was.
func TestAnonymousTimesTellNothing(t *testing.T) {
	at := t0.Add(17*time.Second + 123456*time.Microsecond)
	for _, identity := range Identities {
		q := Asked(Question{Identity: identity, PersonID: "asker", Text: "words"}, at)
		edited, err := q.Edit("asker", "other words", at)
		if err != nil {
			t.Fatal(err)
		}
		gone, err := edited.Withdraw("asker", at)
		if err != nil {
			t.Fatal(err)
		}
		want := at
		if identity == Anonymous {
			want = t0
		}
		if q.AskedAt != want || q.ChangedAt != want || edited.ChangedAt != want || gone.ChangedAt != want {
			t.Errorf("%s: %v %v %v %v", identity, q.AskedAt, q.ChangedAt, edited.ChangedAt, gone.ChangedAt)
		}
		if approved, _ := q.Approve("", 0, at); approved.ChangedAt != at || approved.AskedAt != want {
			t.Errorf("%s approved: %+v", identity, approved)
		}
	}
}

func TestLabelNeedsACrowd(t *testing.T) {
	for _, c := range []struct {
		identity Identity
		there    int
		want     Category
	}{
		{Attributed, 100, ""}, {Anonymous, Crowd - 1, ""}, {Anonymous, Crowd, Academia}, {ModeratorsOnly, Crowd, Academia},
	} {
		if got := c.identity.Label(Academia, c.there); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
