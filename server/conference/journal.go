package conference

import (
	"slices"
	"time"
)

// JournalKind says what an entry of a journal tells.
type JournalKind string

// The kinds of entry.
const (
	JournalOpened    JournalKind = "opened" // for the first time, or again
	JournalClosed    JournalKind = "closed"
	JournalSuspended JournalKind = "suspended"
	JournalResumed   JournalKind = "resumed"
	JournalChair     JournalKind = "chair"   // somebody took or left it
	JournalItem      JournalKind = "item"    // of the agenda: what the session is about, or a part of it
	JournalPrivate   JournalKind = "private" // a part was held behind closed doors, or that is over
	JournalSpeech    JournalKind = "speech"  // a statement, question or reply
	JournalPoint     JournalKind = "point-of-order"
	JournalReply     JournalKind = "right-of-reply"
	JournalProcedure JournalKind = "procedure" // the list of speakers, limits, lots
	JournalDeviation JournalKind = "deviation" // of the chair, from the rules of procedure
	JournalProposal  JournalKind = "proposal"
	JournalDecision  JournalKind = "decision" // what became of a proposal
	JournalPoll      JournalKind = "poll"     // indicative
	JournalAdded     JournalKind = "added"    // by the secretariat
)

// JournalKinds lists the kinds.
var JournalKinds = []JournalKind{
	JournalOpened, JournalClosed, JournalSuspended, JournalResumed, JournalChair, JournalItem, JournalPrivate, JournalSpeech,
	JournalPoint, JournalReply, JournalProcedure, JournalDeviation, JournalProposal, JournalDecision, JournalPoll, JournalAdded,
}

// JournalEntry is one entry of a journal.
type JournalEntry struct {
	Key     string // names it among those of its session, for good: "speech:" and an id
	Number  int
	At      time.Time
	Time    string // as the document prints it
	Kind    JournalKind
	Text    string // as it is now
	Written string // as the session wrote it; empty: the secretariat added it
	Note    string // what was measured: for how long somebody spoke
	Access  Access // who might hear it
	Struck  bool
	Remark  string          // that it was corrected, when and why; empty: it was not
	Changes []JournalChange // the first first
}

// Version is which change of an entry was the last.
func (e JournalEntry) Version() int64 { return int64(len(e.Changes)) }

// JournalHour is one of the times in the head of a journal.
type JournalHour struct {
	Label string
	Time  string
}

// Journal is the record of a session, in one language.
type Journal struct {
	Language   string
	Heading    string // "Journal of the session"
	Conference string
	Title      string
	Place      string
	Date       string
	Hours      []JournalHour
	ChairLabel string
	Chairs     []string // who presided, each once
	RulesLabel string
	Rules      string
	Status     string // draft, or when it was published
	State      JournalState
	Over       bool // the session is closed
	Entries    []JournalEntry
}

// JournalName is somebody as a journal names her.
type JournalName struct {
	Name  string
	Place string // delegation or organization
}

// JournalAct is an entry of the audit about a session or who presides over it.
type JournalAct struct {
	Number  int64
	At      time.Time
	Action  string
	Subject string
	Detail  string
}

// JournalFacts are all that a journal is written from. They never change: what is corrected stands beside them.
type JournalFacts struct {
	Conference  Conference
	Session     Session
	Hall        string
	Rules       Procedure
	Acts        []JournalAct
	Chairs      []PersonID // as of now
	Proceedings []Proceeding
	Requests    []FloorRequest
	Speeches    []Speech
	Alignments  []Alignment
	Statements  []Statement
	Proposals   []Proposal
	Objections  []Objection
	Polls       []Poll
	Tallies     map[PollID][]int
	Names       map[PersonID]JournalName
	Delegations map[DelegationID]string
	Record      JournalRecord
	Changes     []JournalChange // in their order
	Now         time.Time
}

// WriteJournal writes the journal of a session in a language; in English, where it is none that is known.
func WriteJournal(f JournalFacts, language string) Journal {
	words, known := journalWords[language]
	if !known {
		language, words = "en", journalWords["en"]
	}
	w := journalWriter{JournalFacts: f, words: words, zone: f.Conference.Zone()}
	w.index()
	title, _ := f.Session.In(language)
	j := Journal{
		Language: language, Heading: words.heading, Conference: f.Conference.Title, Title: title, Place: f.Hall,
		ChairLabel: words.chair, RulesLabel: words.rules, Rules: f.Rules.Title, State: f.Record.State, Over: f.Session.State == Closed,
	}
	w.acts()
	if w.opened.IsZero() {
		j.Date = words.date(f.Session.ExpectedStart().In(w.zone))
	} else {
		j.Date = words.date(w.opened.In(w.zone))
		w.parts()
		w.proceedings()
		w.speeches()
	}
	w.proposals()
	w.polls()
	for _, id := range w.presided {
		j.Chairs = append(j.Chairs, w.person(id))
	}
	j.Hours = w.hours
	entries := w.corrected()
	slices.SortStableFunc(entries, func(a, b JournalEntry) int { return a.At.Compare(b.At) })
	for i := range entries {
		entries[i].Number = i + 1
		entries[i].Time = w.time(entries[i].At)
	}
	j.Entries = entries
	if j.Status = words.draft; f.Record.State == JournalPublished {
		j.Status = words.published + " " + words.day(f.Record.ChangedAt.In(w.zone))
	}
	return j
}

// Opened is when the session was opened first; nil: it has not been.
func (f JournalFacts) Opened() *time.Time {
	for _, a := range f.Acts {
		if a.Action == openedAct {
			return &a.At
		}
	}
	return f.Session.OpenedAt
}
