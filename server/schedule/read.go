package schedule

import (
	"bytes"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// The bounds of what is read. The largest congress there is has a file of 3 MiB.
const (
	MaxBytes  = 8 << 20
	MaxEvents = 5000
	maxDays   = 400
	maxRooms  = 1000
	maxDepth  = 32      // of elements, or values in values
	maxNodes  = 500_000 // elements or values
	maxNotes  = 500     // what follows is counted only
)

// Read reads a schedule, whichever of the two forms it has. Times without a zone are of the zone the file names, else
// of this one. The notes say what was not understood or had to be left out; an error, that it is no schedule at all.
func Read(b []byte, zone *time.Location) (*Schedule, []Note, error) {
	b = bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
	r := &reader{zone: zone, guids: map[string]bool{}, ids: map[int]bool{}}
	var s *Schedule
	var err error
	switch {
	case len(b) > MaxBytes:
		return nil, nil, fmt.Errorf("the file has more than %d MiB", MaxBytes>>20)
	case !utf8.Valid(b):
		return nil, nil, errors.New("the file is not in UTF-8")
	case bytes.HasPrefix(b, []byte("{")):
		s, err = r.json(b)
	case bytes.HasPrefix(b, []byte("<")):
		s, err = r.xml(b)
	default:
		return nil, nil, errors.New("this is neither a schedule.json nor a schedule.xml")
	}
	if err != nil {
		return nil, nil, err
	}
	if r.more > 0 {
		r.notes = append(r.notes, Note{Where: "the file", Says: fmt.Sprintf("there are %d more notes of this kind", r.more)})
	}
	return s, r.notes, nil
}

// reader holds what is noticed while one file is read.
type reader struct {
	zone  *time.Location
	notes []Note
	more  int
	guids map[string]bool
	ids   map[int]bool
}

func (r *reader) note(where string, grave bool, format string, args ...any) {
	if len(r.notes) >= maxNotes {
		r.more++
		return
	}
	r.notes = append(r.notes, Note{Where: where, Says: fmt.Sprintf(format, args...), Grave: grave})
}

// zoneOf is the zone that times without one are in.
func (r *reader) inZone(name string) {
	if name == "" {
		return
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		r.note("the conference", false, "%q is no time zone we know; times that name none are in %s", name, r.zone)
		return
	}
	r.zone = zone
}

// accept judges an event when all of it has been read, gives it the names it lacks, and says whether it can be taken.
func (r *reader) accept(e *Event, clock, date, day, dayChange string) bool {
	where := e.where()
	if e.Title == "" {
		r.note(where, true, "it has no title")
		return false
	}
	if e.Start.IsZero() {
		at, err := startOf(clock, date, day, dayChange, r.zone)
		if err != nil {
			r.note(where, true, "%v", err)
			return false
		}
		e.Start = at
	}
	if e.Duration <= 0 {
		r.note(where, true, "it has no duration")
		return false
	}
	if e.Duration >= 100*time.Hour || e.Start.Year() < 1970 || e.Start.Year() > 2999 {
		r.note(where, true, "no session of a conference lasts so long, or is held then")
		return false
	}
	if e.Room == "" {
		r.note(where, true, "it is in no room")
		return false
	}
	e.GUID = r.guid(e)
	if r.guids[e.GUID] {
		r.note(where, true, "another event has the same guid")
		return false
	}
	r.guids[e.GUID] = true
	if e.ID < 0 || r.ids[e.ID] && e.ID != 0 {
		r.note(where, false, "its id %d is not its own; it gets another one", e.ID)
		e.ID = 0
	}
	r.ids[e.ID] = true
	return true
}

func (e *Event) where() string {
	switch {
	case e.Title != "":
		return "“" + e.Title + "”"
	case e.GUID != "":
		return "event " + e.GUID
	}
	return fmt.Sprintf("event %d", e.ID)
}

// startOf puts an event's start together from the clock and the day it stands under, as files before 2014 do.
func startOf(clock, date, day, dayChange string, zone *time.Location) (time.Time, error) {
	if date != "" {
		at, err := instant(date, zone)
		if err != nil {
			return at, fmt.Errorf("its date %q is none", date)
		}
		return at, nil
	}
	if len(clock) > 5 {
		clock = clock[:5]
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, zone)
	if err != nil {
		return at, fmt.Errorf("it has no start that can be read: %q on %q", clock, day)
	}
	if dayChange != "" && clock < dayChange {
		at = at.AddDate(0, 0, 1)
	}
	return at, nil
}

// instant reads a time with its offset, or without one in a zone.
func instant(text string, zone *time.Location) (time.Time, error) {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00"} {
		if at, err := time.Parse(form, text); err == nil {
			return at, nil
		}
	}
	var err error
	for _, form := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", time.DateOnly} {
		var at time.Time
		if at, err = time.ParseInLocation(form, text, zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, err
}
