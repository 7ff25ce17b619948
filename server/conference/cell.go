package conference

import "strings"

// begins are the characters with which a spreadsheet takes a text for a formula; the wide ones it folds to these.
const begins = "=+-@\t\r\n|%＝＋－＠"

// SafeCell is a text as a spreadsheet may have it: one that would begin a formula is marked as text. What a participant
// typed as her name would otherwise run on the organizer's machine.
func SafeCell(text string) string {
	if text != "" && strings.ContainsRune(begins, []rune(text)[0]) {
		return "'" + text
	}
	return text
}
