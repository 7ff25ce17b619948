package server

import (
	"fmt"
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/sheet"
)

// A list of people is invited whole, or not at all, and nobody twice.
func TestAListOfPeopleIsInvitedAsItsPreviewSaid(t *testing.T) {
	w := newWorld(t)
	o := w.as(conference.Organizer)
	const preview, take = "/api/invitations/import/preview", "/api/invitations/import"
	faulty := "E-mail,Name,Delegation,Category,Head of delegation\nana@mission.example,Ana,Albania,,perhaps\nnobody,,Atlantis,gods,\nana@mission.example,Ana,,media,\n"
	seen := want[protocol.RosterPreview](o, 200, "POST", preview, faulty)
	var faults []string
	for _, f := range seen.Faults {
		faults = append(faults, fmt.Sprint(f.Row, " ", f.Column))
	}
	if got := strings.Join(faults, ", "); got != "3 Name, 3 E-mail, 3 Category, 3 Delegation, 4 E-mail, 4 Delegation" || seen.Columns[4].Column != "" {
		t.Errorf("the faults are in %s; the columns %+v", got, seen.Columns)
	}
	if p := o.send("POST", take+"?stamp="+seen.Stamp, faulty).problem(t); p.Status != 422 || p.Field != "file" {
		t.Errorf("with faults: %+v", p)
	}
	known := w.people[conference.Attendee].Email
	file, err := sheet.XLSX("Guests", [][]string{
		{"E-mail", "Name", "Delegation", "Organization", "Category", "Function"},
		{"Ana@Mission.example", "Ana Приглашённая", "AL", "", "", "Ambassador"},
		{"ben@institute.example", "Ben", "", "Institute", "Academia", ""},
		{known, "The Attendee", "AL", "", "", ""},
	})
	w.must(err)
	seen = want[protocol.RosterPreview](o, 200, "POST", preview, string(file))
	if seen.Added != 2 || seen.Present != 1 || seen.Faulty != 0 {
		t.Fatalf("the preview is %+v", seen)
	}
	if n := want[protocol.InvitationPage](o, 200, "GET", "/api/invitations", nil).Total; n != 0 {
		t.Errorf("before it is taken in %d are invited", n)
	}
	want[protocol.RosterPreview](o, 200, "POST", take+"?stamp="+seen.Stamp, string(file))
	want[protocol.Problem](o, 409, "POST", take+"?stamp="+seen.Stamp, string(file)) // they have been by now
	letter := w.mail.next(t, "ana@mission.example", 1)
	found := invitationLink.FindStringSubmatch(letter.text)
	if found == nil || !strings.HasPrefix(letter.text, "Dear Ana Приглашённая,") {
		t.Fatalf("she was sent %q", letter.text)
	}
	until(t, "the note of it", func() bool { return w.outbox(o, "?state=sent").Total == 2 })
	page := want[protocol.InvitationPage](o, 200, "GET", "/api/invitations?q=ana@", nil)
	if i := page.Invitations[0]; i.Organization != "Albania" || i.Category != conference.ParticipatingState || i.State != conference.InvitationPending || i.Mail != conference.SentMail {
		t.Errorf("the invitation is %+v", i)
	}
	w.openRegistration()
	guest, link := w.visitor(), protocol.LinkInput{Token: found[1]}
	if me := want[protocol.Me](guest, 200, "POST", "/api/invitation/accept", link); me.Registration == nil || me.Registration.Function != "Ambassador" {
		t.Errorf("accepted: %+v", me.Registration)
	}
	want[protocol.Problem](w.visitor(), 409, "POST", "/api/invitation/accept", link)
}
