package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// form is what somebody fills in.
func (w *world) form(email string) protocol.RegistrationInput {
	return protocol.RegistrationInput{
		Email: email, Name: "Ana Example", Delegation: w.delegation.ID, Category: conference.ParticipatingState, Function: "Counsellor",
	}
}

// openRegistration goes back to when one could register.
func (w *world) openRegistration() { w.clock.set(w.conference.RegistrationOpens.Add(time.Hour)) }

func TestSomebodyRegistersAndIsLetIn(t *testing.T) {
	w := newWorld(t)
	w.openRegistration()
	ana, organizer := w.visitor(), w.as(conference.Organizer)
	want[protocol.MailSent](ana, 200, "POST", "/api/registrations", w.form("Ana@Mission.Example"))
	letter := w.mail.next(t, "ana@mission.example", 1)

	used := want[protocol.LinkUsed](ana, 200, "POST", "/api/links/use", protocol.LinkInput{Token: letter.secret(t)})
	if used.Purpose != conference.ConfirmRegistration || !used.Me.SignedIn || used.Me.Role != conference.Registered ||
		used.Me.Registration == nil || used.Me.Registration.State != conference.Submitted || used.Me.Registration.Code != "AL" {
		t.Fatalf("after the link: %+v", used)
	}

	page := want[protocol.RegistrationPage](organizer, 200, "GET", "/api/registrations?state=submitted&q=mission", nil)
	if page.Total != 1 || page.Registrations[0].Email != "ana@mission.example" || page.Registrations[0].Organization != "Albania" {
		t.Fatalf("the organizer sees %+v", page)
	}
	decision := "/api/registrations/" + string(page.Registrations[0].ID) + "/decision"
	asked := want[protocol.RegistrationInfo](organizer, 200, "POST", decision, protocol.DecisionInput{Decision: conference.AskCorrection, Reason: "Please give your function\nin full."})
	if asked.State != conference.CorrectionAsked {
		t.Errorf("asked = %+v", asked)
	}
	if l := w.mail.next(t, "ana@mission.example", 3); !strings.Contains(l.text, "> Please give your function\r\n> in full.") {
		t.Errorf("the mail says %s", l.text)
	}
	changed := w.form("ana@mission.example")
	changed.Function, changed.Name = "First Counsellor", "Ana M. Example"
	corrected := want[protocol.RegistrationInfo](ana, 200, "PUT", "/api/me/registration", changed)
	if corrected.State != conference.Submitted || corrected.Function != "First Counsellor" {
		t.Errorf("corrected = %+v", corrected)
	}
	want[protocol.RegistrationInfo](organizer, 200, "POST", decision, protocol.DecisionInput{Decision: conference.Approve})
	if l := w.mail.next(t, "ana@mission.example", 4); !strings.Contains(l.text, w.base) {
		t.Errorf("the mail says %s", l.text)
	}
	me := want[protocol.Me](ana, 200, "GET", "/api/me", nil)
	if me.Role != conference.Attendee || me.Person.Name != "Ana M. Example" || me.Person.Delegation != "Albania" {
		t.Errorf("me = %+v", me)
	}
	if withdrawn := want[protocol.RegistrationInfo](ana, 200, "POST", "/api/me/registration/withdraw", nil); withdrawn.State != conference.Withdrawn {
		t.Errorf("withdrawn = %+v", withdrawn)
	}
	if me := want[protocol.Me](ana, 200, "GET", "/api/me", nil); me.Role != conference.Registered {
		t.Errorf("after withdrawing: %+v", me)
	}
}

func TestTheDeadlineIsNamedInTheConferencesZone(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		at   time.Time
		want string
	}{
		"after":           {w.conference.RegistrationCloses, "Registration closed on 11 September 2020 at 10:50 (Europe/Vienna time)."},
		"before it opens": {w.conference.RegistrationOpens.Add(-1), "Registration opens on 16 July 2020 at 10:50 (Europe/Vienna time)."},
	} {
		w.clock.set(c.at)
		p := w.visitor().send("POST", "/api/registrations", w.form("late@mission.example")).problem(t)
		if p.Status != http.StatusConflict || p.Title != c.want {
			t.Errorf("%s: %+v; want %q", name, p, c.want)
		}
	}
	w.clock.set(w.conference.RegistrationCloses.Add(-time.Microsecond))
	want[protocol.MailSent](w.visitor(), 200, "POST", "/api/registrations", w.form("late@mission.example"))
}

// Whether an address is known shows in nothing: not in the status, the body, the headers, or what is overwritten.
func TestRegisteringAgainOverwritesNothingAndSaysTheSame(t *testing.T) {
	w := newWorld(t)
	w.openRegistration()
	known := w.people[conference.Attendee]
	var answers []answer
	for _, email := range []string{known.Email, "unknown@mission.example"} {
		in := w.form(email)
		in.Name = "Eve Evil"
		answers = append(answers, w.visitor().send("POST", "/api/registrations", in))
	}
	for _, email := range []string{known.Email, "nobody@mission.example"} {
		answers = append(answers, w.visitor().send("POST", "/api/sign-in/mail", protocol.EmailInput{Email: email}))
	}
	for i, a := range answers {
		a.headers.Del("Date")
		if a.status != 200 || string(a.body) != string(answers[0].body) || fmt.Sprint(a.headers) != fmt.Sprint(answers[0].headers) {
			t.Errorf("answer %d differs: %d %s %v; want %d %s %v", i, a.status, a.body, a.headers, answers[0].status, answers[0].body, answers[0].headers)
		}
	}
	for _, l := range []letterGot{w.mail.next(t, known.Email, 1), w.mail.next(t, known.Email, 2)} {
		if strings.Contains(l.raw, "Eve") || !strings.Contains(l.headers.Get("Subject"), "sign in") {
			t.Errorf("the known address got %s", l.raw)
		}
	}
	if strings.Contains(w.mail.next(t, "unknown@mission.example", 1).raw, "Eve") {
		t.Error("a stranger's words went to an address that nobody has proven")
	}
	r, err := w.store.RegistrationOf(w.ctx(), w.conference.ID, known.ID)
	if err != nil || r.Name != known.Name || r.State != conference.Approved {
		t.Errorf("the known registration = %+v, %v", r, err)
	}
	used := want[protocol.LinkUsed](w.visitor(), 200, "POST", "/api/links/use", protocol.LinkInput{Token: w.mail.next(t, known.Email, 1).secret(t)})
	if used.Purpose != conference.SignIn || used.Me.Person.ID != known.ID {
		t.Errorf("the known person's link = %+v", used)
	}
	if n := len(w.mail.to("nobody@mission.example")); n != 0 {
		t.Errorf("%d mails to an address that nobody has", n)
	}
}

// Whoever missed the first mail gets another one that confirms; what the first try said stays.
func TestAnUnconfirmedRegistrationCanBeConfirmedLater(t *testing.T) {
	w := newWorld(t)
	w.openRegistration()
	want[protocol.MailSent](w.visitor(), 200, "POST", "/api/registrations", w.form("ana@mission.example"))
	first := w.mail.next(t, "ana@mission.example", 1)
	w.clock.pass(conference.LinkLife)
	if a := w.visitor().send("POST", "/api/links/use", protocol.LinkInput{Token: first.secret(t)}); a.status != http.StatusConflict {
		t.Errorf("an expired link: %d %s", a.status, a.body)
	}
	again := w.form("ana@mission.example")
	again.Name = "Somebody Else"
	want[protocol.MailSent](w.visitor(), 200, "POST", "/api/registrations", again)
	used := want[protocol.LinkUsed](w.visitor(), 200, "POST", "/api/links/use", protocol.LinkInput{Token: w.mail.next(t, "ana@mission.example", 2).secret(t)})
	if used.Me.Registration.State != conference.Submitted || used.Me.Registration.Name != "Ana Example" {
		t.Errorf("used = %+v", used.Me.Registration)
	}
}

func TestAnAddressGetsThreeLinksAnHour(t *testing.T) {
	w := newWorld(t)
	known := w.people[conference.Attendee]
	for range 5 {
		want[protocol.MailSent](w.visitor(), 200, "POST", "/api/sign-in/mail", protocol.EmailInput{Email: known.Email})
	}
	w.mail.next(t, known.Email, linksPerHour)
	w.clock.pass(time.Hour + time.Second)
	want[protocol.MailSent](w.visitor(), 200, "POST", "/api/sign-in/mail", protocol.EmailInput{Email: known.Email})
	w.mail.next(t, known.Email, linksPerHour+1)
	if n := len(w.mail.to(known.Email)); n != linksPerHour+1 {
		t.Errorf("%d mails; want %d and one more an hour later", n, linksPerHour)
	}
	late := w.clock.now().Add(-2 * time.Hour) // asked for then, with its turn coming only now
	if _, made, err := w.srv.makeLink(w.ctx(), known.ID, conference.SignIn, late); made || err != nil {
		t.Errorf("a fourth link of the first hour: made %v, %v", made, err)
	}
}

func TestWhatIsFilledInWrongIsNamed(t *testing.T) {
	w := newWorld(t)
	w.openRegistration()
	for field, spoil := range map[string]func(*protocol.RegistrationInput){
		"email":      func(in *protocol.RegistrationInput) { in.Email = "ana" },
		"name":       func(in *protocol.RegistrationInput) { in.Name = "Ana\r\nBcc: all" },
		"delegation": func(in *protocol.RegistrationInput) { in.Delegation = "nowhere" },
		"category":   func(in *protocol.RegistrationInput) { in.Category = "guest" },
		"function":   func(in *protocol.RegistrationInput) { in.Function = strings.Repeat("f", 201) },
	} {
		in := w.form("ana@mission.example")
		spoil(&in)
		a := w.visitor().send("POST", "/api/registrations", in)
		if p := a.problem(t); a.status != http.StatusUnprocessableEntity || p.Field != field || p.Kind != conference.Invalid ||
			a.headers.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", field, a.status, a.body)
		}
	}
	for name, text := range map[string]string{
		"unknown field":       `{"email":"a@b.example","name":"A","category":"academia","organization":"O","state":"approved"}`,
		"a key twice":         `{"email":"a@b.example","name":"A","name":"B","category":"academia","organization":"O"}`,
		"a key in two cases":  `{"email":"a@b.example","name":"A","NAME":"` + strings.Repeat("x", 500) + `","category":"academia","organization":"O"}`,
		"no JSON":             `email=a`,
		"two values":          `{"email":"a@b.example","name":"A","category":"academia","organization":"O"}{}`,
		"a list":              `[]`,
		"nothing":             ``,
		"null":                `null`,
		"broken UTF-8":        "{\"email\":\"a@b.example\",\"name\":\"\xff\",\"category\":\"academia\",\"organization\":\"O\"}",
		"nested out of sight": `{"email":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`,
	} {
		a := w.visitor().send("POST", "/api/registrations", text)
		if p := a.problem(t); (a.status != 400 && a.status != 422) || p.Kind != conference.Invalid || p.Title == "" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if n, err := w.store.RegistrationCounts(w.ctx(), w.conference.ID, store.RegistrationFilter{}); err != nil || n[conference.Unconfirmed] != 0 {
		t.Errorf("something was stored: %v, %v", n, err)
	}
}

// Two at once with the same address: one registration, and nobody sees an error.
func TestTheSameAddressTwiceAtOnce(t *testing.T) {
	w := newWorld(t)
	w.openRegistration()
	statuses := make(chan int, 8)
	for range cap(statuses) {
		b := w.visitor()
		go func() { statuses <- b.send("POST", "/api/registrations", w.form("ana@mission.example")).status }()
	}
	for range cap(statuses) {
		if status := <-statuses; status != 200 {
			t.Errorf("status %d", status)
		}
	}
	if n, err := w.store.RegistrationCounts(w.ctx(), w.conference.ID, store.RegistrationFilter{}); err != nil || n[conference.Unconfirmed] != 1 {
		t.Errorf("%v, %v; want one unconfirmed registration", n, err)
	}
}
