package conference_test

import (
	"strings"
	"testing"

	"plenary/server/conference"
)

func TestDocumentsHaveATitleAndASafeAddress(t *testing.T) {
	for _, c := range []struct {
		name string
		d    conference.Document
		ok   bool
	}{
		{"a file", conference.Document{Title: "Agenda", Language: "ru", FileName: "a.pdf"}, true},
		{"a link", conference.Document{Title: "Agenda", Address: "https://docs.example/a?b=c"}, true},
		{"no title", conference.Document{Title: " "}, false},
		{"a script", conference.Document{Title: "Agenda", Address: "javascript:alert(1)"}, false},
		{"a place without a host", conference.Document{Title: "Agenda", Address: "https:///a"}, false},
		{"with a password", conference.Document{Title: "Agenda", Address: "https://a:b@docs.example/"}, false},
		{"a language of nobody", conference.Document{Title: "Agenda", Language: "xx"}, false},
		{"too long", conference.Document{Title: strings.Repeat("a", 301)}, false},
	} {
		if err := c.d.Check(); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestFileNamesAreClean(t *testing.T) {
	for name, want := range map[string]string{
		"повестка дня.pdf":       "повестка дня.pdf",
		"../../etc/passwd":       "passwd",
		`C:\Papers\agenda.docx`:  "agenda.docx",
		"a\r\nSet-Cookie: b.pdf": "a--Set-Cookie- b.pdf",
		"a\u202efdp.exe":         "a-fdp.exe",
		".hidden":                "hidden",
		"":                       "document",
		"...":                    "document",
	} {
		if got := conference.CleanFileName(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
	if got := conference.CleanFileName(strings.Repeat("я", 300) + ".pdf"); len([]rune(got)) != 120 || !strings.HasSuffix(got, "я.pdf") {
		t.Errorf("a long name becomes %q", got)
	}
}
