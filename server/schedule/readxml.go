package schedule

import (
	"cmp"
	"encoding/json"
	"errors"
	"strconv"
	"time"
)

// aside is the target of the processing instructions in which we write what the schema of the XML has no place for.
const aside = "plenary"

func (r *reader) xml(b []byte) (*Schedule, error) {
	root, err := parseXML(b)
	if err != nil {
		return nil, err
	}
	if root.name != "schedule" {
		return nil, errors.New("the root of the file is not <schedule>")
	}
	s := &Schedule{Version: root.say("version")}
	g := root.kid("generator")
	s.Generator = Generator{Name: g.attr("name"), Version: g.attr("version"), URL: g.attr("system")}
	head := root.kid("conference")
	s.Conference.URL = root.say("url")
	change := r.conferenceXML(head, s)
	for i, day := range root.all("day") {
		if i == maxDays {
			r.note("the schedule", true, "there are more than %d days", maxDays)
			break
		}
		s.Days = append(s.Days, r.dayXML(s, day, change))
	}
	if s.Conference.Title == "" && len(s.Days) == 0 {
		return nil, errors.New("the file has neither a conference nor days")
	}
	s.Kept = root.rest(r, "the schedule")
	var more struct{ Kept Kept }
	if r.said(root, "the schedule", &more) {
		s.Kept = s.Kept.with(more.Kept)
	}
	return s, nil
}

func (r *reader) conferenceXML(e *element, s *Schedule) (dayChange string) {
	c := &s.Conference
	c.Title, c.Acronym, c.Start, c.End = e.say("title"), e.say("acronym"), e.say("start"), e.say("end")
	c.Timeslot, c.TimeZone, c.Logo = e.say("timeslot_duration"), e.say("time_zone_name"), e.say("logo")
	s.BaseURL = e.say("base_url")
	if site := e.say("url"); site != "" {
		c.URL = site
	}
	r.inZone(c.TimeZone)
	e.say("days") // follows from the days
	if change := e.kid("day_change"); change.text.Len() > 0 {
		change.taken = false // it is kept, as the schema does not have it
		if dayChange = plain(change.text.String()); len(dayChange) > 5 {
			dayChange = dayChange[:5]
		}
	}
	for _, t := range e.all("track") {
		track := Track{Name: t.attr("name"), Slug: t.attr("slug"), Color: t.attr("color")}
		if track.Name == "" {
			track.Name = plain(t.text.String())
		}
		track.Kept = t.rest(r, "track “"+track.Name+"”")
		c.Tracks = append(c.Tracks, track)
	}
	if colour := e.kid("color"); len(colour.attrs) > 0 {
		colours := map[string]string{}
		for _, a := range colour.attrs {
			colours[a.Name.Local] = a.Value
		}
		c.Kept = Kept{"colors": marshalled(colours)}
	}
	c.Kept = c.Kept.with(e.rest(r, "the conference"))
	var more Conference
	if r.said(e, "the conference", &more) {
		c.Rooms, c.Kept = more.Rooms, c.Kept.with(more.Kept)
		c.Acronym, c.Logo = cmp.Or(more.Acronym, c.Acronym), cmp.Or(more.Logo, c.Logo)
		if len(more.Tracks) == len(c.Tracks) {
			c.Tracks = more.Tracks
		}
	}
	return dayChange
}

func (r *reader) dayXML(s *Schedule, e *element, change string) Day {
	d := Day{Date: e.attr("date")}
	where := "day " + d.Date
	d.Index, _ = strconv.Atoi(e.attr("index"))
	for name, at := range map[string]*time.Time{"start": &d.Start, "end": &d.End} {
		if text := e.attr(name); text != "" {
			var err error
			if *at, err = instant(text, r.zone); err != nil {
				r.note(where, false, "%s: %q is no time", name, text)
			}
		}
	}
	if d.Date == "" && !d.Start.IsZero() {
		d.Date = d.Start.Format(time.DateOnly)
	}
	for _, room := range e.all("room") {
		if len(s.Conference.Rooms) == maxRooms {
			r.note(where, true, "there are more than %d rooms", maxRooms)
			break
		}
		name := room.attr("name")
		s.room(name, room.attr("guid"))
		for _, event := range room.all("event") {
			if ev, ok := r.eventXML(event, name, d.Date, change); ok {
				d.Events = append(d.Events, ev)
			}
		}
		d.Kept = d.Kept.with(room.rest(r, "room “"+name+"”"))
	}
	d.Kept = d.Kept.with(e.rest(r, where))
	var more struct{ Kept Kept }
	if r.said(e, where, &more) {
		d.Kept = d.Kept.with(more.Kept)
	}
	return d
}

func (r *reader) eventXML(x *element, room, day, change string) (Event, bool) {
	e := Event{GUID: x.attr("guid"), Code: x.attr("code"), Title: x.say("title"), Room: room}
	where := e.where()
	if id := x.attr("id"); id != "" {
		var err error
		if e.ID, err = strconv.Atoi(id); err != nil || e.ID < 0 {
			e.ID = 0
			e.keep("xml:@id", id)
			r.note(where, false, "its id %q is no number; it is kept", id)
		}
	}
	if named := x.say("room"); room == "" {
		e.Room = named
	} else if named != "" && named != room {
		r.note(where, false, "it names the room “%s” but stands in “%s”; it stays there", named, room)
	}
	e.Subtitle, e.Type, e.Track, e.Language = x.say("subtitle"), x.say("type"), x.say("track"), x.say("language")
	e.Abstract, e.Description, e.Slug, e.Logo = x.say("abstract"), x.say("description"), x.say("slug"), x.say("logo")
	e.URL, e.FeedbackURL, e.OriginURL = x.say("url"), x.say("feedback_url"), x.say("origin_url")
	clock, date := x.say("start"), x.say("date")
	e.Duration, _ = ParseDuration(x.say("duration"))
	rec := x.kid("recording")
	e.License, e.DoNotRecord = rec.say("license"), rec.say("optout") == "true" || rec.say("optout") == "1"
	e.Kept = e.Kept.with(rec.rest(r, where))
	persons := x.kid("persons")
	for _, p := range persons.all("person") {
		person := Person{Name: plain(p.text.String()), GUID: p.attr("guid")}
		person.ID, _ = strconv.Atoi(p.attr("id"))
		person.Kept = p.rest(r, "a person on "+where)
		e.Persons = append(e.Persons, person)
	}
	links, attachments := x.kid("links"), x.kid("attachments")
	e.Links = r.linksXML(where, links.all("link"))
	e.Attachments = r.linksXML(where, attachments.all("attachment"))
	for _, part := range []*element{persons, links, attachments} {
		e.Kept = e.Kept.with(part.rest(r, where))
	}
	e.Kept = e.Kept.with(x.rest(r, where))
	if len(r.guids) >= MaxEvents {
		r.note(where, true, "there are more than %d events", MaxEvents)
		return e, false
	}
	ok := r.accept(&e, clock, date, day, change)
	r.completeEvent(x, &e)
	return e, ok
}

// completeEvent adds what the elements could not say.
func (r *reader) completeEvent(x *element, e *Event) {
	var more Event
	if !r.said(x, e.where(), &more) {
		return
	}
	e.Code, e.Logo, e.Slug = cmp.Or(more.Code, e.Code), cmp.Or(more.Logo, e.Logo), cmp.Or(more.Slug, e.Slug)
	if len(more.Persons) == len(e.Persons) {
		e.Persons = more.Persons
	}
	if len(more.Links) == len(e.Links) {
		e.Links = more.Links
	}
	if len(more.Attachments) == len(e.Attachments) {
		e.Attachments = more.Attachments
	}
	e.Kept = e.Kept.with(more.Kept)
}

func (r *reader) linksXML(where string, list []*element) []Link {
	var links []Link
	for _, l := range list {
		link := Link{URL: l.attr("href"), Type: l.attr("type"), Title: plain(l.text.String())}
		if service := l.attr("service"); service != "" {
			link.Kept = Kept{"service": marshalled(service)}
		}
		link.Kept = link.Kept.with(l.rest(r, "a link of "+where))
		if len(link.Kept) == 0 {
			link.Kept = nil
		}
		links = append(links, link)
	}
	return links
}

// room enters a room of a day into the head, where the XML has none.
func (s *Schedule) room(name, guid string) {
	for i, r := range s.Conference.Rooms {
		if r.Name == name {
			s.Conference.Rooms[i].GUID = cmp.Or(r.GUID, guid)
			return
		}
	}
	s.Conference.Rooms = append(s.Conference.Rooms, Room{Name: name, GUID: guid})
}

// said reads what we wrote aside of a part of the file into part, and says whether there was anything. A stranger may
// have written it: callers take only what may stand there.
func (r *reader) said(e *element, where string, part any) bool {
	text := e.notes[aside]
	if text == "" {
		return false
	}
	err := bounded([]byte(text))
	if err == nil {
		err = json.Unmarshal([]byte(text), part)
	}
	if err != nil {
		r.note(where, false, "what was written aside cannot be read: %v", err)
	}
	return err == nil
}
