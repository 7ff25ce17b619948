package conference

import (
	"strings"
	"time"
)

// JournalState says who may read the journal of a session.
type JournalState string

// The states of a journal.
const (
	JournalDraft     JournalState = "draft"     // those who run the session
	JournalPublished JournalState = "published" // everybody, of what she might hear
)

// JournalStates lists the states.
var JournalStates = []JournalState{JournalDraft, JournalPublished}

// JournalRecord is the state of a session's journal. A session about whose journal nobody has decided has a draft.
type JournalRecord struct {
	SessionID SessionID
	State     JournalState
	ChangedBy PersonID
	ChangedAt time.Time
}

// Publish returns the journal published, or drawn back to be corrected.
func (r JournalRecord) Publish(on bool, s Session, by PersonID, now time.Time) (JournalRecord, error) {
	if on && s.State != Closed {
		return r, Errorf(Conflict, "the journal is published when the session is over")
	}
	r.SessionID, r.State, r.ChangedBy, r.ChangedAt = s.ID, JournalDraft, by, now
	if on {
		r.State = JournalPublished
	}
	return r, nil
}

// JournalEdit says what the secretariat does with an entry.
type JournalEdit string

// The edits.
const (
	JournalCorrect JournalEdit = "correct"
	JournalStrike  JournalEdit = "strike"
	JournalRestore JournalEdit = "restore" // what was struck
	JournalAdd     JournalEdit = "add"
)

// JournalEdits lists the edits.
var JournalEdits = []JournalEdit{JournalCorrect, JournalStrike, JournalRestore, JournalAdd}

// MaxJournalText is the length of an entry of the secretariat's, in characters.
const MaxJournalText = 2000

// MostJournalChanges bounds how often the journal of one session is corrected.
const MostJournalChanges = 2000

// JournalChange is a correction of a journal. Each is kept: the one before is what the entry said then.
type JournalChange struct {
	SessionID SessionID
	Entry     string // its key
	Version   int64  // counts the changes of an entry from 1
	Edit      JournalEdit
	At        *time.Time // of an entry that is added
	Text      string     // empty: it stays
	Language  string     // of the text
	Reason    string
	PersonID  PersonID
	MadeAt    time.Time
}

const addedKey = "added:"

// AddedEntry is the key of an entry with an id that the browser made.
func AddedEntry(id string) string { return addedKey + id }

// Amend checks a change of a journal as it is now. The version of the change says which one it was made on; when there is
// a later one, that is a Conflict.
func (j Journal) Amend(c JournalChange, opened *time.Time, now time.Time) (JournalChange, error) {
	var err error
	if c.Reason, err = CleanText(strings.Join(strings.Fields(c.Reason), " "), MaxReason); err != nil {
		return c, Errorf(Invalid, "please say why: %s", err)
	}
	if c.Text, err = cleanEntry(c); err != nil {
		return c, err
	}
	if c.Edit == JournalAdd {
		switch {
		case opened == nil:
			return c, Errorf(Conflict, "the session has not been opened; there is nothing to record")
		case c.At == nil || c.At.After(now) || c.At.Before(opened.Add(-24*time.Hour)):
			return c, Errorf(Invalid, "an entry has a time of the session, that is over")
		}
		c.Version = 1
		return c, nil
	}
	c.At = nil
	for _, e := range j.Entries {
		if e.Key == c.Entry {
			err = e.amend(&c)
			return c, err
		}
	}
	return c, Errorf(NotFound, "there is no such entry in the journal")
}

func cleanEntry(c JournalChange) (string, error) {
	if c.Edit != JournalCorrect && c.Edit != JournalAdd {
		return "", nil
	}
	text, err := CleanText(c.Text, MaxJournalText)
	if err != nil {
		err = Errorf(Invalid, "please write what the entry says: %s", err)
	}
	return text, err
}

func (e JournalEntry) amend(c *JournalChange) error {
	switch {
	case c.Version != e.Version():
		return Errorf(Conflict, "the entry was corrected meanwhile; please look at it again")
	case c.Edit == JournalRestore && !e.Struck:
		return Errorf(Conflict, "the entry has not been struck")
	case c.Edit != JournalRestore && e.Struck:
		return Errorf(Conflict, "the entry has been struck; it can be restored")
	case c.Edit == JournalCorrect && c.Text == e.Text:
		return Errorf(Invalid, "the entry says this already")
	case !contains(JournalEdits, c.Edit):
		return Errorf(Invalid, "an entry can be corrected, struck or restored")
	}
	c.Version++
	return nil
}

// corrected are the entries with what the secretariat made of them, in no order.
func (w *journalWriter) corrected() []JournalEntry {
	at := map[string]int{}
	for i, e := range w.entries {
		at[e.Key] = i
	}
	for _, c := range w.Changes {
		i, known := at[c.Entry]
		if !known {
			if c.Edit != JournalAdd || c.At == nil {
				continue // of what is told no longer: a part that was held behind closed doors
			}
			i, at[c.Entry] = len(w.entries), len(w.entries)
			w.entries = append(w.entries, JournalEntry{Key: c.Entry, At: *c.At, Kind: JournalAdded, Access: w.accessAt(*c.At)})
		}
		e := &w.entries[i]
		e.Changes = append(e.Changes, c)
		if c.Text != "" {
			e.Text = c.Text
		}
		e.Struck = c.Edit == JournalStrike
		e.Remark = w.words.edits[c.Edit] + " " + w.words.day(c.MadeAt.In(w.zone)) + ": " + c.Reason
	}
	return w.entries
}

// For returns the journal as somebody may read it: those who run the session read all; others, when it is published, what
// was said where they might be, without what it said before.
func (j Journal) For(standing Standing, runs bool) (Journal, bool) {
	if runs {
		return j, true
	}
	if j.State != JournalPublished {
		return Journal{}, false
	}
	standing.Barred = false // from the room
	var open []JournalEntry
	for _, e := range j.Entries {
		if !standing.RoleIn(e.Access).Can(Watch) {
			continue
		}
		e.Changes, e.Written = nil, ""
		if e.Struck {
			e.Text, e.Note = "", ""
		}
		open = append(open, e)
	}
	j.Entries = open
	return j, len(open) > 0
}
