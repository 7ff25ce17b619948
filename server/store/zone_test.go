package store_test

import (
	"testing"
	"time"

	"plenary/server/conference"
)

func TestAnotherZoneKeepsWhatClocksShow(t *testing.T) {
	const there = "Asia/Tashkent" // three hours ahead of Vienna in September
	east := -3 * time.Hour
	onEachWorld(t, func(t *testing.T, w *world) {
		until := day.Add(48 * time.Hour)
		w.conference.Modification, w.conference.ModificationCloses = conference.ModifyAlways, &until
		must(t, w.SetRegistrationRules(t.Context(), w.conference, "", day))
		must(t, w.SetAvailability(t.Context(), w.conference.ID, conference.HallSubject, string(w.session.HallID),
			[]conference.Availability{{StartsAt: day, EndsAt: day.Add(4 * time.Hour)}}))
		w.release("First")

		must(t, w.SetTimeZone(t.Context(), w.conference.ID, there, w.olga.ID, day))
		c, err := w.Conference(t.Context(), w.conference.ID)
		must(t, err)
		same(t, "the zone", c.TimeZone, there)
		same(t, "registration closes", c.RegistrationCloses, moment(w.conference.RegistrationCloses.Add(east)))
		same(t, "changes close", *c.ModificationCloses, moment(until.Add(east)))
		d, err := w.Draft(t.Context(), w.session.ID)
		must(t, err)
		same(t, "the draft starts", *d.StartsAt, moment(w.session.StartsAt.Add(east)))
		same(t, "it lasts", d.Lasts(), w.session.EndsAt.Sub(w.session.StartsAt))
		same(t, "its version", d.Version, 2)
		had, err := w.Availabilities(t.Context(), w.conference.ID)
		must(t, err)
		same(t, "the hall can be had from", had[0].StartsAt, moment(day.Add(east)))
		same(t, "the hall can be had until", had[0].EndsAt, moment(day.Add(4*time.Hour+east)))

		// Everybody sees the moments that were released, until the next release.
		seen, err := w.Session(t.Context(), w.session.ID)
		must(t, err)
		same(t, "what is seen starts", seen.StartsAt, moment(w.session.StartsAt))
		same(t, "the changes of the second", len(w.release("Second")), 1)
		seen, err = w.Session(t.Context(), w.session.ID)
		must(t, err)
		same(t, "what is seen then starts", seen.StartsAt, moment(w.session.StartsAt.Add(east)))

		refused(t, w.SetTimeZone(t.Context(), w.conference.ID, "Europe/Atlantis", w.olga.ID, day), conference.Invalid)
		told := len(w.told())
		must(t, w.SetTimeZone(t.Context(), w.conference.ID, there, w.olga.ID, day))
		same(t, "entries of the audit when nothing changes", len(w.told()), told)
		opened, err := seen.Open(day)
		must(t, err)
		must(t, w.UpdateSession(t.Context(), opened, conference.Scheduled, w.olga.ID, day))
		refused(t, w.SetTimeZone(t.Context(), w.conference.ID, "Europe/Vienna", w.olga.ID, day), conference.Conflict)
	})
}

func TestAnotherZoneIsSeenAtOnceBeforeTheFirstRelease(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		must(t, w.SetTimeZone(t.Context(), w.conference.ID, "Asia/Tashkent", w.olga.ID, day))
		seen, err := w.Session(t.Context(), w.session.ID)
		must(t, err)
		same(t, "what is seen starts", seen.StartsAt, moment(w.session.StartsAt.Add(-3*time.Hour)))
	})
}
