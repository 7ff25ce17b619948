package conference

import "time"

// Listing is the programme as it leaves the house: in a calendar, on paper, on somebody else's page. It holds what its
// reader may know, and nothing that only organizers do.
type Listing struct {
	Conference Conference
	Address    string // of the conference's pages, "https://plenary.example"
	Items      []ListingItem
}

// ListingItem is a session in a [Listing].
type ListingItem struct {
	Session Session
	Hall    string
	People  []Billed
	Role    Role // what the reader is in it; empty: nothing in particular
}

// Billed is somebody whom the programme names. It has no address and no account.
type Billed struct {
	Name       string
	Delegation string
	Role       Role
}

// Zone is the conference's time zone.
func (c Conference) Zone() *time.Location {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return time.UTC // what is stored was checked when it was
	}
	return zone
}

// CalendarEntry is what calendars were told of a session.
type CalendarEntry struct {
	SessionID    SessionID
	ConferenceID ConferenceID
	Sequence     int
	Cancelled    bool
	Said         string
	ChangedAt    time.Time
}

// CalendarAddress is the secret address of a person's calendar. Only its hash is kept.
type CalendarAddress struct {
	ConferenceID ConferenceID
	PersonID     PersonID
	TokenHash    string
	CreatedAt    time.Time
}
