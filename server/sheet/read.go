package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// What is read at most.
const (
	MaxBytes   = 8 << 20  // of the file
	MostRows   = 20_001   // with the heading
	mostCells  = 200      // in a row
	mostText   = 4000     // bytes in a cell
	mostPacked = 48 << 20 // bytes of all that is packed in an XLSX file
	mostParts  = 1000     // files in it
)

// Row is a row that has something in it, with its number as the spreadsheet shows it.
type Row struct {
	Number int
	Cells  []string
}

var errRows = fmt.Errorf("it has more than %d rows", MostRows-1)

// Read reads the first sheet of an XLSX file, or a CSV file. Its errors are for a person.
func Read(data []byte) ([]Row, error) {
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("it is larger than %d MB", MaxBytes>>20)
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return readXLSX(data)
	}
	if bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}) {
		return nil, errors.New("it is a spreadsheet of the old kind or has a password; please save it as XLSX without one")
	}
	return readCSV(data)
}

// readXLSX reads the first sheet. How large it is unpacked is known before anything is: the packer's own reader refuses
// a part that turns out larger than it was said to be.
func readXLSX(data []byte) (rows []Row, err error) {
	broken := errors.New("it is no spreadsheet, or damaged")
	defer func() {
		if recover() != nil { // a library that reads files of strangers; the file is to blame
			rows, err = nil, broken
		}
	}()
	packed, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, broken
	}
	var size uint64
	for _, part := range packed.File {
		size += min(part.UncompressedSize64, mostPacked+1)
	}
	if size > mostPacked || len(packed.File) > mostParts {
		return nil, errors.New("it is too large when it is unpacked")
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: mostPacked, UnzipXMLSizeLimit: mostPacked})
	if err != nil {
		return nil, broken
	}
	defer f.Close()
	found, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return nil, broken
	}
	for number := 1; found.Next(); number++ {
		if number > 2*MostRows {
			return nil, errRows
		}
		cells, err := found.Columns()
		if err != nil {
			return nil, fmt.Errorf("row %d cannot be read", number)
		}
		if rows, err = appended(rows, number, cells); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// appended adds a row, if there is anything in it.
func appended(rows []Row, number int, cells []string) ([]Row, error) {
	for i, cell := range cells {
		cell = plain(strings.TrimSpace(strings.ToValidUTF8(cell, "�")))
		if len(cell) > mostText {
			return nil, fmt.Errorf("a cell in row %d has more than %d bytes", number, mostText)
		}
		cells[i] = cell
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	switch {
	case len(cells) == 0:
		return rows, nil
	case len(cells) > mostCells:
		return nil, fmt.Errorf("row %d has more than %d columns", number, mostCells)
	case len(rows) >= MostRows:
		return nil, errRows
	}
	return append(rows, Row{Number: number, Cells: cells}), nil
}
