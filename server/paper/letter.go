package paper

import (
	"strings"
	"time"

	"plenary/server/conference"
)

// Letter is what a letter that confirms an accreditation says of a person.
type Letter struct {
	Name      string
	Function  string
	Place     string // the delegation or organization
	Category  conference.Category
	Reference string // by which the organizers find it
	Decided   time.Time
}

// Confirmation prints the letter that confirms an accreditation: for an employer, a consulate, a border.
func Confirmation(c conference.Conference, l Letter, at time.Time) ([]byte, error) {
	s := newSheet("A4", c, "Confirmation of registration: "+c.Title, at)
	s.turn()
	const left, wide = margin + 8, pageWidth - 2*margin - 16
	zone := c.Zone()
	s.y = 26
	s.ink(70)
	s.write(left, wide, c.Organizer, "B", 12)
	s.write(left, wide, strings.Join(given(c.Place, days(c)), " · "), "", 10)
	s.ink(0)
	s.y += 12
	s.write(left, wide, at.In(zone).Format("2 January 2006"), "", 11)
	s.write(left, wide, "Reference: "+l.Reference, "", 11)
	s.y += 10
	s.write(left, wide, "Confirmation of registration", "B", 18)
	s.write(left, wide, c.Title, "B", 13)
	s.y += 6
	who := strings.Join(given(l.Function, l.Place), ", ")
	s.write(left, wide, "To whom it may concern", "", 11)
	s.y += 4
	s.write(left, wide, "This is to confirm that the following person has been registered for, and accredited to, the conference named above:", "", 11)
	s.y += 4
	s.write(left+8, wide-8, l.Name, "B", 15)
	s.write(left+8, wide-8, who, "", 11)
	s.write(left+8, wide-8, "Category: "+label(l.Category), "", 11)
	s.y += 4
	where := ""
	if c.Place != "" {
		where = " (" + c.Place + ")"
	}
	s.write(left, wide, "The conference takes place "+span(c)+where+". The accreditation was given on "+l.Decided.In(zone).Format("2 January 2006")+
		" and is personal: it cannot be passed on to somebody else.", "", 11)
	s.y += 4
	s.write(left, wide, "This letter was made by the registration system and is valid without a signature. The organizers answer questions about it under its reference.", "", 11)
	s.y += 12
	s.write(left, wide, c.Organizer, "B", 11)
	if c.Demo {
		s.ink(110)
		s.y += 8
		s.write(left, wide, "A demonstration with fictional people; unaffiliated, and no proof of anything.", "", 9)
		s.ink(0)
	}
	return s.bytes()
}

// span says when a conference is, as part of a sentence.
func span(c conference.Conference) string {
	if c.FirstDay == c.LastDay {
		return "on " + days(c)
	}
	from, err := time.Parse(time.DateOnly, c.FirstDay)
	to, err2 := time.Parse(time.DateOnly, c.LastDay)
	if err != nil || err2 != nil {
		return "on its days"
	}
	return "from " + from.Format("2 January 2006") + " to " + to.Format("2 January 2006")
}
