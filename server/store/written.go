package store

import "strings"

// keptTables are tables whose rows are kept in memory.
type keptTables uint8

const (
	conferenceTable keptTables = 1 << iota
	sessionTable
)

// keptNames are their names.
var keptNames = map[string]keptTables{"conference": conferenceTable, "session": sessionTable}

// written are the tables with kept rows that a statement may write. Every statement of a change is asked about, so that
// whoever writes another one need not think of it: what reads changes nothing, and what else names a table may.
func written(statement string) (touched keptTables) {
	if strings.HasPrefix(strings.TrimSpace(statement), "select") {
		return 0
	}
	for name, table := range keptNames {
		if mentions(statement, name) {
			touched |= table
		}
	}
	return touched
}

// mentions says whether a word is in a text by itself: session_id is another word than session.
func mentions(text, word string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		begin, end := from+i, from+i+len(word)
		if (begin == 0 || !inWord(text[begin-1])) && (end == len(text) || !inWord(text[end])) {
			return true
		}
		from = end
	}
}

func inWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// watched is a change that takes down which kept rows it may have changed.
func watched(change func(t *tx) error, touched *keptTables) func(t *tx) error {
	return func(t *tx) error {
		t.touched = touched
		return change(t)
	}
}

// forget has rows read anew that a change may have touched, whether or not it came to anything.
func (s *Store) forget(touched keptTables) {
	if touched&conferenceTable != 0 {
		s.conferences.forget()
		s.bySlug.forget()
	}
	if touched&sessionTable != 0 {
		s.sessions.forget()
	}
}
