package calendar

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"plenary/server/conference"
)

// Event is what a calendar is told of a session. Two that are equal need no new sequence.
type Event struct {
	Start   time.Time `json:"start"`
	End     time.Time `json:"end"`
	Title   string    `json:"title"`
	Text    string    `json:"text"`
	Hall    string    `json:"hall"`
	Address string    `json:"address"`
	Kind    string    `json:"kind"`
	Secret  bool      `json:"secret"` // whoever is not on its list may not learn of it, nor that it is cancelled
}

// EventOf is what calendars are told of a session: the times that are expected, and whatever the reader's role, since
// the sequence is one for all.
func EventOf(l conference.Listing, item conference.ListingItem) Event {
	s := item.Session
	var text []string
	if s.Abstract != "" {
		text = append(text, s.Abstract)
	}
	var people []string
	for _, p := range item.People {
		name := p.Name
		if p.Delegation != "" {
			name += " (" + p.Delegation + ")"
		}
		people = append(people, name)
	}
	if len(people) > 0 {
		text = append(text, strings.Join(people, "\n"))
	}
	address := fmt.Sprintf("%s/sessions/%s", l.Address, s.ID)
	return Event{
		Start: s.ExpectedStart().UTC(), End: s.ExpectedEnd().UTC(), Title: s.Title, Text: strings.Join(append(text, address), "\n\n"),
		Hall: item.Hall, Address: address, Kind: string(s.Kind), Secret: s.Secret(),
	}
}

// Said is the event as it is remembered.
func (e Event) Said() string {
	b, err := json.Marshal(e)
	if err != nil {
		panic("calendar: write an event: " + err.Error()) // of strings and times
	}
	return string(b)
}

// Heard reads what [Event.Said] wrote.
func Heard(said string) (e Event, err error) {
	if err := json.Unmarshal([]byte(said), &e); err != nil {
		return e, fmt.Errorf("read what calendars were told: %w", err)
	}
	return e, nil
}

// Tell returns what calendars are told of the sessions now, where that differs from what they were told before, and of
// sessions that are no more that they are cancelled.
func Tell(now map[conference.SessionID]Event, before []conference.CalendarEntry, id conference.ConferenceID, at time.Time) []conference.CalendarEntry {
	var changed []conference.CalendarEntry
	known := map[conference.SessionID]bool{}
	for _, entry := range before {
		known[entry.SessionID] = true
		event, there := now[entry.SessionID]
		switch {
		case there && (entry.Cancelled || entry.Said != event.Said()):
			entry.Said, entry.Cancelled = event.Said(), false
		case !there && !entry.Cancelled:
			entry.Cancelled = true
		default:
			continue
		}
		entry.Sequence, entry.ChangedAt = entry.Sequence+1, at
		changed = append(changed, entry)
	}
	for session, event := range now {
		if !known[session] {
			changed = append(changed, conference.CalendarEntry{SessionID: session, ConferenceID: id, Said: event.Said(), ChangedAt: at})
		}
	}
	return changed
}
