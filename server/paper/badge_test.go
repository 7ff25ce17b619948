package paper

import (
	"os"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
)

func badges() []Badge {
	var list []Badge
	for _, b := range []struct {
		name, function, place string
		category              conference.Category
	}{
		{"H.E. Ada Example", "Ambassador, Permanent Representative", "Albania", conference.ParticipatingState},
		{"Константин Константинопольский", "Заместитель директора департамента по вопросам новых вызовов и угроз", "Российская Федерация", conference.ParticipatingState},
		{"عبد الرحمن الصديق", "مستشار", "المملكة المغربية", conference.PartnerForCooperation},
		{"欧阳明华", "参赞", "中华人民共和国", conference.PartnerForCooperation},
		{"Zoë Łukasiewicz-Ærøskøbing von und zu Hohenlohe-Waldenburg-Schillingsfürst", "Head of Section", "The United Nations Office on Drugs and Crime, Terrorism Prevention Branch, Regional Section for Europe and Central Asia", conference.UnitedNations},
		{"Bo", "", "Daily Example", conference.Media},
		{"Pneumonoultramicroscopicsilicovolcanoconiosis", "Ἀθῆναι, Қазақстан, Ўзбекистон", "Ստանդարտ", conference.CivilSociety},
	} {
		list = append(list, Badge{
			Name: b.name, Function: b.function, Place: b.place, Category: b.category,
			Address: "https://conference.example/check-in#ABCDEFGHIJKLMNOPQRSTUVWXYZ",
		})
	}
	return list
}

func TestBadgesArePrintedWhole(t *testing.T) {
	c := listing().Conference
	for _, alone := range []bool{false, true} {
		b, err := Badges(c, badges(), alone, printedAt)
		if err != nil {
			t.Fatal(err)
		}
		if keep := os.Getenv("PLENARY_TEST_KEEP"); keep != "" && !alone {
			if err := os.WriteFile(keep, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		text := strings.Join(strings.Fields(extract(t, b)), " ")
		for _, want := range []string{"Ada Example", "Константин", "Константинопольский", "欧阳明华", "中华人民共和国", "Schillingsfürst", "Daily Example", "Қазақстан", "United Nations"} {
			if text != "" && !strings.Contains(text, want) {
				t.Errorf("alone %v: %q is not in\n%s", alone, want, text)
			}
		}
	}
}

// Whatever somebody registered as: her badge is printed, and so are the others'.
func TestAnyBadgeCanBePrinted(t *testing.T) {
	list := []Badge{
		{Name: "\x00\u202e😀", Category: "unknown"},
		{Name: strings.Repeat("長", 200), Function: strings.Repeat("W", 200), Place: strings.Repeat("ا ", 100)},
		{},
	}
	if _, err := Badges(conference.Conference{Title: strings.Repeat("Long ", 60)}, list, true, printedAt); err != nil {
		t.Error(err)
	}
	if _, err := Badges(conference.Conference{}, nil, false, printedAt); err != nil {
		t.Error(err)
	}
}

func TestALetterConfirmsAnAccreditation(t *testing.T) {
	b, err := Confirmation(listing().Conference, Letter{
		Name: "Константин Константинопольский", Function: "Counsellor", Place: "Российская Федерация", Category: conference.ParticipatingState,
		Reference: "ABCDEFGH", Decided: printedAt,
	}, printedAt)
	if err != nil {
		t.Fatal(err)
	}
	if keep := os.Getenv("PLENARY_TEST_KEEP_LETTER"); keep != "" {
		if err := os.WriteFile(keep, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text := strings.Join(strings.Fields(extract(t, b)), " ")
	for _, want := range []string{"Константинопольский", "Counsellor, Российская Федерация", "from 24 October 2026 to 25 October 2026", "Reference: ABCDEFGH"} {
		if text != "" && !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

func TestACertificateSaysWhatSomebodyAttended(t *testing.T) {
	var open []conference.Attended
	for _, item := range listing().Items[:30] { // more than a page
		open = append(open, conference.Attended{Session: item.Session, There: 75 * time.Minute})
	}
	b, err := Certificate(listing().Conference, Letter{Name: "Константин Константинопольский", Place: "Российская Федерация", Reference: "ABCDEFGH"}, open, 2, printedAt)
	if err != nil {
		t.Fatal(err)
	}
	if keep := os.Getenv("PLENARY_TEST_KEEP_CERTIFICATE"); keep != "" {
		if err := os.WriteFile(keep, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text := strings.Join(strings.Fields(extract(t, b)), " ")
	for _, want := range []string{"Константинопольский", "24 October, 09:30 · Opening", "1 h 15 min", "closed meetings (2)", "together: 37 h 30 min", "第四次会议"} {
		if text != "" && !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if _, err := Certificate(conference.Conference{}, Letter{}, nil, 0, printedAt); err != nil {
		t.Error(err)
	}
}

func TestEveryCategoryHasItsColourAndItsWords(t *testing.T) {
	for _, c := range conference.Categories {
		if _, ok := bands[c]; !ok || labels[c] == "" {
			t.Errorf("%s has no band, or no label", c)
		}
	}
}
