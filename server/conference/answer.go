package conference

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Answers are what somebody filled into a form, by field. A box that is ticked is "yes", languages are joined by commas, a
// file is known by its name.
type Answers map[FieldID]string

// Answer is one of them, of one registration.
type Answer struct {
	RegistrationID RegistrationID
	FieldID        FieldID
	Value          string
}

// Visible says which fields are shown with these answers: all without a condition, and those whose condition is met by a
// field that is shown itself. What is for organizers is shown to them only. The page has the same rule in
// web/src/visible.ts; both are held to testdata/visible.json.
func (f Form) Visible(given Answers, by Mover) map[FieldID]bool {
	shown := map[FieldID]bool{}
	for _, field := range f {
		if field.OrganizerOnly && by != Organizing {
			continue
		}
		met := field.WhenField == "" || shown[field.WhenField] && contains(field.WhenList(), given[field.WhenField])
		if met {
			shown[field.ID] = true
		}
	}
	return shown
}

// asks reports whether a mover fills in a field.
func (f Form) asks(field FormField, by Mover) bool { return field.OrganizerOnly == (by == Organizing) }

// Answer returns the answers to be kept, of those that a mover gives and those that were kept before, or the field that
// is wrong and why. What is hidden is neither required nor kept; what the mover does not fill in stays, files too. Name,
// address, delegation, category and function are no answers, but others depend on them.
func (f Form) Answer(given, kept Answers, by Mover) (Answers, FieldID, error) {
	clean, wrong, err := f.Keep(given, kept, by)
	if err != nil {
		return nil, wrong, err
	}
	all := union(given.core(), clean)
	for _, id := range f.missing(all, by) {
		if field := f.field(id); !field.Kind.Uploaded() {
			return nil, id, Errorf(Invalid, "%s", missing(field.Kind))
		}
	}
	return clean, "", nil
}

// Keep is [Form.Answer] for what is going to be finished later: nothing is required.
func (f Form) Keep(given, kept Answers, by Mover) (Answers, FieldID, error) {
	all := Answers{}
	for _, field := range f {
		value := given[field.ID]
		if field.Kind.Uploaded() || !f.asks(field, by) && !core(field.Kind) {
			value = kept[field.ID]
		} else if !core(field.Kind) {
			var err error
			if value, err = field.clean(value); err != nil {
				return nil, field.ID, err
			}
		}
		all[field.ID] = value
	}
	shown := f.Visible(all, Organizing)
	clean := Answers{}
	for _, field := range f {
		if value := all[field.ID]; shown[field.ID] && value != "" && !core(field.Kind) {
			clean[field.ID] = value
		}
	}
	return clean, "", nil
}

// Missing are the fields that a registrant still has to fill in, files too.
func (f Form) Missing(all Answers) []FieldID { return f.missing(all, Registrant) }

func (f Form) missing(all Answers, by Mover) []FieldID {
	shown := f.Visible(all, by)
	var list []FieldID
	for _, field := range f {
		if field.Required && !field.Kind.Always() && f.asks(field, by) && shown[field.ID] && all[field.ID] == "" {
			list = append(list, field.ID)
		}
	}
	return list
}

func (f Form) field(id FieldID) FormField {
	return f[slices.IndexFunc(f, func(field FormField) bool { return field.ID == id })]
}

// core are those that the registration itself keeps.
func (a Answers) core() Answers {
	kept := Answers{}
	for id, value := range a {
		if core(FieldKind(id)) {
			kept[id] = value
		}
	}
	return kept
}

func union(a, b Answers) Answers {
	all := Answers{}
	maps.Copy(all, a)
	maps.Copy(all, b)
	return all
}

// core reports whether the registration itself keeps the answer.
func core(k FieldKind) bool { return k.Always() || k == FunctionInput }

func missing(k FieldKind) string {
	switch k { //nolint:exhaustive // the others have the same words
	case ConsentInput:
		return "this has to be agreed to"
	case ChoiceInput, CountryInput, LanguagesInput:
		return "please choose"
	case HeadInput:
		return "this has to be ticked"
	}
	return "please fill this in"
}

// mostLanguages is how many languages somebody can name.
const mostLanguages = 20

var ownLanguage = regexp.MustCompile(`^[\p{L}\p{M}][\p{L}\p{M} ()’'-]{1,59}$`)

// cleanLanguages is a list of languages as it is kept: codes of two letters, or what somebody wrote.
func cleanLanguages(value string) (string, error) {
	var list []string
	for one := range strings.SplitSeq(value, ",") {
		one = strings.Join(strings.Fields(one), " ")
		if one == "" {
			continue
		}
		if !ownLanguage.MatchString(one) || len(list) == mostLanguages ||
			slices.ContainsFunc(list, func(other string) bool { return strings.EqualFold(one, other) }) {
			return "", Errorf(Invalid, "please name each language once, with commas between them")
		}
		list = append(list, one)
	}
	return strings.Join(list, ","), nil
}

// clean returns an answer as it is kept; an empty one is none.
func (f FormField) clean(value string) (string, error) {
	value = strings.TrimSpace(value)
	if value == "" {
		return "", nil
	}
	ok := true
	switch f.Kind {
	case TextInput, AccessibilityInput:
		return CleanText(value, 2000)
	case ChoiceInput:
		ok = contains(f.ChoiceList(), value)
	case CountryInput:
		ok = contains(Countries, value)
	case ConsentInput, HeadInput:
		ok = value == "yes"
	case LanguagesInput:
		return cleanLanguages(value)
	case DateInput:
		at, err := time.Parse(time.DateOnly, value)
		ok = err == nil && at.Year() >= 1900 && at.Year() <= 2100
	case NameInput, EmailInput, DelegationInput, CategoryInput, FunctionInput, PhotoInput, FileInput: // kept elsewhere
	}
	if !ok {
		return "", Errorf(Invalid, "this is not one of the possible answers")
	}
	return value, nil
}

// Countries are the codes of ISO 3166-1 alpha-2.
var Countries = strings.Fields(`
	AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
	CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF
	GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
	KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
	NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
	SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
	VN VU WF WS YE YT ZA ZM ZW`)

// AnswersOf are the answers of a registration with those that it keeps itself, on which others depend.
func (r Registration) AnswersOf(given Answers) Answers {
	own := Answers{"name": r.Name, "category": string(r.Category), "function": r.Function, "delegation": r.Organization}
	if r.DelegationID != nil {
		own["delegation"] = string(*r.DelegationID)
	}
	return union(given, own)
}
