package main

import (
	"fmt"
	"sync"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store/storetest"
)

// ledger is what people sent and were told, to be compared with what is at rest.
type ledger struct {
	mu       sync.Mutex
	lines    map[string]*said
	asked    map[string]*said
	numbers  map[int64]string // ids of lines, as anybody was told them
	votes    map[storetest.Vote]*promise
	ballots  map[storetest.Ballot]*promise
	silenced map[string]*promise // by person
	deleted  map[string]*promise // by line
	approved map[string]*promise // by question
	applied  map[string]*promise // registrations, by address
	decided  map[string]*promise // registrations, by id
	faults   []string

	acknowledged, refused, resumed, welcomed int
}

// said is a text that somebody sent.
type said struct {
	person, text string
	promise
	told bool // somebody was told of it, which must not happen before it is committed
}

// promise is what somebody was promised of one thing, and what is still open: sent, and not answered.
type promise struct {
	is      bool // as acknowledged
	open    int  // how many have asked for it and were not answered
	wanted  bool // by those
	unclear bool // answered with a refusal, but only when it was sent again: the first time may have been carried out
}

func newLedger() *ledger {
	return &ledger{
		lines: map[string]*said{}, asked: map[string]*said{}, numbers: map[int64]string{}, votes: map[storetest.Vote]*promise{}, ballots: map[storetest.Ballot]*promise{},
		silenced: map[string]*promise{}, deleted: map[string]*promise{}, approved: map[string]*promise{}, applied: map[string]*promise{}, decided: map[string]*promise{},
	}
}

// claimed finds what a command makes claims on, and what it wants of each.
func (l *ledger) claimed(person, id string, c protocol.Command) map[*promise]bool {
	if c, is := any(c).(protocol.CastBallot); is {
		wanted := map[*promise]bool{}
		for option := range choices {
			ballot := storetest.Ballot{Poll: string(c.Poll), Person: person, Choices: conference.WriteChoices([]int{option})}
			wanted[of(l.ballots, ballot, none)] = option == c.Choices[0] // and none of the others any more
		}
		return wanted
	}
	one, wanted := l.claim(person, id, c)
	return map[*promise]bool{one: wanted}
}

// claim is claimed of a command that wants one thing.
func (l *ledger) claim(person, id string, c protocol.Command) (*promise, bool) {
	switch c := any(c).(type) {
	case protocol.Say:
		return &of(l.lines, id, func() *said { return &said{person: person, text: c.Text} }).promise, true
	case protocol.AskQuestion:
		return &of(l.asked, id, func() *said { return &said{person: person, text: c.Text} }).promise, true
	case protocol.Upvote:
		return of(l.votes, storetest.Vote{Question: string(c.Question), Person: person}, none), c.On
	case protocol.Silence:
		return of(l.silenced, string(c.Person), none), c.On
	case protocol.DeleteLine:
		return of(l.deleted, string(c.Line), none), true
	case protocol.ApproveQuestion:
		return of(l.approved, string(c.Question), none), true
	default:
		panic(fmt.Sprintf("nobody here sends %T", c))
	}
}

func none() *promise { return &promise{} }

func of[K comparable, V any](m map[K]*V, k K, make func() *V) *V {
	if m[k] == nil {
		m[k] = make()
	}
	return m[k]
}

// sends notes what is about to be sent.
func (l *ledger) sends(person, id string, c protocol.Command) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for what, wanted := range l.claimed(person, id, c) {
		what.wanted = wanted
		what.open++
	}
}

// answered notes an answer.
func (l *ledger) answered(person, id string, c protocol.Command, done, again bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for what, wanted := range l.claimed(person, id, c) {
		what.settle(wanted, done, again)
	}
	l.count(done)
}

func (p *promise) settle(wanted, done, again bool) {
	p.open--
	switch {
	case done:
		p.is, p.unclear = wanted, false
	case again:
		p.unclear = true
	}
}

func (l *ledger) count(done bool) {
	if done {
		l.acknowledged++
	} else {
		l.refused++
	}
}

// posts notes a request that is about to be sent.
func (l *ledger) posts(m map[string]*promise, key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	what := of(m, key, none)
	what.wanted = true
	what.open++
}

// posted notes its answer. Of an answer that never came, it stays open.
func (l *ledger) posted(m map[string]*promise, key string, done, again bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	m[key].settle(true, done, again)
	l.count(done)
}

// hears notes a line that somebody was told.
func (l *ledger) hears(who string, line protocol.Line) {
	l.mu.Lock()
	defer l.mu.Unlock()
	id := string(line.ID)
	if before, known := l.numbers[line.Number]; known && before != id {
		l.fault("%s was told line %d as %s, others as %s", who, line.Number, id, before)
	}
	l.numbers[line.Number] = id
	if sent := l.lines[id]; sent == nil || sent.text != line.Text || sent.person != string(line.Person.ID) {
		l.fault("%s was told a line that nobody sent: %+v", who, line)
	} else {
		sent.told = true
	}
}

// hearsOf notes a question that somebody was told.
func (l *ledger) hearsOf(who string, q protocol.Question) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if sent := l.asked[string(q.ID)]; sent == nil || sent.text != q.Text || sent.person != string(q.Asker.ID) {
		l.fault("%s was told a question that nobody asked: %+v", who, q)
	} else {
		sent.told = true
	}
}

// came notes that a page came back, to what it missed or to a snapshot.
func (l *ledger) came(resumed bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if resumed {
		l.resumed++
	} else {
		l.welcomed++
	}
}

// done says how much was acknowledged.
func (l *ledger) done() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.acknowledged
}

func (l *ledger) note(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault(format, args...)
}

func (l *ledger) fault(format string, args ...any) {
	l.faults = append(l.faults, fmt.Sprintf(format, args...))
}

// compare lists where what is at rest differs from what was promised. Nobody may be sending meanwhile.
func (l *ledger) compare(c storetest.Contents) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.faults = append(l.faults, c.Faults...)
	for id, sent := range l.lines {
		row, there := c.Lines[id]
		l.compareText("line", id, sent, there, row.Person, row.Text)
		if by, known := l.numbers[row.Number]; there && known && by != id {
			l.fault("line %s has number %d, which was told as that of %s", id, row.Number, by)
		}
		l.compareClaim("deletion of line", id, l.deleted[id], there && row.Deleted)
	}
	for id, sent := range l.asked {
		row, there := c.Questions[id]
		l.compareText("question", id, sent, there, row.Person, row.Text)
		l.compareClaim("approval of question", id, l.approved[id], there && row.State == "queued")
	}
	if n := len(c.Lines) + len(c.Questions); n > len(l.lines)+len(l.asked) {
		l.fault("there are %d lines and questions, of %d that were sent", n, len(l.lines)+len(l.asked))
	}
	compareAll(l, "vote", l.votes, c.Votes)
	compareAll(l, "ballot", l.ballots, c.Ballots)
	if n := len(c.Ballots); n > len(l.ballots)/choices {
		l.fault("there are %d ballots, of %d people", n, len(l.ballots)/choices)
	}
	compareAll(l, "silence of", l.silenced, c.Silenced)
	registered, approved := map[string]bool{}, map[string]bool{}
	for email := range c.Registrations {
		registered[email] = true
	}
	for id := range l.decided {
		n := c.Audited["registration-approved "+id]
		if approved[id] = n > 0; n > 1 {
			l.fault("registration %s was approved %d times", id, n)
		}
	}
	compareAll(l, "registration of", l.applied, registered)
	compareAll(l, "approval of registration", l.decided, approved)
	found := l.faults
	l.faults = nil
	return found
}

func compareAll[K comparable](l *ledger, what string, claims map[K]*promise, there map[K]bool) {
	for k, one := range claims {
		l.compareClaim(what, k, one, there[k])
	}
}

func (l *ledger) compareText(what, id string, sent *said, there bool, person, text string) {
	l.compareClaim(what, id, &sent.promise, there)
	if there && (person != sent.person || text != sent.text) {
		l.fault("%s %s is not what was sent: %q by %s", what, id, text, person)
	}
	if sent.told && !there {
		l.fault("%s %s was shown to people and is not there", what, id)
	}
}

// compareClaim holds a claim against what is there: as acknowledged, or, while something is open, as is wanted.
func (l *ledger) compareClaim(what string, key any, c *promise, there bool) {
	if c == nil {
		c = &promise{}
	}
	if there != c.is && !c.unclear && !(c.open > 0 && there == c.wanted) {
		l.fault("%s %v: there is %v, acknowledged %v", what, key, there, c.is)
	}
}
