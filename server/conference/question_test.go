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
		"answer":   func(q Question) (Question, error) { return q.Answer(t0) },
		"finish":   func(q Question) (Question, error) { return q.Finish(t0) },
		"return":   func(q Question) (Question, error) { return q.Return(7, t0) },
	}
	want := map[string]map[QuestionState]QuestionState{ // absent: a conflict
		"edit":     {Incoming: Incoming},
		"withdraw": {Incoming: WithdrawnBy, Queued: WithdrawnBy, WithdrawnBy: WithdrawnBy},
		"approve":  {Incoming: Queued},
		"dismiss":  {Incoming: Dismissed, Queued: Dismissed},
		"answer":   {Queued: Answering},
		"finish":   {Queued: Answered, Answering: Answered},
		"return":   {Answering: Queued, Answered: Queued, Dismissed: Queued},
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
