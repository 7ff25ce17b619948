package paper

import (
	"strings"
	"unicode"
)

// han says whether a letter is set in the Han font.
func han(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303f || r >= 0xff01 && r <= 0xff5e
}

// clean takes away what cannot be printed: line breaks within, control characters, and what lies beyond the first plane,
// which the fonts do not have.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r > 0xffff:
			return 0x25a1
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// A run is a part of a line that is set in one font.
type run struct {
	text string
	han  bool
}

func runs(text string) []run {
	var list []run
	for _, r := range text {
		if n := len(list); n > 0 && (list[n-1].han == han(r) || r == ' ') {
			list[n-1].text += string(r)
			continue
		}
		list = append(list, run{string(r), han(r)})
	}
	return list
}

// width is how wide a text is in the font that is set.
func (s *sheet) width(text string, style string, size float64) float64 {
	w := 0.0
	for _, r := range runs(text) {
		s.font(r.han, style, size)
		w += s.pdf.GetStringWidth(r.text)
	}
	return w
}

func (s *sheet) font(han bool, style string, size float64) {
	if han {
		s.needHan()
		s.pdf.SetFont("han", "", size)
		return
	}
	s.pdf.SetFont("text", style, size)
}

// wrap breaks a text into lines no wider than w: at spaces, between Han letters, and within a word that is wider than a
// line by itself. The Arabic in it has its shapes, but is still in the order in which it is read.
func (s *sheet) wrap(text, style string, size, w float64) []string {
	var lines []string
	line := ""
	for _, word := range words(join(clean(text))) {
		if s.width(line+strings.TrimRight(word, " "), style, size) <= w {
			line += word
			continue
		}
		if line != "" {
			lines = append(lines, strings.TrimRight(line, " "))
		}
		line = ""
		for _, r := range word {
			if line != "" && s.width(line+string(r), style, size) > w && r != ' ' {
				lines = append(lines, line)
				line = ""
			}
			line += string(r)
		}
	}
	if line = strings.TrimRight(line, " "); line != "" {
		lines = append(lines, line)
	}
	return lines
}

// words are the parts between which a line may end, each with the space behind it.
func words(text string) []string {
	var list []string
	begin := 0
	letters := []rune(text)
	for i, r := range letters {
		if i+1 == len(letters) || r == ' ' || r == '-' || r == '/' || (han(r) || han(letters[i+1])) && !closing(letters[i+1]) && !opening(r) && letters[i+1] != ' ' {
			list = append(list, string(letters[begin:i+1]))
			begin = i + 1
		}
	}
	return list
}

// closing may not begin a line, opening may not end one.
func closing(r rune) bool {
	return strings.ContainsRune("、。，．：；？！）」』】》〉’”)]};:,.!?%", r)
}
func opening(r rune) bool { return strings.ContainsRune("（「『【《〈‘“([{", r) }

// draw sets a line at x and y, within a column of this width: lines that run from the right begin at its right.
func (s *sheet) draw(x, y, w float64, line, style string, size float64) {
	text, fromRight := visual(line)
	if fromRight {
		x += w - s.width(text, style, size)
	}
	for _, r := range runs(text) {
		s.font(r.han, style, size)
		s.pdf.Text(x, y, r.text)
		x += s.pdf.GetStringWidth(r.text)
	}
}
