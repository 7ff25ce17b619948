package schedule

import (
	"strings"
	"testing"
	"time"
)

// FuzzRead holds to this: whatever a stranger sends, reading ends, and what was read can be written in both forms and
// read again with as many events.
func FuzzRead(f *testing.F) {
	for _, b := range wild(&testing.T{}) {
		if len(b) < 8<<10 { // of a large one the engine minimizes more than it tries
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<14 {
			return
		}
		s, _, err := Read(b, time.UTC)
		if err != nil {
			return
		}
		for form, write := range map[string]func() ([]byte, error){"JSON": s.JSON, "XML": s.XML} {
			written, err := write()
			if err != nil {
				if form == "XML" && len(s.Days) == 0 {
					continue
				}
				t.Fatalf("%s: %v", form, err)
			}
			again, _, err := Read(written, time.UTC)
			if err != nil {
				t.Fatalf("%s: what we wrote cannot be read: %v\n%s", form, err, written)
			}
			if got, want := again.Count().Events, s.Count().Events; got != want {
				t.Fatalf("%s: %d events, want %d\n%s", form, got, want, written)
			}
		}
	})
}

// TestMuchOfTheSameIsReadInTime reads what would take hours if reading were slower than the file is long.
func TestMuchOfTheSameIsReadInTime(t *testing.T) {
	much := strings.Repeat("<a/>", 60_000)
	for _, text := range []string{
		`<schedule><conference>` + much + `</conference></schedule>`,
		`<schedule><conference><title>T</title></conference>` + strings.Repeat(`<day date="2020-09-14"><room name="R"/></day>`, 20_000) + `</schedule>`,
	} {
		if s, _, err := Read([]byte(text), time.UTC); err == nil {
			if _, err := s.JSON(); err != nil {
				t.Error(err)
			}
		}
	}
}
