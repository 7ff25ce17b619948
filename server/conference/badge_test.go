package conference_test

import (
	"testing"
	"time"

	"plenary/server/conference"
)

func TestABadgeIsReadHoweverItWasScanned(t *testing.T) {
	for text, want := range map[string]string{
		"https://conference.example/check-in#ABC": "ABC",
		"ABC":                        "ABC",
		" ABC\n":                     "ABC",
		"https://elsewhere.example/": "https://elsewhere.example/",
		"#":                          "",
	} {
		if got := conference.ReadBadge(text); got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

func TestWhenSomebodyCameIn(t *testing.T) {
	now := time.Date(2020, 9, 14, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name       string
		said, want time.Time
	}{
		{"a moment ago", now.Add(-time.Second), now.Add(-time.Second)},
		{"an hour offline", now.Add(-time.Hour), now.Add(-time.Hour)},
		{"a clock that is ahead", now.Add(time.Hour), now},
		{"a clock of another year", now.AddDate(-1, 0, 0), now},
		{"no time at all", time.Time{}, now},
	} {
		if got := conference.CheckInTime(c.said, now); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
