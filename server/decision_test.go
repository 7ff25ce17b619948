package server

import (
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// An organizer whose answer was lost decides again: she is told the same, and the record says it once.
func TestADecisionMadeAgainIsRecordedOnce(t *testing.T) {
	w := newWorld(t)
	r, err := w.store.RegistrationOf(w.ctx(), w.conference.ID, w.people[conference.Registered].ID)
	w.must(err)
	path := "/api/registrations/" + string(r.ID) + "/decision"
	count := func(action string) (n int) {
		entries, err := w.store.Entries(w.ctx(), 100)
		w.must(err)
		for _, e := range entries {
			if e.Action == action && e.Subject == string(r.ID) {
				n++
			}
		}
		return n
	}
	decide := func(organizer *browser, in protocol.DecisionInput) protocol.RegistrationInfo {
		return want[protocol.RegistrationInfo](organizer, 200, "POST", path, in)
	}
	organizer := w.as(conference.Organizer)
	approve := protocol.DecisionInput{Decision: conference.Approve}
	first := decide(organizer, approve)
	w.clock.pass(1)
	if again := decide(organizer, approve); again.State != conference.Approved || !again.DecidedAt.Equal(*first.DecidedAt) || count("registration-approved") != 1 {
		t.Errorf("again: %+v, recorded %d times", again, count("registration-approved"))
	}
	w.mail.next(t, w.people[conference.Registered].Email, 1)
	if mails, _, err := w.store.Mails(w.ctx(), w.conference.ID, store.MailFilter{}, 0, 10); err != nil || len(mails) != 1 {
		t.Errorf("%d mails, %v", len(mails), err)
	}
	decide(organizer, protocol.DecisionInput{Decision: conference.Reject, Reason: "Registered twice."})
	other := decide(organizer, protocol.DecisionInput{Decision: conference.Reject, Reason: "Registered three times."})
	if other.Reason != "Registered three times." || count("registration-rejected") != 2 {
		t.Errorf("another reason: %+v, recorded %d times", other, count("registration-rejected"))
	}
}
