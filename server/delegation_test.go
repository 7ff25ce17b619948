package server

import (
	"net/http"
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func (w *world) memberForm(email, name string, a conference.Participation) protocol.MemberInput {
	return protocol.MemberInput{Email: email, Name: name, Function: "Counsellor", Participation: a}
}

// memberNamed is a member of a delegation.
func memberNamed(t *testing.T, d protocol.DelegationDetail, name string) protocol.RegistrationInfo {
	t.Helper()
	for _, m := range d.Members {
		if m.Registration.Name == name {
			return m.Registration
		}
	}
	t.Fatalf("there is no %s among %+v", name, d.Members)
	return protocol.RegistrationInfo{}
}

func TestAFocalPointRegistersHerDelegation(t *testing.T) {
	w := newWorld(t)
	w.openRegistration()
	organizer := w.as(conference.Organizer)
	at := "/api/delegations/" + string(w.delegation.ID)
	// The people of this world are members already, all of them able to speak.
	page := want[protocol.DelegationPage](organizer, 200, "GET", "/api/delegation-list?q=alb", nil)
	speaking := page.Delegations[0].Quotas[1]
	if page.Total != 1 || speaking.Participation != conference.Speaking || speaking.Limited {
		t.Fatalf("before there are rules: %+v", page)
	}
	want[protocol.CategoryQuotas](organizer, 200, "PUT", "/api/delegation-quotas", protocol.CategoryQuotas{Quotas: []protocol.CategoryQuota{
		{Category: string(conference.ParticipatingState), Participation: conference.InRoom, Limited: true, Places: 1},
	}})
	named := want[protocol.DelegationRow](organizer, 200, "POST", at+"/focal-points", protocol.FocalPointInput{Email: "focal@mission.example", Name: "Fiona Focal"})
	if l := w.mail.next(t, "focal@mission.example", 1); !strings.Contains(l.text, "/delegation") || len(named.Focal) != 1 {
		t.Fatalf("the focal point is %+v and reads %s", named.Focal, l.text)
	}
	focal := w.visitor()
	focal.signIn(named.Focal[0].Person)
	if me := want[protocol.Me](focal, 200, "GET", "/api/me", nil); len(me.Delegations) != 1 || me.Delegations[0].Code != "AL" {
		t.Errorf("she is %+v", me)
	}

	w.buildForm(organizer, protocol.FormField{ID: "meals-0123", Kind: conference.TextInput, Label: "Meals", Required: true})
	added := want[protocol.DelegationDetail](focal, 200, "POST", at+"/members", w.memberForm("Mira@Mission.Example", "Mira Member", conference.InRoom))
	mira := memberNamed(t, added, "Mira Member")
	if mira.State != conference.Submitted || mira.Category != conference.ParticipatingState || !mira.OnBehalf || mira.Email != "mira@mission.example" {
		t.Errorf("the member is %+v", mira)
	}
	if l := w.mail.next(t, "mira@mission.example", 1); !strings.Contains(l.text, "focal@mission.example") || !strings.Contains(l.text, "\n– Meals\r\n") || strings.Contains(l.text, "Mira") {
		t.Errorf("the member reads %s", l.text)
	}
	over := focal.send("POST", at+"/members", w.memberForm("nora@mission.example", "Nora Member", conference.InRoom))
	const says = "The quota of Albania is 1 in the room, and 1 of it is taken: withdraw a member, let this one take part able to speak or as observers, or ask the organizers for a larger quota."
	if p := over.problem(t); p.Status != http.StatusConflict || p.Title != says {
		t.Errorf("over the quota: %+v", p)
	}
	for name, refused := range map[string]answer{
		"the same again":   focal.send("POST", at+"/members", w.memberForm("mira@mission.example", "Mira", conference.Observing)),
		"no address":       focal.send("POST", at+"/members", w.memberForm("mira", "Mira", conference.Observing)),
		"another's":        focal.send("PUT", at+"/members/"+string(mira.ID), w.memberForm("eve@mission.example", "Mira", conference.Observing)),
		"no way to attend": focal.send("POST", at+"/members", w.memberForm("oli@mission.example", "Oli", "sleeping")),
	} {
		if refused.status != http.StatusConflict && refused.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, refused.status, refused.body)
		}
	}
	edit := w.memberForm("mira@mission.example", "Mira M. Member", conference.Speaking)
	edit.Head = true
	edited := want[protocol.DelegationDetail](focal, 200, "PUT", at+"/members/"+string(mira.ID), edit)
	if m := memberNamed(t, edited, "Mira M. Member"); !m.Head || m.Participation != conference.Speaking || edited.Row.Head != m.Name {
		t.Errorf("edited = %+v", m)
	}
	// The rules of registration hold for her as for the person herself.
	w.clock.set(w.conference.RegistrationCloses)
	organizer = w.as(conference.Organizer)
	focal.signIn(named.Focal[0].Person)
	if a := focal.send("POST", at+"/members", w.memberForm("late@mission.example", "Late", conference.Observing)); a.status != http.StatusConflict {
		t.Errorf("after it closed: %d %s", a.status, a.body)
	}
	want[protocol.DelegationDetail](organizer, 200, "POST", at+"/members", w.memberForm("late@mission.example", "Late", conference.Observing))
	gone := want[protocol.DelegationDetail](focal, 200, "POST", at+"/members/"+string(mira.ID)+"/withdraw", nil)
	if m := memberNamed(t, gone, "Mira M. Member"); m.State != conference.Withdrawn || m.Head || gone.Row.Head != "" {
		t.Errorf("withdrawn = %+v, head %q", m, gone.Row.Head)
	}
	var actions []string
	entries, err := w.store.Entries(w.ctx(), 50)
	w.must(err)
	for _, e := range entries {
		if e.PersonID == named.Focal[0].Person {
			actions = append(actions, e.Action)
		}
	}
	if got := strings.Join(actions, " "); got != "registration-withdrawn head-of-delegation registration-submitted register-on-behalf" {
		t.Errorf("the audit says of her %s", got)
	}
}

func TestADelegationIsItsOwn(t *testing.T) {
	w := newWorld(t)
	w.openRegistration()
	other := conference.Delegation{ID: conference.NewID[conference.DelegationID](), ConferenceID: w.conference.ID, Code: "AT", Name: "Austria", Category: conference.ParticipatingState}
	w.must(w.store.PutDelegation(w.ctx(), other))
	organizer := w.as(conference.Organizer)
	named := want[protocol.DelegationRow](organizer, 200, "POST", "/api/delegations/"+string(other.ID)+"/focal-points", protocol.FocalPointInput{Email: "focal@vienna.example"})
	focal := w.visitor()
	focal.signIn(named.Focal[0].Person)
	at := "/api/delegations/" + string(w.delegation.ID)
	detail := want[protocol.DelegationDetail](organizer, 200, "GET", at, nil)
	foreign := detail.Members[0].Registration.ID
	form := w.memberForm("eve@mission.example", "Eve", conference.Observing)
	for name, b := range map[string]*browser{"of another delegation": focal, "a member": w.as(conference.Attendee)} {
		for _, a := range []answer{
			b.send("GET", at, nil),
			b.send("POST", at+"/members", form),
			b.send("PUT", at+"/members/"+string(foreign), form),
			b.send("POST", at+"/members/"+string(foreign)+"/withdraw", nil),
			b.send("PUT", at+"/head/"+string(foreign), nil),
		} {
			if a.status != http.StatusNotFound {
				t.Errorf("%s: %d %s", name, a.status, a.body)
			}
		}
		if a := b.send("POST", at+"/focal-points", protocol.FocalPointInput{Email: "eve@mission.example"}); a.status != http.StatusForbidden {
			t.Errorf("%s names a focal point: %d %s", name, a.status, a.body)
		}
	}
	// By her own delegation's address she reaches nobody of another.
	if a := focal.send("PUT", "/api/delegations/"+string(other.ID)+"/members/"+string(foreign), form); a.status != http.StatusNotFound {
		t.Errorf("a foreign member: %d %s", a.status, a.body)
	}
	if a := organizer.send("DELETE", "/api/delegations/"+string(other.ID)+"/focal-points/"+string(named.Focal[0].Person), nil); a.status >= 300 {
		t.Errorf("dismissed: %d %s", a.status, a.body)
	}
	if a := focal.send("GET", "/api/delegations/"+string(other.ID), nil); a.status != http.StatusNotFound {
		t.Errorf("after she was dismissed: %d %s", a.status, a.body)
	}
}

func TestTheSpeakingSeatIsPassedByTheHead(t *testing.T) {
	w := newWorld(t)
	at := "/api/delegations/" + string(w.delegation.ID)
	organizer, head, other := w.as(conference.Organizer), w.as(conference.Registered), w.as(conference.Attendee)
	seat := "/api/sessions/" + string(w.press.ID) + "/speaking-seat"
	give := protocol.SpeakingSeatInput{Delegation: w.delegation.ID, Person: w.people[conference.Attendee].ID}
	if a := other.send("PUT", seat, give); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a member takes it herself: %d %s", a.status, a.body)
	}
	detail := want[protocol.DelegationDetail](organizer, 200, "GET", at, nil)
	leader := memberNamed(t, detail, w.people[conference.Registered].Name)
	want[protocol.RegistrationInfo](organizer, 200, "POST", "/api/registrations/"+string(leader.ID)+"/decision", protocol.DecisionInput{Decision: conference.Approve})
	want[protocol.DelegationDetail](organizer, 200, "PUT", at+"/head/"+string(leader.ID), nil)

	passed := want[protocol.DelegationDetail](head, 200, "PUT", seat, give)
	if passed.Registrar || !passed.SeatPasser || len(passed.Seats) != 1 || passed.Seats[0].Person != give.Person {
		t.Errorf("the head sees %+v", passed.Seats)
	}
	if p := want[protocol.ProgrammeEntry](other, 200, "GET", "/api/sessions/"+string(w.press.ID), nil); p.Role != conference.Speaker {
		t.Errorf("who has the seat is %s", p.Role)
	}
	if a := head.send("POST", at+"/members", w.memberForm("eve@mission.example", "Eve", conference.Observing)); a.status != http.StatusForbidden {
		t.Errorf("the head registers somebody: %d %s", a.status, a.body)
	}
	give.Person = w.people[conference.Registered].ID
	want[protocol.DelegationDetail](head, 200, "PUT", seat, give)
	if p := want[protocol.ProgrammeEntry](other, 200, "GET", "/api/sessions/"+string(w.press.ID), nil); p.Role != conference.Attendee {
		t.Errorf("who had the seat is %s", p.Role)
	}
}

// Somebody whose delegation has become full before she proved her address keeps what she filled in.
func TestAFullDelegationIsToldBeforeAndAfter(t *testing.T) {
	w := newWorld(t)
	w.openRegistration()
	ana := w.visitor()
	want[protocol.MailSent](ana, 200, "POST", "/api/registrations", w.form("ana@mission.example"))
	letter := w.mail.next(t, "ana@mission.example", 1)
	want[protocol.DelegationRow](w.as(conference.Organizer), 200, "PUT", "/api/delegations/"+string(w.delegation.ID)+"/quotas",
		protocol.DelegationQuotasInput{Own: []protocol.QuotaInput{{Participation: conference.Speaking, Limited: true, Places: 0}}})
	if p := w.visitor().send("POST", "/api/registrations", w.form("ben@mission.example")).problem(t); p.Status != http.StatusConflict || !strings.Contains(p.Title, "The quota of Albania is 0 able to speak") {
		t.Errorf("registering for a full delegation: %+v", p)
	}
	used := want[protocol.LinkUsed](ana, 200, "POST", "/api/links/use", protocol.LinkInput{Token: letter.secret(t)})
	if used.Me.Registration == nil || used.Me.Registration.State != conference.Unfinished {
		t.Fatalf("after the link: %+v", used.Me.Registration)
	}
	if p := ana.send("PUT", "/api/me/registration", w.form("ana@mission.example")).problem(t); p.Status != http.StatusConflict || !strings.Contains(p.Title, "quota") {
		t.Errorf("sending it: %+v", p)
	}
}
