package conference

import (
	"fmt"
	"slices"
	"strings"
)

// RosterColumn is what a column of a list of people holds.
type RosterColumn string

// The columns of a list of people.
const (
	RosterName          RosterColumn = "name"
	RosterGiven         RosterColumn = "given-name"
	RosterFamily        RosterColumn = "family-name"
	RosterEmail         RosterColumn = "email"
	RosterDelegation    RosterColumn = "delegation"
	RosterOrganization  RosterColumn = "organization"
	RosterCategory      RosterColumn = "category"
	RosterFunction      RosterColumn = "function"
	RosterParticipation RosterColumn = "participation"
	RosterHead          RosterColumn = "head"
	RosterAnswer        RosterColumn = "answer" // of a field of the form
)

// RosterLine is a row of a list, with its number as a spreadsheet shows it.
type RosterLine struct {
	Number int
	Cells  []string
}

// QuotaCount is how many places a quota has, and how many are taken.
type QuotaCount struct {
	Places, Taken int
}

// RosterKnown is what a list of people is held against.
type RosterKnown struct {
	Conference  ConferenceID
	Delegations []Delegation
	Form        Form
	Quotas      map[QuotaOf]QuotaCount       // of those that have a limit
	Present     map[string]RegistrationState // by address: who is registered already
	Invites     bool                         // the people are invited: nobody leads a delegation yet
}

// RosterFault is what is wrong with a cell, or with a row when it names no column.
type RosterFault struct {
	Row    int
	Column string // as the heading has it
	Says   string
}

// RosterEntry is a row as a registration. It has no person and no id yet.
type RosterEntry struct {
	Row          int
	Email        string
	Registration Registration
	Head         bool
	Answers      Answers
}

// Roster is what a list of people comes to.
type Roster struct {
	Columns []RosterMatch
	Entries []RosterEntry
	Present []RosterFault // who is registered already, and stays as she is
	Faults  []RosterFault // the first of them; nothing is taken in while there are any
	Faulty  int           // how many there are
}

// RosterMatch says what a column of the file is taken for; nothing when it is left out.
type RosterMatch struct {
	Heading string
	Column  RosterColumn
}

// mostFaults is how many faults are named one by one.
const mostFaults = 500

// ReadRoster reads a list of people whose first row is its heading.
func ReadRoster(lines []RosterLine, known RosterKnown) Roster {
	r := roster{
		known: known, at: map[RosterColumn]int{}, seen: map[string]int{}, heads: map[DelegationID]int{}, added: map[QuotaOf]int{},
		called: called(known.Delegations),
	}
	if len(lines) == 0 {
		r.fault(1, "", "the file is empty")
		return r.Roster
	}
	r.heading(lines[0])
	if r.Faulty == 0 {
		for _, line := range lines[1:] {
			r.line(line)
		}
		if len(lines) == 1 {
			r.fault(lines[0].Number, "", "there is nobody below the heading")
		}
	}
	return r.Roster
}

type roster struct {
	Roster
	fields []rosterAnswer
	known  RosterKnown
	at     map[RosterColumn]int // where a column is
	seen   map[string]int       // in which row an address was first
	heads  map[DelegationID]int // in which row the head of a delegation was
	added  map[QuotaOf]int

	called map[string]*Delegation
}

// called are delegations by what a list may call them: their names, and their codes.
func called(all []Delegation) map[string]*Delegation {
	found := make(map[string]*Delegation, 2*len(all))
	for i := range slices.Backward(all) { // of two that are called the same, the first
		if code := folded(all[i].Code); code != "" {
			found[code] = &all[i]
		}
	}
	for i := range slices.Backward(all) { // a name goes before another's code
		found[folded(all[i].Name)] = &all[i]
	}
	return found
}

func (r *roster) fault(row int, column, format string, args ...any) {
	if r.Faulty++; len(r.Faults) < mostFaults {
		r.Faults = append(r.Faults, RosterFault{Row: row, Column: column, Says: fmt.Sprintf(format, args...)})
	}
}

func (r *roster) heading(line RosterLine) {
	fields := map[string]RosterField{}
	for _, field := range r.known.Form.RosterFields() {
		fields[folded(field.Heading)] = field
	}
	for i, heading := range line.Cells {
		column, known := rosterHeadings[folded(heading)]
		if r.known.Invites && column == RosterHead {
			column, known = "", false
		}
		if field, asked := fields[folded(heading)]; asked && !r.known.Invites { // invitations keep no answers
			if r.answered(field.ID) {
				r.fault(line.Number, heading, "there are two columns with the answers to it")
			}
			field.Heading, column = heading, RosterAnswer
			r.fields = append(r.fields, rosterAnswer{field, i})
		}
		if _, twice := r.at[column]; known && twice {
			r.fault(line.Number, heading, "there are two columns with the %s", column)
		}
		if known {
			r.at[column] = i
		}
		if heading != "" {
			r.Columns = append(r.Columns, RosterMatch{Heading: heading, Column: column})
		}
	}
	_, name := r.at[RosterName]
	_, given := r.at[RosterGiven]
	if _, there := r.at[RosterEmail]; !there {
		r.fault(line.Number, "", "no column is headed “E-mail”; the first row must be the heading")
	}
	if !name && !given {
		r.fault(line.Number, "", "no column is headed “Name”; the first row must be the heading")
	}
}

func (r *roster) cell(line RosterLine, c RosterColumn) string {
	if i, there := r.at[c]; there && i < len(line.Cells) {
		return strings.TrimSpace(line.Cells[i])
	}
	return ""
}

// titled is the heading of a column, for a fault.
func (r *roster) titled(c RosterColumn) string {
	for _, m := range r.Columns {
		if m.Column == c {
			return m.Heading
		}
	}
	return ""
}

func (r *roster) line(line RosterLine) {
	before := r.Faulty
	wrong := func(c RosterColumn, format string, args ...any) { r.fault(line.Number, r.titled(c), format, args...) }
	e := RosterEntry{Row: line.Number, Registration: Registration{ConferenceID: r.known.Conference, Participation: Speaking}}
	to := &e.Registration
	to.Name = r.cell(line, RosterName)
	if to.Name == "" {
		to.Name = strings.TrimSpace(r.cell(line, RosterGiven) + " " + r.cell(line, RosterFamily))
	}
	if err := CheckName(to.Name); err != nil {
		wrong(RosterName, "%s", err)
	}
	e.Email = r.email(line, wrong)
	to.Organization, to.Function = r.cell(line, RosterOrganization), r.cell(line, RosterFunction)
	to.Category = r.category(line, wrong)
	r.delegation(line, to, wrong)
	if text := r.cell(line, RosterParticipation); text != "" {
		known := false
		if to.Participation, known = rosterParticipations[folded(text)]; !known {
			wrong(RosterParticipation, "“%s” is no way to take part: write “in the room”, “able to speak” or “observer”", text)
		}
	}
	e.Head = r.head(line, to.DelegationID, wrong)
	e.Answers = r.answers(line, *to)
	if r.Faulty == before {
		if err := to.Check(); err != nil {
			wrong(RosterName, "%s", err)
		}
	}
	if r.Faulty != before {
		return
	}
	if state, there := r.known.Present[e.Email]; there && state != Unconfirmed {
		r.Present = append(r.Present, RosterFault{Row: line.Number, Column: r.titled(RosterEmail), Says: e.Email})
		return
	}
	r.count(*to, wrong)
	if r.Faulty == before {
		r.Entries = append(r.Entries, e)
	}
}

func (r *roster) email(line RosterLine, wrong func(RosterColumn, string, ...any)) string {
	text := r.cell(line, RosterEmail)
	email, err := CleanEmail(text)
	switch {
	case text == "":
		wrong(RosterEmail, "there is no e-mail address")
	case err != nil:
		wrong(RosterEmail, "“%s” is not an e-mail address", text)
	case r.seen[email] != 0:
		wrong(RosterEmail, "%s stands in row %d already", email, r.seen[email])
	default:
		r.seen[email] = line.Number
	}
	return email
}

func (r *roster) category(line RosterLine, wrong func(RosterColumn, string, ...any)) Category {
	text := r.cell(line, RosterCategory)
	category := rosterCategories[folded(text)]
	if text != "" && category == "" {
		wrong(RosterCategory, "there is no category “%s”", text)
	}
	return category
}

// delegation finds the delegation by name or code. Its members attend in its category, unless the row says otherwise.
func (r *roster) delegation(line RosterLine, to *Registration, wrong func(RosterColumn, string, ...any)) {
	text := folded(r.cell(line, RosterDelegation))
	if text == "" {
		if to.Organization == "" {
			wrong(RosterDelegation, "neither a delegation nor an organization is named")
		}
		if to.Category == "" && r.cell(line, RosterCategory) == "" {
			wrong(RosterCategory, "without a delegation a category is needed")
		}
		return
	}
	d := r.called[text]
	if d == nil {
		wrong(RosterDelegation, "there is no delegation “%s”", r.cell(line, RosterDelegation))
		return
	}
	to.DelegationID, to.Organization = &d.ID, ""
	if to.Category == "" && r.cell(line, RosterCategory) == "" {
		to.Category = d.Category
	}
}

func (r *roster) head(line RosterLine, of *DelegationID, wrong func(RosterColumn, string, ...any)) bool {
	text := folded(r.cell(line, RosterHead))
	is, known := rosterTruths[text]
	switch {
	case !known:
		wrong(RosterHead, "“%s” says neither yes nor no", r.cell(line, RosterHead))
	case is && of == nil:
		wrong(RosterHead, "only a member of a delegation can lead it")
	case is && r.heads[*of] != 0:
		wrong(RosterHead, "the person in row %d leads this delegation already", r.heads[*of])
	case is:
		r.heads[*of] = line.Number
	}
	return is
}

// count counts a member against the quota of her delegation.
func (r *roster) count(to Registration, wrong func(RosterColumn, string, ...any)) {
	if to.DelegationID == nil {
		return
	}
	of := QuotaOf{*to.DelegationID, to.Participation}
	r.added[of]++
	if q, limited := r.known.Quotas[of]; limited && q.Taken+r.added[of] > q.Places {
		i := slices.IndexFunc(r.known.Delegations, func(d Delegation) bool { return d.ID == of.Delegation })
		wrong(RosterParticipation, "the quota of %s is %d %s: with this person it would have %d",
			r.known.Delegations[i].Name, q.Places, of.Participation.words(), q.Taken+r.added[of])
	}
}

// folded is a text as headings and values are compared: without case, and without what people write in different ways.
func folded(text string) string {
	return strings.Join(strings.Fields(alike.Replace(strings.ToLower(text))), " ")
}

var alike = strings.NewReplacer("ё", "е", "_", " ", "-", " ", ".", " ", ":", " ", "*", " ", "/", " ", "’", "'")
