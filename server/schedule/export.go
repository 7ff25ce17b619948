package schedule

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"plenary/server/conference"
)

// Of makes the schedule of a programme: what its readers may know. Where a session, a hall or the conference was brought
// in from a file, what that said stays, unless the programme says something else by now.
func Of(l conference.Listing, counterparts []conference.Counterpart, build string) *Schedule {
	zone := l.Conference.Zone()
	s := &Schedule{}
	events, rooms := map[string]Event{}, map[string]Room{}
	for _, c := range counterparts {
		switch c.Kind {
		case conference.CounterpartConference:
			_ = json.Unmarshal([]byte(c.Source), s) // ours; one that cannot be read says nothing
		case conference.CounterpartSession:
			var e Event
			if json.Unmarshal([]byte(c.Source), &e) == nil {
				events[c.Subject] = e
			}
		case conference.CounterpartHall:
			var r Room
			if json.Unmarshal([]byte(c.Source), &r) == nil {
				rooms[c.Subject] = r
			}
		}
	}
	c := l.Conference
	s.Generator = Generator{Name: "Plenary", Version: build, URL: l.Address}
	s.BaseURL = l.Address + "/"
	if acronym(s.Conference.Acronym) != acronym(c.Slug) || s.Conference.Acronym == "" {
		s.Conference.Acronym = c.Slug
	}
	s.Conference.Title, s.Conference.TimeZone, s.Conference.Start, s.Conference.End = c.Title, c.TimeZone, c.FirstDay, c.LastDay
	s.Conference.URL = l.Address + "/"
	s.Conference.Rooms = nil
	known := map[string]bool{}
	days := &dayList{zone: zone, before: s.Days, at: map[string]int{}}
	days.through(c.FirstDay, c.LastDay)
	for _, item := range l.Items {
		e := eventOf(l, item, events[string(item.Session.ID)], zone)
		if !known[e.Room] {
			known[e.Room] = true
			r := rooms[string(item.Session.HallID)]
			r.Name = e.Room
			if r.GUID == "" {
				r.GUID = GUID(string(item.Session.HallID))
			}
			s.Conference.Rooms = append(s.Conference.Rooms, r)
		}
		days.add(e)
	}
	s.Days = days.inOrder()
	return s
}

func eventOf(l conference.Listing, item conference.ListingItem, was Event, zone *time.Location) Event {
	session, e := item.Session, was
	if e.GUID == "" {
		e.GUID = GUID(string(session.ID))
	}
	e.Title, e.Room = session.Title, item.Hall
	e.Start, e.Duration = session.StartsAt.In(zone), session.EndsAt.Sub(session.StartsAt)
	if abstractOf(was) != session.Abstract {
		e.Subtitle, e.Abstract, e.Description = "", session.Abstract, ""
	}
	if was.GUID == "" || kindOf(was) != session.Kind {
		e.Type = string(session.Kind)
	}
	if e.Language == "" {
		e.Language = "en"
	}
	e.DoNotRecord = !session.Recorded
	e.URL = fmt.Sprintf("%s/sessions/%s", l.Address, session.ID)
	named := map[string]bool{}
	for _, p := range e.Persons {
		named[p.Name] = true
	}
	for _, p := range item.People {
		if !named[p.Name] {
			named[p.Name] = true
			e.Persons = append(e.Persons, Person{Name: p.Name})
		}
	}
	return e
}

// dayChange is the hour at which a day of a conference ends.
const dayChange = 4

type dayList struct {
	zone   *time.Location
	list   []Day
	before []Day
	at     map[string]int
}

// through makes the days of the conference, also those on which there is nothing.
func (d *dayList) through(from, to string) {
	first, err := time.Parse(time.DateOnly, from)
	last, err2 := time.Parse(time.DateOnly, to)
	if err != nil || err2 != nil {
		return
	}
	for day := first; !day.After(last) && len(d.list) < maxDays; day = day.AddDate(0, 0, 1) {
		d.day(day)
	}
}

func (d *dayList) day(civil time.Time) int {
	date := civil.Format(time.DateOnly)
	if i, ok := d.at[date]; ok {
		return i
	}
	day := Day{
		Index: len(d.list) + 1, Date: date,
		Start: time.Date(civil.Year(), civil.Month(), civil.Day(), dayChange, 0, 0, 0, d.zone),
		End:   time.Date(civil.Year(), civil.Month(), civil.Day()+1, dayChange-1, 59, 0, 0, d.zone),
	}
	for _, was := range d.before {
		if was.Date == date {
			day.Kept = was.Kept
		}
	}
	d.at[date] = len(d.list)
	d.list = append(d.list, day)
	return d.at[date]
}

func (d *dayList) add(e Event) {
	i := d.day(e.Start.Add(-dayChange * time.Hour))
	d.list[i].Events = append(d.list[i].Events, e)
}

// inOrder are the days by date; a session outside of the conference's days has one of its own.
func (d *dayList) inOrder() []Day {
	slices.SortFunc(d.list, func(a, b Day) int { return strings.Compare(a.Date, b.Date) })
	for i := range d.list {
		d.list[i].Index = i + 1
	}
	return d.list
}
