package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readCSV reads what spreadsheets write: in UTF-8, in UTF-16, or, from a Russian Windows, in its own encoding; separated
// by commas, semicolons or tabs.
func readCSV(data []byte) (rows []Row, err error) {
	text, err := decode(data)
	if err != nil {
		return nil, err
	}
	separator, text := separated(text)
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = separator, -1
	number, line := 0, 1 // a cell may have several lines, and empty lines are skipped
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, fmt.Errorf("a quotation mark in line %d is not closed, or stands where none can", wrong.Line)
		}
		if err != nil {
			return nil, fmt.Errorf("read it: %w", err)
		}
		start, _ := r.FieldPos(0)
		number += 1 + start - line
		line = start + 1
		for _, cell := range cells {
			line += strings.Count(cell, "\n")
		}
		if rows, err = appended(rows, number, cells); err != nil {
			return nil, err
		}
	}
}

// decode returns the text of a file, whichever encoding it is in.
func decode(data []byte) (string, error) {
	if bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}) {
		data = data[3:]
	}
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case zeros(data, 1) > zeros(data, 0):
		from = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zeros(data, 0) > 0:
		from = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case utf8.Valid(data):
		return string(data), nil
	default:
		from = charmap.Windows1251
	}
	text, err := from.NewDecoder().Bytes(data)
	if err != nil || bytes.IndexByte(text, 0) >= 0 {
		return "", errors.New("it is no text, or in an encoding that is not known; please save it as XLSX or as CSV in UTF-8")
	}
	return string(text), nil
}

// zeros counts empty bytes at the even or the odd places of the beginning: in UTF-16 every second byte of what is Latin.
func zeros(data []byte, from int) (n int) {
	for i := from; i < min(len(data), 2000); i += 2 {
		if data[i] == 0 {
			n++
		}
	}
	return n
}

// separated says what separates the cells, and returns the text without the line that says so.
func separated(text string) (rune, string) {
	first, rest, _ := strings.Cut(text, "\n")
	if said := strings.TrimSuffix(strings.ToLower(first), "\r"); len(said) == 5 && strings.HasPrefix(said, "sep=") && strings.ContainsAny(said[4:], ",;\t") {
		return rune(said[4]), rest
	}
	best, most, quoted := ',', 0, false
	counts := map[rune]int{}
	for _, r := range first {
		switch {
		case r == '"':
			quoted = !quoted
		case !quoted && strings.ContainsRune(",;\t", r):
			if counts[r]++; counts[r] > most {
				best, most = r, counts[r]
			}
		}
	}
	return best, text
}
