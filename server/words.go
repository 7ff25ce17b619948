package server

import (
	"fmt"
	"strings"
	"time"

	"plenary/server/conference"
)

// Everything that the server writes to people in mails stands in this file. What somebody typed about herself stands in
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

func decisionMail(c conference.Conference, r conference.Registration, address string) (subject, text string) {
	dear := "Dear " + r.Name + ","
	switch r.State {
	case conference.Approved:
		return "Your registration is approved: " + plainTitle(c), paragraphs(dear,
			"the organizers of "+c.Title+" have approved your registration. The programme and the rooms are here:",
			address,
			"Sign in with this address.")
	case conference.Rejected:
		return "Your registration was not accepted: " + plainTitle(c), paragraphs(dear,
			"the organizers of "+c.Title+" could not accept your registration. They write:",
			quote(r.Reason))
	case conference.CorrectionAsked:
		return "Please correct your registration: " + plainTitle(c), paragraphs(dear,
			"the organizers of "+c.Title+" ask you to correct something in your registration. They write:",
			quote(r.Reason),
			"Sign in with this address and change it here:",
			address+"/me")
	case conference.Waiting:
		return "You are on the waiting list: " + plainTitle(c), paragraphs(append([]string{
			dear,
			"all places for your category at " + c.Title + " are taken, so you are on the waiting list. " +
				"As soon as a place falls free, those who wait get it in the order of their registration, and you get a mail.",
		},
			remarks(r.Reason)...)...)
	case conference.Cancelled:
		return "Your registration was cancelled: " + plainTitle(c), paragraphs(dear,
			"the organizers of "+c.Title+" had to cancel your registration. They write:",
			quote(r.Reason))
	case conference.Unconfirmed, conference.Unfinished, conference.Submitted, conference.Withdrawn:
	}
	return "", ""
}

func remarks(text string) []string {
	if text == "" {
		return nil
	}
	return []string{"The organizers write:", quote(text)}
}

func promotionMail(c conference.Conference, r conference.Registration, address string) (subject, text string) {
	return "A place for you: " + plainTitle(c), paragraphs("Dear "+r.Name+",",
		"a place at "+c.Title+" has fallen free, and you were the next on the waiting list: your registration is approved. "+
			"The programme and the rooms are here:",
		address,
		"Sign in with this address. If you cannot come any more, please withdraw your registration there, so that the next can.")
}

func focalMail(c conference.Conference, delegation, address string) (subject, text string) {
	return "You are a focal point: " + plainTitle(c), paragraphs(
		"The organizers of "+c.Title+" ask you to register the members of a delegation: "+delegation+".",
		"Sign in with this address and add them here:",
		address+"/delegation")
}

func onBehalfMail(c conference.Conference, delegation, by, address string) (subject, text string) {
	return "You have been registered: " + plainTitle(c), paragraphs(
		"A focal point has registered this address for "+c.Title+", as a member of a delegation: "+delegation+". It was "+by+".",
		"The organizers decide about it, and you get another mail then. Sign in with this address to see what is registered, or to withdraw it:",
		address+"/me")
}

func invitationMail(c conference.Conference, i conference.Invitation, link string) (subject, text string) {
	return "You are invited: " + plainTitle(c), paragraphs(
		"The organizers invite you to "+c.Title+".",
		"Accept or decline here until "+moment(c, i.ExpiresAt)+". What is known of you is filled in already:",
		link,
		"The link is for you alone and works once. If you do nothing, nothing happens.")
}

func passwordMail(c conference.Conference, address string) (subject, text string) {
	return "Your password was changed: " + plainTitle(c), paragraphs(
		"The password of your account for "+c.Title+" was changed or removed just now, and all other browsers were signed out.",
		"If it was not you, sign in with a link to this address and set another one:",
		address+"/me")
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

// quote marks what somebody wrote, line by line.
func quote(text string) string {
	return "> " + strings.Join(strings.Split(strings.ReplaceAll(text, "\r", ""), "\n"), "\n> ")
}

// plainTitle is the conference's title as a subject may have it.
func plainTitle(c conference.Conference) string {
	return strings.Join(strings.Fields(c.Title), " ")
}
