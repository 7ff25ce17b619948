package conference

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// journalLanguage is all that a journal says by itself, in one language. {1} is what stands there.
type journalLanguage struct {
	language                                      string
	heading, chair, rules, draft, published       string
	openedAt, closedAt, suspendedAt, resumedAt    string
	opened, reopened, presiding, closed           string
	suspended, resumed                            string
	private, delegationsOnly, publicAgain         string
	item, part                                    string
	tookChair, leftChair                          string
	aligned, inReply                              string
	speaking, spoke, limit, longer, shorter, over string
	deviation                                     string
	listOpened, listReopened, listClosed          string
	rulesChosen, limitChanged, noLimit            string
	lots, inWriting, swapped, moved, movedLast    string
	extended, shortened                           string
	proposed, underSilence                        string
	adopted, adoptedInSilence, objected           string
	silenceBroken, dropped                        string
	poll, pollOpen, pollCame                      string
	and                                           string
	minutes, seconds                              string
	speech                                        map[RequestKind]string
	limits                                        map[RequestKind]string // that have one of their own
	outOfTurn                                     map[string]string
	access                                        map[Access]string
	edits                                         map[JournalEdit]string
	clock, date, day                              func(time.Time) string
}

// fill puts what is meant into a phrase.
func fill(phrase string, args ...string) string {
	pairs := make([]string, 0, 2*len(args))
	for i, arg := range args {
		pairs = append(pairs, "{"+strconv.Itoa(i+1)+"}", arg)
	}
	return strings.NewReplacer(pairs...).Replace(phrase)
}

// list names several: "Albania, Montenegro and Serbia".
func (l journalLanguage) list(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + l.and + names[n-1]
	}
	return strings.Join(names, "")
}

// duration says for how long: "4 min 12 s".
func (l journalLanguage) duration(d time.Duration) string {
	whole := int(d.Round(time.Second) / time.Second)
	switch m, s := whole/60, whole%60; {
	case m == 0:
		return strconv.Itoa(s) + l.seconds
	case s == 0:
		return strconv.Itoa(m) + l.minutes
	default:
		return strconv.Itoa(m) + l.minutes + " " + strconv.Itoa(s) + l.seconds
	}
}

// journalWords are the languages of journals. English prints times as the OSCE's journals do: "10.05 a.m.", "1 p.m."
// (PC.JOUR/1296).
var journalWords = map[string]journalLanguage{
	"en": {
		language: "en", heading: "Journal of the session", chair: "Chair", rules: "Rules of procedure",
		draft: "Draft: not published", published: "Published on",
		openedAt: "Opened", closedAt: "Closed", suspendedAt: "Suspended", resumedAt: "Resumed",
		opened: "The session was opened.", reopened: "The session was opened again.", presiding: "{1} presided.",
		closed: "The session was closed.", suspended: "The session was suspended.", resumed: "The session was resumed.",
		private:         "The session went on behind closed doors.",
		delegationsOnly: "The session went on behind closed doors, for delegations only.",
		publicAgain:     "The closed part of the session ended.",
		item:            "Agenda item: {1}", part: "Part of the session: {1} ({2})",
		tookChair: "{1} took the chair.", leftChair: "{1} left the chair.",
		aligned: "(with {1} in alignment)", inReply: ", in reply to {1} ({2})",
		speaking: "Has the floor.", spoke: "Spoke for {1}", limit: "; limit {1}", longer: ", extended by {1}", shorter: ", shortened by {1}",
		over:       "; {1} over",
		deviation:  "Deviation from the rules of procedure:",
		listOpened: "The list of speakers was opened.", listReopened: "the list of speakers was opened again.",
		listClosed:  "The list of speakers was closed, with {1} on it.",
		rulesChosen: "Rules of procedure: {1}.", limitChanged: "time limit for {1}: {2} (before: {3}).", noLimit: "none",
		lots: "Lots were drawn for the order of {1} on the list of speakers.", inWriting: "For lack of time, {1} on the list of speakers were asked to speak in writing.",
		swapped: "{1} and {2} changed places on the list of speakers.", moved: "{1} was moved before {2} on the list of speakers.",
		movedLast: "{1} was moved to the end of the list of speakers.",
		extended:  "the time of {1} was extended by {2}.", shortened: "the time of {1} was shortened by {2}.",
		proposed: "Proposal {1}: “{2}”", underSilence: "Proposal {1}, under silence until {3}: “{2}”",
		adopted: "Decision: proposal {1} was adopted by consensus.", adoptedInSilence: "Decision: proposal {1} was adopted; the silence was not broken.",
		objected: "Proposal {1} was not adopted: {2} objected.", silenceBroken: "Proposal {1} was not adopted: {2} broke the silence.",
		dropped: "Proposal {1} was withdrawn.",
		poll:    "Indicative poll {1} (not a decision): “{2}”", pollOpen: "The poll is open.", pollCame: "{1}. {2} voted.",
		and: " and ", minutes: " min", seconds: " s",
		speech: map[RequestKind]string{
			NationalStatement: "Statement: {1}", GroupStatement: "Statement: {1}", FloorQuestion: "Question: {1}", PanelReply: "Reply: {1}",
			PointOfOrder: "Point of order: {1}", RightOfReply: "Right of reply: {1}",
		},
		limits: map[RequestKind]string{PointOfOrder: "points of order", RightOfReply: "rights of reply"},
		outOfTurn: map[string]string{
			"floor-given order":          "the floor was given to {1} before others on the list of speakers.",
			"floor-given point-of-order": "the floor was given to {1} before a point of order was taken.",
			"floor-given places":         "the floor was given to {1}, though the places of its category were taken.",
			"speaker-entered list":       "{1} was entered on the list of speakers, though it did not admit it.",
			"speaker-invited order":      "{1} was invited to put a question before others on the list of speakers.",
		},
		access: map[Access]string{
			PublicAccess: "open to the public", ParticipantsAccess: "for participants", DelegationsAccess: "for delegations only",
			PressAccess: "open to the press", ClosedAccess: "closed",
		},
		edits: map[JournalEdit]string{
			JournalCorrect: "Corrected on", JournalStrike: "Struck from the record on", JournalRestore: "Restored on", JournalAdd: "Added on",
		},
		clock: englishClock, date: func(t time.Time) string { return t.Format("Monday, 2 January 2006") },
		day: func(t time.Time) string { return t.Format("2 January 2006") },
	},
}

func englishClock(t time.Time) string {
	half := "a.m."
	if t.Hour() >= 12 {
		half = "p.m."
	}
	hour := (t.Hour()+11)%12 + 1
	switch {
	case t.Minute() != 0:
		return fmt.Sprintf("%d.%02d %s", hour, t.Minute(), half)
	case t.Hour() == 12:
		return "12 noon"
	case t.Hour() == 0:
		return "12 midnight"
	}
	return fmt.Sprintf("%d %s", hour, half)
}

// JournalLanguages lists the languages in which a journal can be written.
func JournalLanguages() (list []string) {
	for _, language := range TextLanguages {
		if _, known := journalWords[language]; known {
			list = append(list, language)
		}
	}
	return list
}

// capital returns a phrase as a sentence begins.
func capital(phrase string) string {
	first, size := utf8.DecodeRuneInString(phrase)
	return string(unicode.ToUpper(first)) + phrase[size:]
}
