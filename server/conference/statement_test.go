package conference

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestCountWords(t *testing.T) {
	for text, words := range map[string]int{
		"":                              0,
		" \n ":                          0,
		"Madam Moderator,":              2,
		"Mr. Chair - thank you.":        4,
		"in 2020, the OSCE’s 57 States": 6,
		"Уважаемая г-жа Модератор!":             3,
		"l’Union européenne\net ses États":      5,
		"— «Спасибо» …":                         1,
		strings.Repeat("counter-terrorism ", 3): 3,
	} {
		if got := CountWords(text); got != words {
			t.Errorf("%q has %d words, not %d", text, got, words)
		}
	}
}

// The modalities of the World Health Assembly of November 2020 give 330 words for 3 minutes, 440 for 4, 220 for 2.
func TestDeliveryIsAsTheHealthAssemblyCounts(t *testing.T) {
	for words, slow := range map[int]time.Duration{330: 3 * time.Minute, 440: 4 * time.Minute, 220: 2 * time.Minute, 0: 0} {
		fast, got := DeliveryTime(words)
		if got != slow || fast > got {
			t.Errorf("%d words take %s to %s, not %s", words, fast, got, slow)
		}
	}
}

func TestWhoReadsAStatement(t *testing.T) {
	at, france := DelegationID("at"), DelegationID("fr")
	prepared := Statement{DelegationID: &at, PersonID: "anna", State: StatementPrepared}
	spoken, own := prepared, Statement{PersonID: "ben", State: StatementPrepared}
	spoken.State = StatementSpoken
	for name, c := range map[string]struct {
		by    StatementReader
		of    Statement
		reads bool
	}{
		"a colleague":                {StatementReader{Person: "boris", Delegation: &at, Role: Attendee}, prepared, true},
		"an observer of it":          {StatementReader{Person: "boris", Delegation: &at, Observer: true, Role: Attendee}, prepared, false},
		"another delegation":         {StatementReader{Person: "carla", Delegation: &france, Role: Speaker}, prepared, false},
		"who wrote it and left":      {StatementReader{Person: "anna", Role: Attendee}, prepared, false},
		"an interpreter":             {StatementReader{Person: "igor", Role: Interpreter}, prepared, true},
		"the chair":                  {StatementReader{Person: "chris", Role: Chair}, prepared, true},
		"the press":                  {StatementReader{Person: "paul", Role: Press}, prepared, false},
		"the press, when it is made": {StatementReader{Person: "paul", Role: Press}, spoken, true},
		"a stranger":                 {StatementReader{Role: Registered}, spoken, false},
		"her own":                    {StatementReader{Person: "ben", Role: Attendee}, own, true},
		"her own, by another":        {StatementReader{Person: "carla", Role: Attendee}, own, false},
	} {
		if got := c.by.Reads(c.of); got != c.reads {
			t.Errorf("%s: reads is %t", name, got)
		}
	}
}

func TestAStatementFromPreparedToDelivered(t *testing.T) {
	at := DelegationID("at")
	anna := StatementReader{Person: "anna", Delegation: &at, Role: Attendee}
	chair := StatementReader{Person: "chris", Role: Chair}
	other := StatementReader{Person: "paul", Role: Attendee}
	now := time.Date(2020, 9, 14, 9, 0, 0, 0, time.UTC)
	s := Statement{DelegationID: &at, PersonID: "anna", State: StatementPrepared, Text: "One two three."}
	refused := func(what string, err error, kind Kind) {
		t.Helper()
		if wrong, ok := errors.AsType[*Error](err); !ok || wrong.Kind != kind {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := s.Deliver(anna, "", now)
	refused("delivered before it is made", err, Conflict)
	_, err = s.Revise(other, "x", "", "", now)
	refused("revised by others", err, Forbidden)
	_, err = s.Revise(chair, "x", "", "", now)
	refused("revised by the chair", err, Forbidden)
	s.Grouped = true
	_, err = s.Revise(anna, "x", " ", "", now)
	refused("on nobody's behalf", err, Invalid)
	_, err = s.Revise(anna, "x", "us", "xx", now)
	refused("in no language", err, Invalid)
	s, err = s.Revise(anna, " One two three four. ", "the Nordic countries", "en", now)
	if err != nil || s.Words != 4 || s.OnBehalf != "the Nordic countries" {
		t.Fatalf("%+v, %v", s, err)
	}
	if s, err = s.Speak(now); err != nil || s.State != StatementSpoken {
		t.Fatal(s, err)
	}
	_, err = s.Speak(now)
	refused("made twice", err, Conflict)
	_, err = s.Revise(anna, "x", "us", "en", now)
	refused("revised when it was made", err, Conflict)
	_, err = s.Deliver(other, "", now)
	refused("delivered by others", err, Forbidden)
	same, err := s.Deliver(anna, "", now)
	if err != nil || same.State != StatementDelivered || same.Prepared != "" {
		t.Errorf("as prepared: %+v, %v", same, err)
	}
	s, err = s.Deliver(chair, "One two.", now)
	if err != nil || s.Prepared != "One two three four." || s.Words != 2 {
		t.Errorf("otherwise: %+v, %v", s, err)
	}
	s, err = s.Deliver(anna, "One.", now)
	if err != nil || s.Prepared != "One two three four." {
		t.Errorf("corrected again: %+v, %v", s, err)
	}
}

func TestSymbols(t *testing.T) {
	for symbol, clean := range map[string]string{
		"PC.DEL/441/12": "PC.DEL/441/12", " CIO.GAL/1/20/Rev.2 ": "CIO.GAL/1/20/Rev.2", "SEC.GAL/9/20 OSCE+": "SEC.GAL/9/20 OSCE+",
		"": "", "A<b>": "!", strings.Repeat("A", 41): "!", "/1/20": "!", "CTC.DEL//20": "!",
	} {
		got, err := CleanSymbol(symbol)
		if clean == "!" && err == nil || clean != "!" && (err != nil || got != clean) {
			t.Errorf("%q becomes %q, %v", symbol, got, err)
		}
	}
	at := time.Date(2020, 9, 14, 9, 0, 0, 0, time.UTC)
	for next, given := range map[string][]string{
		"DEL/1/20":     nil,
		"CTC.DEL/8/20": {"CTC.DEL/7/20", "CTC.DEL/3/20", "Annex"},
		"PC.DEL/1/20":  {"CTC.DEL/7/20", "PC.DEL/441/12"},
	} {
		if got := NextSymbol(given, at); got != next {
			t.Errorf("after %q comes %s, not %s", given, got, next)
		}
	}
}
