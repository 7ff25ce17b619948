package conference

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// journalWriter writes the entries of a journal.
type journalWriter struct {
	JournalFacts
	words journalLanguage
	zone  *time.Location

	requests  map[FloorRequestID]FloorRequest
	spoken    map[SpeechID]Speech
	opened    time.Time // for the first time; zero: never
	ended     time.Time // for the last time, since it was opened last; zero: it goes on
	moves     []journalMove
	closings  []journalClosing
	presiding map[PersonID]bool
	presided  []PersonID // since it was opened
	hours     []JournalHour
	entries   []JournalEntry
}

// Entries of the audit that a journal begins and ends with.
const (
	openedAct = "session-" + string(Open)
	closedAct = "session-" + string(Closed)
)

// journalMove is a moderator's move to a part of the session.
type journalMove struct {
	at      time.Time
	segment int
}

// journalClosing is a time for which the session went on behind closed doors.
type journalClosing struct {
	from, to time.Time // zero: it goes on
	access   Access
}

func (w *journalWriter) index() {
	w.requests = make(map[FloorRequestID]FloorRequest, len(w.Requests))
	for _, r := range w.Requests {
		w.requests[r.ID] = r
	}
	w.spoken = make(map[SpeechID]Speech, len(w.Speeches))
	for _, s := range w.Speeches {
		w.spoken[s.ID] = s
	}
	// Who was appointed by a file has no entry in the audit.
	w.presiding = map[PersonID]bool{}
	told := map[string]bool{}
	for _, a := range w.Acts {
		told[a.Subject] = true
	}
	for _, id := range w.Chairs {
		if !told[string(id)] {
			w.presiding[id] = true
			w.presided = append(w.presided, id)
		}
	}
}

func (w *journalWriter) add(key string, at time.Time, kind JournalKind, text string) *JournalEntry {
	w.entries = append(w.entries, JournalEntry{Key: key, At: at, Kind: kind, Text: text, Written: text, Access: w.accessAt(at)})
	return &w.entries[len(w.entries)-1]
}

// acts writes what was done with the session as a whole.
func (w *journalWriter) acts() {
	acts := w.Acts
	if !slices.ContainsFunc(acts, func(a JournalAct) bool { return a.Action == openedAct }) && w.Session.OpenedAt != nil {
		// A session that came with its state.
		acts = append([]JournalAct{{At: *w.Session.OpenedAt, Action: openedAct}}, acts...)
		if w.Session.ClosedAt != nil {
			acts = append(acts, JournalAct{At: *w.Session.ClosedAt, Action: closedAct})
		}
	}
	for _, a := range acts {
		w.act(a, "act:"+strconv.FormatInt(a.Number, 10))
	}
}

func (w *journalWriter) act(a JournalAct, key string) {
	say := w.words
	if w.opened.IsZero() && (a.Action == closedAct || a.Action == "suspend-session" || a.Action == "resume-session") {
		return // nothing was said yet
	}
	switch a.Action {
	case openedAct:
		text := say.reopened
		if w.opened.IsZero() {
			w.opened = a.At
			text = say.opened
			if chairs := w.chairs(); chairs != "" {
				text += " " + fill(say.presiding, chairs)
			}
		}
		w.ended = time.Time{}
		w.hour(say.openedAt, a.At)
		w.add(key, a.At, JournalOpened, text)
	case closedAct:
		w.ended = a.At
		w.hour(say.closedAt, a.At)
		w.add(key, a.At, JournalClosed, say.closed)
	case "suspend-session":
		w.hour(say.suspendedAt, a.At)
		w.add(key, a.At, JournalSuspended, say.suspended)
	case "resume-session":
		w.hour(say.resumedAt, a.At)
		w.add(key, a.At, JournalResumed, say.resumed)
	case "close-meeting":
		w.shut(a, key)
	case "reopen-meeting":
		w.unshut(a.At)
		w.add(key, a.At, JournalPrivate, say.publicAgain)
	case "move-session-on":
		if n, err := strconv.Atoi(afterColon(a.Detail)); err == nil {
			w.moves = append(w.moves, journalMove{a.At, n})
			if n != ByTheClock {
				w.part(key, a.At, n-1)
			}
		}
	default:
		w.preside(a, key)
	}
}

// afterColon is what stands behind the last colon of a detail, whatever the title before it says.
func afterColon(detail string) string {
	return strings.TrimSpace(detail[strings.LastIndexByte(detail, ':')+1:])
}

func (w *journalWriter) hour(label string, at time.Time) {
	if w.opened.IsZero() {
		return
	}
	w.hours = append(w.hours, JournalHour{label, w.time(at)})
}

// shut notes that the session went on behind closed doors; of what was said there nothing is told but that.
func (w *journalWriter) shut(a JournalAct, key string) {
	w.unshut(a.At)
	access := Access(afterColon(a.Detail))
	text := w.words.private
	if access == DelegationsAccess {
		text = w.words.delegationsOnly
	} else {
		access = ClosedAccess // also where the words of the entry are erased
	}
	w.add(key, a.At, JournalPrivate, text)
	w.closings = append(w.closings, journalClosing{from: a.At, access: access})
}

func (w *journalWriter) unshut(at time.Time) {
	if n := len(w.closings); n > 0 && w.closings[n-1].to.IsZero() {
		w.closings[n-1].to = at
	}
}

// private says which part behind closed doors a time is in.
func (w *journalWriter) private(at time.Time) (c journalClosing, is bool) {
	for _, c := range w.closings {
		if !at.Before(c.from) && (c.to.IsZero() || at.Before(c.to)) {
			return c, true
		}
	}
	return c, false
}

// accessAt says who might be in the session at a time.
func (w *journalWriter) accessAt(at time.Time) Access {
	if c, is := w.private(at); is {
		return c.access
	}
	list := w.Session.Segments.List()
	if len(list) == 0 {
		return w.Session.PlannedAccess(at) // of segments that cannot be read, too
	}
	return list[w.segmentAt(at, len(list))].Access
}

// segmentAt is the part to which the session had come at a time.
func (w *journalWriter) segmentAt(at time.Time, n int) int {
	s := w.Session
	s.Segment, s.State, s.ClosedAt = ByTheClock, Open, nil
	if s.OpenedAt = nil; !w.opened.IsZero() {
		s.OpenedAt = &w.opened
	}
	for _, m := range w.moves {
		if !m.at.After(at) {
			s.Segment = m.segment
		}
	}
	return min(max(0, s.SegmentAt(at)), n-1)
}

// parts writes what the session was about: its title, and the parts to which it came as time went.
func (w *journalWriter) parts() {
	title, _ := w.Session.In(w.words.language)
	w.add("item", w.opened, JournalItem, fill(w.words.item, title))
	list := w.Session.Segments.List()
	for i, segment := range list {
		at := w.opened.Add(minutes(segment.After))
		over := at.After(w.Now) || !w.ended.IsZero() && at.After(w.ended)
		if i == 0 && segment.Title == "" || over || w.segmentAt(at, len(list)) != i || w.movedBefore(at) {
			continue
		}
		w.part("part:"+strconv.Itoa(i+1), at, i)
	}
}

func (w *journalWriter) movedBefore(at time.Time) bool {
	last := ByTheClock
	for _, m := range w.moves {
		if !m.at.After(at) {
			last = m.segment
		}
	}
	return last != ByTheClock
}

func (w *journalWriter) part(key string, at time.Time, i int) {
	list := w.Session.Segments.List()
	if i < 0 || i >= len(list) {
		return
	}
	title := list[i].Title
	if title == "" {
		title = strconv.Itoa(i + 1)
	}
	w.add(key, at, JournalItem, fill(w.words.part, title, w.words.access[list[i].Access]))
}

// preside follows who was appointed to preside.
func (w *journalWriter) preside(a JournalAct, key string) {
	id := PersonID(a.Subject)
	now := a.Action == "appoint-"+string(Chair)
	if w.presiding[id] == now {
		return
	}
	w.presiding[id] = now
	if now && !slices.Contains(w.presided, id) {
		w.presided = append(w.presided, id)
	}
	switch {
	case w.opened.IsZero() && !now:
		w.presided = slices.DeleteFunc(w.presided, func(other PersonID) bool { return other == id })
	case w.opened.IsZero():
	case !w.ended.IsZero(): // whom the next opening names
	case now:
		w.add(key, a.At, JournalChair, fill(w.words.tookChair, w.person(id)))
	default:
		w.add(key, a.At, JournalChair, fill(w.words.leftChair, w.person(id)))
	}
}

// chairs names who presides.
func (w *journalWriter) chairs() string {
	var names []string
	for _, id := range w.presided {
		if w.presiding[id] {
			names = append(names, w.person(id))
		}
	}
	return w.words.list(names)
}

// person names somebody with what she is of.
func (w *journalWriter) person(id PersonID) string {
	name := w.Names[id]
	if name.Place == "" {
		return name.Name
	}
	return name.Name + " (" + name.Place + ")"
}

// speaker names who speaks: a delegation, else a person.
func (w *journalWriter) speaker(delegation *DelegationID, person PersonID) string {
	if delegation != nil {
		if name := w.Delegations[*delegation]; name != "" {
			return name
		}
	}
	return w.person(person)
}

// time is when something happened, with the day when it was another one than that of the session.
func (w *journalWriter) time(at time.Time) string {
	at = at.In(w.zone)
	text := w.words.clock(at)
	day := w.opened
	if day.IsZero() {
		day = w.Session.ExpectedStart()
	}
	if day.In(w.zone).Format(time.DateOnly) != at.Format(time.DateOnly) {
		return w.words.day(at) + ", " + text
	}
	return text
}
