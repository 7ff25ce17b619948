package server

import (
	"fmt"
	"strings"
	"time"

	"plenary/server/conference"
)

// What the server writes to people in mails that go at once, since they concern nobody but the person's own way in,
// stands in this file: links that she has just asked for, and that her password was changed. What organizers read and may
// change goes through the outbox, and stands in conference/mailwords.go. What somebody typed about herself stands in
// none that goes to an address nobody has proven: our mail server would carry strangers' words to strangers.

func confirmMail(c conference.Conference, link string) (subject, text string) {
	return "Confirm your registration: " + plainTitle(c), paragraphs(
		"Somebody, hopefully you, registered with this address for "+c.Title+".",
		"Please confirm it: open this link and press the button there. It works once, for 15 minutes.",
		link,
		"When you have confirmed, the organizers see your registration and decide about it. You will get another mail then.",
		"If it was not you, do nothing. Without the confirmation nobody looks at the registration.",
	)
}

func signInMail(c conference.Conference, link string) (subject, text string) {
	return "Your link to sign in: " + plainTitle(c), paragraphs(
		"Here is your link to sign in to "+c.Title+". Open it and press the button there. It works once, for 15 minutes.",
		link,
		"If you did not ask for it, do nothing: without the link nobody signs in, and this mail tells nobody that you have an account.",
	)
}

func passwordMail(c conference.Conference, address string) (subject, text string) {
	return "Your password was changed: " + plainTitle(c), paragraphs(
		"The password of your account for "+c.Title+" was changed or removed just now, and all other browsers were signed out.",
		"If it was not you, sign in with a link to this address and set another one:",
		address+"/me")
}

// erasedMail is the last mail that somebody gets.
func erasedMail(c conference.Conference) (subject, text string) {
	return "Your data were erased: " + plainTitle(c), paragraphs(
		"Your account for "+c.Title+" was erased just now, as was asked for: your name, this address, your registrations and all that you filled in.",
		"What was said in sessions stays in their records, without your name. You may register again with this address.")
}

func registrationClosed(c conference.Conference) error {
	return conference.Errorf(conference.Conflict, "registration closed on %s", moment(c, c.RegistrationCloses))
}

func registrationNotOpen(c conference.Conference) error {
	return conference.Errorf(conference.Conflict, "registration opens on %s", moment(c, c.RegistrationOpens))
}

// moment names a time in the conference's zone, and the zone.
func moment(c conference.Conference, at time.Time) string {
	zone := zoneOf(c)
	at = at.In(zone)
	return fmt.Sprintf("%s at %s (%s time)", at.Format("2 January 2006"), at.Format("15:04"), zone)
}

// zoneOf is the conference's zone; one that is unknown, which the import refuses, counts as UTC.
func zoneOf(c conference.Conference) *time.Location {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

func paragraphs(all ...string) string { return strings.Join(all, "\n\n") + "\n" }

// plainTitle is the conference's title as a subject may have it.
func plainTitle(c conference.Conference) string {
	return strings.Join(strings.Fields(c.Title), " ")
}
