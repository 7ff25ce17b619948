package paper

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// forms are the shapes of an Arabic letter: alone, at the end, at the beginning and in the middle of a word. Letters
// that join only to what is before them have the first two.
type forms [4]rune

var arabic = map[rune]forms{
	'ء': {0xFE80}, 'آ': {0xFE81, 0xFE82}, 'أ': {0xFE83, 0xFE84}, 'ؤ': {0xFE85, 0xFE86}, 'إ': {0xFE87, 0xFE88},
	'ئ': {0xFE89, 0xFE8A, 0xFE8B, 0xFE8C}, 'ا': {0xFE8D, 0xFE8E}, 'ب': {0xFE8F, 0xFE90, 0xFE91, 0xFE92},
	'ة': {0xFE93, 0xFE94}, 'ت': {0xFE95, 0xFE96, 0xFE97, 0xFE98}, 'ث': {0xFE99, 0xFE9A, 0xFE9B, 0xFE9C},
	'ج': {0xFE9D, 0xFE9E, 0xFE9F, 0xFEA0}, 'ح': {0xFEA1, 0xFEA2, 0xFEA3, 0xFEA4}, 'خ': {0xFEA5, 0xFEA6, 0xFEA7, 0xFEA8},
	'د': {0xFEA9, 0xFEAA}, 'ذ': {0xFEAB, 0xFEAC}, 'ر': {0xFEAD, 0xFEAE}, 'ز': {0xFEAF, 0xFEB0},
	'س': {0xFEB1, 0xFEB2, 0xFEB3, 0xFEB4}, 'ش': {0xFEB5, 0xFEB6, 0xFEB7, 0xFEB8}, 'ص': {0xFEB9, 0xFEBA, 0xFEBB, 0xFEBC},
	'ض': {0xFEBD, 0xFEBE, 0xFEBF, 0xFEC0}, 'ط': {0xFEC1, 0xFEC2, 0xFEC3, 0xFEC4}, 'ظ': {0xFEC5, 0xFEC6, 0xFEC7, 0xFEC8},
	'ع': {0xFEC9, 0xFECA, 0xFECB, 0xFECC}, 'غ': {0xFECD, 0xFECE, 0xFECF, 0xFED0}, 'ف': {0xFED1, 0xFED2, 0xFED3, 0xFED4},
	'ق': {0xFED5, 0xFED6, 0xFED7, 0xFED8}, 'ك': {0xFED9, 0xFEDA, 0xFEDB, 0xFEDC}, 'ل': {0xFEDD, 0xFEDE, 0xFEDF, 0xFEE0},
	'م': {0xFEE1, 0xFEE2, 0xFEE3, 0xFEE4}, 'ن': {0xFEE5, 0xFEE6, 0xFEE7, 0xFEE8}, 'ه': {0xFEE9, 0xFEEA, 0xFEEB, 0xFEEC},
	'و': {0xFEED, 0xFEEE}, 'ى': {0xFEEF, 0xFEF0}, 'ي': {0xFEF1, 0xFEF2, 0xFEF3, 0xFEF4},
	'ـ': {0x0640, 0x0640, 0x0640, 0x0640},
	// Persian
	'پ': {0xFB56, 0xFB57, 0xFB58, 0xFB59}, 'چ': {0xFB7A, 0xFB7B, 0xFB7C, 0xFB7D}, 'ژ': {0xFB8A, 0xFB8B},
	'ک': {0xFB8E, 0xFB8F, 0xFB90, 0xFB91}, 'گ': {0xFB92, 0xFB93, 0xFB94, 0xFB95}, 'ی': {0xFBFC, 0xFBFD, 0xFBFE, 0xFBFF},
}

// lamAlef are the forms of lam followed by an alef, which are one letter: alone, and after what joins.
var lamAlef = map[rune][2]rune{'آ': {0xFEF5, 0xFEF6}, 'أ': {0xFEF7, 0xFEF8}, 'إ': {0xFEF9, 0xFEFA}, 'ا': {0xFEFB, 0xFEFC}}

func (f forms) joinsAfter() bool  { return f[1] != 0 } // to what is before it
func (f forms) joinsBefore() bool { return f[2] != 0 } // to what comes after it

// join gives every Arabic letter the shape it has where it stands. Signs above and below do not part letters.
func join(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return arabic[r][0] != 0 }) < 0 {
		return text
	}
	letters := []rune(text)
	var b strings.Builder
	joined := false // the letter before joins to this one
	for i := 0; i < len(letters); i++ {
		r := letters[i]
		f, letter := arabic[r]
		switch {
		case unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
			continue
		case !letter:
			b.WriteRune(r)
			joined = false
			continue
		}
		after := next(letters, i)
		if pair, ok := lamAlef[at(letters, after)]; r == 'ل' && ok {
			if joined {
				b.WriteRune(pair[1])
			} else {
				b.WriteRune(pair[0])
			}
			i, joined = after, false
			continue
		}
		joins := f.joinsBefore() && arabic[at(letters, after)].joinsAfter()
		shape := 0
		if joined && f.joinsAfter() {
			shape++
		}
		if joins {
			shape += 2
		}
		b.WriteRune(f[shape])
		joined = joins
	}
	return b.String()
}

func next(letters []rune, i int) int {
	for i++; i < len(letters) && unicode.Is(unicode.Mn, letters[i]); i++ {
	}
	return i
}

func at(letters []rune, i int) rune {
	if i < len(letters) {
		return letters[i]
	}
	return 0
}

// visual puts a line into the order in which it is drawn, from the left, and says whether it runs from the right.
func visual(line string) (text string, fromRight bool) {
	if strings.IndexFunc(line, rightToLeft) < 0 {
		return line, false
	}
	fromRight = rightToLeft([]rune(line)[firstStrong(line)])
	base := bidi.LeftToRight
	if fromRight {
		base = bidi.RightToLeft
	}
	var p bidi.Paragraph
	if _, err := p.SetString(line, bidi.DefaultDirection(base)); err != nil {
		return line, false
	}
	order, err := p.Order()
	if err != nil {
		return line, false
	}
	runs := make([]string, order.NumRuns())
	for i := range runs {
		run := order.Run(i)
		runs[i] = run.String()
		if run.Direction() == bidi.RightToLeft {
			runs[i] = bidi.ReverseString(runs[i])
		}
	}
	if fromRight { // the library leaves the runs as they are read
		for i, j := 0, len(runs)-1; i < j; i, j = i+1, j-1 {
			runs[i], runs[j] = runs[j], runs[i]
		}
	}
	return strings.Join(runs, ""), fromRight
}

// firstStrong is the place of the first letter that has a direction: the line has the same (UAX 9, P2).
func firstStrong(line string) int {
	for i, r := range []rune(line) {
		if p, _ := bidi.LookupRune(r); p.Class() == bidi.L || rightToLeft(r) {
			return i
		}
	}
	return 0
}

func rightToLeft(r rune) bool {
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}
