package paper

import (
	"strings"
	"time"

	"rsc.io/qr"

	"plenary/server/conference"
)

// Badge is what one badge says.
type Badge struct {
	Name     string
	Function string
	Place    string // the delegation or organization
	Category conference.Category
	Address  string // what its QR code says
}

// Millimetres of a badge, which is A6: four fit on an A4 page.
const (
	badgeWidth, badgeHeight = 105.0, 148.5
	badgeMargin             = 8.0
	badgeText               = badgeWidth - 2*badgeMargin
	badgeCode               = 34.0 // of the QR code's sides
)

// bands are the colours by which a door tells categories apart from afar; the words beside them say the same.
var bands = map[conference.Category][3]int{
	conference.ParticipatingState:        {22, 64, 122},
	conference.PartnerForCooperation:     {16, 98, 118},
	conference.ExecutiveStructure:        {72, 52, 118},
	conference.ParliamentaryAssembly:     {72, 52, 118},
	conference.UnitedNations:             {72, 52, 118},
	conference.InternationalOrganization: {72, 52, 118},
	conference.CivilSociety:              {38, 96, 62},
	conference.Academia:                  {38, 96, 62},
	conference.PrivateSector:             {38, 96, 62},
	conference.Media:                     {158, 66, 16},
	conference.InterpreterCategory:       {70, 74, 80},
	conference.Staff:                     {20, 22, 26},
	conference.Invited:                   {128, 34, 74},
}

// labels are the categories in words.
var labels = map[conference.Category]string{
	conference.ParticipatingState:        "Participating State",
	conference.PartnerForCooperation:     "Partner for Co-operation",
	conference.ExecutiveStructure:        "Executive structure",
	conference.ParliamentaryAssembly:     "Parliamentary Assembly",
	conference.UnitedNations:             "United Nations",
	conference.InternationalOrganization: "International organization",
	conference.CivilSociety:              "Civil society",
	conference.Academia:                  "Academia",
	conference.PrivateSector:             "Private sector",
	conference.Media:                     "Media",
	conference.InterpreterCategory:       "Interpreter",
	conference.Staff:                     "Conference staff",
	conference.Invited:                   "Invited guest",
}

func label(c conference.Category) string {
	if words, ok := labels[c]; ok {
		return words
	}
	return string(c)
}

// Badges prints badges of a conference: four to an A4 page with lines to cut along, or each on a page of its own, which
// is A6.
func Badges(c conference.Conference, badges []Badge, alone bool, at time.Time) ([]byte, error) {
	size := "A4"
	if alone {
		size = "A6"
	}
	s := newSheet(size, c, "Badges: "+c.Title, at)
	for i, b := range badges {
		x, y := 0.0, 0.0
		if !alone {
			x, y = badgeWidth*float64(i%2), badgeHeight*float64(i/2%2)
		}
		if alone || i%4 == 0 {
			s.pdf.AddPage()
		}
		if !alone && i%4 == 0 {
			s.cuts()
		}
		if err := s.badge(c, b, x, y); err != nil {
			return nil, err
		}
	}
	return s.bytes()
}

// cuts draws the lines along which a page is cut into badges.
func (s *sheet) cuts() {
	s.pdf.SetDrawColor(190, 190, 190)
	s.pdf.SetLineWidth(0.1)
	s.pdf.SetDashPattern([]float64{2, 2}, 0)
	s.pdf.Line(badgeWidth, 0, badgeWidth, pageHeight)
	s.pdf.Line(0, badgeHeight, pageWidth, badgeHeight)
	s.pdf.SetDashPattern(nil, 0)
}

// badge draws one badge with its upper left corner at x and y.
func (s *sheet) badge(c conference.Conference, b Badge, x, y float64) error {
	band := bands[b.Category]
	s.pdf.SetFillColor(band[0], band[1], band[2])
	s.pdf.Rect(x+3, y+3, badgeWidth-6, 27, "F")
	s.pdf.SetTextColor(255, 255, 255)
	s.y = y + 5.5
	s.fit(x+badgeMargin, badgeText, c.Title, "B", 13, 9, 12.5)
	s.fit(x+badgeMargin, badgeText, strings.Join(given(c.Place, days(c)), " · "), "", 9, 7, 4.5)
	s.ink(0)
	s.y = y + 36
	s.fit(x+badgeMargin, badgeText, b.Name, "B", 27, 14, 30)
	s.y += 1.5
	s.ink(70)
	s.fit(x+badgeMargin, badgeText, b.Function, "", 12, 8.5, 10)
	s.ink(0)
	s.y += 2
	s.fit(x+badgeMargin, badgeText, b.Place, "B", 17, 10, 15)

	foot := y + badgeHeight - 3 - 13 - 4
	if err := s.code(b.Address, x+badgeWidth-badgeMargin-badgeCode, foot-badgeCode, badgeCode); err != nil {
		return err
	}
	s.ink(90)
	s.y = foot - 14
	s.fit(x+badgeMargin, badgeText-badgeCode-4, c.Organizer, "", 9, 7, 8.5)
	if c.Demo {
		s.fit(x+badgeMargin, badgeText-badgeCode-4, "A demonstration with fictional people", "", 7, 7, 7)
	}
	s.pdf.SetFillColor(band[0], band[1], band[2])
	s.pdf.Rect(x+3, y+badgeHeight-3-13, badgeWidth-6, 13, "F")
	s.pdf.SetTextColor(255, 255, 255)
	s.y = y + badgeHeight - 3 - 10.5
	s.fit(x+badgeMargin, badgeText, label(b.Category), "B", 14, 9, 7)
	s.ink(0)
	return nil
}

// fit sets a text as large as it can be within these sizes, so that it is no higher than it may be; what does not even
// fit at the smallest is cut.
func (s *sheet) fit(x, w float64, text, style string, largest, smallest, height float64) {
	if strings.TrimSpace(clean(text)) == "" {
		return
	}
	size := largest
	line := func() float64 { return size * point * lineHeight }
	set := s.wrap(text, style, size, w)
	for size > smallest && (line()*float64(len(set)) > height || s.broken(text, style, size, w)) {
		size = max(size-0.5, smallest)
		set = s.wrap(text, style, size, w)
	}
	if most := max(1, int(height/line())); len(set) > most {
		set = append(set[:most-1:most-1], cut(s, set[most-1], style, size, w))
	}
	for _, text := range set {
		s.y += line()
		s.draw(x, s.y-line()*0.25, w, text, style, size)
	}
}

// broken says whether a word had to be broken: a name is rather set smaller.
func (s *sheet) broken(text, style string, size, w float64) bool {
	for _, word := range words(join(clean(text))) {
		if s.width(strings.TrimRight(word, " "), style, size) > w {
			return true
		}
	}
	return false
}

func cut(s *sheet, line, style string, size, w float64) string {
	letters := []rune(line)
	for len(letters) > 0 && s.width(string(letters)+"…", style, size) > w {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimRight(string(letters), " ") + "…"
}

// code draws a QR code (ISO/IEC 18004) with sides of this length, its quiet zone within them.
func (s *sheet) code(text string, x, y, side float64) error {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return conference.Errorf(conference.Invalid, "this is too long for a QR code")
	}
	const quiet = 4
	module := side / float64(code.Size+2*quiet)
	s.pdf.SetFillColor(255, 255, 255)
	s.pdf.Rect(x, y, side, side, "F")
	s.pdf.SetFillColor(0, 0, 0)
	for row := range code.Size {
		for from := 0; from < code.Size; from++ {
			to := from
			for to < code.Size && code.Black(to, row) {
				to++
			}
			if to > from { // as one bar: readers trip over the hairlines between squares
				s.pdf.Rect(x+float64(from+quiet)*module, y+float64(row+quiet)*module, float64(to-from)*module, module+0.01, "F")
				from = to
			}
		}
	}
	return nil
}
