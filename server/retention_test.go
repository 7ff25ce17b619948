package server

import (
	"net/http"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// An organizer says until when answers are kept, sees what is due, and deletes as much as she was told of.
func TestAnswersAreKeptUntilTheyAreDue(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	w.buildForm(organizer, protocol.FormField{ID: "diet-0123", Kind: conference.TextInput, Label: "Meals"},
		protocol.FormField{ID: "country-0123", Kind: conference.CountryInput, Label: "Country"})
	person := w.people[conference.Registered]
	r, err := w.store.RegistrationOf(t.Context(), w.conference.ID, person.ID)
	w.must(err)
	_, err = w.store.FillIn(t.Context(), r, r.State, nil, conference.Answers{"diet-0123": "Vegetarian", "country-0123": "AT"}, person.ID)
	w.must(err)
	set := protocol.RetentionInput{Days: 60, Fields: []protocol.FieldRetention{{ID: "diet-0123", Days: 10}}}
	if a := w.as(conference.Registered).send("PUT", "/api/retention", set); a.status != http.StatusForbidden {
		t.Errorf("a participant sets it: %d %s", a.status, a.body)
	}
	before := want[protocol.Retention](organizer, 200, "PUT", "/api/retention", set)
	if before.Answers != 0 || len(before.Fields) != 2 || before.Fields[0].Due || before.Fields[0].Days != 10 {
		t.Errorf("nothing is due yet: %+v", before)
	}
	// The form is saved again, by a page that knows nothing of the rule: it stays.
	w.buildForm(organizer)
	if a := organizer.send("POST", "/api/retention/purge", protocol.PurgeInput{Answers: 1}); a.status != http.StatusConflict {
		t.Errorf("purged before the time: %d %s", a.status, a.body)
	}
	w.clock.set(*before.Fields[0].Until)
	organizer = w.as(conference.Organizer)
	due := want[protocol.Retention](organizer, 200, "GET", "/api/retention", nil)
	if due.Answers != 1 || due.People != 1 || !due.Fields[0].Due || due.Fields[1].Due {
		t.Fatalf("ten days after: %+v", due)
	}
	if a := organizer.send("POST", "/api/retention/purge", protocol.PurgeInput{Answers: 2}); a.status != http.StatusConflict {
		t.Errorf("purged what she was not told of: %d %s", a.status, a.body)
	}
	after := want[protocol.Retention](organizer, 200, "POST", "/api/retention/purge", protocol.PurgeInput{Answers: due.Answers})
	if after.Answers != 0 || after.Fields[0].Answers != 0 || after.Fields[1].Answers != 1 {
		t.Errorf("after it: %+v", after)
	}
}
