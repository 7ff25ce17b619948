package live

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func aPaper(change func(*protocol.PollPaper)) protocol.PollPaper {
	p := protocol.PollPaper{Text: "When?", Kind: conference.SingleChoice, Options: []string{"Now", "Later", "Never"}, Disclosure: conference.AsItGoes}
	if change != nil {
		change(&p)
	}
	return p
}

// prepares has a poll prepared, and returns its id.
func (c *client) prepares(change func(*protocol.PollPaper)) conference.PollID {
	c.w.Helper()
	id, _ := c.does(protocol.PreparePoll{Paper: aPaper(change)})
	return conference.PollID(id)
}

// opens has a poll prepared and opened.
func (c *client) opens(change func(*protocol.PollPaper)) conference.PollID {
	c.w.Helper()
	id := c.prepares(change)
	c.does(protocol.OpenPoll{Poll: id})
	return id
}

// stands is how a poll stands as a page shows it that was told these notices after this snapshot.
func (c *client) stands(id conference.PollID) string {
	c.w.Helper()
	c.read()
	var p folded
	for _, t := range c.told {
		p.fold(t.notice)
	}
	if poll, known := p.polls[id]; known {
		return fmt.Sprintf("%s %v %d %v", poll.State, poll.Counts, poll.Voters, p.ballots[id])
	}
	return "unknown"
}

func TestWhoSeesPolls(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		id := p.mo.prepares(nil)
		look := func(when, audience, moderators string) {
			w.Helper()
			time.Sleep(votesTold)
			synctest.Wait()
			for c, want := range map[*client]string{p.asker: audience, p.press: audience, p.mo: moderators} {
				again := w.take(w.entry(c.id()))
				if got := c.stands(id); got != want {
					w.Errorf("%s: %s sees %s; want %s", when, c.id(), got, want)
				}
				if got := again.stands(id); got != want {
					w.Errorf("%s: %s comes and sees %s; want %s", when, c.id(), got, want)
				}
				again.leaves()
			}
		}
		look("prepared", "unknown", "draft [] 0 []")
		p.asker.cannot(conference.NotFound, protocol.CastBallot{Poll: id, Choices: []int{1}})
		p.mo.does(protocol.RewordPoll{Poll: id, Paper: aPaper(func(p *protocol.PollPaper) { p.Text = "When, please?" })})
		p.mo.does(protocol.OpenPoll{Poll: id})
		p.mo.cannot(conference.Conflict, protocol.RewordPoll{Poll: id, Paper: aPaper(nil)})
		look("opened", "open [0 0 0] 0 []", "open [0 0 0] 0 []")
		p.press.cannot(conference.Forbidden, protocol.CastBallot{Poll: id, Choices: []int{1}})
		p.other.cannot(conference.Invalid, protocol.CastBallot{Poll: id, Choices: []int{1, 2}})
		p.other.does(protocol.CastBallot{Poll: id, Choices: []int{1}})
		look("one has voted", "open [0 1 0] 1 []", "open [0 1 0] 1 []")
		if got := p.other.stands(id); got != "open [0 1 0] 1 [1]" {
			w.Errorf("who voted sees %s", got)
		}
		p.mo.does(protocol.ClosePoll{Poll: id})
		look("closed", "closed [0 1 0] 1 []", "closed [0 1 0] 1 []")
		p.other.cannot(conference.Conflict, protocol.CastBallot{Poll: id, Choices: []int{2}})
		w.restart()
		p.asker, p.press, p.mo = w.take(p.asker.entry), w.take(p.press.entry), w.take(p.mo.entry)
		look("after a restart", "closed [0 1 0] 1 []", "closed [0 1 0] 1 []")
		p.mo.does(protocol.ArchivePoll{Poll: id})
		look("archived", "unknown", "archived [0 1 0] 1 []")
	})
}

// What is hidden until one has voted, or until the end, no notice and no snapshot has before.
func TestHowAPollStandsIsHidden(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		voters := []*client{p.other, w.comes("Ben", conference.Attendee)}
		for _, c := range []struct {
			disclosure              conference.Disclosure
			secret                  bool
			others, voted, moderate string
		}{
			{conference.AfterVote, false, "open [] 2 []", "open [0 0 2] 2 [2]", "open [0 0 2] 2 []"},
			{conference.AfterClose, false, "open [] 2 []", "open [] 2 [2]", "open [0 0 2] 2 []"},
			{conference.AfterClose, true, "open [] 2 []", "open [] 2 []", "open [] 2 []"},
		} {
			id := p.mo.opens(func(paper *protocol.PollPaper) { paper.Disclosure, paper.Secret = c.disclosure, c.secret })
			for _, voter := range voters {
				voter.does(protocol.CastBallot{Poll: id, Choices: []int{2}})
			}
			time.Sleep(votesTold)
			synctest.Wait()
			name := fmt.Sprintf("%s, secret %v", c.disclosure, c.secret)
			for who, want := range map[*client]string{p.asker: c.others, p.press: c.others, p.other: c.voted, p.mo: c.moderate} {
				if got := who.stands(id); got != want {
					w.Errorf("%s: %s sees %s; want %s", name, who.id(), got, want)
				}
				again := w.take(w.entry(who.id()))
				if got := again.stands(id); got != want {
					w.Errorf("%s: %s comes and sees %s; want %s", name, who.id(), got, want)
				}
				again.leaves()
			}
			p.mo.does(protocol.ClosePoll{Poll: id})
			for _, who := range []*client{p.asker, p.mo} {
				if got := who.stands(id); got != "closed [0 0 2] 2 []" {
					w.Errorf("%s: when it is closed, %s sees %s", name, who.id(), got)
				}
			}
		}
	})
}

// Who comes back to what she missed gets as much of it as she may see: who has voted, how it stands.
func TestResumeDuringAPoll(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		ben := w.comes("Ben", conference.Attendee)
		id := p.mo.opens(func(paper *protocol.PollPaper) { paper.Disclosure = conference.AfterVote })
		p.other.does(protocol.CastBallot{Poll: id, Choices: []int{0}})
		for _, c := range []*client{p.other, p.asker} {
			c.read()
			c.leaves()
		}
		ben.does(protocol.CastBallot{Poll: id, Choices: []int{1}})
		time.Sleep(votesTold)
		synctest.Wait()
		for c, want := range map[*client]string{p.other: "[1 1 0]", p.asker: "[]"} {
			back := c.returns()
			if n := expectOf[protocol.PollCounted](back); !back.resumed() || fmt.Sprint(n.Counts) != want || n.Voters != 2 {
				w.Errorf("%s, resumed %v, is told %+v", c.id(), back.resumed(), n)
			}
		}
	})
}

// expectOf is the last notice of a type that a page was told at all.
func expectOf[N protocol.Notice](c *client) (n N) {
	c.w.Helper()
	c.read()
	for _, t := range c.told {
		if x, is := t.notice.(N); is {
			n = x
		}
	}
	return n
}

func TestABallotIsCastOnce(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		named := p.mo.opens(nil)
		id, answer := p.other.sendAs("ballot-0123456789", protocol.CastBallot{Poll: named, Choices: []int{0}})
		if _, done := answer.(protocol.Done); !done {
			w.Fatalf("answered %#v", answer)
		}
		p.other.does(protocol.CastBallot{Poll: named, Choices: []int{2}})
		p.other.sendAs(id, protocol.CastBallot{Poll: named, Choices: []int{0}}) // the page missed the first answer
		if got := p.other.stands(named); got != "open [0 0 0] 0 [2]" {          // counts are told in a moment
			w.Errorf("sees %s", got)
		}
		p.mo.does(protocol.ClosePoll{Poll: named})
		if got := p.mo.stands(named); got != "closed [0 0 1] 1 []" {
			w.Errorf("the moderator sees %s", got)
		}
		secret := p.mo.opens(func(paper *protocol.PollPaper) { paper.Disclosure, paper.Secret = conference.AfterClose, true })
		id, _ = p.other.does(protocol.CastBallot{Poll: secret, Choices: []int{1}})
		p.other.cannot(conference.Conflict, protocol.CastBallot{Poll: secret, Choices: []int{2}})
		w.restart()
		p.other, p.mo = w.take(p.other.entry), w.take(p.mo.entry)
		for range 2 {
			if _, answer := p.other.sendAs(id, protocol.CastBallot{Poll: secret, Choices: []int{1}}); answer != (protocol.Done{}) {
				w.Errorf("the same again, after a restart: %#v", answer)
			}
		}
		p.other.cannot(conference.Conflict, protocol.CastBallot{Poll: secret, Choices: []int{2}})
		p.mo.does(protocol.ClosePoll{Poll: secret})
		if got := p.mo.stands(secret); got != "closed [0 1 0] 1 []" {
			w.Errorf("the moderator sees %s", got)
		}
	})
}

// TestManyVoteAtOnce has a crowd vote and change its mind while the poll is closed: what is told is what is committed.
func TestManyVoteAtOnce(t *testing.T) {
	inBubble(t, func(w *world) {
		mo := w.comes("Mo", conference.Moderator)
		id := mo.opens(nil)
		var all sync.WaitGroup
		for i := range 40 {
			c := w.comes(fmt.Sprintf("P%d", i), conference.Attendee)
			all.Go(func() {
				for j := range 3 {
					frame, _ := protocol.EncodeCommand(conference.NewID[string](), protocol.CastBallot{Poll: id, Choices: []int{(i + j) % 3}})
					c.seat.Receive(w.Context(), frame)
				}
			})
		}
		all.Go(func() { mo.send(protocol.ClosePoll{Poll: id}) })
		all.Wait()
		synctest.Wait()
		tallies, err := w.store.Tallies(w.Context(), "session")
		w.must(err)
		got := expectOf[protocol.PollChanged](mo).Poll
		if fmt.Sprint(got.Counts) != fmt.Sprint(tallies[id]) {
			w.Errorf("told are %v, committed %v", got.Counts, tallies[id])
		}
		ballots, err := w.store.Ballots(w.Context(), "session")
		w.must(err)
		if len(ballots) != got.Voters {
			w.Errorf("%d voters are told, %d ballots are there", got.Voters, len(ballots))
		}
	})
}

func TestAPollEndsWithItsSession(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		id := p.mo.opens(func(paper *protocol.PollPaper) { paper.Disclosure, paper.Secret = conference.AfterClose, true })
		p.other.does(protocol.CastBallot{Poll: id, Choices: []int{1}})
		p.mo.does(protocol.Silence{Person: p.asker.id(), On: true})
		p.asker.does(protocol.CastBallot{Poll: id, Choices: []int{1}}) // who is silenced may vote
		w.life(w.session.Close)
		synctest.Wait()
		if got := p.asker.stands(id); got != "closed [0 2 0] 2 []" {
			w.Errorf("it stands %s", got)
		}
		p.mo.cannot(conference.Conflict, protocol.PreparePoll{Paper: aPaper(nil)})
	})
}

func TestOnePollIsOnTheStage(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		first := p.mo.opens(nil)
		p.mo.cannot(conference.Conflict, protocol.ShowPoll{Poll: p.mo.prepares(nil), On: true})
		p.mo.does(protocol.ShowPoll{Poll: first, On: true})
		p.mo.does(protocol.ClosePoll{Poll: first})
		second := p.mo.opens(nil)
		p.mo.does(protocol.ShowPoll{Poll: second, On: true})
		shown := map[conference.PollID]bool{}
		for _, poll := range w.comes("Late", conference.Attendee).welcome().Polls {
			shown[poll.ID] = poll.OnStage
		}
		if shown[first] || !shown[second] {
			w.Errorf("on the stage: %v", shown)
		}
		p.mo.does(protocol.ShowPoll{Poll: second})
		if expect[protocol.PollChanged](p.asker).Poll.OnStage {
			w.Error("it is still there")
		}
	})
}

func TestAPollOfAnotherSessionIsNotHere(t *testing.T) {
	inBubble(t, func(w *world) {
		other := w.session
		other.ID = "other"
		w.must(w.store.PutSession(w.Context(), other, "", time.Now()))
		mo := w.comes("Mo", conference.Moderator)
		p, err := conference.Poll{ID: "poll-elsewhere-01", SessionID: "other", PersonID: mo.id(), State: conference.PollDraft, PreparedAt: time.Now()}.
			Prepare(pollPaper(aPaper(nil)), time.Now())
		w.must(err)
		_, err = w.store.PreparePoll(w.Context(), p)
		w.must(err)
		for _, c := range []protocol.Command{
			protocol.OpenPoll{Poll: p.ID},
			protocol.ClosePoll{Poll: p.ID},
			protocol.ArchivePoll{Poll: p.ID},
			protocol.ShowPoll{Poll: p.ID, On: true},
			protocol.RewordPoll{Poll: p.ID, Paper: aPaper(nil)},
			protocol.CastBallot{Poll: p.ID, Choices: []int{0}},
		} {
			mo.cannot(conference.NotFound, c)
		}
	})
}

// Who becomes a moderator learns of drafts and counts, and who no longer is one forgets them.
func TestAnotherRoleSeesOtherPolls(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		draft := p.mo.prepares(nil)
		open := p.mo.opens(func(paper *protocol.PollPaper) { paper.Disclosure = conference.AfterClose })
		for role, want := range map[conference.Role]string{conference.Moderator: "draft [] 0 [] open [0 0 0] 0 []", conference.Attendee: "unknown open [] 0 []"} {
			w.appoint(p.other.id(), role)
			w.rooms.PersonChanged(w.Context(), p.other.id())
			synctest.Wait()
			if got := p.other.stands(draft) + " " + p.other.stands(open); got != want {
				w.Errorf("as %s she sees %s", role, got)
			}
		}
	})
}
