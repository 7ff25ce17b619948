package conference

import (
	"testing"
	"time"
)

func TestAMovedClockShowsTheSame(t *testing.T) {
	for _, c := range []struct {
		name, from, to string
		at, want       string
	}{
		{"further east", "Europe/Vienna", "Asia/Tashkent", "2020-09-14T07:30:00Z", "2020-09-14T04:30:00Z"},
		{"further west, on another day of the world", "Asia/Tokyo", "America/New_York", "2020-09-14T15:00:00Z", "2020-09-15T04:00:00Z"},
		{"the same clock", "Europe/Vienna", "Europe/Berlin", "2020-09-14T07:30:00Z", "2020-09-14T07:30:00Z"},
		{"in summer and in winter", "Europe/Vienna", "Africa/Tunis", "2020-12-14T08:30:00Z", "2020-12-14T08:30:00Z"},
		{"a quarter of an hour", "Europe/Vienna", "Asia/Kathmandu", "2020-09-14T07:30:00Z", "2020-09-14T03:45:00Z"},
		{"an hour that is shown twice: the first", "Africa/Tunis", "Europe/Vienna", "2020-10-25T01:30:00Z", "2020-10-25T00:30:00Z"},
		{"an hour that is skipped: the one after", "Africa/Tunis", "Europe/Vienna", "2020-03-29T01:30:00Z", "2020-03-29T01:30:00Z"},
		{"seconds stay", "Europe/Vienna", "Asia/Tashkent", "2020-09-10T21:59:59Z", "2020-09-10T18:59:59Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			from, err := Zone(c.from)
			if err != nil {
				t.Fatal(err)
			}
			to, err := Zone(c.to)
			if err != nil {
				t.Fatal(err)
			}
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			if got := MovedClock(at, from, to).UTC().Format(time.RFC3339); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestZonesHaveNames(t *testing.T) {
	for _, name := range []string{"", "Local", "local", "Europe/Atlantis", "../etc/passwd", "CET+1"} {
		if _, err := Zone(name); err == nil {
			t.Errorf("%q is a zone", name)
		}
	}
}
