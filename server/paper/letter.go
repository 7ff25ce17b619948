package paper

import (
	"strconv"
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

// Certificate prints what somebody attended, and how many closed meetings beside.
func Certificate(c conference.Conference, l Letter, open []conference.Attended, closed int, at time.Time) ([]byte, error) {
	s := newSheet("A4", c, "Certificate of attendance: "+c.Title, at)
	s.turn()
	const left, wide = margin + 8, pageWidth - 2*margin - 16
	zone := c.Zone()
	s.y = 30
	s.ink(70)
	s.write(left, wide, c.Organizer, "B", 12)
	s.write(left, wide, strings.Join(given(c.Place, days(c)), " · "), "", 10)
	s.ink(0)
	s.y += 14
	s.write(left, wide, "Certificate of attendance", "B", 24)
	s.write(left, wide, c.Title, "B", 14)
	s.y += 10
	s.write(left, wide, l.Name, "B", 18)
	s.write(left, wide, strings.Join(given(l.Function, l.Place), ", "), "", 12)
	s.y += 6
	s.write(left, wide, "took part in the conference, "+span(c)+", and was present in:", "", 11)
	s.y += 3
	total := time.Duration(0)
	for _, a := range open {
		total += a.There
		title, _ := a.Session.In("en")
		from := a.Session.StartsAt.In(zone)
		s.write(left+4, wide-4, from.Format("2 January, 15:04")+" · "+title, "", 10)
		s.ink(90)
		s.write(left+8, wide-8, minutes(a.There), "", 9)
		s.ink(0)
		s.y += 1
	}
	if closed > 0 {
		s.write(left+4, wide-4, "and in closed meetings ("+strconv.Itoa(closed)+")", "", 10)
	}
	s.y += 4
	if total > 0 {
		s.write(left, wide, "Time in these sessions together: "+minutes(total)+".", "", 11)
	}
	s.y += 8
	s.write(left, wide, at.In(zone).Format("2 January 2006")+"  ·  Reference: "+l.Reference, "", 10)
	s.write(left, wide, "Made from the record of the conference rooms; valid without a signature.", "", 9)
	if c.Demo {
		s.ink(110)
		s.y += 6
		s.write(left, wide, "A demonstration with fictional people; unaffiliated, and no proof of anything.", "", 9)
		s.ink(0)
	}
	return s.bytes()
}

// minutes says a time in hours and minutes.
func minutes(d time.Duration) string {
	whole := int(d.Round(time.Minute).Minutes())
	if whole < 60 {
		return strconv.Itoa(whole) + " min"
	}
	return strconv.Itoa(whole/60) + " h " + strconv.Itoa(whole%60) + " min"
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
