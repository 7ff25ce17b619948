package conference

import (
	"regexp"
	"slices"
	"strings"
)

// FieldKind says what a field of the registration form asks for. The standard kinds are there at most once each.
type FieldKind string

// The kinds of field.
const (
	NameInput          FieldKind = "name"
	EmailInput         FieldKind = "email"
	DelegationInput    FieldKind = "delegation" // or the name of an organization that is not in the list
	CategoryInput      FieldKind = "category"
	FunctionInput      FieldKind = "function"
	HeadInput          FieldKind = "head" // of her delegation
	LanguagesInput     FieldKind = "languages"
	AccessibilityInput FieldKind = "accessibility"
	PhotoInput         FieldKind = "photo"
	TextInput          FieldKind = "text"
	ChoiceInput        FieldKind = "choice"
	CountryInput       FieldKind = "country"
	DateInput          FieldKind = "date"
	FileInput          FieldKind = "file"
	ConsentInput       FieldKind = "consent"
)

// FieldKinds lists all kinds in the order a builder offers them.
var FieldKinds = []FieldKind{
	NameInput, EmailInput, DelegationInput, CategoryInput, FunctionInput, HeadInput, LanguagesInput, AccessibilityInput, PhotoInput,
	TextInput, ChoiceInput, CountryInput, DateInput, FileInput, ConsentInput,
}

// Standard reports whether a form has at most one field of the kind, whose id is the kind.
func (k FieldKind) Standard() bool {
	i := slices.Index(FieldKinds, k)
	return i >= 0 && i < slices.Index(FieldKinds, TextInput)
}

// Always reports whether every form asks for it: no registration can do without.
func (k FieldKind) Always() bool {
	return k == NameInput || k == EmailInput || k == DelegationInput || k == CategoryInput
}

// Uploaded reports whether the answer is a file.
func (k FieldKind) Uploaded() bool { return k == PhotoInput || k == FileInput }

// decides reports whether other fields may depend on the answer: it is one of a few.
func (k FieldKind) decides() bool {
	return contains([]FieldKind{CategoryInput, HeadInput, ChoiceInput, CountryInput, ConsentInput}, k)
}

// FormField is one field of a conference's registration form.
type FormField struct {
	ConferenceID  ConferenceID
	ID            FieldID // of a standard field its kind, of another one random
	Position      int
	Kind          FieldKind
	Label         string // empty for a standard field: the page's own words
	Help          string
	Required      bool
	OrganizerOnly bool    // seen and filled in by organizers only
	Choices       string  // of a choice: one a line
	WhenField     FieldID // shown only when this earlier field is shown,
	WhenIs        string  // and its answer is one of these, one a line
	RetentionDays int     // after the last day, until answers may be kept; 0: as the conference says
}

// ChoiceList returns the choices in their order.
func (f FormField) ChoiceList() []string { return lines(f.Choices) }

// WhenList returns the answers of the other field with which this one is shown.
func (f FormField) WhenList() []string { return lines(f.WhenIs) }

func lines(text string) []string {
	if text == "" {
		return []string{}
	}
	return strings.Split(text, "\n")
}

// Form is a registration form: its fields in their order.
type Form []FormField

// DefaultForm is the form of a conference whose organizers have built none.
var DefaultForm = Form{
	{ID: "email", Kind: EmailInput, Required: true},
	{ID: "name", Kind: NameInput, Required: true, Position: 1},
	{ID: "delegation", Kind: DelegationInput, Required: true, Position: 2},
	{ID: "category", Kind: CategoryInput, Required: true, Position: 3},
	{ID: "function", Kind: FunctionInput, Position: 4},
}

// MaxUpload is how many bytes a file in a form can have.
const MaxUpload = 5 << 20

// MostFields is how many fields a form can have.
const MostFields = 60

var fieldID = regexp.MustCompile(`^[A-Za-z0-9_-]{3,64}$`)

// Check says what is wrong with a form, or returns nil.
func (f Form) Check() error {
	if len(f) > MostFields {
		return Errorf(Invalid, "a form has at most %d fields", MostFields)
	}
	known := map[FieldID]FormField{}
	for _, field := range f {
		if _, twice := known[field.ID]; twice || !fieldID.MatchString(string(field.ID)) {
			return Errorf(Invalid, "the field %q is there twice, or its id is none", field.ID)
		}
		if err := field.check(known); err != nil {
			return err
		}
		known[field.ID] = field
	}
	for _, kind := range FieldKinds {
		if _, there := known[FieldID(kind)]; kind.Always() && !there {
			return Errorf(Invalid, "a form cannot do without the field %q", kind)
		}
	}
	return nil
}

func (f FormField) check(earlier map[FieldID]FormField) error {
	switch {
	case !contains(FieldKinds, f.Kind):
		return Errorf(Invalid, "%q is no kind of field", f.Kind)
	case f.Kind.Standard() && FieldKind(f.ID) != f.Kind, !f.Kind.Standard() && FieldKind(f.ID).Standard():
		return Errorf(Invalid, "a standard field is there once, under its own name")
	case !f.Kind.Standard() && strings.TrimSpace(f.Label) == "":
		return Errorf(Invalid, "please give each field a label")
	case len(f.Label) > 300 || len(f.Help) > 1000 || !printable(f.Label):
		return Errorf(Invalid, "the label or the help of %q is too long, or cannot be printed", f.Label)
	case f.Kind.Always() && (!f.Required || f.OrganizerOnly || f.WhenField != ""):
		return Errorf(Invalid, "the field %q is asked of everybody", f.Kind)
	case f.OrganizerOnly && (core(f.Kind) || f.Kind.Uploaded()):
		return Errorf(Invalid, "the field %q is filled in by the person herself", f.Kind)
	}
	if f.Kind == ChoiceInput {
		if err := checkList(f.ChoiceList(), 100); err != nil {
			return err
		}
	} else if f.Choices != "" {
		return Errorf(Invalid, "only a choice has choices")
	}
	return f.checkWhen(earlier)
}

// checkWhen says what is wrong with a field's condition. It depends on an earlier field, so that conditions chain but
// never go round in circles.
func (f FormField) checkWhen(earlier map[FieldID]FormField) error {
	if f.WhenField == "" {
		if f.WhenIs != "" {
			return Errorf(Invalid, "please say which field %q depends on", f.Label)
		}
		return nil
	}
	on, there := earlier[f.WhenField]
	switch {
	case !there:
		return Errorf(Invalid, "a field can depend only on one that stands before it")
	case !on.Kind.decides():
		return Errorf(Invalid, "a field can depend on a choice, a category, a country, or a box that is ticked")
	case on.OrganizerOnly && !f.OrganizerOnly:
		return Errorf(Invalid, "what people see cannot depend on what only organizers see")
	}
	if err := checkList(f.WhenList(), 300); err != nil {
		return err
	}
	for _, is := range f.WhenList() {
		if on.Kind == ChoiceInput && !contains(on.ChoiceList(), is) {
			return Errorf(Invalid, "%q is no longer one of the choices that a field depends on", is)
		}
	}
	return nil
}

func checkList(list []string, most int) error {
	seen := map[string]bool{}
	for _, one := range list {
		if strings.TrimSpace(one) != one || one == "" || len(one) > 200 || !printable(one) || seen[one] {
			return Errorf(Invalid, "a choice is empty, too long or there twice")
		}
		seen[one] = true
	}
	if len(list) == 0 || len(list) > most {
		return Errorf(Invalid, "please give between 1 and %d choices", most)
	}
	return nil
}
