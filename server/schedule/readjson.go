package schedule

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"time"
)

// keptMeta is the member of conference.meta in which we write what the schema has no place for.
const keptMeta = "plenary"

// leftover is what stands there.
type leftover struct {
	Acronym    string          `json:"acronym,omitempty"` // where the schema's form is another one
	Schedule   Kept            `json:"schedule,omitempty"`
	Conference Kept            `json:"conference,omitempty"`
	Rooms      map[string]Kept `json:"rooms,omitempty"`  // by name
	Days       map[string]Kept `json:"days,omitempty"`   // by date
	Events     map[string]Kept `json:"events,omitempty"` // by guid
}

func (r *reader) json(b []byte) (*Schedule, error) {
	if err := bounded(b); err != nil {
		return nil, err
	}
	var file struct {
		Schedule  json.RawMessage `json:"schedule"`
		Generator *Generator      `json:"generator"`
	}
	if err := json.Unmarshal(b, &file); err != nil || file.Schedule == nil {
		return nil, errors.New("the file has no member “schedule”")
	}
	s := &Schedule{}
	if file.Generator != nil {
		s.Generator = *file.Generator
	}
	m := r.membersOf("the schedule", file.Schedule)
	s.Version, s.BaseURL = m.text("version"), m.text("base_url")
	head := r.membersOf("the conference", m.take("conference"))
	days := head.list("days")
	var left leftover
	s.Conference, left = r.conferenceJSON(head)
	s.Kept = m.rest(true).with(left.Schedule)
	if s.Conference.Title == "" && days == nil {
		return nil, errors.New("the file has neither a conference nor days")
	}
	for i, raw := range days {
		if i == maxDays {
			r.note("the schedule", true, "there are more than %d days", maxDays)
			break
		}
		s.Days = append(s.Days, r.dayJSON(raw, left))
	}
	return s, nil
}

func (r *reader) conferenceJSON(m *members) (Conference, leftover) {
	c := Conference{
		Acronym: m.text("acronym"), Title: m.text("title"), Start: m.text("start"), End: m.text("end"),
		Timeslot: m.text("timeslot_duration"), TimeZone: m.text("time_zone_name"), URL: m.text("url"), Logo: m.text("logo"),
	}
	r.inZone(c.TimeZone)
	m.take("daysCount") // follows from the days
	var left leftover
	if raw := m.take("meta"); raw != nil {
		var meta map[string]json.RawMessage
		if err := json.Unmarshal(raw, &meta); err != nil {
			m.keep("meta", raw)
		} else {
			if json.Unmarshal(meta[keptMeta], &left) == nil {
				delete(meta, keptMeta)
			}
			if len(meta) > 0 {
				m.keep("meta", marshalled(meta))
			}
		}
	}
	for _, raw := range m.list("tracks") {
		t := r.membersOf("a track", raw)
		c.Tracks = append(c.Tracks, Track{Name: t.text("name"), Slug: t.text("slug"), Color: t.text("color"), Kept: t.rest(true)})
	}
	for i, raw := range m.list("rooms") {
		if i == maxRooms {
			m.r.note(m.where, true, "there are more than %d rooms", maxRooms)
			break
		}
		h := r.membersOf("a room", raw)
		room := Room{Name: h.text("name"), GUID: h.text("guid"), Slug: h.text("slug"), Capacity: h.number("capacity")}
		if d := h.of["description"]; len(d) == 0 || d[0] != '{' { // in some files it is an object, by language
			room.Description = h.text("description")
		}
		h.where = "room “" + room.Name + "”"
		room.Kept = h.rest(true).with(left.Rooms[room.Name])
		c.Rooms = append(c.Rooms, room)
	}
	for _, free := range []string{"description", "colors", "keywords"} { // the schema has them; we have no use for them
		if raw := m.take(free); raw != nil {
			m.keep(free, raw)
		}
	}
	c.Acronym = cmp.Or(left.Acronym, c.Acronym)
	c.Kept = m.rest(false).with(left.Conference)
	return c, left
}

func (r *reader) dayJSON(raw json.RawMessage, left leftover) Day {
	m := r.membersOf("a day", raw)
	d := Day{Index: m.number("index"), Date: m.text("date")}
	m.where = "day " + d.Date
	var err error
	for name, at := range map[string]*time.Time{"day_start": &d.Start, "day_end": &d.End} {
		if text := m.text(name); text != "" {
			if *at, err = instant(text, r.zone); err != nil {
				r.note(m.where, false, "%s: %q is no time", name, text)
			}
		}
	}
	if raw := m.take("rooms"); raw != nil {
		names, lists, err := ordered(raw)
		if err != nil {
			r.note(m.where, true, "its rooms cannot be read: %v", err)
		}
		for i, name := range names {
			var events []json.RawMessage
			if err := json.Unmarshal(lists[i], &events); err != nil {
				r.note(m.where, true, "what is in room “%s” is no list", name)
			}
			for _, raw := range events {
				if e, ok := r.eventJSON(raw, name, d.Date, left); ok {
					d.Events = append(d.Events, e)
				}
			}
		}
	}
	d.Kept = m.rest(false).with(left.Days[d.Date])
	return d
}

func (r *reader) eventJSON(raw json.RawMessage, room, day string, left leftover) (Event, bool) {
	m := r.membersOf("an event", raw)
	e := Event{GUID: m.text("guid"), ID: m.number("id"), Title: m.text("title")}
	m.where = e.where()
	e.Code, e.Slug, e.URL, e.Logo = m.text("code"), m.text("slug"), m.text("url"), m.text("logo")
	e.Subtitle, e.Track, e.Type, e.Language = m.text("subtitle"), m.text("track"), m.text("type"), m.text("language")
	e.Abstract, e.Description = m.text("abstract"), m.text("description")
	e.License, e.DoNotRecord = m.text("recording_license"), m.yes("do_not_record")
	e.FeedbackURL, e.OriginURL = m.text("feedback_url"), m.text("origin_url")
	e.Room = room
	if named := m.text("room"); named != "" && named != room {
		r.note(m.where, false, "it names the room “%s” but stands in “%s”; it stays there", named, room)
	}
	duration := m.text("duration")
	e.Duration, _ = ParseDuration(duration)
	clock, date, end := m.text("start"), m.text("date"), m.text("end")
	for _, raw := range m.list("persons") {
		e.Persons = append(e.Persons, r.personJSON(m.where, raw))
	}
	e.Links, e.Attachments = r.linksJSON(m, "links"), r.linksJSON(m, "attachments")
	if raw := m.take("do_not_stream"); raw != nil {
		m.keep("do_not_stream", raw)
	}
	if at, err := instant(end, r.zone); e.Duration == 0 && end != "" && err == nil {
		if began, err := startOf(clock, date, day, "", r.zone); err == nil {
			e.Duration = at.Sub(began)
		}
	}
	e.Kept = m.rest(false)
	taken := len(r.guids) < MaxEvents && r.accept(&e, clock, date, day, "")
	if len(r.guids) >= MaxEvents {
		r.note(m.where, true, "there are more than %d events", MaxEvents)
	}
	e.restore(left.Events[e.GUID])
	return e, taken
}

func (r *reader) personJSON(where string, raw json.RawMessage) Person {
	m := r.membersOf("a person on "+where, raw)
	p := Person{ID: m.number("id"), GUID: m.text("guid"), Code: m.text("code"), URL: m.text("url")}
	name, public := m.text("name"), m.text("public_name")
	p.Name = name
	if public != "" {
		p.Name = public
		if name != "" && name != public {
			m.keep("name", marshalled(name))
		}
	}
	p.Kept = m.rest(true)
	return p
}

func (r *reader) linksJSON(m *members, name string) []Link {
	var links []Link
	for _, raw := range m.list(name) {
		l := r.membersOf("a link of "+m.where, raw)
		link := Link{URL: l.text("url"), Title: l.text("title"), Type: l.text("type")}
		link.Kept = l.rest(false)
		links = append(links, link)
	}
	return links
}

// restore puts back what was kept elsewhere because the schema has no words for it.
func (e *Event) restore(kept Kept) {
	for name, list := range map[string][]Link{"links": e.Links, "attachments": e.Attachments} {
		var lost map[int]Link
		if json.Unmarshal(kept[lostPrefix+name], &lost) == nil {
			for i, l := range lost {
				if i >= 0 && i < len(list) && list[i].Title == l.Title {
					list[i] = l
				}
			}
		}
		delete(kept, lostPrefix+name)
	}
	if len(kept) > 0 {
		e.Kept = e.Kept.with(kept)
	}
}

// with adds what was kept elsewhere.
func (k Kept) with(more Kept) Kept {
	if k == nil {
		return more
	}
	maps.Copy(k, more)
	return k
}

// marshalled is the JSON of what always has one: texts, and maps of raw JSON.
func marshalled(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null")
	}
	return b
}
