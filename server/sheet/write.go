package sheet

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// begins are characters with which a cell would be taken for a formula, also in the full width of East Asian fonts, or
// come to begin with one of them in another program.
const begins = "=+-@\t\r\n|%＝＋－＠"

// harmless is a cell that no spreadsheet takes for a formula: an apostrophe before it says that it is text.
func harmless(cell string) string {
	if strings.ContainsAny(firstOf(strings.TrimLeft(cell, " ")), begins) {
		return "'" + cell
	}
	return cell
}

// plain undoes harmless, so that a list that was written can be read again.
func plain(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && harmless(rest) != rest {
		return rest
	}
	return cell
}

func firstOf(text string) string {
	for _, r := range text {
		return string(r)
	}
	return ""
}

// CSV writes rows in UTF-8, with the mark by which spreadsheets know it.
func CSV(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = harmless(cell)
		}
		if err := w.Write(safe); err != nil {
			return nil, fmt.Errorf("write a row: %w", err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// XLSX writes rows as a sheet with a name. All cells are texts.
func XLSX(name string, rows [][]string) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName(f.GetSheetName(0), name); err != nil {
		return nil, fmt.Errorf("name a sheet: %w", err)
	}
	w, err := f.NewStreamWriter(name)
	if err != nil {
		return nil, fmt.Errorf("write a sheet: %w", err)
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, cell := range row {
			cells[j] = harmless(cell)
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return nil, fmt.Errorf("write row %d: %w", i+1, err)
		}
	}
	if err := w.Flush(); err != nil {
		return nil, fmt.Errorf("write a sheet: %w", err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("pack a sheet: %w", err)
	}
	return b.Bytes(), nil
}
