package store_test

import (
	"fmt"
	"testing"
	"time"

	"plenary/server/conference"
)

func TestAttendance(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		at := func(minutes int) time.Time { return day.Add(time.Duration(minutes) * time.Minute) }
		visits := func() string {
			list, err := w.Visits(ctx, w.conference.ID, w.session.ID)
			must(t, err)
			text := ""
			for _, v := range list {
				text += fmt.Sprintf("%s (%s, %s) %.0f–%.0f; ", v.Name, v.Delegation, v.Category, v.CameAt.Sub(day).Round(time.Minute).Minutes(), v.LeftAt.Sub(day).Round(time.Minute).Minutes())
			}
			return text
		}
		w.register(w.ana, func(r *conference.Registration) { r.State = conference.Approved })
		must(t, w.RecordStays(ctx, w.session.ID, nil, nil, at(0)))
		must(t, w.RecordStays(ctx, w.session.ID, []conference.Stay{{PersonID: w.ana.ID, CameAt: at(0)}, {PersonID: w.ben.ID, CameAt: at(1)}}, nil, at(1)))
		must(t, w.RecordStays(ctx, w.session.ID, []conference.Stay{{PersonID: w.ben.ID, CameAt: at(1), LeftAt: new(at(2))}, {PersonID: w.ben.ID, CameAt: at(5)}}, nil, at(6)))
		const want = "Ana (Example Institute, academia) 0–6; Ben (, ) 1–2; Ben (, ) 5–6; "
		if got := visits(); got != want {
			t.Errorf("visits: %s; want %s", got, want)
		}
		must(t, w.EndStays(ctx, w.session.ID)) // the server was killed
		must(t, w.RecordStays(ctx, w.session.ID, nil, nil, at(60)))
		if got := visits(); got != want {
			t.Errorf("after the server was killed: %s; want %s", got, want)
		}
		for p, minutes := range map[conference.PersonID]float64{w.ana.ID: 6, w.ben.ID: 2, w.olga.ID: 0} {
			there, err := w.Attended(ctx, w.conference.ID, p)
			must(t, err)
			same(t, "the minutes of "+string(p), there[w.session.ID].Minutes(), minutes)
		}
		many := make([]conference.Stay, 450)
		for i := range many {
			many[i] = conference.Stay{PersonID: w.olga.ID, CameAt: at(100 + 2*i), LeftAt: new(at(101 + 2*i))}
		}
		must(t, w.RecordStays(ctx, w.session.ID, many, []conference.SpeakingTime{{PersonID: w.ben.ID, Time: time.Minute}, {PersonID: w.ana.ID, Time: 90 * time.Second}}, at(1000)))
		must(t, w.RecordStays(ctx, w.session.ID, nil, []conference.SpeakingTime{{PersonID: w.ana.ID, Time: 2 * time.Minute}}, at(1001)))
		speakers, err := w.Speakers(ctx, w.conference.ID, w.session.ID)
		must(t, err)
		if got := fmt.Sprint(speakers); got != "[{person-ana Ana Example Institute 120} {person-ben Ben  60}]" {
			t.Errorf("speakers: %s", got)
		}

		_, err = w.Say(ctx, conference.Line{ID: "line-of-the-test", SessionID: w.session.ID, PersonID: w.ana.ID, Text: "Hello", SaidAt: day})
		must(t, err)
		w.ask(w.ana, "question-1", conference.Answered)
		w.ask(w.ben, "question-2", conference.Incoming)
		figures, err := w.Figures(ctx, w.conference.ID)
		must(t, err)
		if got := fmt.Sprint(figures); got != "map[session:{session 3 1 2 1 0 180}]" {
			t.Errorf("figures: %s", got)
		}
	})
}
