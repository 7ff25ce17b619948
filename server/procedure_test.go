package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func TestAConferenceBringsItsOwnRules(t *testing.T) {
	w := newWorld(t)
	o := w.as(conference.Organizer)
	want[protocol.Problem](w.as(conference.Moderator), 403, "GET", "/api/procedures", nil)
	list := want[protocol.Procedures](o, 200, "GET", "/api/procedures", nil)
	if list.Own != nil || len(list.Presets) != len(conference.Presets()) || list.Presets[0].Key != list.Usual {
		t.Fatalf("there are %+v", list)
	}
	text := strings.Replace(list.Presets[0].Content, `"limit": 180`, `"limit": 90`, 1)
	before, _, _ := strings.Cut(text, `"limit": 90`)
	line := fmt.Sprintf("(line %d)", 1+strings.Count(before, "\n"))
	for _, c := range []struct{ from, to, says string }{
		{`"limit": 90`, `"limit": "long"`, line + ": categories.limit cannot be a string"},
		{`"limit": 90`, `"limit": 90000`, `"participating-state"`},
		{`"order"`, `"ordre"`, "ordre"},
	} {
		p := want[protocol.Problem](o, 422, "PUT", "/api/procedure", protocol.ProcedureInput{Content: strings.Replace(text, c.from, c.to, 1)})
		if p.Field != "content" || !strings.Contains(p.Title, c.says) {
			t.Errorf("refused as %+v; want %s", p, c.says)
		}
	}
	list = want[protocol.Procedures](o, 200, "PUT", "/api/procedure", protocol.ProcedureInput{Content: text})
	if list.Own == nil || list.Own.Key != "osce" || list.Own.Content != text {
		t.Errorf("its own are %+v", list.Own)
	}
	if a := o.send("DELETE", "/api/procedure", nil); a.status != http.StatusNoContent {
		t.Errorf("they cannot be taken away: %d", a.status)
	}
	if list = want[protocol.Procedures](o, 200, "GET", "/api/procedures", nil); list.Own != nil {
		t.Errorf("they are taken away, and there are %+v", list.Own)
	}
}
