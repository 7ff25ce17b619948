package store_test

import (
	"context"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

// populateFloor has a row in every table of the floor.
func populateFloor(t *testing.T, s *store.Store) {
	t.Helper()
	must(t, s.PutProcedureFile(t.Context(), "conference", []byte(`{"key": "own"}`), "person-olga", day))
	delegation := conference.DelegationID("delegation")
	r := floorRequest("request-0123456789", "person-ana", func(r *conference.FloorRequest) {
		r.Kind, r.OnBehalf, r.DelegationID, r.State = conference.GroupStatement, "Европейский союз", &delegation, conference.RequestSpeaking
	})
	floor := conference.NewFloor("session")
	later := day.Add(time.Hour)
	floor.ClosesAt, floor.ListOpen, floor.Limits = &later, true, `{"academia":60}`
	speech := conference.Speech{
		ID: "speech", SessionID: "session", RequestID: r.ID, PersonID: r.PersonID, DelegationID: &delegation, Kind: r.Kind, OnBehalf: r.OnBehalf,
		Number: 0, Place: conference.Audience, Allowed: 3*time.Minute + 1, StartedAt: day, PausedAt: &later, Paused: 7,
	}
	_, _, err := s.Proceed(t.Context(), store.Step{
		SessionID: "session", Floor: &floor, Adds: &r, Begins: &speech,
		Aligns:      &conference.Alignment{RequestID: r.ID, DelegationID: "delegation", PersonID: "person-ben", AlignedAt: day},
		Proceedings: []conference.Proceeding{conference.NewProceeding("session", conference.FloorGiven, "person-ana", day, conference.ProceedingDetail{Speech: "speech"})},
	})
	must(t, err)
}

func floorRequest(id conference.FloorRequestID, by conference.PersonID, change func(*conference.FloorRequest)) conference.FloorRequest {
	r := conference.FloorRequest{
		ID: id, SessionID: "session", PersonID: by, Kind: conference.NationalStatement, Category: "academia", Position: 1,
		State: conference.RequestWaiting, RequestedAt: day, ChangedAt: day,
	}
	if change != nil {
		change(&r)
	}
	return r
}

// TestAStepOnTheFloor commits what belongs together, or nothing of it.
func TestAStepOnTheFloor(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.register(w.ana, func(r *conference.Registration) { r.State = conference.Approved })
		floor, err := w.Floor(ctx, "session")
		must(t, err)
		same(t, "the floor of a session about which nobody decided", floor, conference.NewFloor("session"))

		r := floorRequest("request-0123456789", w.ana.ID, nil)
		done, known, err := w.Proceed(ctx, store.Step{SessionID: "session", Adds: &r})
		must(t, err)
		same(t, "the first number", done.Adds.Number, 1)
		same(t, "that it is known", known, false)
		done, known, err = w.Proceed(ctx, store.Step{SessionID: "session", Adds: &r})
		must(t, err)
		same(t, "the number, asked again", done.Adds.Number, 1)
		same(t, "that it is known, asked again", known, true)
		stolen := floorRequest(r.ID, w.ben.ID, nil)
		_, _, err = w.Proceed(ctx, store.Step{SessionID: "session", Adds: &stolen})
		refused(t, err, conference.Conflict)

		lent := func() bool {
			standing, err := w.Standing(ctx, w.conference.ID, "session", w.ana.ID)
			must(t, err)
			other, err := w.Standing(ctx, w.conference.ID, "", w.ana.ID)
			must(t, err)
			same(t, "the floor where no session is asked about", other.Floor, false)
			return standing.Floor
		}
		same(t, "the floor of who waits", lent(), false)
		given := *done.Adds
		given.State = conference.RequestSpeaking
		speech := conference.Speech{ID: "speech-1", SessionID: "session", RequestID: r.ID, PersonID: w.ana.ID, Kind: r.Kind, Place: conference.Audience, Allowed: time.Minute, StartedAt: moment(day)}
		give := store.Step{
			SessionID: "session", Requests: []store.RequestStep{{Request: given, Was: conference.RequestWaiting}}, Begins: &speech,
			Appearances: []conference.Appearance{{SessionID: "session", PersonID: w.ana.ID, Place: conference.OnStage, Since: day}},
			Proceedings: []conference.Proceeding{conference.NewProceeding("session", conference.FloorGiven, w.olga.ID, day, conference.ProceedingDetail{Speech: "speech-1"})},
		}
		done, _, err = w.Proceed(ctx, give)
		must(t, err)
		same(t, "the number of the speech", done.Begins.Number, 1)
		same(t, "the floor of who speaks", lent(), true)
		_, _, err = w.Proceed(ctx, give)
		refused(t, err, conference.Conflict)
		second := speech
		second.ID = "speech-2"
		_, _, err = w.Proceed(ctx, store.Step{SessionID: "session", Begins: &second, Appearances: []conference.Appearance{{SessionID: "session", PersonID: w.ben.ID, Place: conference.OnStage, Since: day}}})
		refused(t, err, conference.Conflict)
		appearances, err := w.Appearances(ctx, "session")
		must(t, err)
		same(t, "who is on the stage", len(appearances), 1)

		ended := done.Begins.End(day.Add(time.Minute))
		end := store.Step{SessionID: "session", Speeches: []conference.Speech{ended}}
		_, _, err = w.Proceed(ctx, end)
		must(t, err)
		_, _, err = w.Proceed(ctx, end)
		refused(t, err, conference.Conflict)
		list, err := w.Speeches(ctx, "session")
		must(t, err)
		same(t, "how long she spoke", list[0].Used(day.Add(time.Hour)), time.Minute)
		happened, err := w.Proceedings(ctx, "session")
		must(t, err)
		if len(happened) != 1 || happened[0].Details().Speech != "speech-1" || *happened[0].PersonID != w.olga.ID {
			t.Errorf("the proceedings are %+v", happened)
		}
		refused(t, w.DeleteSession(ctx, "session", w.olga.ID, day), conference.Conflict)
	})
}

// TestOneStatementOfADelegation is kept by the database too.
func TestOneStatementOfADelegation(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		d := conference.Delegation{ID: "delegation", ConferenceID: w.conference.ID, Code: "AT", Name: "Austria", Category: conference.ParticipatingState}
		must(t, w.PutDelegation(t.Context(), d))
		add := func(id conference.FloorRequestID, p conference.Person, kind conference.RequestKind) error {
			r := floorRequest(id, p.ID, func(r *conference.FloorRequest) { r.DelegationID, r.Kind = &d.ID, kind })
			_, _, err := w.Proceed(t.Context(), store.Step{SessionID: "session", Adds: &r})
			return err
		}
		must(t, add("request-a-0123456789", w.ana, conference.NationalStatement))
		refused(t, add("request-b-0123456789", w.ben, conference.NationalStatement), conference.Conflict)
		must(t, add("request-c-0123456789", w.ben, conference.PointOfOrder))
	})
}

// TestAClaim reads whom somebody speaks for, and who has the delegation's seat.
func TestAClaim(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		d := conference.Delegation{ID: "delegation", ConferenceID: w.conference.ID, Code: "AT", Name: "Austria", Category: conference.ParticipatingState}
		must(t, w.PutDelegation(ctx, d))
		for _, p := range []conference.Person{w.ana, w.ben} {
			w.register(p, func(r *conference.Registration) {
				r.DelegationID, r.State, r.Category, r.Participation = &d.ID, conference.Approved, conference.ParticipatingState, conference.Speaking
			})
		}
		_, err := w.PassSeat(ctx, conference.SpeakingSeat{SessionID: "session", DelegationID: d.ID, PersonID: w.ben.ID, GivenBy: w.olga.ID, GivenAt: day})
		must(t, err)
		ana, err := w.Claim(ctx, w.conference.ID, "session", w.ana.ID)
		must(t, err)
		ben, err := w.Claim(ctx, w.conference.ID, "session", w.ben.ID)
		must(t, err)
		olga, err := w.Claim(ctx, w.conference.ID, "session", w.olga.ID)
		must(t, err)
		same(t, "who has the seat, for Ana", ana.SeatHolder, "Ben")
		same(t, "who has the seat, for Ben", ben.SeatHolder, "")
		same(t, "the delegation", ana.Delegation+string(*ana.DelegationID)+ana.Function, "AustriadelegationResearcher")
		same(t, "the organizer", olga.Organizer, true)
	})
}
