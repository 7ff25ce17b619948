package calendar

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
)

func entry(id string, sequence int, cancelled bool, e Event) conference.CalendarEntry {
	return conference.CalendarEntry{
		SessionID: conference.SessionID(id), Sequence: sequence, Cancelled: cancelled, Said: e.Said(),
		ChangedAt: time.Date(2020, 9, 1, 8, 0, 0, 0, time.UTC),
	}
}

// another reads a feed with Debian's python3-icalendar and says what it understood.
func another(t *testing.T, feed []byte) string {
	t.Helper()
	python := "/usr/bin/python3" // Debian's own: it has Debian's libraries
	if err := exec.CommandContext(t.Context(), python, "-c", "import icalendar").Run(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("python3-icalendar is not here; .ci/install-test-tools installs it")
		}
		t.Log("not read back by another implementation: python3-icalendar is not here")
		return ""
	}
	cmd := exec.CommandContext(t.Context(), python, "read_test.py")
	cmd.Stdin = bytes.NewReader(feed)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("the other implementation fails: %v\n%s\n%s", err, out, feed)
	}
	return strings.TrimSpace(string(out))
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestTimesAreRightAcrossChangesOfTheClock(t *testing.T) {
	for _, c := range []struct{ zone, start, end string }{
		{"Europe/Vienna", "2026-10-24T14:00:00Z", "2026-10-24T15:30:00Z"},       // summer
		{"Europe/Vienna", "2026-10-25T08:00:00Z", "2026-10-25T09:00:00Z"},       // the day after the change
		{"Europe/Vienna", "2026-10-24T23:30:00Z", "2026-10-25T02:30:00Z"},       // over it
		{"Europe/Vienna", "2026-03-28T22:00:00Z", "2026-03-29T06:00:00Z"},       // over the other
		{"America/New_York", "2026-11-01T03:00:00Z", "2026-11-02T15:00:00Z"},    // another rule
		{"Asia/Kathmandu", "2026-07-01T04:15:00Z", "2026-07-01T05:15:00Z"},      // 5:45, never changed
		{"UTC", "2026-07-01T04:15:00Z", "2026-07-01T05:15:00Z"},                 //
		{"Africa/Casablanca", "2026-02-14T10:00:00Z", "2026-03-25T10:00:00Z"},   // summer time is its standard
		{"Australia/Lord_Howe", "2026-04-04T12:00:00Z", "2026-04-05T12:00:00Z"}, // by half an hour
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		e := Event{Start: at(t, c.start), End: at(t, c.end), Title: "Session 1: “Länger, später”; Заседание, 会议", Text: "First\nsecond", Hall: "Neuer Saal"}
		feed, err := Feed{Name: "C", Host: "plenary.example", Zone: zone, Entries: []conference.CalendarEntry{entry("S1", 3, false, e)}}.Write()
		if err != nil {
			t.Fatal(err)
		}
		short := func(text string) string { return strings.TrimSuffix(text, ":00Z") + "Z" }
		want := "S1@plenary.example|3|CONFIRMED|" + short(c.start) + "|" + short(c.end) + "|" + e.Title
		if got := another(t, feed); got != "" && got != want {
			t.Errorf("%s: another calendar understands\n%s\nwant\n%s\nof\n%s", c.zone, got, want, feed)
		}
		text := string(feed)
		if !strings.Contains(text, "BEGIN:VTIMEZONE\r\nTZID:"+c.zone) || !strings.Contains(text, "DTSTART;TZID="+c.zone) {
			t.Errorf("%s is not declared in\n%s", c.zone, text)
		}
		if strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") {
			t.Error("a line ends as no calendar wants it")
		}
		for line := range strings.SplitSeq(text, "\r\n") {
			if len(line) > 75 {
				t.Errorf("%q has %d bytes", line, len(line))
			}
		}
	}
}

func TestOnlyAChangeRaisesTheSequence(t *testing.T) {
	noon := at(t, "2026-07-01T12:00:00Z")
	first := Event{Start: noon, End: noon.Add(time.Hour), Title: "A"}
	told := Tell(map[conference.SessionID]Event{"S1": first}, nil, "C", noon)
	if len(told) != 1 || told[0].Sequence != 0 || told[0].Cancelled {
		t.Fatalf("told first: %+v", told)
	}
	if again := Tell(map[conference.SessionID]Event{"S1": first}, told, "C", noon.Add(time.Minute)); len(again) != 0 {
		t.Errorf("told again though nothing changed: %+v", again)
	}
	later := first
	later.Start = later.Start.Add(10 * time.Minute)
	told = Tell(map[conference.SessionID]Event{"S1": later}, told, "C", noon)
	if len(told) != 1 || told[0].Sequence != 1 {
		t.Fatalf("told of a change: %+v", told)
	}
	told = Tell(nil, told, "C", noon)
	if len(told) != 1 || told[0].Sequence != 2 || !told[0].Cancelled {
		t.Fatalf("told that it is off: %+v", told)
	}
	if again := Tell(nil, told, "C", noon); len(again) != 0 {
		t.Errorf("told twice that it is off: %+v", again)
	}
	feed, err := Feed{Host: "h", Zone: time.UTC, Entries: told}.Write()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := another(t, feed), "S1@h|2|CANCELLED|2026-07-01T12:10Z|2026-07-01T13:00Z|A"; got != "" && got != want {
		t.Errorf("another calendar understands %s, want %s", got, want)
	}
	if told = Tell(map[conference.SessionID]Event{"S1": later}, told, "C", noon); len(told) != 1 || told[0].Sequence != 3 || told[0].Cancelled {
		t.Errorf("told that it is on again: %+v", told)
	}
}

func TestAnEmptyFeedIsACalendar(t *testing.T) {
	feed, err := Feed{Name: "C", Host: "h", Zone: time.UTC}.Write()
	if err != nil || !strings.Contains(string(feed), "BEGIN:VCALENDAR") || another(t, feed) != "" {
		t.Errorf("%v\n%s", err, feed)
	}
}
