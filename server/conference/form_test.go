package conference_test

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	. "plenary/server/conference"
)

func TestVisible(t *testing.T) {
	var file struct {
		Fields []struct {
			ID            FieldID   `json:"id"`
			Kind          FieldKind `json:"kind"`
			WhenField     FieldID   `json:"when_field"`
			WhenIs        []string  `json:"when_is"`
			OrganizerOnly bool      `json:"organizer_only"`
		}
		Cases []struct {
			Name      string
			Organizer bool
			Answers   Answers
			Shown     []FieldID
		}
	}
	text, err := os.ReadFile("testdata/visible.json")
	if err == nil {
		err = json.Unmarshal(text, &file)
	}
	if err != nil || len(file.Cases) == 0 {
		t.Fatal(err)
	}
	var form Form
	for _, f := range file.Fields {
		form = append(form, FormField{
			ID: f.ID, Kind: f.Kind, WhenField: f.WhenField, WhenIs: strings.Join(f.WhenIs, "\n"), OrganizerOnly: f.OrganizerOnly,
		})
	}
	for _, c := range file.Cases {
		by, want := Registrant, map[FieldID]bool{}
		if c.Organizer {
			by = Organizing
		}
		for _, id := range c.Shown {
			want[id] = true
		}
		if got := form.Visible(c.Answers, by); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v are shown, not %v", c.Name, got, want)
		}
	}
}

// asking is the default form with what a test adds.
func asking(fields ...FormField) Form { return append(append(Form{}, DefaultForm...), fields...) }

func TestFormCheck(t *testing.T) {
	choice := FormField{ID: "diet", Kind: ChoiceInput, Label: "Meals", Choices: "All\nVegetarian"}
	when := FormField{ID: "allergies", Kind: TextInput, Label: "Allergies", WhenField: "diet", WhenIs: "Vegetarian"}
	if err := asking(choice, when).Check(); err != nil {
		t.Fatal(err)
	}
	hidden := choice
	hidden.OrganizerOnly = true
	for name, form := range map[string]Form{
		"no name":                        DefaultForm[:1],
		"a field twice":                  asking(choice, choice),
		"no label":                       asking(FormField{ID: "text", Kind: TextInput}),
		"no such kind":                   asking(FormField{ID: "text", Kind: "colour", Label: "Colour"}),
		"a standard field in disguise":   asking(FormField{ID: "second", Kind: PhotoInput}),
		"another in a standard's name":   asking(FormField{ID: "photo", Kind: TextInput, Label: "Photo"}),
		"a choice without choices":       asking(FormField{ID: "diet", Kind: ChoiceInput, Label: "Meals"}),
		"a choice twice":                 asking(FormField{ID: "diet", Kind: ChoiceInput, Label: "Meals", Choices: "All\nAll"}),
		"choices of a text":              asking(FormField{ID: "text", Kind: TextInput, Label: "T", Choices: "A"}),
		"a condition before its field":   asking(when, choice),
		"a condition on a text":          asking(FormField{ID: "one", Kind: TextInput, Label: "T"}, FormField{ID: "two", Kind: TextInput, Label: "T", WhenField: "one", WhenIs: "x"}),
		"a condition on no choice of it": asking(choice, FormField{ID: "two", Kind: TextInput, Label: "T", WhenField: "diet", WhenIs: "Kosher"}),
		"a condition without answers":    asking(choice, FormField{ID: "two", Kind: TextInput, Label: "T", WhenField: "diet"}),
		"a condition nobody can see":     asking(hidden, when),
		"a file of the organizers":       asking(FormField{ID: "scan", Kind: FileInput, Label: "Scan", OrganizerOnly: true}),
		"no address asked":               append(Form{{ID: "email", Kind: EmailInput}}, DefaultForm[1:]...),
		"too many fields":                append(make(Form, MostFields), DefaultForm...),
	} {
		if kindOf(form.Check()) != Invalid {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestAnswer(t *testing.T) {
	form := asking(
		FormField{ID: "diet", Kind: ChoiceInput, Label: "Meals", Choices: "All\nVegetarian", Required: true},
		FormField{ID: "allergies", Kind: TextInput, Label: "Allergies", Required: true, WhenField: "diet", WhenIs: "Vegetarian"},
		FormField{ID: "from", Kind: CountryInput, Label: "From"}, FormField{ID: "born", Kind: DateInput, Label: "Born"},
		FormField{ID: "languages", Kind: LanguagesInput}, FormField{ID: "agree", Kind: ConsentInput, Label: "I agree", Required: true},
		FormField{ID: "photo", Kind: PhotoInput, Required: true}, FormField{ID: "seat", Kind: TextInput, Label: "Seat", OrganizerOnly: true, Required: true},
	)
	if err := form.Check(); err != nil {
		t.Fatal(err)
	}
	good := Answers{"diet": "All", "agree": "yes"}
	for name, c := range map[string]struct {
		given, kept Answers
		by          Mover
		want        Answers
		field       FieldID
	}{
		"what is asked": {good, nil, Registrant, good, ""},
		"hidden and so not kept": {
			Answers{"diet": "All", "agree": "yes", "allergies": "Nuts"}, nil, Registrant, good, "",
		},
		"shown and so asked":      {Answers{"diet": "Vegetarian", "agree": "yes"}, nil, Registrant, nil, "allergies"},
		"no consent":              {Answers{"diet": "All"}, nil, Registrant, nil, "agree"},
		"half a consent":          {Answers{"diet": "All", "agree": "no"}, nil, Registrant, nil, "agree"},
		"no such choice":          {Answers{"diet": "Fish", "agree": "yes"}, nil, Registrant, nil, "diet"},
		"no such country":         {Answers{"diet": "All", "agree": "yes", "from": "XX"}, nil, Registrant, nil, "from"},
		"no such day":             {Answers{"diet": "All", "agree": "yes", "born": "1980-02-30"}, nil, Registrant, nil, "born"},
		"a language twice":        {Answers{"diet": "All", "agree": "yes", "languages": "en,en"}, nil, Registrant, nil, "languages"},
		"a language that is none": {Answers{"diet": "All", "agree": "yes", "languages": "en,<b>"}, nil, Registrant, nil, "languages"},
		"languages, others too": {
			Answers{"diet": "All", "agree": "yes", "languages": "en, Slovenian ,, Sign language (ASL)"},
			nil, Registrant,
			Answers{"diet": "All", "agree": "yes", "languages": "en,Slovenian,Sign language (ASL)"},
			"",
		},
		"nobody names her photo": {Answers{"diet": "All", "agree": "yes", "photo": "mine.jpg", "seat": "1"}, nil, Registrant, good, ""},
		"what others filled in stays": {
			good, Answers{"photo": "photo.jpg", "seat": "12"}, Registrant, Answers{"diet": "All", "agree": "yes", "photo": "photo.jpg", "seat": "12"}, "",
		},
		"an organizer's own part": {
			Answers{"seat": "13", "diet": "Vegetarian"}, Answers{"diet": "All", "agree": "yes"}, Organizing, Answers{"diet": "All", "agree": "yes", "seat": "13"}, "",
		},
		"an organizer forgets hers": {Answers{}, good, Organizing, nil, "seat"},
		"no field of the form":      {Answers{"diet": "All", "agree": "yes", "rank": "Minister"}, nil, Registrant, good, ""},
	} {
		got, field, err := form.Answer(c.given, c.kept, c.by)
		if field != c.field || (err == nil) != (c.want != nil) || err == nil && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, %q, %v; want %v, %q", name, got, field, err, c.want, c.field)
		}
	}
	for name, c := range map[string]struct {
		all  Answers
		want []FieldID
	}{
		"nothing given": {Answers{}, []FieldID{"diet", "agree", "photo"}},
		"but the photo": {good, []FieldID{"photo"}},
		"hidden before": {Answers{"diet": "Vegetarian", "agree": "yes", "photo": "image/jpeg"}, []FieldID{"allergies"}},
		"all":           {Answers{"diet": "All", "agree": "yes", "photo": "image/jpeg"}, nil},
	} {
		if m := form.Missing(c.all); !reflect.DeepEqual(m, c.want) {
			t.Errorf("%s: missing are %v, not %v", name, m, c.want)
		}
	}
	draft, _, err := form.Keep(Answers{"diet": "Vegetarian"}, Answers{"seat": "12"}, Registrant)
	if want := (Answers{"diet": "Vegetarian", "seat": "12"}); err != nil || !reflect.DeepEqual(draft, want) {
		t.Errorf("a draft keeps %v, %v; want %v", draft, err, want)
	}
	if _, field, err := form.Keep(Answers{"from": "XX"}, nil, Registrant); err == nil || field != "from" {
		t.Errorf("a draft with no such country: %q, %v", field, err)
	}
}
