package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/sheet"
)

func TestAListOfPeopleIsTakenInAsItsPreviewSaid(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	const preview, take = "/api/registrations/import/preview", "/api/registrations/import"
	bad := "Name;E-mail;Delegation;Favourite colour\nAna;ana@mission.example;Albania;blue\nBen;ben at mission;Albania;\nCy;ana@mission.example;Atlantis;\n"
	seen := want[protocol.RosterPreview](organizer, 200, "POST", preview, bad)
	var faults []string
	for _, f := range seen.Faults {
		faults = append(faults, fmt.Sprintf("%d %s: %s", f.Row, f.Column, f.Says))
	}
	if got := strings.Join(faults, "; "); got != "3 E-mail: “ben at mission” is not an e-mail address; 4 E-mail: ana@mission.example stands in row 2 already; 4 Delegation: there is no delegation “Atlantis”" {
		t.Errorf("the faults are %s", got)
	}
	if seen.Faulty != 3 || len(seen.Columns) != 4 || seen.Columns[3].Column != "" {
		t.Errorf("the preview says %+v", seen)
	}
	if a := organizer.send("POST", take+"?stamp="+seen.Stamp, bad); a.status != http.StatusUnprocessableEntity {
		t.Errorf("with faults: %d %s", a.status, a.body)
	}
	if n := want[protocol.RegistrationPage](organizer, 200, "GET", "/api/registrations?q=mission.example", nil).Total; n != 0 {
		t.Errorf("%d are registered by half", n)
	}

	// As many as a large conference has, in one file that is larger than other bodies may be.
	var b strings.Builder
	b.WriteString("Name,E-mail,Organization,Category,Function\n")
	const many = 2000
	for i := range many {
		fmt.Fprintf(&b, "Person %d,person%d@mission.example,Institute %d,Academia,=cmd()\n", i, i, i%7)
	}
	if a := organizer.send("POST", take+"?stamp=other", b.String()); a.status != http.StatusConflict {
		t.Errorf("without having been seen: %d %s", a.status, a.body)
	}
	seen = want[protocol.RosterPreview](organizer, 200, "POST", preview, b.String())
	if seen.Added != many || seen.Faulty != 0 {
		t.Fatalf("the preview says %+v", seen)
	}
	want[protocol.RosterPreview](organizer, 200, "POST", take+"?stamp="+seen.Stamp, b.String())
	if again := want[protocol.RosterPreview](organizer, 200, "POST", preview, b.String()); again.Present != many || again.Added != 0 || len(again.There) != mostPresent {
		t.Errorf("the second time it says %d are there, %d new", again.Present, again.Added)
	}
	for _, path := range []string{"/api/registrations.csv", "/api/registrations.xlsx"} {
		a := organizer.send("GET", path+"?q=mission.example&sort=name", nil)
		rows, err := sheet.Read(a.body)
		if err != nil || len(rows) != many+1 || rows[1].Cells[1] != "person0@mission.example" || rows[1].Cells[6] != "=cmd()" {
			t.Errorf("%s: %d %v, %d rows", path, a.status, err, len(rows))
		}
		if strings.Contains(string(a.body), ",=cmd()") || !strings.HasPrefix(a.headers.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s has a formula, or is shown: %v", path, a.headers)
		}
	}
	if entries, err := w.store.Entries(w.ctx(), 1); err != nil || entries[0].Action != "export" || entries[0].PersonID != w.people[conference.Organizer].ID {
		t.Errorf("who took everybody's address out is not in the log: %+v, %v", entries, err)
	}
	// What was written is read again, and finds everybody.
	a := organizer.send("GET", "/api/registrations.csv?q=mission.example", nil)
	if again := want[protocol.RosterPreview](organizer, 200, "POST", preview, string(a.body)); again.Present != many || again.Faulty != 0 {
		t.Errorf("what was written has %d faults: %v", again.Faulty, again.Faults)
	}
}

// Columns of the form's own fields are held to the form, bad cells are named, and what goes out comes in again.
func TestAListHasTheFormsOwnFields(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	w.buildForm(organizer,
		protocol.FormField{ID: "diet-0123", Kind: conference.ChoiceInput, Label: "Meals", Choices: []string{"All", "Vegetarian"}, Required: true},
		protocol.FormField{ID: "nuts-0123", Kind: conference.TextInput, Label: "Allergies", WhenField: "diet-0123", WhenIs: []string{"Vegetarian"}},
		protocol.FormField{ID: "name-0123", Kind: conference.TextInput, Label: "Name"}, // called as a column that every list has
		protocol.FormField{ID: "agree-0123", Kind: conference.ConsentInput, Label: "Pictures"},
		protocol.FormField{ID: "languages", Kind: conference.LanguagesInput},
		protocol.FormField{ID: "row-0123", Kind: conference.TextInput, Label: "Row", OrganizerOnly: true})
	const preview, take = "/api/registrations/import/preview", "/api/registrations/import"
	const heading = "Name,E-mail,Delegation,Meals,Allergies,Name (form),Pictures,Languages spoken,Row\n"
	bad := heading + "Ana,ana@mission.example,Albania,Fish,,,perhaps,,\n"
	seen := want[protocol.RosterPreview](organizer, 200, "POST", preview, bad)
	if len(seen.Faults) != 2 || seen.Faults[0].Column != "Meals" || seen.Faults[1].Column != "Pictures" {
		t.Errorf("the faults are %+v", seen.Faults)
	}
	good := heading + "Ana,ana@mission.example,Albania,vegetarian,Nuts,A.,yes,en; Slovenian,12\nBen,ben@mission.example,Albania,All,Nuts,,,,\n"
	seen = want[protocol.RosterPreview](organizer, 200, "POST", preview, good)
	if seen.Faulty != 0 || seen.Columns[3].Column != "answer" {
		t.Fatalf("the preview says %+v", seen)
	}
	want[protocol.RosterPreview](organizer, 200, "POST", take+"?stamp="+seen.Stamp, good)
	file := string(organizer.send("GET", "/api/registrations.csv?q=mission.example&sort=name", nil).body)
	for _, row := range []string{
		",Decided,Meals,Allergies,Name (form),Pictures,Languages spoken,Row\r\n", `,Vegetarian,Nuts,A.,yes,"en,Slovenian",12` + "\r\n", ",All,,,,,\r\n",
	} {
		if !strings.Contains(file, row) {
			t.Errorf("the list has no %q: %q", row, file)
		}
	}
	if again := want[protocol.RosterPreview](organizer, 200, "POST", preview, file); again.Faulty != 0 || again.Present != 2 {
		t.Errorf("what was written reads as %+v", again)
	}
}
