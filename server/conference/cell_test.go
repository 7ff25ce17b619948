package conference_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"plenary/server/conference"
)

func TestSafeCell(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "",
		"Ana":                       "Ana",
		"=HYPERLINK(\"http://x\")":  "'=HYPERLINK(\"http://x\")",
		"+1 650":                    "'+1 650",
		"-2+3":                      "'-2+3",
		"@SUM(A1)":                  "'@SUM(A1)",
		"\t=1":                      "'\t=1",
		"\r=1":                      "'\r=1",
		"＝1+1":                      "'＝1+1",
		"|calc":                     "'|calc",
		"a=1":                       "a=1",
		"'quoted":                   "'quoted",
		"Österreich; \"in quotes\"": "Österreich; \"in quotes\"",
	} {
		if got := conference.SafeCell(text); got != want {
			t.Errorf("SafeCell(%q) = %q, want %q", text, got, want)
		}
	}
}

// FuzzSafeCell writes a cell as a table does and reads it back: nothing of it is lost, and it begins no formula.
func FuzzSafeCell(f *testing.F) {
	for _, seed := range []string{"=1", "a,b", "\"", "a\nb", "＠x", "'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		safe := conference.SafeCell(text)
		if safe != text && safe != "'"+text {
			t.Errorf("SafeCell(%q) = %q", text, safe)
		}
		if safe != "" && strings.ContainsRune("=+-@\t\r", rune(safe[0])) {
			t.Errorf("%q begins a formula", safe)
		}
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		if err := w.Write([]string{safe, "end"}); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		row, err := csv.NewReader(&b).Read()
		if err != nil || len(row) != 2 || row[0] != strings.ReplaceAll(safe, "\r\n", "\n") {
			t.Errorf("%q came back as %q, %v", safe, row, err)
		}
	})
}
