package store_test

import (
	"testing"
	"time"

	"plenary/server/conference"
)

func (w *world) release(name string) []conference.Change {
	w.t.Helper()
	stamp, err := w.DraftStamp(w.t.Context(), w.conference.ID)
	must(w.t, err)
	_, changes, err := w.Release(w.t.Context(), conference.Release{
		ID: conference.NewID[conference.ReleaseID](), ConferenceID: w.conference.ID, Name: name,
	}, stamp, w.olga.ID, day)
	must(w.t, err)
	return changes
}

func TestEverybodySeesTheNewestRelease(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		other := w.newSession("other")
		same(t, "the changes of the first", len(w.release("First")), 2)

		d, err := w.Draft(t.Context(), w.session.ID)
		must(t, err)
		later := d.EndsAt.Add(time.Hour)
		d.EndsAt, d.Title = &later, "Renamed"
		d, err = w.PutDraft(t.Context(), d, w.olga.ID, day)
		must(t, err)
		must(t, w.DeleteSession(t.Context(), other.ID, w.olga.ID, day))
		refused(t, w.DeleteSession(t.Context(), other.ID, w.olga.ID, day), conference.NotFound)
		got, err := w.Session(t.Context(), w.session.ID)
		must(t, err)
		same(t, "the title that is seen", got.Title, w.session.Title)
		_, err = w.Session(t.Context(), other.ID)
		must(t, err)

		// What is live when it changes stays so.
		opened, err := got.Open(day)
		must(t, err)
		must(t, w.UpdateSession(t.Context(), opened, conference.Scheduled, w.olga.ID, day))
		same(t, "the changes of the second", len(w.release("Second")), 2)
		got, err = w.Session(t.Context(), w.session.ID)
		must(t, err)
		same(t, "the title that is seen", got.Title, "Renamed")
		same(t, "the state", got.State, conference.Open)
		same(t, "the end", got.EndsAt, moment(later))
		_, err = w.Session(t.Context(), other.ID)
		refused(t, err, conference.NotFound)

		list, err := w.Releases(t.Context(), w.conference.ID)
		must(t, err)
		same(t, "the number of releases", len(list), 2)
		same(t, "the newest", list[0].Name, "Second")
		first, err := w.ReleaseNumbered(t.Context(), w.conference.ID, 1)
		must(t, err)
		shown, err := first.Read()
		must(t, err)
		same(t, "what the first showed", len(shown.Sessions), 2)
		_, err = w.ReleaseNumbered(t.Context(), w.conference.ID, 3)
		refused(t, err, conference.NotFound)
	})
}

func TestNobodyReleasesWhatShedidNotSee(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		stamp, err := w.DraftStamp(t.Context(), w.conference.ID)
		must(t, err)
		w.draft("new")
		_, _, err = w.Release(t.Context(), conference.Release{ID: "release", ConferenceID: w.conference.ID, Name: "Old"}, stamp, w.olga.ID, day)
		refused(t, err, conference.Conflict)
		list, err := w.Releases(t.Context(), w.conference.ID)
		must(t, err)
		same(t, "the number of releases", len(list), 0)
	})
}

func TestLatenessIsWrittenAsAWhole(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		before := []conference.Session{w.session, w.newSession("other")}
		after := []conference.Session{before[0], before[1]}
		after[0].Delay, after[1].Delay = 15, 15
		must(t, w.SetLateness(t.Context(), before, after, w.olga.ID, day))
		before[0].Delay = 15 // but not the other
		refused(t, w.SetLateness(t.Context(), before, after, w.olga.ID, day), conference.Conflict)
		list, err := w.Sessions(t.Context(), w.conference.ID)
		must(t, err)
		for _, s := range list {
			same(t, "the delay", s.Delay, 15)
		}
	})
}

func TestWhenATeamCanBeHad(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		must(t, w.PutTeam(t.Context(), conference.Team{ID: "team", ConferenceID: w.conference.ID, Name: "Booths", Languages: "fr,ru"}))
		times := []conference.Availability{{StartsAt: day, EndsAt: day.Add(time.Hour)}}
		must(t, w.SetAvailability(t.Context(), w.conference.ID, conference.TeamSubject, "team", times))
		must(t, w.SetAvailability(t.Context(), w.conference.ID, conference.TeamSubject, "team", append(times, conference.Availability{StartsAt: day.Add(2 * time.Hour), EndsAt: day.Add(3 * time.Hour)})))
		list, err := w.Availabilities(t.Context(), w.conference.ID)
		must(t, err)
		same(t, "how many times", len(list), 2)
		same(t, "the first", list[0].StartsAt, moment(day))
		must(t, w.DeleteTeam(t.Context(), "team", w.olga.ID, day))
		refused(t, w.DeleteTeam(t.Context(), "team", w.olga.ID, day), conference.NotFound)
		list, err = w.Availabilities(t.Context(), w.conference.ID)
		must(t, err)
		same(t, "how many times", len(list), 0)
		w.register(w.ana, func(r *conference.Registration) { r.State = conference.Approved })
		w.register(w.ben, nil)
		accredited, err := w.Accredited(t.Context(), w.conference.ID)
		must(t, err)
		same(t, "how many are accredited", len(accredited), 1)
	})
}
