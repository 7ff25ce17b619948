package schedule

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

// tidy is a copy of which both schemas accept every value: names that must be unique are, numbers are there, addresses
// are whole.
func (s *Schedule) tidy() *Schedule {
	t := *s
	t.Conference.Rooms, t.Days = slices.Clone(s.Conference.Rooms), slices.Clone(s.Days)
	if !webAddress.MatchString(t.BaseURL) {
		t.BaseURL = ""
	}
	if t.Version == "" {
		t.Version = "1"
	}
	t.tidyDays()
	t.tidyConference()
	taken := newTaken(t.Days)
	for i := range t.Days {
		d := &t.Days[i]
		d.Events = slices.Clone(d.Events)
		for j := range d.Events {
			t.tidyEvent(&d.Events[j], taken)
		}
		slices.SortStableFunc(d.Events, func(a, b Event) int { return a.Start.Compare(b.Start) })
	}
	t.tidyRooms()
	return &t
}

func (s *Schedule) tidyDays() {
	seen := map[int]bool{}
	for i := range s.Days {
		d := &s.Days[i]
		if d.Index <= 0 || seen[d.Index] { // all anew: one alone would stand out of order
			for j := range s.Days {
				s.Days[j].Index = j + 1
			}
		}
		seen[d.Index] = true
		for _, e := range d.Events {
			if d.Start.IsZero() || e.Start.Before(d.Start) {
				d.Start = e.Start
			}
			if end := e.Start.Add(e.Duration); end.After(d.End) {
				d.End = end
			}
		}
		if at, err := time.Parse(time.DateOnly, d.Date); d.Start.IsZero() && err == nil {
			d.Start = at
		}
		if d.End.IsZero() {
			d.End = d.Start.AddDate(0, 0, 1)
		}
		if _, err := time.Parse(time.DateOnly, d.Date); err != nil {
			d.Date = d.Start.Format(time.DateOnly)
		}
	}
}

func (s *Schedule) tidyConference() {
	c := &s.Conference
	if c.Acronym == "" {
		c.Acronym = acronym(c.Title)
	}
	if len(s.Days) > 0 {
		if !civilOrInstant(c.Start) {
			c.Start = s.Days[0].Date
		}
		if !civilOrInstant(c.End) {
			c.End = s.Days[len(s.Days)-1].Date
		}
	}
	if step, err := ParseDuration(c.Timeslot); err != nil || step <= 0 {
		c.Timeslot = "00:05"
	} else {
		c.Timeslot = FormatDuration(step)
	}
}

func civilOrInstant(text string) bool {
	if _, err := time.Parse(time.DateOnly, text); err == nil {
		return true
	}
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}

// tidyRooms names every room that has an event, and gives each a guid of its own.
func (s *Schedule) tidyRooms() {
	names, guids := map[string]bool{}, map[string]bool{}
	rooms := s.Conference.Rooms[:0]
	for _, r := range s.Conference.Rooms {
		if !names[r.Name] {
			rooms = append(rooms, r)
		}
		names[r.Name] = true
	}
	for _, d := range s.Days {
		for _, e := range d.Events {
			if !names[e.Room] {
				rooms = append(rooms, Room{Name: e.Room})
			}
			names[e.Room] = true
		}
	}
	for i, r := range rooms {
		if !uuidForm.MatchString(r.GUID) || guids[r.GUID] { // pretalx once gave all rooms the same
			rooms[i].GUID = GUID("room:" + r.Name)
		}
		guids[rooms[i].GUID] = true
	}
	s.Conference.Rooms = rooms
}

// taken are the names of events that may be there once only.
type taken struct {
	ids         map[int]bool
	codes       map[string]bool
	slugs       map[string]bool
	next, alike int
}

func newTaken(days []Day) *taken {
	t := &taken{ids: map[int]bool{}, codes: map[string]bool{}, slugs: map[string]bool{}}
	for _, d := range days {
		for _, e := range d.Events {
			t.next = max(t.next, e.ID)
		}
	}
	return t
}

func (s *Schedule) tidyEvent(e *Event, t *taken) {
	if e.ID <= 0 || t.ids[e.ID] {
		t.next++
		e.ID = t.next
	}
	t.ids[e.ID] = true
	if t.codes[e.Code] {
		e.Code = ""
	}
	if e.Code != "" {
		t.codes[e.Code] = true
	}
	if e.Type == "" {
		e.Type = "other"
	}
	e.Slug = slug(acronym(s.Conference.Acronym), *e)
	if t.slugs[e.Slug] {
		t.alike++
		e.Slug = fmt.Sprintf("%s-%d", e.Slug, t.alike)
	}
	t.slugs[e.Slug] = true
	if e.URL = s.address(e.URL); e.URL == "" {
		e.URL = s.address(e.Slug)
	}
	e.Links, e.Attachments = s.addresses(e.Links), s.addresses(e.Attachments)
	e.Kept = maps.Clone(e.Kept)
}

func (s *Schedule) addresses(list []Link) []Link {
	list = slices.Clone(list)
	for i, l := range list {
		list[i].URL = s.address(l.URL)
	}
	return list
}

// address makes an address whole: one that stands for itself, or below the base.
func (s *Schedule) address(text string) string {
	text = strings.TrimSpace(text)
	u, err := url.Parse(text)
	switch {
	case text == "":
		return ""
	case err != nil:
		return s.base() + url.PathEscape(text)
	case u.Scheme == "" && u.Host == "" && strings.HasPrefix(text, "www."):
		return "http://" + u.String()
	case !u.IsAbs():
		base, err := url.Parse(s.base())
		if err != nil {
			return ""
		}
		return base.ResolveReference(u).String()
	}
	return u.String()
}

func (s *Schedule) base() string {
	if s.BaseURL == "" {
		return "https://schedule.invalid/"
	}
	return s.BaseURL
}
