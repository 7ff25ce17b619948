package server

import (
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// Whom somebody hides is kept, is hers alone, and can be undone.
func TestPeopleAreHidden(t *testing.T) {
	w := newWorld(t)
	ana, other := w.as(conference.Attendee), w.as(conference.Press)
	him := w.people[conference.Speaker].ID
	path := "/api/me/hidden/" + string(him)
	for range 2 {
		want[struct{}](ana, 204, "PUT", path, nil)
	}
	if list := want[[]protocol.Person](ana, 200, "GET", "/api/me/hidden", nil); len(list) != 1 || list[0].ID != him || list[0].Name == "" {
		t.Errorf("hidden are %+v", list)
	}
	if list := want[[]protocol.Person](other, 200, "GET", "/api/me/hidden", nil); len(list) != 0 {
		t.Errorf("others hide %+v", list)
	}
	want[protocol.Problem](ana, 422, "PUT", "/api/me/hidden/"+string(w.people[conference.Attendee].ID), nil)
	want[struct{}](ana, 204, "DELETE", path, nil)
	want[protocol.Problem](ana, 404, "DELETE", path, nil)
	if list := want[[]protocol.Person](ana, 200, "GET", "/api/me/hidden", nil); len(list) != 0 {
		t.Errorf("shown again, there are %+v", list)
	}
}
