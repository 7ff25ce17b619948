package conference

import (
	"strconv"
	"strings"
)

// Text is the journal as plain text.
func (j Journal) Text() string {
	var b strings.Builder
	line := func(parts ...string) {
		b.WriteString(strings.Join(parts, "") + "\n")
	}
	line(j.Heading)
	line(j.Conference)
	line(j.Title)
	line(j.About())
	for _, h := range j.Hours {
		line(h.Label, ": ", h.Time)
	}
	if len(j.Chairs) > 0 {
		line(j.ChairLabel, ": ", strings.Join(j.Chairs, "; "))
	}
	if j.Rules != "" {
		line(j.RulesLabel, ": ", j.Rules)
	}
	line(j.Status)
	for _, e := range j.Entries {
		line()
		line(e.Line())
		for _, more := range e.Beneath() {
			line("   ", more)
		}
	}
	return b.String()
}

// About is when and where the session was.
func (j Journal) About() string {
	if j.Place == "" {
		return j.Date
	}
	return j.Date + ", " + j.Place
}

// Line is an entry in one line: "5. 10.12 a.m. Statement: Finland". Of one that was struck the text is left to its history.
func (e JournalEntry) Line() string {
	text := e.Text
	if e.Struck {
		text = "—"
	}
	return strconv.Itoa(e.Number) + ". " + e.Time + " " + text
}

// Beneath is what stands beneath an entry.
func (e JournalEntry) Beneath() (lines []string) {
	if e.Note != "" && !e.Struck {
		lines = append(lines, e.Note)
	}
	if e.Remark != "" {
		lines = append(lines, e.Remark)
	}
	return lines
}
