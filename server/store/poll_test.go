package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"plenary/server/conference"
	"plenary/server/store"
)

// poll prepares and opens a poll.
func (w *world) poll(id conference.PollID, change func(*conference.PollPaper)) conference.Poll {
	w.t.Helper()
	paper := conference.PollPaper{Text: "When?", Kind: conference.SingleChoice, Options: []string{"Now", "Later", "Never"}, Disclosure: conference.AsItGoes}
	if change != nil {
		change(&paper)
	}
	p, err := conference.Poll{ID: id, SessionID: w.session.ID, PersonID: w.ana.ID, State: conference.PollDraft, PreparedAt: day}.Prepare(paper, day)
	must(w.t, err)
	p, err = w.PreparePoll(w.t.Context(), p)
	must(w.t, err)
	return w.openPoll(p)
}

func (w *world) openPoll(p conference.Poll) conference.Poll {
	w.t.Helper()
	p, err := p.Open(conference.Session{State: conference.Open}, day)
	must(w.t, err)
	p, err = w.UpdatePoll(w.t.Context(), p, conference.PollDraft, w.ana.ID)
	must(w.t, err)
	return p
}

func (w *world) tallied(p conference.Poll) string {
	w.t.Helper()
	tallies, err := w.Tallies(w.t.Context(), p.SessionID)
	must(w.t, err)
	polls, err := w.Polls(w.t.Context(), p.SessionID)
	must(w.t, err)
	i := slices.IndexFunc(polls, func(one conference.Poll) bool { return one.ID == p.ID })
	return fmt.Sprint(tallies[p.ID], " of ", polls[i].Voters)
}

func TestANamedBallotCanBeCastAnew(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		p := w.poll("poll-0123456789ab", nil)
		for _, c := range []struct {
			by     conference.PersonID
			choice int
			want   string
		}{{w.ana.ID, 0, "[1 0 0] of 1"}, {w.ben.ID, 0, "[2 0 0] of 2"}, {w.ana.ID, 2, "[1 0 1] of 2"}, {w.ana.ID, 2, "[1 0 1] of 2"}} {
			_, err := w.Cast(ctx, p, c.by, []int{c.choice}, day)
			must(t, err)
			same(t, "the tally", w.tallied(p), c.want)
		}
		ballots, err := w.Ballots(ctx, w.session.ID)
		must(t, err)
		same(t, "what they chose", ballots[0].Choices+" "+ballots[1].Choices, "2 0")
		same(t, "when", *ballots[0].CastAt, moment(day))
		closed, err := p.Close(day)
		must(t, err)
		_, err = w.UpdatePoll(ctx, closed, conference.PollOpen, w.ana.ID)
		must(t, err)
		_, err = w.Cast(ctx, p, w.olga.ID, []int{0}, day)
		refused(t, err, conference.Conflict)
		same(t, "the tally", w.tallied(p), "[1 0 1] of 2")
	})
}

// A secret ballot is nowhere but in the sum: no column says who chose what, or when, and no row was added for it whose place
// could be compared with that of who voted.
func TestASecretBallotIsKeptNowhere(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		p := w.poll("poll-0123456789ab", func(paper *conference.PollPaper) {
			paper.Secret, paper.Disclosure, paper.Kind = true, conference.AfterClose, conference.Ranking
		})
		deed := func(who conference.PersonID, id string) context.Context {
			return store.WithDeed(ctx, store.Deed{PersonID: who, ID: id, DoneAt: day})
		}
		_, err := w.Cast(deed(w.ana.ID, "deed-of-ana-01234"), p, w.ana.ID, []int{2, 0, 1}, day)
		must(t, err)
		_, err = w.Cast(deed(w.ana.ID, "deed-of-ana-56789"), p, w.ana.ID, []int{0, 1, 2}, day)
		refused(t, err, conference.Conflict)
		for id, want := range map[string]bool{"deed-of-ana-01234": true, "deed-of-ana-56789": false} {
			did, err := w.Did(ctx, w.ana.ID, id)
			must(t, err)
			same(t, "whether it was done", did, want)
		}
		_, err = w.Cast(ctx, p, w.ben.ID, []int{2, 1, 0}, day)
		must(t, err)
		same(t, "the tally", w.tallied(p), "[1 1 4] of 2")
		ballots, err := w.Ballots(ctx, w.session.ID)
		must(t, err)
		for _, b := range ballots {
			if b.Choices != "" || b.CastAt != nil || b.Counted != 0 {
				t.Errorf("of a secret ballot is kept %+v", b)
			}
		}
		same(t, "what the audit has of it", strings.Join(w.told(), " "), "poll-open")
	})
}

func TestOneBallotForEachHoweverManyAtOnce(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		for _, secret := range []bool{false, true} {
			p := w.poll(conference.PollID(fmt.Sprintf("poll-0123456789-%v", secret)), func(paper *conference.PollPaper) {
				if paper.Secret = secret; secret {
					paper.Disclosure = conference.AfterClose
				}
			})
			var all sync.WaitGroup
			for i := range 40 {
				who := []conference.PersonID{w.ana.ID, w.ben.ID}[i%2]
				all.Go(func() {
					if _, err := w.Cast(t.Context(), p, who, []int{i % 3}, day); err != nil && (!secret || !conferenceError(err, conference.Conflict)) {
						t.Error(err)
					}
				})
			}
			all.Wait()
			tallies, err := w.Tallies(t.Context(), w.session.ID)
			must(t, err)
			sum := 0
			for _, votes := range tallies[p.ID] {
				sum += votes
			}
			same(t, "the sum of all votes", sum, 2)
			closed, err := p.Close(day)
			must(t, err)
			_, err = w.UpdatePoll(t.Context(), closed, conference.PollOpen, w.ana.ID)
			must(t, err)
		}
	})
}

func TestOnePollIsOpenAndOneOnTheStage(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		first := w.poll("poll-0123456789ab", nil)
		second, err := conference.Poll{ID: "poll-0123456789ac", SessionID: w.session.ID, PersonID: w.ben.ID, State: conference.PollDraft, PreparedAt: day}.
			Prepare(conference.PollPaper{Text: "Where?", Kind: conference.Ranking, Options: []string{"Here", "There"}, Disclosure: conference.AfterVote}, day)
		must(t, err)
		prepared, err := w.PreparePoll(ctx, second)
		must(t, err)
		again, err := w.PreparePoll(ctx, second)
		must(t, err)
		same(t, "prepared again", again, prepared)
		others := second
		others.PersonID = w.ana.ID
		_, err = w.PreparePoll(ctx, others)
		refused(t, err, conference.Conflict)

		opened, err := prepared.Open(conference.Session{State: conference.Open}, day)
		must(t, err)
		_, err = w.UpdatePoll(ctx, opened, conference.PollDraft, w.ana.ID)
		refused(t, err, conference.Conflict)
		first.OnStage = true
		_, err = w.UpdatePoll(ctx, first, conference.PollOpen, w.ana.ID)
		must(t, err)
		closed, err := first.Close(day)
		must(t, err)
		_, err = w.UpdatePoll(ctx, closed, conference.PollOpen, w.ana.ID)
		must(t, err)
		_, err = w.UpdatePoll(ctx, closed, conference.PollOpen, w.ana.ID)
		refused(t, err, conference.Conflict)
		prepared = w.openPoll(prepared)
		same(t, "the next number", prepared.Number, 2)
		prepared.OnStage = true
		_, err = w.UpdatePoll(ctx, prepared, conference.PollOpen, w.ana.ID)
		must(t, err)
		list, err := w.Polls(ctx, w.session.ID)
		must(t, err)
		same(t, "what is on the stage", fmt.Sprint(list[0].OnStage, list[1].OnStage), "false true")
	})
}

func TestAFileHasWhatPollsCameTo(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		closing := w.poll("poll-closed-0123456", nil)
		_, err := w.Cast(ctx, closing, w.ben.ID, []int{1}, day)
		must(t, err)
		closed, err := closing.Close(day)
		must(t, err)
		_, err = w.UpdatePoll(ctx, closed, conference.PollOpen, w.ana.ID)
		must(t, err)
		w.poll("poll-open-0123456789", func(p *conference.PollPaper) { p.Secret, p.Disclosure = true, conference.AfterClose })
		file, err := w.Export(ctx, w.conference.ID, false)
		must(t, err)
		rows := map[string]int{}
		for _, table := range file.Tables {
			rows[table.Name] = len(table.Rows)
		}
		same(t, "polls, which are over", rows["poll"], 1)
		same(t, "the votes for their options", rows["tally"], 3)
		same(t, "ballots", rows["ballot"], 0)
		_, err = w.Import(ctx, file, day)
		must(t, err)
		same(t, "the tally", w.tallied(closing), "[0 1 0] of 1")
		for _, table := range file.Tables {
			if table.Name == "poll" {
				table.Rows[0]["kind"] = "quiz"
			}
		}
		_, err = w.Import(ctx, file, day)
		refused(t, err, conference.Invalid)
	})
}
