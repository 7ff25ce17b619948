package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"plenary/server/sheet"
)

func encoded(t *testing.T, e encoding.Encoding, text string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWhatSpreadsheetsWriteIsRead(t *testing.T) {
	const commas = "Имя,Почта\r\n\"Ёлкин, Ждан\",zhdan@mission.example\r\n\r\n\"Две\nстроки\",b@mission.example\r\nПоследний,c@mission.example\r\n"
	semicolons := "Имя;Почта\r\n\"Ёлкин, Ждан\";zhdan@mission.example\r\n\r\n\"Две\nстроки\";b@mission.example\r\nПоследний;c@mission.example\r\n"
	want := []sheet.Row{
		{1, []string{"Имя", "Почта"}},
		{2, []string{"Ёлкин, Ждан", "zhdan@mission.example"}},
		{4, []string{"Две\nстроки", "b@mission.example"}},
		{5, []string{"Последний", "c@mission.example"}},
	}
	for name, data := range map[string][]byte{
		"UTF-8":                  []byte(commas),
		"UTF-8 with its mark":    []byte("\ufeff" + semicolons),
		"tabs in UTF-16":         encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), strings.ReplaceAll(semicolons, ";", "\t")),
		"UTF-16 the other way":   encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), commas),
		"UTF-16 without a mark":  encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), commas),
		"Windows-1251":           encoded(t, charmap.Windows1251, semicolons),
		"with a separator named": []byte("sep=;\r\n" + semicolons),
	} {
		got, err := sheet.Read(data)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestWhatIsWrittenIsNoFormulaAndIsReadAgain(t *testing.T) {
	cells := []string{"=1+1", "+43 1 514 36", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "  =1", "|calc", "%1", "Ana – Анна", "5'0", "'quoted'"}
	rows := [][]string{{"heading"}, cells}
	asCSV, err := sheet.CSV(rows)
	if err != nil {
		t.Fatal(err)
	}
	asXLSX, err := sheet.XLSX("People", rows)
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range cells[:10] {
		if !bytes.Contains(asCSV, []byte("'"+strings.ReplaceAll(cell, "\r", ""))) { // which CSV has between rows only
			t.Errorf("%q is written as a formula", cell)
		}
	}
	if !bytes.HasPrefix(asCSV, []byte("\ufeff")) || bytes.Contains(asCSV, []byte("'Ana")) {
		t.Errorf("the file is %s", asCSV)
	}
	for name, data := range map[string][]byte{"CSV": asCSV, "XLSX": asXLSX} {
		got, err := sheet.Read(data)
		if err != nil || len(got) != 2 {
			t.Fatalf("%s: %v, %v", name, got, err)
		}
		for i, cell := range got[1].Cells {
			if want := strings.TrimSpace(cells[i]); strings.TrimSpace(cell) != want {
				t.Errorf("%s: %q is read as %q", name, want, cell)
			}
		}
	}
	if bytes.Contains(asXLSX, []byte("<f>")) {
		t.Error("there is a formula")
	}
}

// packed is an archive with one part that says of itself what it will.
func packed(t *testing.T, size int, parts int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range parts {
		w, err := z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(make([]byte, size)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHostileFilesAreRefused(t *testing.T) {
	many := strings.Repeat("a,b\n", sheet.MostRows+1)
	bomb := packed(t, 49<<20, 1)
	if len(bomb) > sheet.MaxBytes {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	liar := bytes.ReplaceAll(bomb, []byte{0, 0, 0x10, 0x03}, []byte{16, 0, 0, 0}) // says that it is small
	for name, c := range map[string]struct {
		data []byte
		says string
	}{
		"too large":      {make([]byte, sheet.MaxBytes+1), "larger than 8 MB"},
		"too many rows":  {[]byte(many), "more than 20000 rows"},
		"too wide":       {[]byte(strings.Repeat("a,", 201) + "b"), "more than 200 columns"},
		"a long cell":    {[]byte("a\n" + strings.Repeat("b", 4001)), "a cell in row 2"},
		"an open quote":  {[]byte("a,b\nc,\"d"), "quotation mark in line 2"},
		"a bomb":         {bomb, "too large when it is unpacked"},
		"a lying bomb":   {liar, "no spreadsheet, or damaged"},
		"many parts":     {packed(t, 1, 1001), "too large when it is unpacked"},
		"no spreadsheet": {packed(t, 10, 1), "no spreadsheet, or damaged"},
		"half an XLSX":   {bomb[:100], "no spreadsheet, or damaged"},
		"an old XLS":     {[]byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1}, "old kind"},
		"no text":        {[]byte{'a', 0, 0, 0, 'b', 0, 0, 0}, "no text"},
	} {
		rows, err := sheet.Read(c.data)
		if err == nil || !strings.Contains(err.Error(), c.says) || rows != nil {
			t.Errorf("%s: %d rows, %v; want an error with %q", name, len(rows), err, c.says)
		}
	}
}

func FuzzRead(f *testing.F) {
	made, err := sheet.XLSX("People", [][]string{{"Name", "E-mail"}, {"Ana", "ana@mission.example"}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(made)
	f.Add([]byte("Имя;Почта\nАнна;ana@mission.example\n"))
	f.Add([]byte("\xff\xfea\x00;\x00b\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := sheet.Read(data)
		if err == nil && len(rows) > sheet.MostRows {
			t.Errorf("%d rows", len(rows))
		}
	})
}
