package store_test

import (
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/store"
)

// Only what the organizer was told of is deleted, files too, and nothing of another conference.
func TestAnswersArePurgedAsTold(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx, id := t.Context(), w.conference.ID
		other := w.conference
		other.ID, other.Slug = "another", "another"
		must(t, w.PutConference(ctx, other))
		elsewhere := w.register(w.ana, func(r *conference.Registration) { r.ConferenceID = other.ID })
		_, err := w.FillIn(ctx, elsewhere, elsewhere.State, nil, conference.Answers{"diet": "All"}, w.ana.ID)
		must(t, err)
		for _, p := range []conference.Person{w.ana, w.ben} {
			r := w.register(p, nil)
			_, err := w.FillIn(ctx, r, r.State, nil, conference.Answers{"diet": "All", "country": "AT"}, p.ID)
			must(t, err)
			if p.ID == w.ana.ID {
				file := store.Upload{RegistrationID: r.ID, FieldID: "photo", MediaType: "image/jpeg", Content: []byte("x"), AddedAt: day}
				_, err = w.Attach(ctx, file, r, r.State, p.ID)
				must(t, err)
			}
		}
		due := []conference.FieldID{"diet", "photo"}
		p, err := w.Purgeable(ctx, id, due)
		must(t, err)
		same(t, "answers, files and people", [3]int{p.Answers, p.Files, p.People}, [3]int{3, 1, 2})
		refused(t, w.Purge(ctx, id, due, 2, w.olga.ID, day), conference.Conflict)
		must(t, w.Purge(ctx, id, due, 3, w.olga.ID, day))
		refused(t, w.Purge(ctx, id, due, 0, w.olga.ID, day), conference.Conflict)
		refused(t, w.Purge(ctx, id, nil, 3, w.olga.ID, day), conference.Conflict)
		counts, err := w.AnswerCounts(ctx, id)
		must(t, err)
		same(t, "answers left", counts["diet"]+counts["photo"], 0)
		same(t, "answers to another field", counts["country"], 2)
		left, err := w.Answers(ctx, elsewhere.ID)
		must(t, err)
		same(t, "the answer elsewhere", left["diet"], "All")
		entries, err := w.Entries(ctx, 1)
		must(t, err)
		if e := entries[0]; e.Action != "purge-answers" || !strings.Contains(e.Detail, "diet: 2 answers, 0 files\nphoto: 1 answers, 1 files") {
			t.Errorf("the audit says %+v", e)
		}
	})
}
