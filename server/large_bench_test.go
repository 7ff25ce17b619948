package server

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"plenary/server/conference"
)

// BenchmarkALargeProgramme asks for a programme of 1,000 sessions in 40 halls, each with three people on it, as a browser,
// a calendar and a printer do.
func BenchmarkALargeProgramme(b *testing.B) {
	w := newWorld(b)
	var halls []conference.Hall
	for i := range 40 {
		halls = append(halls, w.addHall(w.conference, fmt.Sprintf("Hall %d", i)))
	}
	var people []conference.Person
	for range 30 {
		people = append(people, w.addPerson(conference.Attendee))
	}
	for i := range 1000 {
		start := day.Add(time.Duration(i/40) * 30 * time.Minute)
		s := conference.Session{
			ID: conference.NewID[conference.SessionID](), ConferenceID: w.conference.ID, HallID: halls[i%40].ID, Title: fmt.Sprintf("Session %d", i),
			Kind: conference.WorkingSession, Access: conference.PublicAccess, StartsAt: start, EndsAt: start.Add(25 * time.Minute), State: conference.Scheduled,
		}
		w.must(w.store.PutSession(w.ctx(), s, "", day))
		for j := range 3 {
			w.must(w.store.Appoint(w.ctx(), conference.Appointment{SessionID: s.ID, PersonID: people[(i+j)%30].ID, Role: conference.Speaker}, "", day))
		}
	}
	attendee, organizer := w.as(conference.Attendee), w.as(conference.Organizer)
	for _, c := range []struct {
		name, path string
		who        *browser
	}{
		{"programme", "/api/programme", attendee},
		{"programme of a visitor", "/api/programme", w.visitor()},
		{"draft", "/api/draft", organizer},
		{"calendar", "/calendar.ics", attendee},
		{"paper", "/programme.pdf", attendee},
		{"file for programs", "/schedule.json", attendee},
	} {
		b.Run(c.name, func(b *testing.B) {
			size := 0
			for b.Loop() {
				a := c.who.send("GET", c.path, nil)
				if a.status != http.StatusOK {
					b.Fatalf("%d %s", a.status, a.body)
				}
				size = len(a.body)
			}
			b.ReportMetric(float64(size)/1024, "KiB")
		})
	}
}
