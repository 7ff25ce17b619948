package schedule

import (
	"os"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
)

// applied is the programme after an intake.
func applied(p Present, in conference.Intake) Present {
	p.Halls = append(p.Halls, in.Halls...)
	for _, list := range [][]conference.Draft{in.Changed, in.Removed} {
		for _, d := range list {
			for i := range p.Drafts {
				if p.Drafts[i].ID == d.ID {
					p.Drafts[i] = d
				}
			}
		}
	}
	p.Drafts = append(p.Drafts, in.Added...)
	for _, c := range in.Counterparts {
		found := false
		for i, was := range p.Counterparts {
			if was.Kind == c.Kind && was.Subject == c.Subject {
				p.Counterparts[i], found = c, true
			}
		}
		if !found {
			p.Counterparts = append(p.Counterparts, c)
		}
	}
	return p
}

func (p Present) listing() conference.Listing {
	l := conference.Listing{Conference: p.Conference, Address: "https://plenary.example"}
	halls := map[conference.HallID]string{}
	for _, h := range p.Halls {
		halls[h.ID] = h.Name
	}
	for _, d := range p.Drafts {
		if d.Public() {
			l.Items = append(l.Items, conference.ListingItem{Session: d.Session(), Hall: halls[*d.HallID]})
		}
	}
	return l
}

var empty = Present{Conference: conference.Conference{
	ID: "C", Slug: "ctc-2020", Title: "Conference", TimeZone: "Europe/Vienna", FirstDay: "2020-09-14", LastDay: "2020-09-15",
}}

func planned(t *testing.T, b []byte, p Present, c Choices) conference.Intake {
	t.Helper()
	s, notes := read(t, b)
	return Plan(s, notes, p, c)
}

func TestTakingInTwiceIsTakingInOnce(t *testing.T) {
	choices := Choices{Access: conference.ParticipantsAccess}
	for name, b := range wild(t) {
		s, _ := read(t, b)
		count := s.Count()
		first := planned(t, b, empty, choices)
		if len(first.Added) != count.Events || len(first.Halls) != count.Rooms || len(first.Changed) != 0 {
			t.Errorf("%s: %d sessions in %d halls, want %+v", name, len(first.Added), len(first.Halls), count)
		}
		p := applied(empty, first)
		second := planned(t, b, p, Choices{Access: conference.PublicAccess, Remove: true})
		if len(second.Added)+len(second.Changed)+len(second.Removed)+len(second.Halls)+len(second.Counterparts) != 0 {
			t.Errorf("%s: the second time it does %+v", name, second.Lines)
		}
		out := Of(p.listing(), p.Counterparts, "test")
		if got := out.Count(); got != count {
			t.Errorf("%s: out again come %+v, want %+v", name, got, count)
		}
		asJSON, err := out.JSON()
		if err != nil {
			t.Fatal(err)
		}
		validJSON(t, asJSON)
		asXML, err := out.XML()
		if err != nil {
			t.Fatal(err)
		}
		validXML(t, asXML)
		for form, b := range map[string][]byte{"JSON": asJSON, "XML": asXML} {
			again := planned(t, b, p, Choices{Access: conference.PublicAccess, Remove: true})
			if len(again.Added)+len(again.Changed)+len(again.Removed)+len(again.Halls) != 0 {
				t.Errorf("%s: our own %s does %+v", name, form, again.Lines)
			}
		}
	}
}

func TestAChangedFileChangesWhatItSays(t *testing.T) {
	b, err := os.ReadFile("testdata/pretalx-2020.json")
	if err != nil {
		t.Fatal(err)
	}
	p := applied(empty, planned(t, b, empty, Choices{Access: conference.ParticipantsAccess}))
	for i := range p.Drafts { // the organizers have a title of their own, and open one to the public
		if strings.Contains(p.Drafts[i].Title, "Opening") {
			p.Drafts[i].Title, p.Drafts[i].Access = "Ours", conference.PublicAccess
		}
	}
	changed := strings.NewReplacer("In the hour that comes twice", "Another title", `"start": "10:00"`, `"start": "11:00"`, "2020-10-24T10:00:00", "2020-10-24T11:00:00").Replace(string(b))
	in := planned(t, []byte(changed), p, Choices{Access: conference.ParticipantsAccess})
	if len(in.Changed) != 2 || len(in.Added) != 0 {
		t.Fatalf("it does %+v", in.Lines)
	}
	for _, d := range in.Changed {
		if d.Title == "Ours" {
			if d.Access != conference.PublicAccess || !d.StartsAt.Equal(time.Date(2020, 10, 24, 9, 0, 0, 0, time.UTC)) {
				t.Errorf("what is ours is lost, or what is new: %+v", d)
			}
		} else if d.Title != "Another title" {
			t.Errorf("the title is %q", d.Title)
		}
	}
	fewer, _ := read(t, b)
	fewer.Days[0].Events = fewer.Days[0].Events[:1]
	if in := Plan(fewer, nil, p, Choices{}); len(in.Removed) != 0 || in.Count(conference.IntakeMisses) != 1 {
		t.Errorf("a session that is gone: %+v", in.Lines)
	}
	if in := Plan(fewer, nil, p, Choices{Remove: true}); len(in.Removed) != 1 || in.Count(conference.IntakeRemoves) != 1 {
		t.Errorf("a session that is to go: %+v", in.Lines)
	}
}
