package server

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// recorded is a world in whose session the floor was given once, and that was closed.
func recorded(t *testing.T) (w *world, at string) {
	t.Helper()
	w = newWorld(t)
	at = "/api/sessions/" + string(w.press.ID)
	organizer := w.as(conference.Organizer)
	for _, move := range []string{"/close", "/open"} {
		want[protocol.ProgrammeEntry](organizer, 200, "POST", at+move, nil)
	}
	w.clock.pass(time.Minute)
	speaker := w.people[conference.Speaker].ID
	r := conference.FloorRequest{
		ID: "request-0123456789", SessionID: w.press.ID, PersonID: speaker, DelegationID: &w.delegation.ID, Kind: conference.NationalStatement, Category: "x",
		State: conference.RequestSpeaking, RequestedAt: w.clock.now(), ChangedAt: w.clock.now(),
	}
	ended := w.clock.now().Add(3 * time.Minute)
	_, _, err := w.store.Proceed(w.ctx(), store.Step{SessionID: w.press.ID, Adds: &r, Begins: &conference.Speech{
		ID: "speech-0123456789", SessionID: w.press.ID, RequestID: r.ID, PersonID: speaker, DelegationID: r.DelegationID, Kind: r.Kind, Place: conference.Audience,
		Allowed: 5 * time.Minute, StartedAt: w.clock.now(), EndedAt: &ended,
	}})
	w.must(err)
	w.clock.pass(10 * time.Minute)
	return w, at
}

func TestTheJournal(t *testing.T) {
	w, at := recorded(t)
	organizer, chair, attendee := w.as(conference.Organizer), w.as(conference.Chair), w.as(conference.Attendee)
	entry := func(j protocol.Journal, key string) protocol.JournalEntry {
		t.Helper()
		for _, e := range j.Entries {
			if e.Key == key {
				return e
			}
		}
		t.Fatalf("there is no entry %s in %+v", key, j.Entries)
		return protocol.JournalEntry{}
	}
	const speech = "speech:speech-0123456789"

	for name, test := range map[string]struct {
		by     *browser
		status int
	}{
		"the chair": {chair, 200}, "a moderator": {w.as(conference.Moderator), 200}, "an organizer": {organizer, 200},
		"a participant": {attendee, 403}, "the press": {w.as(conference.Press), 403}, "a stranger": {w.as(conference.Registered), 403}, "a visitor": {w.visitor(), 401},
	} {
		for _, kind := range []string{"", ".html", ".txt", ".docx", ".pdf"} {
			if a := test.by.send("GET", at+"/journal"+kind, nil); a.status != test.status {
				t.Errorf("%s reads a draft%s: %d %s, want %d", name, kind, a.status, a.body, test.status)
			}
		}
	}
	j := want[protocol.Journal](chair, 200, "GET", at+"/journal", nil)
	if e := entry(j, speech); e.Text != "Statement: Albania" || e.Note != "Spoke for 3 min; limit 5 min" || e.Time != "10.51 a.m." || j.Keeps {
		t.Errorf("the statement is %+v", e)
	}
	change := func(by *browser, status int, c protocol.JournalChangeInput) answer {
		t.Helper()
		a := by.send("POST", at+"/journal/changes", c)
		if a.status != status {
			t.Errorf("%+v: %d %s, want %d", c, a.status, a.body, status)
		}
		return a
	}
	correct := protocol.JournalChangeInput{Edit: conference.JournalCorrect, Entry: speech, Text: "Statement: Albania <b>(video)</b>", Reason: "it was a video"}
	change(chair, 403, correct)
	change(organizer, 200, correct)
	correct.Text = "Statement: Albania (film)"
	if a := change(w.as(conference.Administrator), 409, correct); !strings.Contains(string(a.body), w.people[conference.Organizer].Name) {
		t.Errorf("who was faster is not named: %s", a.body)
	}
	change(organizer, 404, protocol.JournalChangeInput{Edit: conference.JournalStrike, Entry: "speech:of-another", Reason: "x"})
	change(organizer, 422, protocol.JournalChangeInput{Edit: conference.JournalStrike, Entry: speech, Version: 1})
	added := protocol.JournalChangeInput{
		Edit: conference.JournalAdd, Entry: "0123456789abcdef", At: new(w.clock.now().Add(-time.Minute)), Text: "The Chair thanked the interpreters.", Reason: "left out",
	}
	change(organizer, 200, added)
	change(organizer, 200, added) // the answer was lost
	added.Entry = "short"
	change(organizer, 422, added)

	j = want[protocol.Journal](organizer, 200, "GET", at+"/journal", nil)
	e := entry(j, speech)
	if e.Version != 1 || len(e.Changes) != 1 || e.Changes[0].By == "" || e.Written != "Statement: Albania" || !strings.Contains(e.Remark, "it was a video") || !j.Keeps {
		t.Errorf("the corrected entry is %+v", e)
	}
	if got := entry(j, "added:0123456789abcdef"); got.Number != e.Number+1 || len(got.Changes) != 1 {
		t.Errorf("the added entry is %+v", got)
	}

	publish := protocol.JournalStateInput{Published: true}
	if a := organizer.send("PUT", at+"/journal/state", publish); a.status != http.StatusConflict {
		t.Errorf("published while it goes on: %d %s", a.status, a.body)
	}
	want[protocol.ProgrammeEntry](organizer, 200, "POST", at+"/close", nil)
	if a := chair.send("PUT", at+"/journal/state", publish); a.status != http.StatusForbidden {
		t.Errorf("published by the chair: %d %s", a.status, a.body)
	}
	want[protocol.Journal](organizer, 200, "PUT", at+"/journal/state", publish)
	j = want[protocol.Journal](attendee, 200, "GET", at+"/journal", nil)
	if e := entry(j, speech); len(e.Changes) != 0 || e.Written != "" || e.Version != 0 && j.Keeps {
		t.Errorf("a participant reads %+v", e)
	}
	if a := w.as(conference.Registered).send("GET", at+"/journal", nil); a.status != http.StatusForbidden {
		t.Errorf("a stranger reads what is published: %d %s", a.status, a.body)
	}

	page := attendee.send("GET", at+"/journal.html", nil)
	for _, text := range []string{`<html lang="en">`, "10.51 a.m.", "Albania &lt;b&gt;(video)&lt;/b&gt;", "it was a video"} {
		if !strings.Contains(string(page.body), text) {
			t.Errorf("the page has no %q:\n%s", text, page.body)
		}
	}
	if policy := page.headers.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") {
		t.Errorf("the page's policy is %q", policy)
	}
	text := string(attendee.send("GET", at+"/journal.txt", nil).body)
	if !strings.Contains(text, "10.51 a.m. Statement: Albania <b>(video)</b>\n   Spoke for 3 min; limit 5 min\n   Corrected on 14 September 2020: it was a video\n") {
		t.Errorf("the text is:\n%s", text)
	}
	document := attendee.send("GET", at+"/journal.docx", nil)
	read, err := readManuscript(document.body)
	if err != nil || !strings.Contains(read, "Statement: Albania <b>(video)</b>\n") {
		t.Errorf("the document says %q (%v)", read, err)
	}
	if pdf := attendee.send("GET", at+"/journal.pdf", nil); !bytes.HasPrefix(pdf.body, []byte("%PDF")) || len(pdf.body) < 2000 {
		t.Errorf("the PDF is %d bytes", len(pdf.body))
	}

	want[protocol.Journal](organizer, 200, "PUT", at+"/journal/state", protocol.JournalStateInput{})
	if a := attendee.send("GET", at+"/journal", nil); a.status != http.StatusForbidden {
		t.Errorf("drawn back: %d %s", a.status, a.body)
	}
}
