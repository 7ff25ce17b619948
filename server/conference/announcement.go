package conference

import "time"

// AnnouncementID names an [Announcement]; the browser makes it, so that announcing twice announces once.
type AnnouncementID string

// Announcement is what organizers tell everybody who is in an open room, or in that of one session. Who comes later is told,
// too, until it expires.
type Announcement struct {
	ID           AnnouncementID
	ConferenceID ConferenceID
	SessionID    *SessionID // in whose room alone it is read; nil: in all rooms
	PersonID     PersonID   // who announces it
	Text         string
	MadeAt       time.Time
	ExpiresAt    time.Time // one that is taken back expires at once
}

const (
	// MaxAnnouncement is the length of an announcement in characters.
	MaxAnnouncement = 500
	// MostAnnouncedFor is how many minutes an announcement is shown at most.
	MostAnnouncedFor = 24 * 60
	// MostAnnouncements is how many are shown in a room at once: more, and nobody reads them.
	MostAnnouncements = 5
)

// In reports whether it is read in the room of a session of its conference.
func (a Announcement) In(session SessionID) bool {
	return a.SessionID == nil || *a.SessionID == session
}

// Meets reports whether there is a room in which both this and another announcement are read.
func (a Announcement) Meets(other Announcement) bool {
	return a.SessionID == nil || other.SessionID == nil || *a.SessionID == *other.SessionID
}

// NewAnnouncement checks an announcement that is shown for some minutes.
func NewAnnouncement(id AnnouncementID, c ConferenceID, by PersonID, text string, minutes int, now time.Time) (Announcement, error) {
	if err := CheckClientID(string(id)); err != nil {
		return Announcement{}, err
	}
	text, err := CleanText(text, MaxAnnouncement)
	if err != nil {
		return Announcement{}, err
	}
	if minutes < 1 || minutes > MostAnnouncedFor {
		return Announcement{}, Errorf(Invalid, "an announcement is shown for a minute at least, and for a day at most")
	}
	return Announcement{
		ID: id, ConferenceID: c, PersonID: by, Text: text, MadeAt: now, ExpiresAt: now.Add(time.Duration(minutes) * time.Minute),
	}, nil
}
