package conference

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// StatementID names a [Statement].
type StatementID string

// StatementState says how a text relates to what was said.
type StatementState string

// The states of a statement.
const (
	StatementPrepared  StatementState = "prepared"  // handed in, under embargo until it is made
	StatementSpoken    StatementState = "spoken"    // made: the text is as prepared, to be checked against delivery
	StatementDelivered StatementState = "delivered" // the text is as delivered
)

// StatementStates lists the states in their order.
var StatementStates = []StatementState{StatementPrepared, StatementSpoken, StatementDelivered}

// The bounds of statements.
const (
	MaxStatement     = 40_000  // characters: an hour
	MaxStatementFile = 2 << 20 // bytes of a file from which the text is taken
	maxSymbol        = 40
)

// Statement is what somebody is going to say in a session, or said, as a text.
type Statement struct {
	ID           StatementID
	ConferenceID ConferenceID
	SessionID    SessionID
	DelegationID *DelegationID // whose it is; nil: of the person
	PersonID     PersonID      // who handed it in, or changed it last
	Grouped      bool          // made on behalf of others too
	OnBehalf     string        // of whom
	Language     string
	Text         string
	Prepared     string // as it was prepared, when it was delivered otherwise; else empty
	Words        int
	State        StatementState
	Symbol       string // "CIO.GAL/123/20", that the secretariat gave it
	Version      int64  // grows with every change: a change says which one it was made on
	HandedInAt   time.Time
	ChangedAt    time.Time
	SpokenAt     *time.Time
}

// CountWords counts the words of a text: what a speaker says in one go between two spaces. A dash that stands alone is none.
func CountWords(text string) (n int) {
	for word := range strings.FieldsSeq(text) {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}

// The paces in words a minute that interpreters can follow: United Nations Office at Geneva, guidelines for remote
// participants, ask for no more than 120; the World Health Assembly of 2020 counts 110 (330 words in 3 minutes).
const (
	SlowPace = 110
	FastPace = 120
)

// DeliveryTime predicts how long a text takes: at a fast and at a slow pace that interpreters can follow.
func DeliveryTime(words int) (fast, slow time.Duration) {
	at := func(pace int) time.Duration {
		return (time.Duration(words) * time.Minute / time.Duration(pace)).Round(time.Second)
	}
	return at(FastPace), at(SlowPace)
}

// StatementReader is who wants to read statements of a session.
type StatementReader struct {
	Person     PersonID
	Delegation *DelegationID // that she is an approved member of
	Observer   bool          // of it
	Role       Role          // in the session
}

// Owns says whether a statement is hers: her own, or her delegation's, if she takes part in more than watching.
func (r StatementReader) Owns(s Statement) bool {
	if s.DelegationID == nil {
		return s.PersonID == r.Person
	}
	return r.Delegation != nil && *r.Delegation == *s.DelegationID && !r.Observer
}

// Runs says whether she gives symbols to statements of the session and corrects those of others.
func (r StatementReader) Runs() bool { return r.Role.Can(ManageFloor) }

// Reads says whether she may read a statement. Before it is made, those may who prepare it, interpret it or run the session.
func (r StatementReader) Reads(s Statement) bool {
	if !r.Role.Can(Watch) {
		return false
	}
	return s.State != StatementPrepared || r.Owns(s) || r.Runs() || r.Role.Can(Interpret)
}

// Check returns a statement that is handed in as it will be kept, or says what is wrong with it.
func (s Statement) Check() (Statement, error) {
	var err error
	if s.Text, err = CleanText(s.Text, MaxStatement); err != nil {
		return s, err
	}
	if s.Language != "" && !slices.Contains(TextLanguages, s.Language) {
		return s, Errorf(Invalid, "%q is none of the languages that texts are in", s.Language)
	}
	s.OnBehalf = strings.TrimSpace(s.OnBehalf)
	switch {
	case !s.Grouped:
		s.OnBehalf = ""
	case s.OnBehalf == "":
		return s, Errorf(Invalid, "please say on whose behalf the statement is made")
	default:
		if s.OnBehalf, err = CleanText(s.OnBehalf, 200); err != nil {
			return s, err
		}
	}
	s.Words = CountWords(s.Text)
	return s, nil
}

// Revise returns a statement that has not been made yet with what somebody who owns it hands in instead.
func (s Statement) Revise(by StatementReader, text, onBehalf, language string, now time.Time) (Statement, error) {
	switch {
	case !by.Owns(s):
		return s, Errorf(Forbidden, "this is the statement of others")
	case s.State != StatementPrepared:
		return s, Errorf(Conflict, "the statement has been made; you can still say how it was delivered")
	}
	s.Text, s.OnBehalf, s.Language = text, onBehalf, language
	s.PersonID, s.ChangedAt = by.Person, now
	return s.Check()
}

// Deliver returns a statement as it was delivered; an empty text is the one that was prepared.
func (s Statement) Deliver(by StatementReader, text string, now time.Time) (Statement, error) {
	switch {
	case !by.Owns(s) && !by.Runs():
		return s, Errorf(Forbidden, "this is the statement of others")
	case s.State == StatementPrepared:
		return s, Errorf(Conflict, "the statement has not been made yet")
	}
	if strings.TrimSpace(text) == "" {
		text = s.Text
	}
	before := s.Text
	s.Text = text
	s, err := s.Check()
	if err != nil {
		return s, err
	}
	if s.Text != before && s.Prepared == "" {
		s.Prepared = before
	}
	s.State, s.ChangedAt = StatementDelivered, now
	return s, nil
}

// Speak returns a statement that has been made: everybody in the session may read it.
func (s Statement) Speak(now time.Time) (Statement, error) {
	if s.State != StatementPrepared {
		return s, Errorf(Conflict, "the statement has been made already")
	}
	s.State, s.SpokenAt, s.ChangedAt = StatementSpoken, &now, now
	return s, nil
}

var symbolForm = regexp.MustCompile(`^[\p{L}\p{N}]+([./+ -][\p{L}\p{N}]+)*\+?$`)

// CleanSymbol returns a document's symbol as it is kept, or says what is wrong with it. Empty takes it back.
func CleanSymbol(symbol string) (string, error) {
	symbol = strings.Join(strings.Fields(symbol), " ")
	if symbol == "" {
		return "", nil
	}
	if len([]rune(symbol)) > maxSymbol || !symbolForm.MatchString(symbol) {
		return "", Errorf(Invalid, "a symbol is like CIO.DEL/12/20: letters and digits with . / - between them, %d characters at most", maxSymbol)
	}
	return symbol, nil
}

// symbolParts are the parts of a symbol body.series/number/year, as PC.DEL/441/12.
var symbolParts = regexp.MustCompile(`^(.+)/(\d{1,5})/(\d{2})$`)

// NextSymbol proposes the symbol after those that were given: the next number in the series of the latest, or the first of
// the series DEL, of delegations.
func NextSymbol(given []string, at time.Time) string {
	year := fmt.Sprintf("%02d", at.Year()%100)
	series, last := "DEL", 0
	for _, symbol := range slices.Backward(given) {
		if parts := symbolParts.FindStringSubmatch(symbol); parts != nil {
			series = parts[1]
			break
		}
	}
	for _, symbol := range given {
		if parts := symbolParts.FindStringSubmatch(symbol); parts != nil && parts[1] == series && parts[3] == year {
			n, _ := strconv.Atoi(parts[2]) // digits, few
			last = max(last, n)
		}
	}
	return fmt.Sprintf("%s/%d/%s", series, last+1, year)
}

// SortStatements orders statements as they are listed: those that were made, in that order, then the others as they came in.
func SortStatements(list []Statement) {
	slices.SortFunc(list, func(a, b Statement) int {
		switch {
		case a.SpokenAt == nil && b.SpokenAt == nil:
			return cmp.Or(a.HandedInAt.Compare(b.HandedInAt), cmp.Compare(a.ID, b.ID))
		case a.SpokenAt == nil:
			return 1
		case b.SpokenAt == nil:
			return -1
		}
		return cmp.Or(a.SpokenAt.Compare(*b.SpokenAt), cmp.Compare(a.ID, b.ID))
	})
}
