package paper

import (
	"strconv"
	"strings"
	"time"

	"plenary/server/conference"
)

// Journal prints the journal of a session.
func Journal(c conference.Conference, j conference.Journal, at time.Time) ([]byte, error) {
	s := newSheet("A4", c, j.Heading+": "+j.Title, at)
	s.pdf.SetLang(j.Language)
	s.pdf.AliasNbPages("{pages}")
	s.pdf.SetFooterFunc(func() {
		s.ink(110)
		s.draw(margin, pageHeight-10, 150, s.shorten(join(clean(j.Title+" · "+j.Status)), 140), "", 8)
		s.font(false, "", 8)
		s.pdf.Text(pageWidth-margin-9, pageHeight-10, strconv.Itoa(s.pdf.PageNo())+" / {pages}")
		s.ink(0)
	})
	s.turn()
	const wide = pageWidth - 2*margin
	s.ink(70)
	s.write(margin, wide, j.Heading, "B", 10)
	s.ink(0)
	s.write(margin, wide, j.Title, "B", 18)
	s.write(margin, wide, j.Conference, "", 11)
	s.y += 3
	for _, line := range journalHead(j) {
		s.write(margin, wide, line, "", 10.5)
	}
	s.y += 4
	for _, e := range j.Entries {
		s.journalEntry(e)
	}
	if c.Demo {
		s.ink(110)
		s.y += 6
		s.write(margin, wide, "A demonstration with fictional people; unaffiliated, and no proof of anything.", "", 9)
		s.ink(0)
	}
	return s.bytes()
}

// journalHead are the lines that say of a session when it was and who presided.
func journalHead(j conference.Journal) []string {
	lines := []string{j.About()}
	for _, h := range j.Hours {
		lines = append(lines, h.Label+": "+h.Time)
	}
	if len(j.Chairs) > 0 {
		lines = append(lines, j.ChairLabel+": "+strings.Join(j.Chairs, "; "))
	}
	if j.Rules != "" {
		lines = append(lines, j.RulesLabel+": "+j.Rules)
	}
	return append(lines, j.Status)
}

// Millimetres of an entry: its number, its time, its text.
const (
	numberWidth = 10.0
	clockWidth  = 26.0
	entryLeft   = margin + numberWidth + clockWidth
	entryWidth  = pageWidth - margin - entryLeft
)

func (s *sheet) journalEntry(e conference.JournalEntry) {
	const size, line = 10.5, 10.5 * point * lineHeight
	if s.y+2*line > bottom {
		s.turn()
	}
	baseline := s.y + 0.75*line
	s.draw(margin, baseline, numberWidth, strconv.Itoa(e.Number)+".", "", size)
	clock := s.wrap(e.Time, "", size, clockWidth-2)
	for i, part := range clock { // a time of another day is long
		s.draw(margin+numberWidth, baseline+float64(i)*line, clockWidth, part, "", size)
	}
	top, page := s.y, s.pdf.PageNo()
	text := e.Text
	if e.Struck {
		text = "—"
	}
	for paragraph := range strings.SplitSeq(text, "\n") {
		s.write(entryLeft, entryWidth, paragraph, "", size)
	}
	s.ink(80)
	for _, beneath := range e.Beneath() {
		s.write(entryLeft, entryWidth, beneath, "", 9)
	}
	s.ink(0)
	if least := top + float64(len(clock))*line; s.pdf.PageNo() == page {
		s.y = max(s.y, least)
	}
	s.y += 1.6
}
