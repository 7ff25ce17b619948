package server

import (
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/sheet"
)

func TestPollReports(t *testing.T) {
	w := newWorld(t)
	voter := w.people[conference.Attendee]
	ask := func(id conference.PollID, paper conference.PollPaper, choices []int, end bool) {
		t.Helper()
		p, err := conference.Poll{ID: id, SessionID: w.press.ID, PersonID: voter.ID, State: conference.PollDraft, PreparedAt: day}.Prepare(paper, day)
		w.must(err)
		p, err = w.store.PreparePoll(w.ctx(), p)
		w.must(err)
		if choices == nil {
			return
		}
		open, err := p.Open(conference.Session{State: conference.Open}, day)
		w.must(err)
		p, err = w.store.UpdatePoll(w.ctx(), open, conference.PollDraft, "")
		w.must(err)
		_, err = w.store.Cast(w.ctx(), p, voter.ID, choices, day)
		w.must(err)
		if end {
			closed, err := p.Close(day)
			w.must(err)
			_, err = w.store.UpdatePoll(w.ctx(), closed, conference.PollOpen, "")
			w.must(err)
		}
	}
	named := conference.PollPaper{Text: "=1+1", Kind: conference.Ranking, Options: []string{"Now", "Later"}, Disclosure: conference.AsItGoes}
	secret := conference.PollPaper{Text: "Whom?", Kind: conference.SingleChoice, Options: []string{"Ana", "Ben"}, Secret: true, Disclosure: conference.AfterClose}
	ask("poll-named-0123456", named, []int{1, 0}, true)
	ask("poll-secret-closed", secret, []int{0}, true)
	ask("poll-secret-open-0", secret, []int{0}, false)
	ask("poll-draft-0123456", named, nil, false)

	organizer := w.as(conference.Organizer)
	path := "/api/sessions/" + string(w.press.ID)
	list := want[[]protocol.Poll](organizer, 200, "GET", path+"/polls", nil)
	if len(list) != 3 || len(list[0].Counts) != 2 || list[0].Counts[1] != 1 || len(list[1].Counts) != 2 || len(list[2].Counts) != 0 {
		t.Errorf("polls: %+v", list)
	}
	table := func(path string) string { return string(organizer.send("GET", path, nil).body) }
	polls := table(path + "/polls.csv")
	for _, row := range []string{
		`'=1+1,ranking,named,closed,`, `,1,Later,1,"indicative, not a decision"`,
		`Whom?,single,secret,closed,`, `,1,Ana,1,"indicative, not a decision"`, `,1,Ana,,"indicative, not a decision"`,
	} {
		if !strings.Contains(polls, row) {
			t.Errorf("the table of polls has no %s:\n%s", row, polls)
		}
	}
	ballots := table(path + "/ballots.csv")
	if !strings.Contains(ballots, "Later > Now") || !strings.Contains(ballots, voter.Name) || strings.Contains(ballots, "Whom") {
		t.Errorf("ballots:\n%s", ballots)
	}
	for path, rows := range map[string]int{path + "/polls.xlsx": 7, path + "/ballots.xlsx": 2} {
		got, err := sheet.Read(organizer.send("GET", path, nil).body)
		if err != nil || len(got) != rows {
			t.Errorf("%s: %d rows, %v", path, len(got), err)
		}
	}
	for _, one := range want[[]protocol.SessionReport](organizer, 200, "GET", "/api/reports", nil) {
		if one.Session.ID == w.press.ID && one.Polls != 3 {
			t.Errorf("%d polls are reported", one.Polls)
		}
	}
	if a := w.as(conference.Attendee).send("GET", path+"/ballots.csv", nil); a.status != 403 {
		t.Errorf("an attendee reads the ballots: %d", a.status)
	}
}
