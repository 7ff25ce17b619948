package server

import (
	"encoding/json"
	"fmt"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func TestHistoryIsForThoseWhoMayWatch(t *testing.T) {
	w := newWorld(t)
	session := w.press.ID
	attendee, other, moderator := w.as(conference.Attendee), w.as(conference.Attendee), w.as(conference.Moderator)
	asker := w.addPerson(conference.Attendee)
	attendee.signIn(asker.ID)
	for i := range 60 {
		_, err := w.store.Say(w.ctx(), conference.Line{
			ID: conference.LineID(fmt.Sprintf("line-%012d", i+1)), SessionID: session, PersonID: asker.ID, Text: fmt.Sprintf("Remark %d", i+1), SaidAt: day,
		})
		w.must(err)
	}
	for i, state := range []conference.QuestionState{conference.Incoming, conference.Queued} {
		_, err := w.store.Ask(w.ctx(), conference.Question{
			ID: conference.QuestionID(fmt.Sprintf("question-%012d", i+1)), SessionID: session, PersonID: asker.ID,
			Text: "Which document?", Original: "What document?", State: state, AskedAt: day, ChangedAt: day,
		})
		w.must(err)
	}
	path := "/api/sessions/" + string(session)
	get := func(b *browser, path string, into any) {
		t.Helper()
		if a := b.send("GET", path, nil); a.status != 200 {
			t.Errorf("GET %s: %d %s", path, a.status, a.body)
		} else if err := json.Unmarshal(a.body, into); err != nil {
			t.Errorf("GET %s: %v", path, err)
		}
	}
	for _, c := range []struct {
		query       string
		first, last int64
		count       int
		more        bool
	}{
		{"", 11, 60, 50, true},
		{"?before=11", 1, 10, 10, false},
		{"?before=11&limit=10", 1, 10, 10, false},
		{"?before=11&limit=3", 8, 10, 3, true},
		{"?q=remark+1", 1, 19, 11, false},
		{"?q=nothing", 0, 0, 0, false},
	} {
		var p protocol.LinesPage
		get(other, path+"/lines"+c.query, &p)
		var first, last int64
		if len(p.Lines) > 0 {
			first, last = p.Lines[0].Number, p.Lines[len(p.Lines)-1].Number
			if p.Lines[0].Person.Name != asker.Name {
				t.Errorf("%q is by %+v", c.query, p.Lines[0].Person)
			}
		}
		if len(p.Lines) != c.count || first != c.first || last != c.last || p.More != c.more {
			t.Errorf("%q: %d lines from %d to %d, more %v; want %+v", c.query, len(p.Lines), first, last, p.More, c)
		}
	}
	for name, c := range map[string]struct {
		b        *browser
		seen     int
		original string
	}{"the asker": {attendee, 2, "What document?"}, "somebody else": {other, 1, ""}, "a moderator": {moderator, 2, "What document?"}} {
		var p protocol.QuestionsPage
		get(c.b, path+"/questions", &p)
		if len(p.Questions) != c.seen || p.Questions[len(p.Questions)-1].Original != c.original {
			t.Errorf("%s sees %+v", name, p.Questions)
		}
	}
	for _, what := range []string{"/lines", "/questions"} {
		if a := w.as(conference.Registered).send("GET", path+what, nil); a.status != 403 {
			t.Errorf("who may not watch: %d", a.status)
		}
		if a := w.visitor().send("GET", path+what, nil); a.status != 401 {
			t.Errorf("who is not signed in: %d", a.status)
		}
		for _, bad := range []string{"?before=-1", "?limit=101", "?before=x", "?q=" + fmt.Sprintf("%0201d", 0)} {
			if a := other.send("GET", path+what+bad, nil); a.status != 422 {
				t.Errorf("%s%s: %d", what, bad, a.status)
			}
		}
	}
}
