package store_test

import (
	"testing"
	"time"

	"plenary/server/conference"
)

// draft is a new session that has no time or hall yet.
func (w *world) draft(id conference.SessionID) conference.Draft {
	w.t.Helper()
	d := w.session.Draft()
	d.ID, d.Title, d.HallID, d.StartsAt, d.EndsAt = id, "Draft of "+string(id), nil, nil, nil
	d, err := w.AddDraft(w.t.Context(), d, w.olga.ID, day)
	must(w.t, err)
	return d
}

func TestADraftIsSeenWhenItHasATimeAndAHall(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		d := w.draft("draft")
		same(t, "the version", d.Version, 1)
		_, err := w.Session(t.Context(), d.ID)
		refused(t, err, conference.NotFound)
		must(t, w.Appoint(t.Context(), conference.Appointment{SessionID: d.ID, PersonID: w.ana.ID, Role: conference.Chair}, w.olga.ID, day))

		ends := day.Add(time.Hour)
		d.HallID, d.StartsAt, d.EndsAt = &w.hall.ID, &day, &ends
		d.Translations = conference.PackTranslations([]conference.Translation{{Language: "ru", Title: "Черновик"}})
		d.Segments = conference.PackSegments([]conference.Segment{{Access: conference.PressAccess}, {After: 30, Access: conference.ClosedAccess}})
		d.Capacity, d.Recorded, d.Chat, d.Questions = 40, true, conference.NoDiscussion, conference.OpenDiscussion
		d, err = w.PutDraft(t.Context(), d, w.olga.ID, day)
		must(t, err)
		same(t, "the version", d.Version, 2)
		got, err := w.Session(t.Context(), d.ID)
		must(t, err)
		want := d.Session()
		want.StartsAt, want.EndsAt = moment(want.StartsAt), moment(want.EndsAt)
		same(t, "the session", got, want)
		list, err := w.Appointments(t.Context(), d.ID)
		must(t, err)
		same(t, "how many are on it", len(list), 1)

		d.Kind = conference.Blocker
		d, err = w.PutDraft(t.Context(), d, w.olga.ID, day)
		must(t, err)
		_, err = w.Session(t.Context(), d.ID)
		refused(t, err, conference.NotFound)
	})
}

func TestWhoEditsAnOldVersionIsTold(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		d := w.draft("draft")
		hers := d
		hers.Title = "Hers"
		_, err := w.PutDraft(t.Context(), hers, w.olga.ID, day)
		must(t, err)
		d.Title = "Mine"
		_, err = w.PutDraft(t.Context(), d, w.ana.ID, day)
		refused(t, err, conference.Conflict)
		same(t, "the message", err.Error(), "Olga has changed this session meanwhile; look at it and decide again")
		got, err := w.Draft(t.Context(), "draft")
		must(t, err)
		same(t, "the title", got.Title, "Hers")
		d.ID = "nowhere"
		_, err = w.PutDraft(t.Context(), d, w.ana.ID, day)
		refused(t, err, conference.NotFound)
		must(t, w.DeleteSession(t.Context(), "draft", w.olga.ID, day))
		list, err := w.Drafts(t.Context(), w.conference.ID)
		must(t, err)
		same(t, "the number of drafts", len(list), 1)
	})
}

func TestAHeldSessionStaysOnTheProgramme(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		opened, err := w.session.Open(day)
		must(t, err)
		must(t, w.UpdateSession(t.Context(), opened, conference.Scheduled, w.olga.ID, day))
		d, err := w.Draft(t.Context(), w.session.ID)
		must(t, err)
		d.HallID, d.StartsAt, d.EndsAt = nil, nil, nil
		_, err = w.PutDraft(t.Context(), d, w.olga.ID, day)
		refused(t, err, conference.Conflict)
	})
}
