package server

import (
	"strings"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
	"plenary/server/store/storetest"
)

// A server that ends between a change and the mail about it loses none: the next one, even two at once, puts it into the
// outbox once.
func TestEveryChangeIsToldByTheNextServer(t *testing.T) {
	w := newWorld(t)
	olga := w.people[conference.Organizer].ID
	list := w.applicants(conference.CivilSociety, 8)
	move := func(i int, step func(r conference.Registration) (conference.Registration, error), by conference.PersonID) {
		t.Helper()
		r, err := w.store.RegistrationOf(w.ctx(), w.conference.ID, list[i].ID)
		w.must(err)
		moved, err := step(r)
		w.must(err)
		_, err = w.store.UpdateRegistration(w.ctx(), moved, r.State, by)
		w.must(err)
	}
	decide := func(i int, d conference.Decision) {
		t.Helper()
		move(i, func(r conference.Registration) (conference.Registration, error) {
			return r.Decide(d, "They said so.", olga, w.clock.now())
		}, olga)
	}
	invite := func(email string) {
		t.Helper()
		i := invitation(asker{Conference: w.conference, Person: conference.Person{ID: olga}, Now: w.clock.now()}, conference.Invitation{
			ConferenceID: w.conference.ID, Email: email, Category: conference.Academia, Organization: "Institute", Participation: conference.Observing,
		})
		w.must(w.store.Invite(w.ctx(), i))
	}
	want := []struct {
		kind    conference.MailKind
		address string
		change  func()
	}{
		{conference.ApprovedMail, list[0].Email, func() { decide(0, conference.Approve) }},
		{conference.RejectedMail, list[1].Email, func() { decide(1, conference.Reject) }},
		{conference.CorrectionMail, list[2].Email, func() { decide(2, conference.AskCorrection) }},
		{conference.WaitingMail, list[3].Email, func() { decide(3, conference.Waitlist) }},
		{conference.CancelledMail, list[4].Email, func() { decide(4, conference.Cancel) }},
		{conference.WithdrawnMail, list[5].Email, func() {
			move(5, func(r conference.Registration) (conference.Registration, error) { return r.Withdraw(w.clock.now()) }, list[5].ID)
		}},
		{conference.SubmittedMail, "new@mission.example", func() {
			p := conference.Person{ID: "person-new", Email: "new@mission.example", Name: "New", CreatedAt: day}
			r := conference.Registration{
				ID: "registration-new", ConferenceID: w.conference.ID, Name: "New", Organization: "Institute", Category: conference.Academia, State: conference.Unconfirmed, CreatedAt: day, ChangedAt: day,
			}
			_, err := w.store.Apply(w.ctx(), p, r, nil)
			w.must(err)
			there, err := w.store.Registration(w.ctx(), r.ID)
			w.must(err)
			_, err = w.store.UpdateRegistration(w.ctx(), there.Confirm(true, day), there.State, p.ID)
			w.must(err)
		}},
		{conference.OnBehalfMail, "member@mission.example", func() {
			p := conference.Person{ID: "person-member", Email: "member@mission.example", Name: "Mira", CreatedAt: day}
			_, _, err := w.store.RegisterMember(w.ctx(), p, w.conference.ID, false, olga, day, func(*conference.Registration) (conference.Registration, error) {
				return conference.Registration{
					ID: "registration-member", ConferenceID: w.conference.ID, Name: "Mira", DelegationID: &w.delegation.ID, Category: conference.ParticipatingState,
					Participation: conference.Observing, RegisteredBy: &olga, State: conference.Submitted, CreatedAt: day, ChangedAt: day,
				}, nil
			})
			w.must(err)
		}},
		{conference.FocalMail, list[6].Email, func() {
			p, err := w.store.Person(w.ctx(), list[6].ID)
			w.must(err)
			_, err = w.store.NameFocalPoint(w.ctx(), w.delegation, p, olga, day)
			w.must(err)
		}},
		{conference.NoFocalMail, list[7].Email, func() {
			p, err := w.store.Person(w.ctx(), list[7].ID)
			w.must(err)
			_, err = w.store.NameFocalPoint(w.ctx(), w.delegation, p, olga, day)
			w.must(err)
			w.must(w.store.DismissFocalPoint(w.ctx(), w.delegation, p.ID, olga, day))
		}},
		{conference.InvitationMail, "guest@mission.example", func() { invite("guest@mission.example") }},
	}
	for _, c := range want {
		c.change()
	}
	// A place falls free, for whoever waits.
	w.must(w.store.SetCategoryLimits(w.ctx(), w.conference.ID, map[conference.Category]int{conference.CivilSociety: 2}, olga, day))
	told := func() map[string]int {
		mails, _, err := w.store.Mails(w.ctx(), w.conference.ID, store.MailFilter{}, 0, 100)
		w.must(err)
		n := map[string]int{}
		for _, m := range mails {
			n[m.Address+" "+string(m.Kind)]++
		}
		return n
	}
	if n := told(); len(n) != 0 {
		t.Fatalf("before anybody was told there is mail: %v", n)
	}
	var next sync.WaitGroup
	for range 2 {
		next.Go(func() {
			if err := newTeller(w.srv).round(w.ctx()); err != nil {
				t.Error(err)
			}
		})
	}
	next.Wait()
	got := told()
	for _, c := range want {
		if n := got[c.address+" "+string(c.kind)]; n != 1 {
			t.Errorf("%s has %d mails of the kind %s", c.address, n, c.kind)
		}
		w.mail.next(t, c.address, 1)
	}
	if n := got[list[3].Email+" "+string(conference.PromotedMail)]; n != 1 || len(got) != len(want)+2 { // and the one before she was dismissed
		t.Errorf("who waited has %d mails of her place; all are %v", n, got)
	}
}

// Whoever reads the outbox cannot answer an invitation in another's name: its link has no secret before it goes, and it
// goes nowhere else.
func TestTheOutboxHasNoSecretOfAnInvitation(t *testing.T) {
	w := newWorld(t)
	o := w.as(conference.Organizer)
	want[protocol.MailRule](o, 200, "PUT", "/api/mail-rule", protocol.MailRule{Held: true})
	want[protocol.Invited](o, 200, "POST", "/api/invitations", protocol.InvitationInput{
		Emails: []string{"ana@mission.example", "ben@mission.example"}, Category: conference.Academia, Organization: "Institute", Participation: conference.Observing,
	})
	draft := w.outbox(o, "?q=ana").Mails[0]
	if draft.Kind != conference.InvitationMail || !strings.Contains(draft.Text, conference.InvitationMark) || strings.Contains(draft.Text, "#") || strings.Contains(draft.Text, "Dear") {
		t.Errorf("the draft says %q", draft.Text)
	}
	for field, in := range map[string]protocol.MailInput{
		"address": {Address: "olga@organizers.example", Subject: "a", Text: draft.Text}, "text": {Address: draft.Address, Subject: "a", Text: "no link"},
	} {
		if p := o.send("PUT", "/api/mails/"+string(draft.ID), in).problem(t); p.Status != 422 || p.Field != field {
			t.Errorf("%s: %+v", field, p)
		}
	}
	edited := want[protocol.MailInfo](o, 200, "PUT", "/api/mails/"+string(draft.ID), protocol.MailInput{Address: draft.Address, Subject: "Come", Text: "Here: " + conference.InvitationMark, Version: draft.Version})
	invited := want[protocol.InvitationPage](o, 200, "GET", "/api/invitations?q=ben", nil).Invitations[0]
	if invited.Mail != conference.DraftMail {
		t.Errorf("the invitation's mail is %q", invited.Mail)
	}
	if a := o.send("POST", "/api/invitations/"+string(invited.ID)+"/revoke", nil); a.status >= 300 {
		t.Fatalf("revoked: %d %s", a.status, a.body)
	}
	w.clock.pass(24 * time.Hour)
	o = w.as(conference.Organizer)
	w.mail.refuseNext(1)
	want[protocol.MailCount](o, 200, "POST", "/api/mails/send", protocol.MailsInput{State: conference.DraftMail, Matching: 2})
	until(t, "the mail of whom nobody invites any more", func() bool { return w.outbox(o, "?state=dropped").Total == 1 })
	until(t, "the first try", func() bool { return w.outbox(o, "?q=ana").Mails[0].Attempts == 1 })
	w.clock.pass(time.Minute)
	w.srv.postman.wake()
	letter := w.mail.next(t, edited.Address, 1)
	found := invitationLink.FindStringSubmatch(letter.text)
	if found == nil || !strings.HasPrefix(letter.text, "Here: "+w.base) {
		t.Fatalf("it was sent as %q", letter.text)
	}
	seen := want[protocol.InvitationSeen](w.visitor(), 200, "POST", "/api/invitation/see", protocol.LinkInput{Token: found[1]})
	if !seen.ExpiresAt.Equal(w.clock.now().Add(conference.InvitationLife)) {
		t.Errorf("it can be answered until %s", seen.ExpiresAt)
	}
	until(t, "the note of it", func() bool { return w.outbox(o, "?state=sent").Total == 1 })
	// What came back of any try is known.
	o.headers = map[string]string{"Content-Type": "message/rfc822"}
	if a := o.send("POST", "/api/mails/bounces", strings.ReplaceAll(delivered, "MESSAGE-ID", letter.headers.Get("Message-Id"))); a.status != 204 {
		t.Errorf("a bounce: %d %s", a.status, a.body)
	}
	o.headers = nil
	if n := w.outbox(o, "?state=bounced").Total; n != 1 {
		t.Errorf("%d mails bounced", n)
	}
}

// What can never be told keeps nothing else back: neither what is behind it, nor what was decided about many.
func TestWhatCannotBeToldKeepsNothingBack(t *testing.T) {
	w := newWorld(t)
	list := w.applicants(conference.Academia, 2)
	storetest.Exec(t, w.database, `insert into tiding (id, conference_id, kind, reason, created_at) values ('nobody', '`+string(w.conference.ID)+`', 'approved', '', 1)`)
	organizer := w.as(conference.Organizer)
	want[protocol.SweepInfo](organizer, 200, "POST", "/api/registrations/decisions", sweepInput("sweep-behind-what-fails", conference.Reject, 2))
	w.clock.pass(conference.UndoTime)
	if err := w.srv.teller.round(w.ctx()); err == nil || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("the round says %v", err)
	}
	for _, p := range list {
		w.mail.next(t, p.Email, 1)
	}
}
