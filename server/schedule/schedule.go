package schedule

import (
	"encoding/json"
	"time"
)

// Kept is what a file said that has no name here: raw JSON by member name. An unknown element of XML is kept as its text
// under "xml:" and its name.
type Kept map[string]json.RawMessage

// Schedule is a programme as a file.
type Schedule struct {
	Version    string     `json:"version"`
	Generator  Generator  `json:"generator"`
	BaseURL    string     `json:"base_url,omitempty"`
	Conference Conference `json:"conference"`
	Days       []Day      `json:"days"`
	Kept       Kept       `json:"kept,omitempty"`
}

// Generator is the program that wrote a file.
type Generator struct {
	Name    string `json:"name,omitempty"`
	Version string `json:"version,omitempty"`
	URL     string `json:"url,omitempty"`
}

// Conference is the head of a file.
type Conference struct {
	Acronym  string  `json:"acronym"`
	Title    string  `json:"title"`
	Start    string  `json:"start"` // a civil date, or an instant
	End      string  `json:"end"`
	Timeslot string  `json:"timeslot_duration,omitempty"` // hh:mm
	TimeZone string  `json:"time_zone_name,omitempty"`    // IANA
	URL      string  `json:"url,omitempty"`
	Logo     string  `json:"logo,omitempty"`
	Tracks   []Track `json:"tracks,omitempty"`
	Rooms    []Room  `json:"rooms,omitempty"`
	Kept     Kept    `json:"kept,omitempty"`
}

// Track is a theme that runs through the programme.
type Track struct {
	Name  string `json:"name"`
	Slug  string `json:"slug,omitempty"`
	Color string `json:"color,omitempty"`
	Kept  Kept   `json:"kept,omitempty"`
}

// Room is a hall.
type Room struct {
	Name        string `json:"name"`
	GUID        string `json:"guid,omitempty"`
	Slug        string `json:"slug,omitempty"`
	Description string `json:"description,omitempty"`
	Capacity    int    `json:"capacity,omitempty"`
	Kept        Kept   `json:"kept,omitempty"`
}

// Day is one day of the programme, which may end after midnight.
type Day struct {
	Index  int       `json:"index"`
	Date   string    `json:"date"` // civil
	Start  time.Time `json:"start"`
	End    time.Time `json:"end"`
	Events []Event   `json:"events"` // in the order of rooms, then of time
	Kept   Kept      `json:"kept,omitempty"`
}

// Event is an item of the programme: what we call a session.
type Event struct {
	GUID        string        `json:"guid"` // always a UUID; made from what the file has where that is none
	ID          int           `json:"id,omitempty"`
	Code        string        `json:"code,omitempty"`
	Slug        string        `json:"slug,omitempty"`
	URL         string        `json:"url,omitempty"`
	Logo        string        `json:"logo,omitempty"`
	Room        string        `json:"room"`
	Start       time.Time     `json:"start"`
	Duration    time.Duration `json:"duration"`
	Title       string        `json:"title"`
	Subtitle    string        `json:"subtitle,omitempty"`
	Track       string        `json:"track,omitempty"`
	Type        string        `json:"type,omitempty"`
	Language    string        `json:"language,omitempty"`
	Abstract    string        `json:"abstract,omitempty"`
	Description string        `json:"description,omitempty"`
	License     string        `json:"license,omitempty"`
	DoNotRecord bool          `json:"do_not_record,omitempty"`
	FeedbackURL string        `json:"feedback_url,omitempty"`
	OriginURL   string        `json:"origin_url,omitempty"`
	Persons     []Person      `json:"persons,omitempty"`
	Links       []Link        `json:"links,omitempty"`
	Attachments []Link        `json:"attachments,omitempty"`
	Kept        Kept          `json:"kept,omitempty"`
}

// Person is somebody on an event. Files know people by name, not by address.
type Person struct {
	Name string `json:"name"`
	ID   int    `json:"id,omitempty"`
	GUID string `json:"guid,omitempty"`
	Code string `json:"code,omitempty"`
	URL  string `json:"url,omitempty"`
	Kept Kept   `json:"kept,omitempty"`
}

// Link points somewhere else: a link, or an attachment.
type Link struct {
	URL   string `json:"url"`
	Title string `json:"title,omitempty"`
	Type  string `json:"type,omitempty"`
	Kept  Kept   `json:"kept,omitempty"`
}

// Note says what about a file a person should know.
type Note struct {
	Where string // the event or the part of the file
	Says  string
	Grave bool // something is left out; else it is kept as it is, only not understood
}

// Count is how much a schedule holds.
type Count struct {
	Events, Rooms, Persons, Links int
}

// Count counts events, the rooms they are in, and the people and links on them.
func (s *Schedule) Count() Count {
	var c Count
	rooms := map[string]bool{}
	for _, d := range s.Days {
		for _, e := range d.Events {
			rooms[e.Room] = true
			c.Events++
			c.Persons += len(e.Persons)
			c.Links += len(e.Links) + len(e.Attachments)
		}
	}
	c.Rooms = len(rooms)
	return c
}
