package schedule

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// object is a JSON object whose members keep the order in which they are written.
type object []member

type member struct {
	name  string
	value any
}

func (o *object) set(name string, value any) { *o = append(*o, member{name, value}) }

// setText sets a member unless it is empty.
func (o *object) setText(name, value string) {
	if value != "" {
		o.set(name, value)
	}
}

func (o *object) setKept(kept Kept) {
	for _, name := range sortedNames(kept) {
		if !slices.ContainsFunc(*o, func(m member) bool { return m.name == name }) && !strings.HasPrefix(name, "xml:") {
			o.set(name, kept[name])
		}
	}
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", m.name, err)
		}
		name, _ := json.Marshal(m.name)
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// JSON writes the schedule as a schedule.json that the published schema accepts.
func (s *Schedule) JSON() ([]byte, error) {
	s = s.tidy()
	left := leftover{Rooms: map[string]Kept{}, Days: map[string]Kept{}, Events: map[string]Kept{}}
	conf := s.conferenceJSON(&left)
	var sched object
	sched.set("version", s.Version)
	if webAddress.MatchString(s.BaseURL) {
		sched.set("base_url", s.BaseURL)
	}
	sched.set("conference", &conf)
	for _, name := range sortedNames(s.Kept) {
		if name != "rooms" && !strings.HasPrefix(name, "xml:") { // the schema forbids rooms here
			sched.set(name, s.Kept[name])
		} else {
			left.Schedule = left.Schedule.with(Kept{name: s.Kept[name]})
		}
	}
	if raw := marshalled(left); string(raw) != "{}" {
		meta := map[string]json.RawMessage{}
		if json.Unmarshal(s.Conference.Kept["meta"], &meta) != nil || meta == nil {
			meta = map[string]json.RawMessage{}
		}
		meta[keptMeta] = raw
		conf.set("meta", meta)
	} else if meta := s.Conference.Kept["meta"]; len(meta) > 0 && meta[0] == '{' {
		conf.set("meta", meta)
	}
	var file object
	file.set("$schema", "https://c3voc.de/schedule/schema.json")
	file.set("generator", s.Generator)
	file.set("schedule", sched)
	b, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the schedule: %w", err)
	}
	return append(b, '\n'), nil
}

func (s *Schedule) conferenceJSON(left *leftover) object {
	c := s.Conference
	var o object
	o.set("acronym", acronym(c.Acronym))
	if acronym(c.Acronym) != c.Acronym {
		left.Acronym = c.Acronym
	}
	o.set("title", c.Title)
	o.set("start", c.Start)
	o.set("end", c.End)
	o.set("daysCount", len(s.Days))
	o.set("timeslot_duration", c.Timeslot)
	if zoneForm.MatchString(c.TimeZone) {
		o.set("time_zone_name", c.TimeZone)
	}
	for name, address := range map[string]string{"url": c.URL, "logo": c.Logo} {
		if webAddress.MatchString(address) {
			o.set(name, address)
		}
	}
	for _, name := range sortedNames(c.Kept) {
		switch raw := c.Kept[name]; {
		case name == "description" && raw[0] == '"', name == "colors" && raw[0] == '{', name == "keywords" && texts(raw):
			o.set(name, raw)
		case name == "meta" && raw[0] == '{':
		default:
			left.Conference = left.Conference.with(Kept{name: raw})
		}
	}
	if tracks := s.tracksJSON(); len(tracks) > 0 {
		o.set("tracks", tracks)
	}
	rooms := []object{}
	for _, r := range c.Rooms {
		rooms = append(rooms, roomJSON(r, left))
	}
	o.set("rooms", rooms)
	days := []object{}
	for _, d := range s.Days {
		days = append(days, s.dayJSON(d, left))
	}
	o.set("days", days)
	return o
}

func (s *Schedule) tracksJSON() []object {
	var list []object
	for _, t := range s.Conference.Tracks {
		var o object
		o.set("name", t.Name)
		if jsonSlug.MatchString(t.Slug) {
			o.set("slug", t.Slug)
		}
		if hexColour.MatchString(t.Color) {
			o.set("color", t.Color)
		}
		o.setKept(t.Kept)
		list = append(list, o)
	}
	return list
}

// roomMembers are those of a room that the schema knows and we do not.
var roomMembers = []string{"stream_id", "url", "features", "assembly", "type"}

func roomJSON(r Room, left *leftover) object {
	var o object
	o.set("name", r.Name)
	o.set("guid", r.GUID)
	if jsonSlug.MatchString(r.Slug) {
		o.set("slug", r.Slug)
	}
	if raw := r.Kept["description"]; len(raw) > 0 && raw[0] == '{' {
		o.set("description", raw)
	} else {
		o.setText("description", r.Description)
	}
	if r.Capacity > 0 {
		o.set("capacity", r.Capacity)
	}
	for _, name := range sortedNames(r.Kept) {
		known := slices.Contains(roomMembers, name) && validRoomMember(name, r.Kept[name]) || strings.HasPrefix(name, "description_") && r.Kept[name][0] == '"'
		switch {
		case known:
			o.set(name, r.Kept[name])
		case name != "description":
			left.Rooms[r.Name] = left.Rooms[r.Name].with(Kept{name: r.Kept[name]})
		}
	}
	return o
}

func (s *Schedule) dayJSON(d Day, left *leftover) object {
	var o object
	o.set("index", d.Index)
	o.set("date", d.Date)
	o.set("day_start", d.Start.Format(time.RFC3339))
	o.set("day_end", d.End.Format(time.RFC3339))
	var rooms object
	for _, r := range s.Conference.Rooms {
		events := []object{}
		for _, e := range d.Events {
			if e.Room == r.Name {
				events = append(events, eventJSON(e, left))
			}
		}
		if len(events) > 0 {
			rooms.set(r.Name, events)
		}
	}
	o.set("rooms", rooms)
	if len(d.Kept) > 0 {
		left.Days[d.Date] = d.Kept
	}
	return o
}

func eventJSON(e Event, left *leftover) object {
	kept := Kept{}.with(e.Kept)
	var o object
	o.set("guid", e.GUID)
	if jsonCode.MatchString(e.Code) {
		o.set("code", e.Code)
	}
	o.set("id", e.ID)
	o.setText("logo", e.Logo)
	o.set("date", e.Start.Format(time.RFC3339))
	o.set("start", e.Start.Format("15:04"))
	o.set("end", e.Start.Add(e.Duration).Format(time.RFC3339))
	o.set("duration", FormatDuration(e.Duration))
	o.set("room", e.Room)
	o.set("slug", e.Slug)
	o.set("url", e.URL)
	o.set("title", e.Title)
	o.set("subtitle", e.Subtitle)
	o.set("track", e.Track)
	o.set("type", e.Type)
	o.set("language", e.Language)
	o.set("abstract", e.Abstract)
	o.set("description", e.Description)
	o.set("recording_license", e.License)
	o.set("do_not_record", e.DoNotRecord)
	if raw := kept["do_not_stream"]; raw != nil && (raw[0] == '"' || raw[0] == 't' || raw[0] == 'f') {
		o.set("do_not_stream", raw)
		delete(kept, "do_not_stream")
	}
	persons := []object{}
	for _, p := range e.Persons {
		persons = append(persons, personJSON(p))
	}
	o.set("persons", persons)
	for name, list := range map[string][]Link{"links": e.Links, "attachments": e.Attachments} {
		links, lost := linksJSON(list)
		o.set(name, links)
		if len(lost) > 0 {
			kept[lostPrefix+name] = marshalled(lost)
		}
	}
	for name, address := range map[string]string{"feedback_url": e.FeedbackURL, "origin_url": e.OriginURL} {
		if webAddress.MatchString(address) {
			o.set(name, address)
		}
	}
	if len(kept) > 0 {
		left.Events[e.GUID] = kept
	}
	return o
}

// personJSON writes a person in one of the two forms that the schema has, never in both: frab's, with a number, or
// pretalx's, with a name.
func personJSON(p Person) object {
	var o object
	kept := Kept{}.with(p.Kept)
	if p.ID != 0 {
		o.set("id", p.ID)
		o.set("public_name", p.Name)
		if kept["name"] != nil { // it would be both forms
			kept["full_name"] = kept["name"]
			delete(kept, "name")
		}
	} else {
		o.set("name", p.Name)
	}
	if uuidForm.MatchString(p.GUID) {
		o.set("guid", p.GUID)
	}
	if jsonCode.MatchString(p.Code) {
		o.set("code", p.Code)
	}
	if webAddress.MatchString(p.URL) {
		o.set("url", p.URL)
	}
	if raw := kept["links"]; raw != nil {
		delete(kept, "links")
		o.set("links", raw)
	}
	o.setKept(kept)
	return o
}

var linkTypes = []string{"slides", "paper", "web", "blog", "article", "media", "related", "activitypub"}

// lostPrefix begins the names under which that is kept which the schema has no words for in links.
const lostPrefix = "plenary:"

// linksJSON writes links, and returns by their place those of which the schema cannot say everything.
func linksJSON(list []Link) ([]object, map[int]Link) {
	links := []object{}
	lost := map[int]Link{}
	for i, l := range list {
		var o object
		if slices.Contains(linkTypes, l.Type) {
			o.set("type", l.Type)
		} else if l.Type != "" {
			lost[i] = l
		}
		if len(l.Kept) > 0 {
			lost[i] = l
		}
		o.set("url", l.URL)
		o.setText("title", l.Title)
		links = append(links, o)
	}
	return links, lost
}

// texts says whether raw is a list of texts.
func texts(raw json.RawMessage) bool {
	var list []string
	return json.Unmarshal(raw, &list) == nil
}

var roomTypes = []string{"lecturehall", "stage", "workshop", "outside", "online", "project", "bbb", "hangar", "other"}

// validRoomMember says whether the schema accepts a member that we only carry.
func validRoomMember(name string, raw json.RawMessage) bool {
	var text string
	isText := json.Unmarshal(raw, &text) == nil
	switch name {
	case "type":
		return isText && slices.Contains(roomTypes, text)
	case "stream_id":
		return isText
	case "url":
		return isText && webAddress.MatchString(text)
	case "features":
		var features map[string]json.RawMessage
		return json.Unmarshal(raw, &features) == nil && features["recording"] == nil
	case "assembly":
		var a struct{ Name, GUID, Slug, URL string }
		return json.Unmarshal(raw, &a) == nil && a.Name != "" && uuidForm.MatchString(a.GUID) && jsonSlug.MatchString(a.Slug) && (a.URL == "" || webAddress.MatchString(a.URL))
	}
	return false
}

func sortedNames(kept Kept) []string { return slices.Sorted(maps.Keys(kept)) }
