package server

import (
	"encoding/csv"
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

func TestAuditIsReadInPages(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	for range 3 {
		want[protocol.Hall](organizer, 200, "PUT", "/api/halls/"+string(w.hall.ID), map[string]any{"name": "Neuer Saal"})
	}
	w.must(w.store.Record(w.ctx(), store.Entry{At: day, PersonID: w.people[conference.Organizer].ID, Action: "export", Subject: "list", Detail: "=HYPERLINK(\"x\")"}))
	page := want[protocol.AuditPage](organizer, 200, "GET", "/api/audit?limit=2", nil)
	if page.Total < 4 || len(page.Entries) != 2 || page.Entries[0].Number != int64(page.Total) || page.Entries[0].Name != "The organizer" {
		t.Errorf("the first page is %+v", page)
	}
	next := want[protocol.AuditPage](organizer, 200, "GET", "/api/audit?limit=2&offset=2", nil)
	if len(next.Entries) != 2 || next.Entries[0].Number != page.Entries[1].Number-1 {
		t.Errorf("the second page is %+v", next)
	}
	found := want[protocol.AuditPage](organizer, 200, "GET", "/api/audit?action=export&who=the+org&from=2020-09-14T10:50&to=2020-09-14T10:50", nil)
	if found.Total != 1 || found.Entries[0].Subject != "list" {
		t.Errorf("found %+v", found)
	}
	if none := want[protocol.AuditPage](organizer, 200, "GET", "/api/audit?action=export&from=2020-09-14T10:51", nil); none.Total != 0 {
		t.Errorf("found %+v", none)
	}
	if p := organizer.send("GET", "/api/audit?from=yesterday", nil).problem(t); p.Status != 422 || p.Field != "from" {
		t.Errorf("a bad time: %+v", p)
	}
}

func TestAuditTableIsSafe(t *testing.T) {
	w := newWorld(t)
	w.must(w.store.Record(w.ctx(), store.Entry{At: day, Action: "export", Subject: "+1", Detail: "=cmd|' /C calc'!A0"}))
	organizer := w.as(conference.Organizer)
	a := organizer.send("GET", "/api/audit.csv?action=export", nil)
	if a.status != 200 || a.headers.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(a.headers.Get("Content-Disposition"), "audit.csv") {
		t.Fatalf("%d %v %s", a.status, a.headers, a.body)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(a.body), "\ufeff"))).ReadAll()
	w.must(err)
	if len(rows) != 2 || rows[1][6] != "'+1" || rows[1][8] != "'=cmd|' /C calc'!A0" || rows[1][1] != "2020-09-14T10:50:00+02:00" {
		t.Errorf("the table is %q", rows)
	}
	// Who takes it away is in it herself from then on.
	page := want[protocol.AuditPage](organizer, 200, "GET", "/api/audit?action=export&limit=1", nil)
	if page.Total != 2 || page.Entries[0].Subject != "audit" || page.Entries[0].Detail != "1 rows" {
		t.Errorf("the export is recorded as %+v", page.Entries)
	}
}

func TestABrokenChainIsSaid(t *testing.T) {
	w := newWorld(t)
	organizer := w.as(conference.Organizer)
	v := want[protocol.AuditVerdict](organizer, 200, "GET", "/api/audit/verification", nil)
	if !v.Whole || v.Entries == 0 || len(v.Hash) != 64 || !v.At.Equal(day) {
		t.Errorf("the verdict is %+v", v)
	}
	w.tamper("drop trigger audit_unchanged", "update audit set detail = 'nothing' where number = 2")
	if v = want[protocol.AuditVerdict](organizer, 200, "GET", "/api/audit/verification", nil); !v.Whole {
		t.Error("the verification is made anew for everybody who looks")
	}
	w.clock.pass(verdictLives)
	v = want[protocol.AuditVerdict](organizer, 200, "GET", "/api/audit/verification", nil)
	if v.Whole || v.Broken != 2 || v.Fault != conference.EntryChanged {
		t.Errorf("the verdict is %+v", v)
	}
}

// An organizer of one conference does not read what happened in another.
func TestAuditOfSeveralConferences(t *testing.T) {
	w := newWorld(t)
	w.addConference("other")
	for _, path := range []string{"/api/audit", "/api/audit.csv", "/api/audit/verification"} {
		if a := w.as(conference.Organizer).send("GET", path, nil); a.status != 403 {
			t.Errorf("%s as organizer: %d", path, a.status)
		}
		if a := w.as(conference.Administrator).send("GET", path, nil); a.status != 200 {
			t.Errorf("%s as administrator: %d %s", path, a.status, a.body)
		}
	}
}
