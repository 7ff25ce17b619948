package conference

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// marksMost is how many marks a letter may carry, one upon the other: no living language needs more.
const marksMost = 4

// Tame takes out of a text what could make others misread what stands beside it, or cover it: characters that turn the
// direction of what follows, that nobody sees, and towers of marks. Texts of all languages stay as they are, and so do
// emoji.
func Tame(text string) string {
	if tame(text) {
		return text
	}
	var b strings.Builder
	marks := 0
	for _, r := range text {
		if !unicode.In(r, unicode.Mn, unicode.Me) || r == variation {
			marks = 0
		} else if marks++; marks > marksMost {
			continue
		}
		if !misleading(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// variation has an emoji be one; it is a mark by name only.
const variation = '\ufe0f'

// tame says whether a text is one that needs no look at each character: most are.
func tame(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func misleading(r rune) bool {
	switch {
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u061c', r == '\u200e', r == '\u200f': // directions
	case r == '\u200b', r == '\u2060', r == '\ufeff', r == '\u00ad', r == '\u180e', r >= '\u2061' && r <= '\u2064': // not seen
	case r == '\u2028', r == '\u2029': // lines that are none of ours
	case r >= '\ufff9' && r <= '\ufffb', r >= '\U000e0000' && r <= '\U000e0fff' && !(r >= '\U000e0020' && r <= '\U000e007f'):
	case r == '\u3164', r == '\u115f', r == '\u1160', r == '\uffa0', r == '\u2800': // letters that are empty
	default:
		return false
	}
	return true
}
