package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func TestAStageView(t *testing.T) {
	w := newWorld(t)
	path := "/api/sessions/" + string(w.press.ID) + "/stage-views"
	input := map[string]any{"name": "Hall screen", "hours": 3, "access": "press"}
	if a := w.as(conference.Attendee).send("POST", path, input); a.status != http.StatusForbidden {
		t.Errorf("an attendee makes one: %d", a.status)
	}
	organizer := w.as(conference.Organizer)
	var made protocol.StageViewInfo
	w.must(json.Unmarshal(organizer.send("POST", path, input).body, &made))
	_, secret, found := strings.Cut(made.Address, "/stage#")
	if !found || secret == "" {
		t.Fatalf("its address is %q", made.Address)
	}
	see := func() (shown protocol.StageShown, status int) {
		a := w.visitor().send("POST", "/api/stage/see", map[string]any{"token": secret})
		if a.status == http.StatusOK {
			w.must(json.Unmarshal(a.body, &shown))
		}
		return shown, a.status
	}
	if shown, status := see(); status != http.StatusOK || shown.Title != w.press.Title || shown.Slate == protocol.ClosedSlate {
		t.Errorf("it shows %+v, %d", shown, status)
	}
	session, err := w.store.Session(w.ctx(), w.press.ID)
	w.must(err)
	session.ClosedTo = conference.DelegationsAccess
	w.must(w.store.Guard(w.ctx(), session, nil, "", w.clock.now()))
	w.srv.rooms.SessionChanged(w.ctx(), session.ID)
	if shown, _ := see(); shown.Slate != protocol.ClosedSlate || len(shown.Stage) > 0 || shown.Question != nil {
		t.Errorf("in a closed part it shows %+v", shown)
	}
	w.clock.set(w.clock.now().Add(4 * time.Hour))
	if _, status := see(); status != http.StatusNotFound {
		t.Errorf("when it has expired: %d", status)
	}
	w.must(json.Unmarshal(organizer.send("POST", path, input).body, &made))
	_, secret, _ = strings.Cut(made.Address, "#")
	shown, _ := see()
	answered := make(chan int)
	go func() { // who has seen it waits for something else, and is told that it is taken back
		answered <- w.visitor().send("POST", "/api/stage/see", map[string]any{"token": secret, "seen": shown.Version}).status
	}()
	if a := organizer.send("DELETE", path+"/"+string(made.ID), nil); a.status >= 300 {
		t.Errorf("it cannot be taken back: %d", a.status)
	}
	if status := <-answered; status != http.StatusNotFound {
		t.Errorf("who waits is answered %d", status)
	}
	if _, status := see(); status != http.StatusNotFound {
		t.Errorf("when it was taken back: %d", status)
	}
}
