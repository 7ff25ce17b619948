package server

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func (w *world) outbox(by *browser, query string) protocol.MailPage {
	w.t.Helper()
	return want[protocol.MailPage](by, 200, "GET", "/api/mails"+query, nil)
}

func (w *world) approve(by *browser, id conference.RegistrationID) {
	w.t.Helper()
	want[protocol.RegistrationInfo](by, 200, "POST", "/api/registrations/"+string(id)+"/decision", protocol.DecisionInput{Decision: conference.Approve})
}

// Mail that is held is read, edited, sent and dropped by an organizer; nothing of it goes before.
func TestMailWaitsForAnOrganizer(t *testing.T) {
	w := newWorld(t)
	o := w.as(conference.Organizer)
	list := w.submitted(3)
	want[protocol.MailRule](o, 200, "PUT", "/api/mail-rule", protocol.MailRule{Held: true})
	for _, r := range list {
		w.approve(o, r.ID)
	}
	page := w.outbox(o, "?state=draft&limit=2")
	if page.Total != 3 || len(page.Mails) != 2 || page.Mails[0].Kind != conference.ApprovedMail || !page.Mails[0].Calendar {
		t.Fatalf("the outbox is %+v", page)
	}
	first := w.outbox(o, "?q=applicant-0").Mails[0]
	if !strings.HasPrefix(first.Text, "Dear Applicant 0,\n\nthe organizers of ") || !strings.Contains(first.Text, w.base) {
		t.Errorf("the draft says %q", first.Text)
	}
	edit := protocol.MailInput{Address: first.Address, Subject: "Добро пожаловать", Text: "Come at nine.", Version: first.Version}
	edited := want[protocol.MailInfo](o, 200, "PUT", "/api/mails/"+string(first.ID), edit)
	if edited.State != conference.DraftMail || edited.Subject != edit.Subject || edited.Version != first.Version+1 {
		t.Errorf("it was edited to %+v", edited)
	}
	want[protocol.Problem](o, 409, "PUT", "/api/mails/"+string(first.ID), edit) // somebody was faster
	for field, in := range map[string]protocol.MailInput{
		"subject": {Address: first.Address, Subject: "a\nb", Text: "x", Version: 2}, "text": {Address: first.Address, Subject: "a", Version: 2},
		"address": {Address: "nobody", Subject: "a", Text: "x", Version: 2},
	} {
		if p := o.send("PUT", "/api/mails/"+string(first.ID), in).problem(t); p.Status != 422 || p.Field != field {
			t.Errorf("%s: %+v", field, p)
		}
	}
	want[protocol.MailCount](o, 200, "POST", "/api/mails/drop", protocol.MailsInput{IDs: []conference.MailID{w.outbox(o, "?q=applicant-1").Mails[0].ID}, Matching: 1})
	all := protocol.MailsInput{State: conference.DraftMail, Matching: 3}
	want[protocol.Problem](o, 409, "POST", "/api/mails/send", all) // there are two by now
	want[protocol.Problem](o, 422, "POST", "/api/mails/send", protocol.MailsInput{State: conference.SentMail, Matching: 0})
	all.Matching = 2
	want[protocol.MailCount](o, 200, "POST", "/api/mails/send", all)
	if l := w.mail.next(t, first.Address, 1); !strings.HasPrefix(l.text, "Come at nine.") || !strings.Contains(l.raw, "BEGIN:VCALENDAR") && !strings.Contains(l.raw, "text/calendar") {
		t.Errorf("it was sent as %s", l.raw)
	}
	w.mail.next(t, list[2].Email, 1)
	until(t, "the note of it", func() bool { return w.outbox(o, "?state=sent").Total == 2 })
	if n := len(w.mail.to(list[1].Email)); n != 0 {
		t.Errorf("what was dropped was sent %d times", n)
	}
	want[protocol.Problem](o, 409, "PUT", "/api/mails/"+string(first.ID), protocol.MailInput{Address: first.Address, Subject: "a", Text: "b", Version: 3})
}

// submitted are registrations that were submitted, newest last.
func (w *world) submitted(n int) []protocol.RegistrationInfo {
	w.t.Helper()
	list := make([]protocol.RegistrationInfo, n)
	for i := range list {
		p := conference.Person{ID: conference.PersonID(fmt.Sprintf("applicant-%d", i)), Email: fmt.Sprintf("applicant-%d@mission.example", i), Name: fmt.Sprintf("Applicant %d", i), CreatedAt: w.clock.now()}
		w.must(w.store.CreatePerson(w.ctx(), p))
		r := conference.Registration{
			ID: conference.NewID[conference.RegistrationID](), ConferenceID: w.conference.ID, PersonID: p.ID, Name: p.Name, Organization: "Mission",
			Category: conference.Academia, State: conference.Submitted, CreatedAt: w.clock.now().Add(time.Duration(i) * time.Second), ChangedAt: w.clock.now(),
		}
		w.must(w.store.CreateRegistration(w.ctx(), r))
		list[i] = protocol.RegistrationInfo{ID: r.ID, Person: p.ID, Email: p.Email, Name: p.Name}
	}
	return list
}

// What a mail server refuses for now is tried again; where nobody is at an address, the registration says so, until a mail
// has arrived at another one.
func TestMailThatDoesNotArriveIsShown(t *testing.T) {
	w := newWorld(t)
	o := w.as(conference.Organizer)
	r := w.submitted(1)[0]
	w.mail.refuseNext(1)
	w.mail.unknown(r.Email)
	w.approve(o, r.ID)
	until(t, "the bounce", func() bool { return w.outbox(o, "?state=bounced").Total == 1 })
	m := w.outbox(o, "").Mails[0]
	if !strings.Contains(m.Answer, "550") || !strings.Contains(m.Answer, "no such user") {
		t.Errorf("the answer is %q", m.Answer)
	}
	fault := func() string {
		return want[protocol.RegistrationPage](o, 200, "GET", "/api/registrations?q="+r.Email, nil).Registrations[0].MailFault
	}
	if fault() != m.Answer {
		t.Errorf("the registration says %q", fault())
	}
	want[protocol.MailInfo](o, 200, "PUT", "/api/mails/"+string(m.ID), protocol.MailInput{Address: "right@mission.example", Subject: m.Subject, Text: m.Text, Version: m.Version})
	want[protocol.MailCount](o, 200, "POST", "/api/mails/send", protocol.MailsInput{IDs: []conference.MailID{m.ID}, Matching: 1})
	until(t, "the try", func() bool { return w.outbox(o, "").Mails[0].Attempts == 1 })
	if m = w.outbox(o, "").Mails[0]; m.State != conference.QueuedMail || m.NextAt == nil || !strings.Contains(m.Answer, "451") {
		t.Errorf("refused for now: %+v", m)
	}
	w.clock.pass(time.Minute)
	l := w.mail.next(t, "right@mission.example", 1)
	until(t, "the note of it", func() bool { return w.outbox(o, "?state=sent").Total == 1 })
	if fault() != "" {
		t.Errorf("after it arrived the registration says %q", fault())
	}
	// Later it comes back after all.
	report := strings.ReplaceAll(delivered, "MESSAGE-ID", l.headers.Get("Message-Id"))
	post := func(report string) answer {
		o.headers = map[string]string{"Content-Type": "message/rfc822"}
		defer func() { o.headers = nil }()
		return o.send("POST", "/api/mails/bounces", report)
	}
	if a := post(strings.ReplaceAll(report, "Action: failed", "Action: delayed")); a.status != 204 || w.outbox(o, "?state=sent").Total != 1 {
		t.Errorf("a delay: %d %s", a.status, a.body)
	}
	if a := post(report); a.status != 204 || fault() != "5.2.2 smtp; 552 mailbox is full" {
		t.Errorf("a bounce: %d %s, %q", a.status, a.body, fault())
	}
	for name, bad := range map[string]string{"a mail": "Subject: hi\r\n\r\nI am away.", "of others": strings.ReplaceAll(delivered, "MESSAGE-ID", "<x@elsewhere.example>")} {
		if a := post(bad); a.status != 422 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if a := post(strings.ReplaceAll(delivered, "MESSAGE-ID", "<none@"+w.srv.public.Hostname()+">")); a.status != 404 {
		t.Errorf("of no mail of ours: %d", a.status)
	}
}

const delivered = "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/report; report-type=delivery-status; boundary=\"b/1\"\r\n\r\n" +
	"--b/1\r\nContent-Type: text/plain\r\n\r\nI could not deliver it.\r\n" +
	"--b/1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n" +
	"Final-Recipient: rfc822; right@mission.example\r\nAction: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp; 552 mailbox\r\n is full\r\n\r\n" +
	"--b/1\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: MESSAGE-ID\r\nSubject: yours\r\n\r\n--b/1--\r\n"

func TestOrganizersWriteTheTemplates(t *testing.T) {
	w := newWorld(t)
	o := w.as(conference.Organizer)
	r := w.submitted(1)[0]
	if all := want[[]protocol.MailTemplateInfo](o, 200, "GET", "/api/mail-templates", nil); len(all) != len(conference.MailKinds)*len(conference.MailLanguages) || all[0].Own {
		t.Fatalf("the templates are %+v", all)
	}
	path := "/api/mail-templates/approved/ru"
	p := o.send("PUT", path, protocol.MailTemplateInput{Subject: "Да", Text: "{nam}"}).problem(t)
	if p.Status != 422 || p.Field != "text" || !strings.Contains(p.Title, "{nam}") || !strings.Contains(p.Title, "{name}") {
		t.Errorf("an unknown placeholder: %+v", p)
	}
	if a := o.send("PUT", "/api/mail-templates/approved/xx", protocol.MailTemplateInput{Subject: "a", Text: "b"}); a.status != 422 {
		t.Errorf("an unknown language: %d", a.status)
	}
	in := protocol.MailTemplateInput{Subject: "{name}: да", Text: "Ждём вас, {name}: {link}"}
	preview := want[protocol.MailPreview](o, 200, "POST", "/api/mail-preview", protocol.MailPreviewInput{Kind: conference.ApprovedMail, Language: conference.RussianMail, Subject: in.Subject, Text: in.Text, Registration: r.ID})
	if preview != (protocol.MailPreview{To: r.Email, Subject: "Applicant 0: да", Text: "Ждём вас, Applicant 0: " + w.srv.public.String() + "\n"}) {
		t.Errorf("the preview is %+v", preview)
	}
	if got := want[protocol.MailTemplateInfo](o, 200, "PUT", path, in); !got.Own {
		t.Errorf("written: %+v", got)
	}
	// Whose browser prefers Russian gets it.
	link := protocol.EmailInput{Email: r.Email}
	want[protocol.MailSent](w.visitor(), 200, "POST", "/api/sign-in/mail", link)
	reader := w.visitor()
	reader.headers = map[string]string{"Accept-Language": "ru-KZ,ru;q=0.9,en;q=0.8"}
	want[protocol.LinkUsed](reader, 200, "POST", "/api/links/use", protocol.LinkInput{Token: w.mail.next(t, r.Email, 1).secret(t)})
	w.approve(o, r.ID)
	if l := w.mail.next(t, r.Email, 2); !strings.HasPrefix(l.text, "Ждём вас, Applicant 0") {
		t.Errorf("she was sent %q", l.text)
	}
	if got := want[protocol.MailTemplateInfo](o, 200, "DELETE", path, nil); got.Own || got.Text == in.Text {
		t.Errorf("back at ours: %+v", got)
	}
}

func TestLanguagesOfBrowsers(t *testing.T) {
	for accepted, want := range map[string]conference.MailLanguage{
		"": "", "*": "", "ru": "ru", "ru-RU,en;q=0.5": "ru", "en-GB,ru;q=0.5": "en", "fr,ru;q=0.5": "ru", "de": "", "x;;": "",
	} {
		got, ok := mailLanguage(accepted)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q is %q, %v, want %q", accepted, got, ok, want)
		}
	}
}

// Whoever has a role in a session that a release changed is offered a mail with that session for her calendar.
func TestThoseWhomAReleaseConcernsAreWrittenTo(t *testing.T) {
	w := newWorld(t)
	o := w.as(conference.Organizer)
	release := func(name string) {
		stamp := want[protocol.DraftProgramme](o, 200, "GET", "/api/draft", nil).Stamp
		want[protocol.ReleaseInfo](o, 200, "POST", "/api/releases", protocol.ReleaseInput{Name: name, Stamp: stamp})
	}
	release("First")
	d, err := w.store.Draft(w.ctx(), w.press.ID)
	w.must(err)
	later := d.StartsAt.Add(time.Hour)
	ends := d.EndsAt.Add(time.Hour)
	d.StartsAt, d.EndsAt = &later, &ends
	_, err = w.store.PutDraft(w.ctx(), d, w.people[conference.Organizer].ID, w.clock.now())
	w.must(err)
	release("Second")
	made := want[protocol.MailCount](o, 200, "POST", "/api/releases/2/mails", nil)
	if made.Count == 0 {
		t.Fatal("nobody is written to")
	}
	if again := want[protocol.MailCount](o, 200, "POST", "/api/releases/2/mails", nil); again.Count != 0 {
		t.Errorf("written again: %d", again.Count)
	}
	page := w.outbox(o, "?kind=programme-changed&state=draft")
	if int64(page.Total) != made.Count || !page.Mails[0].Calendar || !strings.Contains(page.Mails[0].Text, d.Title) {
		t.Fatalf("the drafts are %+v", page)
	}
	m, err := w.store.Mail(w.ctx(), page.Mails[0].ID, w.conference.ID)
	w.must(err)
	if strings.Count(m.Calendar, "BEGIN:VEVENT") != 1 || !strings.Contains(m.Calendar, string(w.press.ID)) {
		t.Errorf("the calendar is %s", m.Calendar)
	}
	want[protocol.Problem](o, 404, "POST", "/api/releases/9/mails", nil)
}
