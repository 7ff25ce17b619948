package conference_test

import (
	"reflect"
	"testing"
	"time"

	. "plenary/server/conference"
)

// A field's own rule goes before the conference's; days end at midnight in its zone, over a change of the clocks too.
func TestDue(t *testing.T) {
	form := asking(FormField{ID: "photo", Kind: PhotoInput, RetentionDays: 10}, FormField{ID: "diet", Kind: TextInput, Label: "Meals"})
	c := Conference{TimeZone: "Europe/Vienna", LastDay: "2020-10-20"}
	at := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for name, c := range map[string]struct {
		days int
		now  string
		want []FieldID
	}{
		"the last moment":     {0, "2020-10-30T23:59:59+01:00", nil},
		"midnight":            {0, "2020-10-31T00:00:00+01:00", []FieldID{"photo"}},
		"no rule for others":  {0, "2029-01-01T00:00:00Z", []FieldID{"photo"}},
		"the conference's":    {5, "2020-10-26T00:00:00+01:00", []FieldID{"diet"}},
		"both":                {5, "2020-10-31T00:00:00+01:00", []FieldID{"photo", "diet"}},
		"before it ever ends": {5, "2020-10-20T10:00:00Z", nil},
	} {
		conference := Conference{TimeZone: "Europe/Vienna", LastDay: "2020-10-20", RetentionDays: c.days}
		if got := form.Due(conference, at(c.now)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v are due, not %v", name, got, c.want)
		}
	}
	c.LastDay = ""
	if got := form.Due(c, at("2029-01-01T00:00:00Z")); got != nil {
		t.Errorf("without a last day %v are due", got)
	}
}
