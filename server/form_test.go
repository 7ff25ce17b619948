package server

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// buildForm has an organizer add fields to the form.
func (w *world) buildForm(organizer *browser, fields ...protocol.FormField) protocol.Form {
	w.t.Helper()
	form := want[protocol.Form](organizer, 200, "GET", "/api/form", nil)
	return want[protocol.Form](organizer, 200, "PUT", "/api/form", protocol.FormInput{Version: form.Version, Fields: append(form.Fields, fields...)})
}

// press is a form that asks journalists for more.
func pressForm() []protocol.FormField {
	return []protocol.FormField{
		{ID: "medium-0123", Kind: conference.TextInput, Label: "Medium", Required: true, WhenField: "category", WhenIs: []string{"media"}},
		{ID: "scan-0123", Kind: conference.FileInput, Label: "Press card", Required: true, WhenField: "category", WhenIs: []string{"media"}},
		{ID: "photo", Kind: conference.PhotoInput},
		{ID: "desk-0123", Kind: conference.TextInput, Label: "Desk", OrganizerOnly: true},
	}
}

func picture(t *testing.T, width, height int, write func(*bytes.Buffer, image.Image) error) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	img.Set(1, 1, color.White)
	var b bytes.Buffer
	if err := write(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func asPNG(b *bytes.Buffer, img image.Image) error  { return png.Encode(b, img) }
func asJPEG(b *bytes.Buffer, img image.Image) error { return jpeg.Encode(b, img, nil) }

func TestAFormIsBuiltFilledInAndRead(t *testing.T) {
	w := newWorld(t)
	w.openRegistration()
	organizer, ana := w.as(conference.Organizer), w.visitor()
	built := w.buildForm(organizer, pressForm()...)
	if seen := want[protocol.Form](ana, 200, "GET", "/api/form", nil); len(seen.Fields) != len(built.Fields)-1 {
		t.Errorf("a visitor sees %d fields of %d: all but what is for organizers", len(seen.Fields), len(built.Fields))
	}
	stale := protocol.FormInput{Version: "of yesterday", Fields: built.Fields}
	if a := organizer.send("PUT", "/api/form", stale); a.status != http.StatusConflict {
		t.Errorf("a form over another's: %d %s", a.status, a.body)
	}

	in := w.form("ana@paper.example")
	in.Category = conference.Media
	in.Answers = []protocol.Answer{{Field: "category", Value: "academia"}} // hides nothing: what she is stands above
	if a := ana.send("POST", "/api/registrations", in); a.status != 422 || a.problem(t).Field != "medium-0123" {
		t.Errorf("without her medium: %d %s", a.status, a.body)
	}
	in.Answers = []protocol.Answer{{Field: "medium-0123", Value: "The Paper"}, {Field: "desk-0123", Value: "Front row"}}
	want[protocol.MailSent](ana, 200, "POST", "/api/registrations", in)
	used := want[protocol.LinkUsed](ana, 200, "POST", "/api/links/use", protocol.LinkInput{Token: w.mail.next(t, "ana@paper.example", 1).secret(t)})
	r := used.Me.Registration
	desk := want[protocol.RegistrationInfo](organizer, 200, "GET", "/api/registrations/"+string(r.ID), nil)
	if len(desk.Missing) != 1 || desk.Missing[0] != "scan-0123" {
		t.Errorf("the desk is told that %v is missing", desk.Missing)
	}
	list := string(organizer.send("GET", "/api/registrations.csv?q=ana@paper.example", nil).body)
	if !strings.Contains(list, "Decided,Medium,Press card,Photo,Desk\r\n") || !strings.Contains(list, ",The Paper,,,") {
		t.Errorf("the list of people is %q", list)
	}
	if r.State != conference.Unfinished || len(r.Missing) != 1 || r.Missing[0] != "scan-0123" || len(r.Answers) != 1 {
		t.Fatalf("after the link: %+v", r)
	}
	if a := ana.send("PUT", "/api/me/registration", in); a.status != 422 || a.problem(t).Field != "scan-0123" {
		t.Errorf("sent without the press card: %d %s", a.status, a.body)
	}
	pdf := "%PDF-1.7\n" + strings.Repeat(" ", bodyLimit) // more than other bodies
	want[protocol.RegistrationInfo](ana, 200, "PUT", "/api/me/registration/files/scan-0123", pdf)
	want[protocol.RegistrationInfo](ana, 200, "PUT", "/api/me/registration/files/photo", picture(t, 2000, 1000, asPNG))
	sent := want[protocol.RegistrationInfo](ana, 200, "PUT", "/api/me/registration", in)
	if sent.State != conference.Submitted || len(sent.Answers) != 3 {
		t.Fatalf("sent: %+v", sent)
	}

	path := "/api/registrations/" + string(r.ID)
	want[protocol.RegistrationInfo](organizer, 200, "PUT", path+"/answers", protocol.AnswersInput{Answers: []protocol.Answer{
		{Field: "desk-0123", Value: "Second row"}, {Field: "medium-0123", Value: "Another"}, // not hers to change
	}})
	got := want[protocol.RegistrationInfo](organizer, 200, "GET", path, nil)
	text := map[conference.FieldID]string{}
	for _, a := range got.Answers {
		text[a.Field] = a.Value
	}
	if text["medium-0123"] != "The Paper" || text["desk-0123"] != "Second row" || text["photo"] != "image/jpeg" || text["scan-0123"] != "application/pdf" {
		t.Errorf("the organizer reads %v", text)
	}
	if me := want[protocol.Me](ana, 200, "GET", "/api/me", nil); len(me.Registration.Answers) != 3 {
		t.Errorf("she sees %v", me.Registration.Answers)
	}
	file := organizer.send("GET", path+"/files/photo", nil)
	shown, err := jpeg.DecodeConfig(bytes.NewReader(file.body))
	if err != nil || shown.Width != photoSide || shown.Height != photoSide/2 || file.headers.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the photo is %+v, %v, %v", shown, err, file.headers)
	}
	if file := ana.send("GET", "/api/me/registration/files/scan-0123", nil); string(file.body) != pdf ||
		!strings.HasPrefix(file.headers.Get("Content-Disposition"), "attachment") || file.headers.Get("Content-Security-Policy") != "sandbox; default-src 'none'" {
		t.Errorf("the scan is %d bytes, %v", len(file.body), file.headers)
	}
	if a := w.as(conference.Attendee).send("GET", path+"/files/photo", nil); a.status != http.StatusForbidden {
		t.Errorf("somebody else's photo: %d", a.status)
	}
	if a := organizer.send("PUT", "/api/form", protocol.FormInput{Version: want[protocol.Form](organizer, 200, "GET", "/api/form", nil).Version, Fields: built.Fields[:5]}); a.status != http.StatusConflict || !strings.Contains(string(a.body), "Medium") {
		t.Errorf("fields with answers taken away: %d %s", a.status, a.body)
	}
}

// A draft is kept with what is there of it, sent later, and not after registration closed; what was decided can be
// decided anew when an answer or a file changes.
func TestADraftIsFinishedInTime(t *testing.T) {
	w := newWorld(t)
	w.openRegistration()
	organizer, ana := w.as(conference.Organizer), w.visitor()
	w.buildForm(organizer, protocol.FormField{ID: "diet-0123", Kind: conference.ChoiceInput, Label: "Meals", Choices: []string{"All", "Vegetarian"}, Required: true}, protocol.FormField{ID: "photo", Kind: conference.PhotoInput})
	in := w.form("ana@mission.example")
	in.Draft = true
	want[protocol.MailSent](ana, 200, "POST", "/api/registrations", in)
	used := want[protocol.LinkUsed](ana, 200, "POST", "/api/links/use", protocol.LinkInput{Token: w.mail.next(t, in.Email, 1).secret(t)})
	if r := used.Me.Registration; r.State != conference.Unfinished || len(r.Missing) != 1 || !r.Changeable {
		t.Fatalf("a draft is %+v", r)
	}
	in.Answers = []protocol.Answer{{Field: "diet-0123", Value: "All"}}
	kept := want[protocol.RegistrationInfo](ana, 200, "PUT", "/api/me/registration", in)
	if kept.State != conference.Unfinished || len(kept.Missing) != 0 || len(kept.Answers) != 1 {
		t.Errorf("kept: %+v", kept)
	}
	in.Draft = false
	w.clock.set(w.conference.RegistrationCloses)
	ana.signIn(used.Me.Person.ID)
	organizer.signIn(w.people[conference.Organizer].ID)
	if a := ana.send("PUT", "/api/me/registration", in); a.status != http.StatusConflict {
		t.Errorf("sent too late: %d %s", a.status, a.body)
	}
	w.clock.set(w.conference.RegistrationCloses.Add(-time.Minute))
	sent := want[protocol.RegistrationInfo](ana, 200, "PUT", "/api/me/registration", in)
	if sent.State != conference.Submitted {
		t.Errorf("sent: %+v", sent)
	}
	want[protocol.RegistrationInfo](organizer, 200, "POST", "/api/registrations/"+string(sent.ID)+"/decision", protocol.DecisionInput{Decision: conference.Approve})
	if a := ana.send("PUT", "/api/me/registration/files/photo", picture(t, 9, 9, asPNG)); a.status != http.StatusConflict {
		t.Errorf("a photo after the decision: %d %s", a.status, a.body)
	}
	settings := want[protocol.RegistrationSettings](organizer, 200, "GET", "/api/registration-settings", nil)
	want[protocol.RegistrationSettings](organizer, 200, "PUT", "/api/registration-settings", protocol.RegistrationSettingsInput{
		Opens: settings.Opens, Closes: settings.Closes, Modification: conference.ModifyAlways, EditingResets: true,
	})
	again := want[protocol.RegistrationInfo](ana, 200, "PUT", "/api/me/registration/files/photo", picture(t, 9, 9, asPNG))
	if again.State != conference.Submitted || len(again.Answers) != 2 {
		t.Errorf("with another photo: %+v", again)
	}
}

func TestWhatIsNoFileIsRefused(t *testing.T) {
	w := newWorld(t)
	w.buildForm(w.as(conference.Organizer), protocol.FormField{ID: "scan-0123", Kind: conference.FileInput, Label: "Scan"}, protocol.FormField{ID: "photo", Kind: conference.PhotoInput})
	ana := w.as(conference.Registered)
	const files = "/api/me/registration/files/"
	bomb := picture(t, 1, 1, asPNG)
	bomb = bomb[:16] + "\x00\x01\x00\x00\x00\x01\x00\x00" + bomb[24:] // says that it is 65536 pixels wide and high
	for name, c := range map[string]struct {
		who    *browser
		field  string
		body   string
		status int
	}{
		"a page":                {ana, "scan-0123", "<html><script>", 422},
		"a drawing with script": {ana, "scan-0123", `<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`, 422},
		"a photo on paper":      {ana, "photo", "%PDF-1.7", 422},
		"half a picture":        {ana, "photo", picture(t, 9, 9, asJPEG)[:40], 422},
		"a bomb":                {ana, "photo", bomb, 422},
		"no such field":         {ana, "function", picture(t, 9, 9, asJPEG), 404},
		"much of a stranger":    {w.visitor(), "scan-0123", "%PDF-1.7" + strings.Repeat(" ", bodyLimit), 413},
		"another stranger's":    {w.visitor(), "scan-0123", "%PDF-1.7", 401},
	} {
		if a := c.who.send("PUT", files+c.field, c.body); a.status != c.status {
			t.Errorf("%s: %d %s; want %d", name, a.status, a.body, c.status)
		}
	}
	// Too much is refused before it is read.
	for most, status := range map[int]string{uploadLimit: " 422 ", uploadLimit + 1: " 413 "} {
		head := fmt.Sprintf("PUT %sscan-0123 HTTP/1.1\r\nHost: h\r\nOrigin: %s\r\nCookie: %s\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\nConnection: close\r\n\r\n", files, w.base, ana.cookie, most)
		if most == uploadLimit {
			head += strings.Repeat(" ", most)
		}
		if got := w.exchange(head); !strings.Contains(got, status) {
			t.Errorf("%d bytes: %.200s", most, got)
		}
	}
	if a := ana.send("GET", files+"photo", nil); a.status != 404 {
		t.Errorf("something was kept: %d", a.status)
	}
}

func TestWhichRoutesTakeMuch(t *testing.T) {
	s := &Server{generous: []route{{method: "PUT", path: "/api/me/files/{field}", most: 5}, {method: "POST", path: "/api/schedule", most: 7}}}
	for address, most := range map[string]int{
		"PUT /api/me/files/photo": 5, "PUT /api/me/files/photo?x=/": 5, "PUT /api/me/files/": 0, "PUT /api/me/files": 0,
		"PUT /api/me/files/a/b": 0, "POST /api/me/files/photo": 0, "POST /api/schedule?stamp=a": 7, "POST /api/schedule/preview": 0, "POST ": 0,
	} {
		method, path, _ := strings.Cut(address, " ")
		if got := s.mostOf(method, path); got != most {
			t.Errorf("%s takes %d, not %d", address, got, most)
		}
	}
}

func TestAPersonTakesHerDataAlong(t *testing.T) {
	w := newWorld(t)
	ana := w.as(conference.Attendee)
	a := ana.send("GET", "/api/me/export.json", nil)
	if a.status != 200 || !strings.Contains(string(a.body), w.people[conference.Attendee].Email) ||
		!strings.HasPrefix(a.headers.Get("Content-Disposition"), "attachment") || a.headers.Get("Cache-Control") != "no-store" {
		t.Errorf("her data: %d %v %.300s", a.status, a.headers, a.body)
	}
	if strings.Contains(string(a.body), w.people[conference.Chair].Email) {
		t.Error("somebody else's address is in it")
	}
}
