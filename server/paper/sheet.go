package paper

import (
	"bytes"
	_ "embed" // the fonts
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"plenary/server/conference"
)

// The fonts; fonts/README.md says where they are from.
var (
	//go:embed fonts/DejaVuSansCondensed.ttf
	regular []byte
	//go:embed fonts/DejaVuSansCondensed-Bold.ttf
	bold []byte
	//go:embed fonts/DroidSansFallback-Han.ttf
	hanFont []byte
)

// Millimetres of an A4 page.
const (
	pageWidth, pageHeight = 210.0, 297.0
	margin                = 17.0
	bottom                = pageHeight - 18.0
	lineHeight            = 1.32 // of the size of the letters
	point                 = 25.4 / 72
)

// sheet is paper on which text in any script is set.
type sheet struct {
	pdf    *fpdf.Fpdf
	y      float64 // how far down the page text has been set
	turn   func()  // begins the next page when the text comes to the bottom
	hasHan bool
}

// newSheet is empty paper of this size. What is printed twice from the same is the same.
func newSheet(size string, c conference.Conference, title string, at time.Time) *sheet {
	s := &sheet{pdf: fpdf.New("P", "mm", size, "")}
	s.turn = func() {
		s.pdf.AddPage()
		s.y = margin
	}
	s.pdf.AddUTF8FontFromBytes("text", "", regular)
	s.pdf.AddUTF8FontFromBytes("text", "B", bold)
	s.pdf.SetMargins(margin, margin, margin)
	s.pdf.SetAutoPageBreak(false, 0)
	s.pdf.SetTitle(title, true)
	s.pdf.SetAuthor(c.Organizer, true)
	s.pdf.SetCreator("Plenary", true)
	s.pdf.SetCreationDate(at)
	s.pdf.SetModificationDate(at)
	s.pdf.SetCatalogSort(true)
	return s
}

func (s *sheet) bytes() ([]byte, error) {
	var b bytes.Buffer
	if err := s.pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("print: %w", err)
	}
	return b.Bytes(), nil
}

func (s *sheet) needHan() {
	if !s.hasHan {
		s.pdf.AddUTF8FontFromBytes("han", "", hanFont)
		s.hasHan = true
	}
}

func (s *sheet) ink(grey int) { s.pdf.SetTextColor(grey, grey, grey) }

// write sets a text in as many lines as it needs, and moves on below them.
func (s *sheet) write(x, w float64, text, style string, size float64) {
	height := size * point * lineHeight
	for _, line := range s.wrap(text, style, size, w) {
		if s.y+height > bottom {
			s.turn()
		}
		s.y += height
		s.draw(x, s.y-height*0.25, w, line, style, size)
	}
}

func (s *sheet) shorten(text string, w float64) string {
	lines := s.wrap(text, "", 8, w)
	if len(lines) > 1 {
		return lines[0] + " …"
	}
	return strings.Join(lines, "")
}

func given(texts ...string) []string {
	var list []string
	for _, text := range texts {
		if strings.TrimSpace(text) != "" {
			list = append(list, text)
		}
	}
	return list
}

func days(c conference.Conference) string {
	from, err := time.Parse(time.DateOnly, c.FirstDay)
	to, err2 := time.Parse(time.DateOnly, c.LastDay)
	switch {
	case err != nil || err2 != nil:
		return ""
	case from.Equal(to):
		return from.Format("2 January 2006")
	case from.Year() == to.Year() && from.Month() == to.Month():
		return fmt.Sprintf("%d–%s", from.Day(), to.Format("2 January 2006"))
	}
	return from.Format("2 January 2006") + " – " + to.Format("2 January 2006")
}
