package conference

import (
	"maps"
	"slices"
	"strings"
)

// standardHeadings are what columns of standard fields are called in a list of people.
var standardHeadings = map[FieldKind]string{
	HeadInput: "Leads the delegation", LanguagesInput: "Languages spoken", AccessibilityInput: "Accessibility needs", PhotoInput: "Photo",
}

// RosterField is a field of the form as a column of a list of people.
type RosterField struct {
	FormField
	Heading string
}

// RosterFields are the columns that a form adds to a list of people: all whose answers are kept apart. One that is called
// like a column of the list itself, or like another field, says so.
func (f Form) RosterFields() []RosterField {
	var list []RosterField
	taken := map[string]bool{}
	for _, field := range f {
		if !field.Kind.Kept() {
			continue
		}
		heading := field.Label
		if heading == "" {
			heading = standardHeadings[field.Kind]
		}
		for _, known := rosterHeadings[folded(heading)]; known || taken[folded(heading)]; _, known = rosterHeadings[folded(heading)] {
			heading += " (form)"
		}
		taken[folded(heading)] = true
		list = append(list, RosterField{field, heading})
	}
	return list
}

// rosterAnswer is a column with the answers to a field.
type rosterAnswer struct {
	RosterField
	at int
}

func (r *roster) answered(id FieldID) bool {
	return slices.ContainsFunc(r.fields, func(f rosterAnswer) bool { return f.ID == id })
}

// answers are those of a row, with the same checks as in the form. What is not in it may be filled in later; what the form
// would not ask of this person is left out, and so are files, of which a list has only that there are some.
func (r *roster) answers(line RosterLine, of Registration) Answers {
	given := Answers{}
	for _, f := range r.fields {
		if f.Kind.Uploaded() || f.at >= len(line.Cells) {
			continue
		}
		text := strings.TrimSpace(line.Cells[f.at])
		value, err := f.clean(f.read(text))
		if err != nil {
			r.fault(line.Number, f.Heading, "“%s”: %s", text, err)
		}
		if value != "" {
			given[f.ID] = value
		}
	}
	shown := r.known.Form.Visible(of.AnswersOf(given), Organizing)
	maps.DeleteFunc(given, func(id FieldID, _ string) bool { return !shown[id] })
	return given
}

// read is what a cell says, as the form has it.
func (f FormField) read(text string) string {
	switch f.Kind { //nolint:exhaustive // the others are as they are written
	case HeadInput, ConsentInput:
		is, known := rosterTruths[folded(text)]
		switch {
		case is:
			return "yes"
		case known:
			return ""
		}
	case CountryInput:
		return strings.ToUpper(text)
	case LanguagesInput:
		return strings.ReplaceAll(text, ";", ",")
	case ChoiceInput:
		for _, choice := range f.ChoiceList() {
			if folded(choice) == folded(text) {
				return choice
			}
		}
	}
	return text
}
