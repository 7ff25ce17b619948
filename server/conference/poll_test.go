package conference_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	. "plenary/server/conference"
)

var pollPaper = PollPaper{Text: " Shall we\x00 meet? ", Kind: SingleChoice, Options: []string{" Yes\n please", "No"}, Disclosure: AsItGoes}

func TestPollPapers(t *testing.T) {
	long := strings.Repeat("x", MaxOption+1)
	many := slices.Repeat([]string{"x"}, MostOptions+1)
	for name, c := range map[string]struct {
		change func(*PollPaper)
		want   string // "most text|options", or "" when it is refused
	}{
		"a single choice":             {func(*PollPaper) {}, "1 Shall we meet?|Yes please,No"},
		"of several":                  {func(p *PollPaper) { p.Kind, p.Most = MultipleChoice, 2 }, "2 Shall we meet?|Yes please,No"},
		"a ranking":                   {func(p *PollPaper) { p.Kind = Ranking }, "2 Shall we meet?|Yes please,No"},
		"a secret one":                {func(p *PollPaper) { p.Secret, p.Disclosure = true, AfterClose }, "1 Shall we meet?|Yes please,No"},
		"a secret one that is told":   {func(p *PollPaper) { p.Secret = true }, ""},
		"a secret one told to voters": {func(p *PollPaper) { p.Secret, p.Disclosure = true, AfterVote }, ""},
		"more choices than options":   {func(p *PollPaper) { p.Kind, p.Most = MultipleChoice, 3 }, ""},
		"no choices":                  {func(p *PollPaper) { p.Kind, p.Most = MultipleChoice, 0 }, ""},
		"one option":                  {func(p *PollPaper) { p.Options = p.Options[:1] }, ""},
		"too many options":            {func(p *PollPaper) { p.Options = many }, ""},
		"the same option twice":       {func(p *PollPaper) { p.Options = []string{"Yes", " Yes "} }, ""},
		"an empty option":             {func(p *PollPaper) { p.Options = []string{"Yes", " \n "} }, ""},
		"a long option":               {func(p *PollPaper) { p.Options = []string{"Yes", long} }, ""},
		"no text":                     {func(p *PollPaper) { p.Text = "\n" }, ""},
		"a long text":                 {func(p *PollPaper) { p.Text = strings.Repeat("x", MaxPoll+1) }, ""},
		"a kind that there is not":    {func(p *PollPaper) { p.Kind = "quiz" }, ""},
		"no disclosure":               {func(p *PollPaper) { p.Disclosure = "" }, ""},
	} {
		given := pollPaper
		given.Options = slices.Clone(pollPaper.Options)
		c.change(&given)
		p, err := Poll{State: PollDraft}.Prepare(given, t0)
		got := ""
		if err == nil {
			got = fmt.Sprintf("%d %s|%s", p.Most, p.Text, strings.Join(p.OptionList(), ","))
		}
		if got != c.want || err != nil && kindOf(err) != Invalid {
			t.Errorf("%s: %q, %v; want %q", name, got, err, c.want)
		}
		if err == nil && p.Check() != nil {
			t.Errorf("%s: it does not hold against the rules that it was made by: %v", name, p.Check())
		}
	}
}

func TestPollStates(t *testing.T) {
	open := Session{State: Open}
	for _, c := range []struct {
		from   PollState
		name   string
		do     func(p Poll) (Poll, error)
		want   PollState
		refuse Kind
	}{
		{PollDraft, "open", func(p Poll) (Poll, error) { return p.Open(open, t0) }, PollOpen, ""},
		{PollDraft, "open before the session", func(p Poll) (Poll, error) { return p.Open(Session{State: Scheduled}, t0) }, PollDraft, Conflict},
		{PollDraft, "close", func(p Poll) (Poll, error) { return p.Close(t0) }, PollDraft, Conflict},
		{PollDraft, "archive", func(p Poll) (Poll, error) { return p.Archive(t0) }, PollArchived, ""},
		{PollDraft, "show", func(p Poll) (Poll, error) { return p.Show(true, t0) }, PollDraft, Conflict},
		{PollOpen, "open", func(p Poll) (Poll, error) { return p.Open(open, t0) }, PollOpen, Conflict},
		{PollOpen, "reword", func(p Poll) (Poll, error) { return p.Prepare(pollPaper, t0) }, PollOpen, Conflict},
		{PollOpen, "close", func(p Poll) (Poll, error) { return p.Close(t0) }, PollClosed, ""},
		{PollOpen, "archive", func(p Poll) (Poll, error) { return p.Archive(t0) }, PollOpen, Conflict},
		{PollOpen, "show", func(p Poll) (Poll, error) { return p.Show(true, t0) }, PollOpen, ""},
		{PollClosed, "open", func(p Poll) (Poll, error) { return p.Open(open, t0) }, PollClosed, Conflict},
		{PollClosed, "close", func(p Poll) (Poll, error) { return p.Close(t0) }, PollClosed, Conflict},
		{PollClosed, "archive", func(p Poll) (Poll, error) { return p.Archive(t0) }, PollArchived, ""},
		{PollClosed, "show", func(p Poll) (Poll, error) { return p.Show(true, t0) }, PollClosed, ""},
		{PollArchived, "open", func(p Poll) (Poll, error) { return p.Open(open, t0) }, PollArchived, Conflict},
		{PollArchived, "show", func(p Poll) (Poll, error) { return p.Show(true, t0) }, PollArchived, Conflict},
	} {
		p, err := c.do(Poll{State: c.from})
		if p.State != c.want || kindOf(err) != c.refuse {
			t.Errorf("%s, %s: %s, %v", c.from, c.name, p.State, err)
		}
	}
}

func TestBallots(t *testing.T) {
	options := "A\nB\nC\nD"
	for _, c := range []struct {
		poll    Poll
		choices []int
		want    string // kept, then what each option gets
	}{
		{Poll{Kind: SingleChoice}, []int{2}, "2 [0 0 1 0]"},
		{Poll{Kind: SingleChoice}, []int{2, 1}, ""},
		{Poll{Kind: SingleChoice}, nil, ""},
		{Poll{Kind: SingleChoice}, []int{4}, ""},
		{Poll{Kind: SingleChoice}, []int{-1}, ""},
		{Poll{Kind: MultipleChoice, Most: 2}, []int{3, 0}, "0,3 [1 0 0 1]"},
		{Poll{Kind: MultipleChoice, Most: 2}, []int{3, 3}, ""},
		{Poll{Kind: MultipleChoice, Most: 2}, []int{0, 1, 2}, ""},
		// Borda: of four, three points for the first, then two, one, none.
		{Poll{Kind: Ranking, Most: 4}, []int{2, 0, 3, 1}, "2,0,3,1 [2 0 3 1]"},
		{Poll{Kind: Ranking, Most: 4}, []int{2, 0, 3}, ""},
		{Poll{Kind: Ranking, Most: 4}, []int{2, 0, 3, 3}, ""},
		{Poll{Kind: SingleChoice, State: PollClosed}, []int{2}, ""},
	} {
		p := c.poll
		p.Options = options
		if p.State == "" {
			p.State = PollOpen
		}
		choices, err := p.Vote(c.choices)
		got := ""
		if err == nil {
			got = fmt.Sprintf("%s %v", WriteChoices(choices), p.Weights(ReadChoices(WriteChoices(choices))))
		}
		if got != c.want {
			t.Errorf("%s %v: %q, %v; want %q", p.Kind, c.choices, got, err, c.want)
		}
	}
}

// TestBordasOwnExample is from his paper: of 21 voters 1 ranks A B C, 7 A C B, 7 B C A, 6 C B A. Most put A first, whom most
// put last; by points it is C. (With a-1, not a, points for each place the order is the same.)
func TestBordasOwnExample(t *testing.T) {
	p := Poll{Kind: Ranking, Options: "A\nB\nC"}
	points := make([]int, 3)
	for ballot, voters := range map[string]int{"0,1,2": 1, "0,2,1": 7, "1,2,0": 7, "2,1,0": 6} {
		for i, w := range p.Weights(ReadChoices(ballot)) {
			points[i] += voters * w
		}
	}
	if want := []int{37 - 21, 42 - 21, 47 - 21}; !slices.Equal(points, want) {
		t.Errorf("%v; want %v", points, want)
	}
}

func TestWhoSeesHowAPollStands(t *testing.T) {
	for _, c := range []struct {
		poll                Poll
		others, voted, runs bool
	}{
		{Poll{State: PollDraft, Disclosure: AsItGoes}, false, false, false},
		{Poll{State: PollOpen, Disclosure: AsItGoes}, true, true, true},
		{Poll{State: PollOpen, Disclosure: AfterVote}, false, true, true},
		{Poll{State: PollOpen, Disclosure: AfterClose}, false, false, true},
		{Poll{State: PollOpen, Disclosure: AfterClose, Secret: true}, false, false, false},
		{Poll{State: PollClosed, Disclosure: AfterClose, Secret: true}, true, true, true},
	} {
		if c.poll.Discloses(false, false) != c.others || c.poll.Discloses(true, false) != c.voted || c.poll.Discloses(false, true) != c.runs {
			t.Errorf("%+v", c.poll)
		}
	}
}
