package conference_test

import (
	"strings"
	"testing"

	. "plenary/server/conference"
)

func TestTame(t *testing.T) {
	tower := "Z" + strings.Repeat("\u0335\u0322\u0315", 40) + "algo"
	for name, c := range map[string]struct{ in, want string }{
		"plain":                       {"Ana Kovač", "Ana Kovač"},
		"Russian":                     {"Анна Ёлкина", "Анна Ёлкина"},
		"Vietnamese, taken apart":     {"Nguye\u0302\u0303n", "Nguye\u0302\u0303n"},
		"Hebrew with its vowels":      {"שָׁלוֹם", "שָׁלוֹם"},
		"Persian with its joiner off": {"می\u200cخواهم", "می\u200cخواهم"},
		"a family":                    {"👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"},
		"a heart":                     {"❤\ufe0f", "❤\ufe0f"},
		"turned round":                {"Ana \u202erotaredoM\u202c", "Ana rotaredoM"},
		"isolated":                    {"\u2066Ana\u2069\u200f", "Ana"},
		"invisible":                   {"A\u200bn\ufeffa\u00ad", "Ana"},
		"a tower":                     {tower, "Z\u0335\u0322\u0315\u0335algo"},
		"empty letters":               {"\u3164\u115f", ""},
	} {
		if got := Tame(c.in); got != c.want {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
		if got := Tame(c.want); got != c.want {
			t.Errorf("%s: what is tame becomes %q", name, got)
		}
	}
	if CheckName("Ana \u202erotaredoM") == nil || CheckName(tower) == nil || CheckName("Анна Ёлкина") != nil {
		t.Error("the wrong names are refused")
	}
	if got, err := CleanText("\u202e \u200b", 20); err == nil {
		t.Errorf("a text of nothing is %q", got)
	}
}
