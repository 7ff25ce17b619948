package conference

import (
	"strings"
	"time"
)

// CheckInID names a [CheckIn]; the device makes it, so that sending twice checks in once.
type CheckInID string

// BadgeCode is the secret in the QR code of a badge. Whoever shows it is let in as the person it was printed for; a
// badge that was lost gets another one.
type BadgeCode struct {
	RegistrationID RegistrationID
	Code           string
	CreatedAt      time.Time
}

// CheckIn says that somebody was let in.
type CheckIn struct {
	ID             CheckInID
	ConferenceID   ConferenceID
	RegistrationID RegistrationID
	PersonID       PersonID  // who stood at the door
	At             time.Time // by the device's clock, see [CheckInTime]
	ChangedAt      time.Time
	Undone         bool
}

// CheckInOutcome says what came of a badge that was shown, or a name that was picked.
type CheckInOutcome string

// The outcomes.
const (
	CheckedIn    CheckInOutcome = "in"
	InAlready    CheckInOutcome = "again"        // was let in before
	NotAdmitted  CheckInOutcome = "not-approved" // is known, but may not come in
	UnknownBadge CheckInOutcome = "unknown"      // no badge of this conference, or one that was replaced
)

// CheckInOutcomes lists all outcomes.
var CheckInOutcomes = []CheckInOutcome{CheckedIn, InAlready, NotAdmitted, UnknownBadge}

// CheckInPath is the page that the QR code of a badge leads to; the code is in the fragment, which no server sees.
const CheckInPath = "/check-in#"

// ReadBadge returns the code of a badge from what a QR code says: the whole address, or the code alone.
func ReadBadge(text string) string {
	if at := strings.LastIndex(text, "#"); at >= 0 {
		text = text[at+1:]
	}
	return strings.TrimSpace(text)
}

// longestOffline is how long a device may keep what it saw before it says so.
const longestOffline = 7 * 24 * time.Hour

// CheckInTime is when somebody came in, given what a device says and when it said so. A device that was offline tells
// late; one whose clock is ahead, or far behind, is not believed.
func CheckInTime(said, now time.Time) time.Time {
	if said.After(now) || said.Before(now.Add(-longestOffline)) {
		return now
	}
	return said
}

// MayEnter says whether somebody is let in.
func (r Registration) MayEnter() bool { return r.State == Approved }

// NeedBadge says why there is no badge and no letter for this registration, or returns nil.
func (r Registration) NeedBadge() error {
	if !r.MayEnter() {
		return Errorf(Conflict, "badge and letter are there as soon as the registration is approved")
	}
	return nil
}
