package server

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

var invitationLink = regexp.MustCompile(`/invitation#([\w-]+)`)

func TestAnInvitationLeadsIntoARegistration(t *testing.T) {
	w := newWorld(t)
	w.openRegistration()
	organizer := w.as(conference.Organizer)
	secretOf := func(email string, n int) protocol.LinkInput {
		t.Helper()
		found := invitationLink.FindStringSubmatch(w.mail.next(t, email, n).text)
		if found == nil {
			t.Fatalf("%s got no link", email)
		}
		return protocol.LinkInput{Token: found[1]}
	}
	known := w.people[conference.Attendee].Email
	done := want[protocol.Invited](organizer, 200, "POST", "/api/invitations", protocol.InvitationInput{
		Emails:   []string{"Ana@Mission.example", "ben@mission.example", "cy@mission.example", "ana@mission.example", "no address", known},
		Category: conference.ParticipatingState, Delegation: w.delegation.ID, Participation: conference.InRoom,
	})
	if done.Invited != 3 || strings.Join(done.Refused, "; ") != "ana@mission.example has been invited already; “no address” is not an e-mail address; "+known+" has registered already" {
		t.Errorf("invited are %d, refused %v", done.Invited, done.Refused)
	}
	ana, secret := w.visitor(), secretOf("ana@mission.example", 1)
	if seen := want[protocol.InvitationSeen](ana, 200, "POST", "/api/invitation/see", secret); seen.Organization != "Albania" || seen.State != conference.InvitationPending {
		t.Errorf("she sees %+v", seen)
	}
	me := want[protocol.Me](ana, 200, "POST", "/api/invitation/accept", secret)
	if r := me.Registration; !me.SignedIn || r == nil || r.State != conference.Unfinished || r.Delegation != w.delegation.ID || r.Category != conference.ParticipatingState || r.Participation != conference.InRoom || !r.Changeable {
		t.Fatalf("accepted: %+v", me.Registration)
	}
	if a := w.visitor().send("POST", "/api/invitation/accept", secret); a.status != http.StatusConflict {
		t.Errorf("a second time: %d %s", a.status, a.body)
	}
	// She completes what was filled in.
	sent := want[protocol.RegistrationInfo](ana, 200, "PUT", "/api/me/registration", w.form("ana@mission.example"))
	if sent.State != conference.Submitted || sent.Participation != conference.InRoom {
		t.Errorf("sent: %+v", sent)
	}

	// One that is sent again has another secret; one that is taken back, none.
	page := want[protocol.InvitationPage](organizer, 200, "GET", "/api/invitations?q=BEN", nil)
	if page.Total != 1 || page.Invitations[0].State != conference.InvitationPending {
		t.Fatalf("the list has %+v", page)
	}
	ben := "/api/invitations/" + string(page.Invitations[0].ID)
	first := secretOf("ben@mission.example", 1)
	w.clock.pass(conference.InvitationLife)
	organizer = w.as(conference.Organizer)
	if seen := want[protocol.InvitationSeen](w.visitor(), 200, "POST", "/api/invitation/see", first); seen.State != conference.InvitationExpired {
		t.Errorf("after its time: %+v", seen)
	}
	if a := w.visitor().send("POST", "/api/invitation/accept", first); a.status != http.StatusConflict || !strings.Contains(string(a.body), "expired") {
		t.Errorf("expired: %d %s", a.status, a.body)
	}
	if a := organizer.send("POST", ben+"/resend", nil); a.status >= 300 {
		t.Errorf("sent again: %d %s", a.status, a.body)
	}
	if a := w.visitor().send("POST", "/api/invitation/decline", first); a.status != http.StatusNotFound {
		t.Errorf("the first secret: %d %s", a.status, a.body)
	}
	second := secretOf("ben@mission.example", 2)
	if a := organizer.send("POST", ben+"/revoke", nil); a.status >= 300 {
		t.Errorf("revoked: %d %s", a.status, a.body)
	}
	if a := w.visitor().send("POST", "/api/invitation/accept", second); a.status != http.StatusConflict || !strings.Contains(string(a.body), "taken this invitation back") {
		t.Errorf("after it was revoked: %d %s", a.status, a.body)
	}
	if a := organizer.send("POST", ben+"/resend", nil); a.status >= 300 {
		t.Errorf("sent again after all: %d %s", a.status, a.body)
	}
	third := secretOf("ben@mission.example", 3)
	if a := w.visitor().send("POST", "/api/invitation/decline", third); a.status >= 300 {
		t.Errorf("declined: %d %s", a.status, a.body)
	}
	page = want[protocol.InvitationPage](organizer, 200, "GET", "/api/invitations", nil)
	states := map[string]conference.InvitationState{}
	for _, i := range page.Invitations {
		states[i.Email] = i.State
	}
	if page.Total != 3 || states["ana@mission.example"] != conference.InvitationAccepted || states["ben@mission.example"] != conference.InvitationDeclined || states["cy@mission.example"] != conference.InvitationExpired {
		t.Errorf("the list has %v", states)
	}
}

func TestTheListOfParticipantsHasOnlyWhoAgreed(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	set := func(list conference.ParticipantList, until string) {
		t.Helper()
		want[protocol.ParticipantSettings](organizer, 200, "PUT", "/api/participant-settings", protocol.ParticipantsInput{List: list, Until: until})
	}
	shown := func(role conference.Role) protocol.Participants {
		t.Helper()
		found := want[protocol.Participants](w.as(role), 200, "GET", "/api/participants", nil)
		if me := want[protocol.Me](w.as(role), 200, "GET", "/api/me", nil); me.Participants != found.Shown {
			t.Errorf("%s is led to the list: %v; is shown it: %v", role, me.Participants, found.Shown)
		}
		return found
	}
	for _, p := range []conference.Person{w.people[conference.Speaker], w.people[conference.Press]} {
		r, err := w.store.RegistrationOf(w.ctx(), w.conference.ID, p.ID)
		w.must(err)
		r.Listed = true
		if p.ID == w.people[conference.Press].ID {
			r.DelegationID, r.Organization = nil, "Aardvark Times"
		}
		_, err = w.store.UpdateRegistration(w.ctx(), r, r.State, p.ID)
		w.must(err)
	}
	if shown(conference.Attendee).Shown || shown(conference.Visitor).Shown {
		t.Error("it is shown before somebody said so")
	}
	set(conference.OwnParticipantList, "")
	if shown(conference.Visitor).Shown || shown(conference.Registered).Shown {
		t.Error("strangers read the list of participants")
	}
	list := shown(conference.Attendee)
	if !list.Shown || len(list.Groups) != 2 || list.Groups[0].Code != "AL" || list.Groups[1].Organization != "Aardvark Times" ||
		len(list.Groups[0].People) != 1 || list.Groups[0].People[0].Name != w.people[conference.Speaker].Name {
		t.Errorf("the list has %+v", list.Groups)
	}
	set(conference.PublicParticipantList, "2020-09-14T12:00")
	a := w.visitor().send("GET", "/api/participants", nil)
	if a.status != 200 || strings.Contains(string(a.body), "@") || !strings.Contains(string(a.body), "Aardvark") {
		t.Errorf("everybody reads %s", a.body)
	}
	w.clock.pass(2 * listKept * 120)
	if shown(conference.Visitor).Shown {
		t.Error("it is shown after its time")
	}
	if !shown(conference.Organizer).Shown {
		t.Error("organizers no longer see it")
	}
}
