package schedule

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// XML writes the schedule as a schedule.xml that the published schema accepts.
func (s *Schedule) XML() ([]byte, error) {
	s = s.tidy()
	if len(s.Days) == 0 {
		return nil, fmt.Errorf("a schedule.xml has at least one day")
	}
	w := &xmlWriter{}
	w.b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	w.open("schedule")
	w.aside(map[string]any{"kept": s.Kept}, len(s.Kept) > 0)
	w.leaf("generator", "", "name", s.Generator.Name, "system", s.Generator.URL, "version", s.Generator.Version)
	w.leaf("version", s.Version)
	w.conference(s)
	for _, d := range s.Days {
		w.day(s, d)
	}
	w.close("schedule")
	return w.b.Bytes(), nil
}

type xmlWriter struct {
	b     bytes.Buffer
	depth int
}

func (w *xmlWriter) indent() { w.b.WriteString(strings.Repeat("  ", w.depth)) }

// open begins an element; attributes are names and values in turn, empty ones are left out.
func (w *xmlWriter) open(name string, attrs ...string) {
	w.indent()
	w.tag(name, attrs)
	w.b.WriteString(">\n")
	w.depth++
}

func (w *xmlWriter) tag(name string, attrs []string) {
	w.b.WriteString("<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			w.b.WriteString(" " + attrs[i] + `="` + escaped(attrs[i+1]) + `"`)
		}
	}
}

func (w *xmlWriter) close(name string) {
	w.depth--
	w.indent()
	w.b.WriteString("</" + name + ">\n")
}

// leaf writes an element that holds text only.
func (w *xmlWriter) leaf(name, text string, attrs ...string) {
	w.indent()
	w.tag(name, attrs)
	if text == "" {
		w.b.WriteString("/>\n")
		return
	}
	w.b.WriteString(">" + escaped(text) + "</" + name + ">\n")
}

// given writes a leaf where there is something to say.
func (w *xmlWriter) given(name, text string) {
	if text != "" {
		w.leaf(name, text)
	}
}

func (w *xmlWriter) address(name, text string) {
	if webAddress.MatchString(text) {
		w.leaf(name, text)
	}
}

// aside writes what the schema has no place for into a processing instruction: other readers pass over it.
func (w *xmlWriter) aside(part any, needed bool) {
	if !needed {
		return
	}
	w.indent()
	w.b.WriteString("<?" + aside + " " + ascii(marshalled(part)) + "?>\n")
}

// ascii escapes all of a JSON text that XML, or an instruction in it, could take otherwise.
func ascii(raw []byte) string {
	var b strings.Builder
	for _, r := range string(raw) {
		switch {
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		case r > 126 || r == '?' || r == '<' || r == '>':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (w *xmlWriter) conference(s *Schedule) {
	c := s.Conference
	w.open("conference")
	// Of the head, what the elements cannot say: rooms as such are not in the XML at all.
	w.aside(map[string]any{"rooms": c.Rooms, "tracks": c.Tracks, "kept": c.Kept, "acronym": c.Acronym, "logo": c.Logo}, true)
	w.leaf("title", c.Title)
	w.leaf("acronym", acronym(c.Acronym))
	w.given("start", c.Start)
	w.given("end", c.End)
	w.leaf("days", strconv.Itoa(len(s.Days)))
	w.leaf("timeslot_duration", c.Timeslot)
	w.address("base_url", s.BaseURL)
	w.address("logo", c.Logo)
	w.address("url", c.URL)
	w.given("time_zone_name", c.TimeZone)
	w.colours(c.Kept["colors"])
	for _, t := range c.Tracks {
		colour, name := "", ""
		if hexColour.MatchString(t.Color) {
			colour = t.Color
		}
		if trackSlug.MatchString(t.Slug) {
			name = t.Slug
		}
		w.leaf("track", "", "name", t.Name, "color", colour, "slug", name)
	}
	w.close("conference")
}

var attributeName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

func (w *xmlWriter) colours(raw json.RawMessage) {
	var colours map[string]string
	if json.Unmarshal(raw, &colours) != nil || !hexColour.MatchString(colours["primary"]) {
		return
	}
	attrs := []string{"primary", colours["primary"]}
	for name, colour := range colours {
		if name == "primary" || !attributeName.MatchString(name) || strings.HasPrefix(strings.ToLower(name), "xml") || name == "background" && !hexColour.MatchString(colour) {
			continue
		}
		attrs = append(attrs, name, colour)
	}
	w.leaf("color", "", attrs...)
}

func (w *xmlWriter) day(s *Schedule, d Day) {
	w.open("day", "index", strconv.Itoa(d.Index), "date", d.Date, "start", d.Start.Format(time.RFC3339), "end", d.End.Format(time.RFC3339))
	w.aside(map[string]any{"kept": d.Kept}, len(d.Kept) > 0)
	for _, r := range s.Conference.Rooms {
		begun := false
		for _, e := range d.Events {
			if e.Room != r.Name {
				continue
			}
			if !begun {
				w.open("room", "name", r.Name, "guid", r.GUID)
				begun = true
			}
			w.event(e)
		}
		if begun {
			w.close("room")
		}
	}
	w.close("day")
}

func (w *xmlWriter) event(e Event) {
	code := ""
	if xmlCode.MatchString(e.Code) {
		code = e.Code
	}
	w.open("event", "guid", e.GUID, "id", strconv.Itoa(e.ID), "code", code)
	w.aside(e.unsayable(code))
	w.leaf("room", e.Room)
	w.leaf("title", e.Title)
	w.leaf("subtitle", e.Subtitle)
	w.leaf("type", e.Type)
	w.leaf("date", e.Start.Format(time.RFC3339))
	w.leaf("start", e.Start.Format("15:04"))
	w.leaf("duration", FormatDuration(e.Duration))
	w.leaf("abstract", e.Abstract)
	if xmlSlug.MatchString(e.Slug) {
		w.leaf("slug", e.Slug)
	}
	w.leaf("track", e.Track)
	w.address("logo", e.Logo)
	w.open("persons")
	for _, p := range e.Persons {
		id, guid := "", ""
		if p.ID != 0 {
			id = strconv.Itoa(p.ID)
		}
		if uuidForm.MatchString(p.GUID) {
			guid = p.GUID
		}
		w.leaf("person", p.Name, "id", id, "guid", guid)
	}
	w.close("persons")
	w.leaf("language", e.Language)
	w.leaf("description", e.Description)
	w.open("recording")
	w.leaf("license", e.License)
	w.leaf("optout", strconv.FormatBool(e.DoNotRecord))
	w.close("recording")
	w.links("links", "link", e.Links)
	w.links("attachments", "attachment", e.Attachments)
	w.address("url", e.URL)
	w.address("feedback_url", e.FeedbackURL)
	w.address("origin_url", e.OriginURL)
	w.close("event")
}

func (w *xmlWriter) links(outer, inner string, list []Link) {
	w.open(outer)
	for _, l := range list {
		w.leaf(inner, l.Title, "href", l.URL, "type", l.Type)
	}
	w.close(outer)
}

// unsayable is what of an event the schema has no place for, and whether there is any.
func (e Event) unsayable(code string) (map[string]any, bool) {
	extra := map[string]any{}
	if e.Code != code {
		extra["code"] = e.Code
	}
	if e.Logo != "" && !webAddress.MatchString(e.Logo) {
		extra["logo"] = e.Logo
	}
	if !xmlSlug.MatchString(e.Slug) {
		extra["slug"] = e.Slug
	}
	for _, p := range e.Persons {
		if len(p.Kept) > 0 || p.Code != "" || p.URL != "" || p.GUID != "" && !uuidForm.MatchString(p.GUID) {
			extra["persons"] = e.Persons
		}
	}
	for name, list := range map[string][]Link{"links": e.Links, "attachments": e.Attachments} {
		for _, l := range list {
			if len(l.Kept) > 0 {
				extra[name] = list
			}
		}
	}
	if len(e.Kept) > 0 {
		extra["kept"] = e.Kept
	}
	return extra, len(extra) > 0
}
