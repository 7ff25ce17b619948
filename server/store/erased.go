package store

import (
	"fmt"
	"strconv"
	"strings"
)

// erasePerson is the action of an entry that says whose words in which other entries were erased.
const erasePerson = "erase-person"

// erasures are the numbers of entries whose words are gone, as long as no later entry was found that says so.
type erasures map[int64]bool

// note notes a row. It says whether the words of the row, if it has any, are those that were written.
func (e erasures) note(row chained) (bool, error) {
	if row.Salt == "" {
		e[row.Number] = true
		return row.Detail == "" && row.Via == "", nil
	}
	digest, err := row.words()
	if err != nil || digest != row.Digest {
		return false, err
	}
	if row.Action == erasePerson {
		for _, span := range readSpans(row.Detail) {
			for number := range e {
				if number >= span[0] && number <= span[1] {
					delete(e, number)
				}
			}
		}
	}
	return true, nil
}

const spansOf = "words erased in entries: "

// writeSpans writes ascending numbers as the entry of an erasure has them: "3, 7-9".
func writeSpans(numbers []int64) string {
	if len(numbers) == 0 {
		return ""
	}
	var spans []string
	for i := 0; i < len(numbers); {
		to := i
		for to+1 < len(numbers) && numbers[to+1] == numbers[to]+1 {
			to++
		}
		span := strconv.FormatInt(numbers[i], 10)
		if to > i {
			span = fmt.Sprintf("%d-%d", numbers[i], numbers[to])
		}
		spans = append(spans, span)
		i = to + 1
	}
	return spansOf + strings.Join(spans, ", ")
}

// readSpans reads what writeSpans wrote.
func readSpans(detail string) (spans [][2]int64) {
	list, is := strings.CutPrefix(detail, spansOf)
	if !is {
		return nil
	}
	for span := range strings.SplitSeq(list, ", ") {
		first, last, many := strings.Cut(span, "-")
		if !many {
			last = first
		}
		from, err := strconv.ParseInt(first, 10, 64)
		to, fault := strconv.ParseInt(last, 10, 64)
		if err == nil && fault == nil {
			spans = append(spans, [2]int64{from, to})
		}
	}
	return spans
}
