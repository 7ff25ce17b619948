package paper

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
)

func listing() conference.Listing {
	l := conference.Listing{
		Conference: conference.Conference{
			Title: "OSCE-wide Counter-Terrorism Conference", Organizer: "Example Chairmanship", Place: "Vienna and online",
			TimeZone: "Europe/Vienna", FirstDay: "2026-10-24", LastDay: "2026-10-25",
		},
		Address: "https://plenary.example",
	}
	start := time.Date(2026, 10, 24, 7, 30, 0, 0, time.UTC)
	add := func(title, abstract string, kind conference.SessionKind, minutes int, people ...conference.Billed) {
		l.Items = append(l.Items, conference.ListingItem{
			Hall: "Neuer Saal", People: people,
			Session: conference.Session{
				ID: conference.SessionID(fmt.Sprint(len(l.Items))), Title: title, Abstract: abstract, Kind: kind, Access: conference.ParticipantsAccess,
				Languages: "en,fr,ru", StartsAt: start, EndsAt: start.Add(time.Duration(minutes) * time.Minute),
			},
		})
		start = start.Add(time.Duration(minutes) * time.Minute)
	}
	add("Opening", "", conference.OpeningSession, 60, conference.Billed{Name: "H.E. Ada Example", Delegation: "Albania", Role: conference.Chair})
	add("Session 1: The Evolving Terrorist Threat and Responses Across the OSCE Area, in the Light of the Experience of the Participating States and of the Partners for Co-operation",
		"A long abstract.\nIn two paragraphs, with „quotes“, Łódź, Ærø, Straße and ﬁn.", conference.WorkingSession, 90,
		conference.Billed{Name: "Bartosz Przykład", Delegation: "Poland", Role: conference.Speaker}, conference.Billed{Name: "Zoë Peeters", Delegation: "Belgium", Role: conference.Speaker})
	add("Coffee break", "", conference.Break, 30)
	add("Заседание 2: Укрепление государственно-частного партнёрства", "Объявление для всех участников. Їжак, Қазақстан.", conference.WorkingSession, 60)
	add("الجلسة الثالثة: مكافحة الإرهاب (2026) والشراكة بين القطاعين العام والخاص", "لا إله إلا السلام؛ ملخص قصير.", conference.WorkingSession, 60)
	add("第四次会议：加强公私伙伴关系，防止恐怖主义的后勤和财政支持以及保护易受攻击的目标，并讨论今后的工作安排和各代表团的建议", "摘要（简短）。", conference.WorkingSession, 60)
	add("Pneumonoultramicroscopicsilicovolcanoconiosis"+strings.Repeat("x", 120), "", conference.SideEvent, 60)
	start = time.Date(2026, 10, 25, 8, 0, 0, 0, time.UTC) // after the change of the clock
	for i := range 30 {
		add(fmt.Sprintf("Item %d of the second day", i+1), "", conference.WorkingSession, 15)
	}
	return l
}

var printedAt = time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)

// PLENARY_TEST_KEEP names a file that the printed programme is kept in, to be looked at.
func TestTheProgrammeIsPrintedWhole(t *testing.T) {
	b, err := Programme(listing(), Options{Languages: []string{"en"}, Abstracts: true, At: printedAt})
	if err != nil {
		t.Fatal(err)
	}
	if keep := os.Getenv("PLENARY_TEST_KEEP"); keep != "" {
		if err := os.WriteFile(keep, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.HasPrefix(b, []byte("%PDF-")) || len(b) > 1<<20 {
		t.Fatalf("%d bytes that begin with %q", len(b), b[:5])
	}
	text := extract(t, b)
	if text == "" {
		return
	}
	joined := strings.ReplaceAll(strings.Join(strings.Fields(text), " "), " / ", "/")
	for _, want := range []string{
		"Saturday, 24 October 2026", "CEST (UTC+02:00)", "Sunday, 25 October 2026", "CET (UTC+01:00)", "09:30 10:30",
		"Chair: H.E. Ada Example (Albania)", "Bartosz Przykład (Poland); Zoë Peeters (Belgium)", "Łódź, Ærø, Straße",
		"Заседание 2: Укрепление", "Їжак, Қазақстан", "第四次会议", "Item 30 of the second day", "11:00 1/3", "11:00 3/3",
		"Neuer Saal · Opening · participants · interpreted: EN FR RU", "As of 1 October 2026, 11:00",
		"Sunday, 25 October 2026 (continued)", "All times are in the zone Europe/Vienna.",
	} {
		if !strings.Contains(joined, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

// extract reads the text of a PDF with another program than the one that wrote it.
func extract(t *testing.T, b []byte) string {
	t.Helper()
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("pdftotext is not here; .ci/install-test-tools installs it")
		}
		t.Log("not read back: pdftotext is not here")
		return ""
	}
	name := filepath.Join(t.TempDir(), "programme.pdf")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), reader, "-layout", name, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("the PDF cannot be read: %v\n%s", err, out)
	}
	return string(out)
}

func TestPrintingTwicePrintsTheSame(t *testing.T) {
	opts := Options{At: printedAt}
	first, err := Programme(listing(), opts)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Programme(listing(), opts)
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("two prints differ (%v)", err)
	}
}

func TestAnythingCanBePrinted(t *testing.T) {
	l := conference.Listing{Conference: conference.Conference{Title: "\x00\u202e😀", TimeZone: "nowhere"}}
	if _, err := Programme(l, Options{At: printedAt}); err != nil {
		t.Error(err)
	}
	l.Items = []conference.ListingItem{{Session: conference.Session{
		Title: strings.Repeat("長", 99) + strings.Repeat("ا", 99) + strings.Repeat("W", 99), Abstract: strings.Repeat("a ", 4000),
		StartsAt: printedAt, EndsAt: printedAt.Add(23 * time.Hour),
	}}}
	if _, err := Programme(l, Options{At: printedAt, Abstracts: true}); err != nil {
		t.Error(err)
	}
}

func TestArabicIsJoinedAndSetFromTheRight(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"سلام", "\ufee1\ufefc\ufeb3"},          // seen from the left: meem, lam-alef, seen
		{"بيت", "\ufe96\ufef4\ufe91"},           // three letters, three shapes
		{"دار", "\ufead\ufe8d\ufea9"},           // letters that join to nothing after them
		{"بَيت", "\ufe96\ufef4\u064e\ufe91"},    // a vowel sign parts nothing
		{"abc", "abc"},                          //
		{"2026 عام", "\ufee1\ufe8e\ufecb 2026"}, // numbers run from the left, where the reader comes to them
		{"OSCE بيت", "OSCE \ufe96\ufef4\ufe91"}, // a line that begins in Latin
		{"(بيت)", "(\ufe96\ufef4\ufe91)"},       // brackets turn with the text
	} {
		if got, _ := visual(join(c.text)); got != c.want {
			t.Errorf("%q is set as %+q, want %+q", c.text, got, c.want)
		}
	}
}
