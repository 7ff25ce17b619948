package server

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// Everybody is told what a release changed, and nothing of sessions that are closed, before or after.
func TestNewsOfAReleaseTellNothingOfWhatIsClosed(t *testing.T) {
	w := newWorld(t)
	o := w.as(conference.Organizer)
	add := func(title string, access conference.Access, at int) protocol.DraftInfo {
		t.Helper()
		return want[protocol.DraftInfo](o, 200, "POST", "/api/drafts", protocol.SessionInput{
			Hall: w.hall.ID, Title: title, Kind: conference.WorkingSession, Access: access,
			StartsAt: fmt.Sprintf("2020-09-14T%d:00", at), EndsAt: fmt.Sprintf("2020-09-14T%d:30", at), Languages: []string{},
		})
	}
	change := func(d protocol.DraftInfo, access conference.Access, at int) {
		t.Helper()
		want[protocol.DraftInfo](o, 200, "PUT", "/api/drafts/"+string(d.ID), protocol.SessionInput{
			Hall: w.hall.ID, Title: d.Title, Kind: conference.WorkingSession, Access: access, Version: d.Version,
			StartsAt: fmt.Sprintf("2020-09-14T%d:00", at), EndsAt: fmt.Sprintf("2020-09-14T%d:30", at), Languages: []string{},
		})
	}
	release := func(name string) {
		t.Helper()
		p := want[protocol.DraftProgramme](o, 200, "GET", "/api/draft", nil)
		want[protocol.ReleaseInfo](o, 200, "POST", "/api/releases", protocol.ReleaseInput{Name: name, Stamp: p.Stamp, Notes: "Notes & more"})
	}
	open, secret, turning := add("Open", conference.PublicAccess, 14), add("Hidden", conference.ClosedAccess, 15), add("Turning", conference.PublicAccess, 16)
	release("First")
	change(open, conference.PublicAccess, 17)
	change(secret, conference.ClosedAccess, 18)
	change(turning, conference.ClosedAccess, 16)
	if d := want[protocol.Difference](o, 200, "GET", "/api/difference?from=-1&to=0", nil); len(d.Changes) != 3 || strings.Contains(d.Changelog, "Hidden") {
		t.Errorf("organizers see %d changes, and are offered %q", len(d.Changes), d.Changelog)
	}
	release("Second")

	for _, role := range []conference.Role{conference.Visitor, conference.Organizer} {
		news := want[[]protocol.ReleaseNews](w.as(role), 200, "GET", "/api/news", nil)
		if len(news) != 2 || news[0].Release.Name != "Second" || len(news[0].Changes) != 2 || len(news[1].Changes) != 0 {
			t.Fatalf("%s is told %+v", role, news)
		}
		of := func(id conference.SessionID) protocol.ChangeInfo {
			i := slices.IndexFunc(news[0].Changes, func(c protocol.ChangeInfo) bool { return c.Session == id })
			if i < 0 {
				t.Fatalf("nothing is said of %s in %+v", id, news[0].Changes)
			}
			return news[0].Changes[i]
		}
		if c := of(open.ID); c.Before == nil || c.After == nil || !slices.Equal(c.Fields, []conference.Field{conference.TimeField}) {
			t.Errorf("of the open session: %+v", c)
		}
		if c := of(turning.ID); c.Before == nil || c.After != nil || len(c.Fields) > 0 {
			t.Errorf("of the session that is closed now: %+v", c)
		}
	}
	var feed atomFeed
	if err := xml.Unmarshal(w.visitor().send("GET", "/changes.atom", nil).body, &feed); err != nil || len(feed.Entries) != 2 || feed.Entries[0].Content != "Notes & more" {
		t.Errorf("the feed is %+v, %v", feed, err)
	}
}
