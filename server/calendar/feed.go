package calendar

import (
	"fmt"
	"time"

	ics "github.com/arran4/golang-ical"

	"plenary/server/conference"
)

// Feed is a calendar as it is asked for again and again.
type Feed struct {
	Name    string
	Host    string // makes identifiers unique in the world
	Address string // where the feed is from; empty: a file that is given once
	Zone    *time.Location
	Entries []conference.CalendarEntry
}

// Write writes the feed. Times are in the conference's zone, of which it says all that a calendar needs to know.
func (f Feed) Write() ([]byte, error) {
	cal := ics.NewCalendarFor("Plenary")
	cal.SetMethod(ics.MethodPublish)
	cal.SetCalscale("GREGORIAN")
	cal.SetXWRCalName(f.Name)
	cal.SetName(f.Name)
	cal.SetXWRTimezone(f.Zone.String())
	cal.SetRefreshInterval("PT15M", ics.WithValue(string(ics.ValueDataTypeDuration)))
	cal.SetXPublishedTTL("PT15M")
	var first, last time.Time
	events := make([]Event, len(f.Entries))
	for i, entry := range f.Entries {
		e, err := Heard(entry.Said)
		if err != nil {
			return nil, err
		}
		events[i] = e
		if first.IsZero() || e.Start.Before(first) {
			first = e.Start
		}
		if e.End.After(last) {
			last = e.End
		}
	}
	addZone(cal, f.Zone, first, last)
	for i, entry := range f.Entries {
		f.add(cal, entry, events[i])
	}
	return []byte(cal.Serialize(ics.WithNewLineWindows)), nil
}

func (f Feed) add(cal *ics.Calendar, entry conference.CalendarEntry, e Event) {
	v := cal.AddEvent(fmt.Sprintf("%s@%s", entry.SessionID, f.Host))
	v.SetDtStampTime(entry.ChangedAt)
	v.SetModifiedAt(entry.ChangedAt)
	v.SetSequence(entry.Sequence)
	v.SetSummary(e.Title)
	v.SetProperty(ics.ComponentPropertyDtStart, e.Start.In(f.Zone).Format(civil), ics.WithTZID(f.Zone.String()))
	v.SetProperty(ics.ComponentPropertyDtEnd, e.End.In(f.Zone).Format(civil), ics.WithTZID(f.Zone.String()))
	v.SetLocation(e.Hall)
	v.SetDescription(e.Text)
	v.SetURL(e.Address)
	v.AddCategory(e.Kind)
	if e.Secret {
		v.SetClass(ics.ClassificationPrivate)
	}
	if entry.Cancelled {
		v.SetStatus(ics.ObjectStatusCancelled)
	} else {
		v.SetStatus(ics.ObjectStatusConfirmed)
	}
}

const civil = "20060102T150405"

// addZone says what the zone's clock shows from before first until after last: one part for each time it is changed.
// Rules that repeat would say what nobody knows yet.
func addZone(cal *ics.Calendar, zone *time.Location, first, last time.Time) {
	if first.IsZero() {
		return
	}
	v := cal.AddTimezone(zone.String())
	for at := first.AddDate(0, 0, -1); ; {
		start, end := at.In(zone).ZoneBounds()
		name, offset := at.In(zone).Zone()
		before := offset
		if start.IsZero() {
			start = time.Unix(0, 0)
		} else {
			_, before = start.Add(-time.Second).In(zone).Zone()
		}
		var part *ics.ComponentBase
		if at.In(zone).IsDST() {
			d := &ics.Daylight{}
			v.Components, part = append(v.Components, d), &d.ComponentBase
		} else {
			s := ics.NewStandard()
			v.Components, part = append(v.Components, s), &s.ComponentBase
		}
		// A change is named by the clock that it ends.
		part.SetProperty(ics.ComponentPropertyDtStart, start.UTC().Add(time.Duration(before)*time.Second).Format(civil))
		part.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), offsetText(before))
		part.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), offsetText(offset))
		part.SetProperty(ics.ComponentProperty(ics.PropertyTzname), name)
		if end.IsZero() || end.After(last.AddDate(0, 0, 1)) {
			return
		}
		at = end
	}
}

func offsetText(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf("%02d", seconds%60)
	}
	return text
}
