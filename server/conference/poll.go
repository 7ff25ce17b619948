package conference

import (
	"slices"
	"strings"
	"time"
)

// Bounds of a poll.
const (
	MaxPoll      = 500 // characters of what is asked
	MaxOption    = 200 // characters of an option
	LeastOptions = 2
	MostOptions  = 10
	MostPolls    = 50 // of one session that are not archived
)

// PollKind says what a ballot is.
type PollKind string

// The kinds of poll.
const (
	SingleChoice   PollKind = "single"   // one option
	MultipleChoice PollKind = "multiple" // some options
	// Ranking asks for all options in order of preference. They are counted as Borda proposed: of n options the first gets
	// n-1 points, the next n-2, the last none (J.-C. de Borda, "Mémoire sur les élections au scrutin", Histoire de
	// l'Académie royale des sciences, 1781). Points can be added up as ballots come. Instant run-off would need the
	// ballots themselves, which a secret poll must not keep; with ten options, each may tell by its order whose it is.
	Ranking PollKind = "ranking"
)

// PollKinds lists the kinds.
var PollKinds = []PollKind{SingleChoice, MultipleChoice, Ranking}

// Disclosure says from when on everybody sees how a poll stands.
type Disclosure string

// The disclosures. Of a secret poll nobody sees anything before it is closed: from one count to the next, everybody would
// see what the last one chose.
const (
	AsItGoes   Disclosure = "open"
	AfterVote  Disclosure = "voted" // each who has voted
	AfterClose Disclosure = "closed"
)

// Disclosures lists them.
var Disclosures = []Disclosure{AsItGoes, AfterVote, AfterClose}

// PollState says how far a poll is.
type PollState string

// The states of a poll.
const (
	PollDraft    PollState = "draft" // prepared; only those who run polls see it
	PollOpen     PollState = "open"  // ballots are taken; one poll of a session at a time
	PollClosed   PollState = "closed"
	PollArchived PollState = "archived" // kept for the record, and shown to those who run polls only
)

// PollStates lists the states.
var PollStates = []PollState{PollDraft, PollOpen, PollClosed, PollArchived}

// Poll asks what people in a session think. It decides nothing: it is indicative, and everything that shows it says so.
type Poll struct {
	ID         PollID
	SessionID  SessionID
	PersonID   PersonID // who prepared it
	Number     int64    // counts the polls of a session in the order in which they were opened; 0 before
	Text       string
	Kind       PollKind
	Options    string // one a line
	Most       int    // of how many options a [MultipleChoice] may be
	Secret     bool   // nobody can find out who chose what: of a ballot only the sum is kept, and who has voted
	Disclosure Disclosure
	State      PollState
	OnStage    bool
	Voters     int // who voted
	Casts      int // how often somebody voted or changed her ballot
	PreparedAt time.Time
	OpenedAt   *time.Time
	ClosedAt   *time.Time
	ChangedAt  time.Time
}

// Ballot says that somebody voted, and, unless the poll is secret, what.
type Ballot struct {
	PollID   PollID
	PersonID PersonID
	Choices  string     // see [WriteChoices]; empty in a secret poll
	Counted  int        // the poll's count of casts then; 0 in a secret poll
	CastAt   *time.Time // nil in a secret poll
}

// PollPaper is what a poll asks, as it was prepared.
type PollPaper struct {
	Text       string
	Kind       PollKind
	Options    []string
	Most       int
	Secret     bool
	Disclosure Disclosure
}

// Prepare returns the poll with what it asks, as long as nobody has been asked.
func (p Poll) Prepare(paper PollPaper, now time.Time) (Poll, error) {
	if p.State != PollDraft {
		return p, Errorf(Conflict, "the poll has been opened; it can no longer be changed")
	}
	text, err := CleanText(paper.Text, MaxPoll)
	if err != nil {
		return p, err
	}
	options, err := cleanOptions(paper.Options)
	if err != nil {
		return p, err
	}
	most := 1
	switch {
	case !slices.Contains(PollKinds, paper.Kind):
		return p, Errorf(Invalid, "there is no such kind of poll")
	case !slices.Contains(Disclosures, paper.Disclosure):
		return p, Errorf(Invalid, "please say from when on everybody sees how the poll stands")
	case paper.Secret && paper.Disclosure != AfterClose:
		return p, Errorf(Invalid, "how a secret poll stands can be seen when it is closed: before that, each count would say what the last one chose")
	case paper.Kind == MultipleChoice && (paper.Most < 1 || paper.Most > len(options)):
		return p, Errorf(Invalid, "between 1 and %d options may be chosen", len(options))
	case paper.Kind == MultipleChoice:
		most = paper.Most
	case paper.Kind == Ranking:
		most = len(options)
	}
	p.Text, p.Kind, p.Options, p.Most = text, paper.Kind, strings.Join(options, "\n"), most
	p.Secret, p.Disclosure, p.ChangedAt = paper.Secret, paper.Disclosure, now
	return p, nil
}

// Check holds a poll that comes from a file against the rules.
func (p Poll) Check() error {
	if !slices.Contains(PollStates, p.State) {
		return Errorf(Invalid, "there is no such state of a poll")
	}
	p.State = PollDraft
	_, err := p.Prepare(PollPaper{p.Text, p.Kind, p.OptionList(), p.Most, p.Secret, p.Disclosure}, p.ChangedAt)
	return err
}

// cleanOptions checks options: each is one line, and no two are the same.
func cleanOptions(given []string) (options []string, err error) {
	if len(given) < LeastOptions || len(given) > MostOptions {
		return nil, Errorf(Invalid, "a poll has %d to %d options", LeastOptions, MostOptions)
	}
	for _, option := range given {
		option, err = CleanText(strings.Join(strings.Fields(option), " "), MaxOption)
		if err != nil {
			return nil, err
		}
		if slices.Contains(options, option) {
			return nil, Errorf(Invalid, "two options are the same: %q", option)
		}
		options = append(options, option)
	}
	return options, nil
}

// OptionList returns the options in their order.
func (p Poll) OptionList() []string { return strings.Split(p.Options, "\n") }

// Open begins to take ballots. Polls are put in an open session: who prepares one before it has not asked anybody.
func (p Poll) Open(s Session, now time.Time) (Poll, error) {
	switch {
	case p.State != PollDraft:
		return p, Errorf(Conflict, "the poll has been opened already")
	case s.State != Open:
		return p, Errorf(Conflict, "the session is not open; nobody can be asked")
	}
	p.State, p.OpenedAt, p.ChangedAt = PollOpen, &now, now
	return p, nil
}

// Close ends the poll: everybody sees what came of it.
func (p Poll) Close(now time.Time) (Poll, error) {
	if p.State != PollOpen {
		return p, Errorf(Conflict, "the poll is not open")
	}
	p.State, p.ClosedAt, p.ChangedAt = PollClosed, &now, now
	return p, nil
}

// Archive puts away a poll that is over, or a draft that is not wanted.
func (p Poll) Archive(now time.Time) (Poll, error) {
	if p.State == PollOpen {
		return p, Errorf(Conflict, "please close the poll first")
	}
	p.State, p.OnStage, p.ChangedAt = PollArchived, false, now
	return p, nil
}

// Show puts the poll on the stage, or takes it off.
func (p Poll) Show(on bool, now time.Time) (Poll, error) {
	if on && !p.Public() {
		return p, Errorf(Conflict, "only a poll that was opened can be shown on the stage")
	}
	p.OnStage, p.ChangedAt = on, now
	return p, nil
}

// Public reports whether everybody sees the poll.
func (p Poll) Public() bool { return p.State == PollOpen || p.State == PollClosed }

// Discloses reports whether somebody sees how the poll stands: who has voted, who runs polls, or anybody else.
func (p Poll) Discloses(voted, runs bool) bool {
	switch {
	case p.State != PollOpen:
		return p.State != PollDraft
	case p.Secret:
		return false
	}
	return runs || p.Disclosure == AsItGoes || p.Disclosure == AfterVote && voted
}
