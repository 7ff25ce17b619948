package conference

import (
	"strings"
	"testing"
	"time"
)

func TestOnNow(t *testing.T) {
	zone := time.FixedZone("here", 2*3600)
	at := func(hour, minute int) time.Time { return time.Date(2020, 9, 14, hour, minute, 0, 0, zone) }
	session := func(id string, from, until time.Time, state SessionState) Session {
		return Session{ID: SessionID(id), Kind: WorkingSession, StartsAt: from, EndsAt: until, State: state}
	}
	first, second := session("first", at(9, 0), at(10, 0), Scheduled), session("second", at(10, 30), at(12, 0), Scheduled)
	pause := session("pause", at(10, 0), at(10, 30), Scheduled)
	pause.Kind = Break
	late := first
	late.Delay = 90
	for name, c := range map[string]struct {
		sessions  []Session
		now       time.Time
		on, after SessionID
	}{
		"nothing":                       {nil, at(9, 0), "", ""},
		"before the day":                {[]Session{second, pause, first}, at(8, 0), "first", "second"},
		"in it, and not opened":         {[]Session{second, first}, at(9, 30), "first", "second"},
		"never opened, and over":        {[]Session{second, first}, at(10, 5), "second", ""},
		"running late":                  {[]Session{second, late}, at(10, 5), "first", "second"},
		"open beyond its end":           {[]Session{second, session("first", at(9, 0), at(10, 0), Open)}, at(11, 0), "first", "second"},
		"closed":                        {[]Session{second, session("first", at(9, 0), at(10, 0), Closed)}, at(9, 30), "second", ""},
		"opened early":                  {[]Session{first, session("second", at(10, 30), at(12, 0), Open)}, at(8, 55), "second", "first"},
		"the day after":                 {[]Session{first}, at(9, 0).AddDate(0, 0, 1), "", ""},
		"open since yesterday":          {[]Session{session("first", at(9, 0), at(10, 0), Open)}, at(9, 0).AddDate(0, 0, 1), "first", ""},
		"the hall's day, not Greenwich": {[]Session{session("night", at(23, 30), at(23, 50), Scheduled)}, at(0, 30), "night", ""},
	} {
		on, after := OnNow(c.sessions, c.now, zone)
		if on.ID != c.on || after.ID != c.after {
			t.Errorf("%s: %q, then %q; want %q, then %q", name, on.ID, after.ID, c.on, c.after)
		}
	}
}

func TestBehind(t *testing.T) {
	from := time.Date(2020, 9, 14, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		state     SessionState
		delay     int
		extension int
		now       time.Duration // after the start
		want      time.Duration
	}{
		"in time":             {Scheduled, 0, 0, -time.Hour, 0},
		"expected later":      {Scheduled, 20, 0, -time.Hour, 20 * time.Minute},
		"not opened in time":  {Scheduled, 0, 0, 5 * time.Minute, 5 * time.Minute},
		"open":                {Open, 0, 0, 5 * time.Minute, 0},
		"open, and extended":  {Open, 0, 15, 5 * time.Minute, 15 * time.Minute},
		"open beyond its end": {Open, 0, 0, 70 * time.Minute, 10 * time.Minute},
		"open, shorter":       {Open, 0, -15, 5 * time.Minute, 0},
		"over":                {Closed, 20, 20, 5 * time.Hour, 0},
	} {
		s := Session{StartsAt: from, EndsAt: from.Add(time.Hour), State: c.state, Delay: c.delay, Extension: c.extension}
		if got := s.Behind(from.Add(c.now)); got != c.want {
			t.Errorf("%s: %v; want %v", name, got, c.want)
		}
	}
}

func TestWhereAnAnnouncementIsRead(t *testing.T) {
	here, there := SessionID("here"), SessionID("there")
	all, one, other := Announcement{}, Announcement{SessionID: &here}, Announcement{SessionID: &there}
	if !all.In(here) || !one.In(here) || other.In(here) {
		t.Error("an announcement is read in the wrong room")
	}
	if !all.Meets(one) || !one.Meets(all) || !one.Meets(one) || one.Meets(other) {
		t.Error("announcements meet in the wrong room")
	}
}

func TestNewAnnouncement(t *testing.T) {
	now := time.Date(2020, 9, 14, 9, 0, 0, 0, time.UTC)
	const id = "announcement-0001"
	a, err := NewAnnouncement(id, "c", "p", " Lunch is served\x00 ", 30, now)
	if err != nil || a.Text != "Lunch is served" || !a.ExpiresAt.Equal(now.Add(30*time.Minute)) || a.PersonID != "p" {
		t.Errorf("%+v, %v", a, err)
	}
	for name, c := range map[string]struct {
		id      AnnouncementID
		text    string
		minutes int
	}{
		"no id":      {"", "Lunch", 30},
		"no text":    {id, " ", 30},
		"too long":   {id, strings.Repeat("x", MaxAnnouncement+1), 30},
		"no time":    {id, "Lunch", 0},
		"for a week": {id, "Lunch", 7 * 24 * 60},
	} {
		if _, err := NewAnnouncement(c.id, "c", "p", c.text, c.minutes, now); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
