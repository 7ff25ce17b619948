package paper

import (
	"fmt"
	"strings"
	"time"

	"plenary/server/conference"
)

// Options say how a programme is printed.
type Options struct {
	Languages []string // titles and abstracts are in the first of these that there are
	Abstracts bool
	At        time.Time // when it is printed
}

// Millimetres of a page of the programme.
const (
	timeWidth = 14.0 // of each of the two columns of time
	textLeft  = margin + 2*timeWidth + 3
	textWidth = pageWidth - margin - textLeft
)

type printer struct {
	*sheet
	zone *time.Location
	opts Options
	day  string // the heading that is repeated on a new page
}

// Programme prints a programme.
func Programme(l conference.Listing, opts Options) ([]byte, error) {
	p := &printer{sheet: newSheet("A4", l.Conference, l.Conference.Title, opts.At), zone: l.Conference.Zone(), opts: opts}
	p.turn = p.newPage
	p.pdf.SetLang(first(opts.Languages))
	p.pdf.AliasNbPages("{pages}")
	p.pdf.SetFooterFunc(func() { p.footer(l.Conference) })
	p.pdf.AddPage()
	p.y = margin
	p.title(l.Conference)
	date := ""
	for _, item := range l.Items {
		if on := item.Session.StartsAt.In(p.zone); on.Format(time.DateOnly) != date {
			date = on.Format(time.DateOnly)
			p.dayHeading(on)
		}
		p.item(item)
	}
	if len(l.Items) == 0 {
		p.write(margin, pageWidth-2*margin, "Nothing has been scheduled yet.", "", 10)
	}
	return p.bytes()
}

func first(list []string) string {
	if len(list) == 0 {
		return "en"
	}
	return list[0]
}

func (p *printer) newPage() {
	p.pdf.AddPage()
	p.y = margin
	if p.day != "" {
		p.ink(90)
		p.write(margin, pageWidth-2*margin, p.day+" (continued)", "", 8.5)
		p.ink(0)
		p.y += 2
	}
}

func (p *printer) title(c conference.Conference) {
	w := pageWidth - 2*margin
	p.write(margin, w, c.Title, "B", 19)
	p.y += 1
	p.ink(70)
	p.write(margin, w, strings.Join(given(c.Organizer, c.Place, days(c)), " · "), "", 10.5)
	p.write(margin, w, "All times are in the zone "+c.TimeZone+".", "", 9)
	if c.Demo {
		p.write(margin, w, "A demonstration with fictional people; unaffiliated.", "", 9)
	}
	p.ink(0)
	p.y += 4
}

func (p *printer) dayHeading(on time.Time) {
	p.day = ""
	if p.y > margin+1 {
		p.y += 4
	}
	if p.y+40 > bottom { // not alone at the foot of a page
		p.newPage()
	}
	heading := on.Format("Monday, 2 January 2006")
	p.pdf.Bookmark(heading, 0, p.y)
	p.write(margin, pageWidth-2*margin, heading, "B", 13)
	name, offset := on.Zone()
	if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
		name = p.zone.String() // zones without letters of their own
	}
	p.ink(90)
	p.write(margin, pageWidth-2*margin, fmt.Sprintf("%s (UTC%+03d:%02d)", name, offset/3600, max(offset, -offset)/60%60), "", 8.5)
	p.ink(0)
	p.y += 1.5
	p.day = heading
}

// item prints a session: its two times, then what it is, beside them. It is not begun at the foot of a page that does
// not have the room for its first lines.
func (p *printer) item(item conference.ListingItem) {
	s := item.Session
	title, abstract := s.In(p.opts.Languages...)
	need := 5 + 11*point*lineHeight*float64(len(p.wrap(title, "B", 11, textWidth))) + 2*9*point*lineHeight
	if p.y+min(need, bottom-margin-20) > bottom {
		p.newPage()
	}
	p.pdf.SetDrawColor(190, 190, 190)
	p.pdf.SetLineWidth(0.2)
	p.pdf.Line(margin, p.y, pageWidth-margin, p.y)
	p.y += 1.8
	top := p.y
	start, end := s.StartsAt.In(p.zone), s.EndsAt.In(p.zone)
	p.draw(margin, top+11*point*lineHeight*0.75, timeWidth, start.Format("15:04"), "B", 11)
	ends := end.Format("15:04")
	if end.Format(time.DateOnly) != start.Format(time.DateOnly) {
		ends += "⁺¹"
	}
	p.ink(80)
	p.draw(margin+timeWidth, top+11*point*lineHeight*0.75, timeWidth, ends, "", 11)
	p.ink(0)
	style := "B"
	if s.Kind == conference.Break {
		style = ""
	}
	p.write(textLeft, textWidth, title, style, 11)
	p.ink(80)
	p.write(textLeft, textWidth, strings.Join(given(item.Hall, kinds[s.Kind], accesses[s.Access], interpreted(s)), " · "), "", 9)
	p.ink(0)
	for _, line := range billed(item.People) {
		p.write(textLeft, textWidth, line, "", 9)
	}
	for _, segment := range s.Segments.List() {
		from := start.Add(time.Duration(segment.After) * time.Minute)
		p.ink(80)
		p.write(textLeft, textWidth, strings.Join(given(from.Format("15:04"), segment.Title, accesses[segment.Access]), " · "), "", 9)
		p.ink(0)
	}
	if p.opts.Abstracts && abstract != "" {
		p.y += 0.8
		for paragraph := range strings.SplitSeq(abstract, "\n") {
			p.write(textLeft, textWidth, paragraph, "", 9)
		}
	}
	p.y += 2.2
}

// Sessions that everybody takes for what they are have no word.
var (
	kinds = map[conference.SessionKind]string{
		conference.OpeningSession: "Opening", conference.SideEvent: "Side event", conference.ClosedMeeting: "Closed meeting",
		conference.ClosingSession: "Closing", conference.PressBriefing: "Press briefing",
	}
	accesses = map[conference.Access]string{
		conference.PublicAccess: "open to the public", conference.ParticipantsAccess: "participants",
		conference.DelegationsAccess: "delegations only", conference.PressAccess: "open to the press", conference.ClosedAccess: "by list only",
	}
)

func interpreted(s conference.Session) string {
	if s.Languages == "" {
		return ""
	}
	return "interpreted: " + strings.ToUpper(strings.ReplaceAll(s.Languages, ",", " "))
}

// billed are the people of a session, a line for each role.
func billed(people []conference.Billed) []string {
	var roles []conference.Role
	names := map[conference.Role][]string{}
	for _, b := range people {
		if names[b.Role] == nil {
			roles = append(roles, b.Role)
		}
		name := b.Name
		if b.Delegation != "" {
			name += " (" + b.Delegation + ")"
		}
		names[b.Role] = append(names[b.Role], name)
	}
	var lines []string
	for _, role := range roles {
		line := strings.Join(names[role], "; ")
		if role != "" && role != conference.Speaker {
			line = strings.ToUpper(string(role)[:1]) + string(role)[1:] + ": " + line
		}
		lines = append(lines, line)
	}
	return lines
}

func (p *printer) footer(c conference.Conference) {
	p.ink(110)
	y := pageHeight - 10.0
	p.draw(margin, y, 120, p.shorten(join(clean(c.Title)), 110), "", 8)
	page := fmt.Sprintf("%d / {pages}", p.pdf.PageNo())
	printed := "As of " + p.opts.At.In(p.zone).Format("2 January 2006, 15:04")
	p.draw(pageWidth-margin-p.width(printed, "", 8)-16, y, 100, printed, "", 8)
	p.font(false, "", 8)
	p.pdf.Text(pageWidth-margin-9, y, page)
	p.ink(0)
}
