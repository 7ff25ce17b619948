package store_test

import (
	"encoding/json"
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/store"
)

// meals is the default form with a choice and a file.
func meals() conference.Form {
	form := append(conference.Form{}, conference.DefaultForm...)
	return append(form,
		conference.FormField{ID: "diet", Kind: conference.ChoiceInput, Label: "Meals", Choices: "All\nVegetarian", Position: 5},
		conference.FormField{ID: "photo", Kind: conference.PhotoInput, Position: 6})
}

func TestAFormIsReplacedWhole(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx, id := t.Context(), w.conference.ID
		was, err := w.Form(ctx, id)
		must(t, err)
		same(t, "the fields of a form nobody built", len(was), len(conference.DefaultForm))
		must(t, w.PutForm(ctx, id, was, meals(), nil, w.olga.ID, day))
		refused(t, w.PutForm(ctx, id, was, meals(), nil, w.olga.ID, day), conference.Conflict) // somebody else was first
		now, err := w.Form(ctx, id)
		must(t, err)
		same(t, "the choice", now[5].Choices, "All\nVegetarian")

		r := w.register(w.ana, nil)
		_, err = w.FillIn(ctx, r, r.State, nil, conference.Answers{"diet": "All"}, w.ana.ID)
		must(t, err)
		_, err = w.Attach(ctx, store.Upload{RegistrationID: r.ID, FieldID: "photo", MediaType: "image/jpeg", Content: []byte("\x00\xff"), AddedAt: day}, r, r.State, w.ana.ID)
		must(t, err)
		counts, err := w.AnswerCounts(ctx, id)
		must(t, err)
		same(t, "answers", counts["diet"]+counts["photo"], 2)

		less := append(conference.Form{}, conference.DefaultForm...)
		refused(t, w.PutForm(ctx, id, now, less, []conference.FieldID{"diet"}, w.olga.ID, day), conference.Conflict) // the photos were not named
		must(t, w.PutForm(ctx, id, now, less, []conference.FieldID{"diet", "photo"}, w.olga.ID, day))
		left, err := w.Answers(ctx, r.ID)
		must(t, err)
		same(t, "answers left", len(left), 0)
		_, err = w.Upload(ctx, r.ID, "photo")
		refused(t, err, conference.NotFound)
	})
}

func TestAnswersChangeOnlyWhereTheyDiffer(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		r, err := w.Registration(ctx, w.register(w.ana, nil).ID)
		must(t, err)
		file := store.Upload{RegistrationID: r.ID, FieldID: "photo", MediaType: "image/jpeg", Content: []byte{0, 0xff, 10}, AddedAt: day}
		_, err = w.Attach(ctx, file, r, r.State, w.ana.ID)
		must(t, err)
		// Read before the file came, written after it: the file stays.
		_, err = w.FillIn(ctx, r, r.State, nil, conference.Answers{"diet": "All"}, w.ana.ID)
		must(t, err)
		got, err := w.Upload(ctx, r.ID, "photo")
		must(t, err)
		file.AddedAt = moment(day)
		same(t, "the file", string(got.Content), string(file.Content))
		same(t, "when it came", got.AddedAt, file.AddedAt)

		refusedFrom := r
		refusedFrom.State = conference.Approved
		_, err = w.FillIn(ctx, refusedFrom, conference.Rejected, conference.Answers{"diet": "All"}, conference.Answers{"diet": "None"}, w.ana.ID)
		refused(t, err, conference.Conflict)
		_, err = w.FillIn(ctx, r, r.State, conference.Answers{"photo": "image/jpeg"}, nil, w.ana.ID)
		must(t, err)
		left, err := w.Answers(ctx, r.ID)
		must(t, err)
		same(t, "the answers", len(left), 1)
		same(t, "the meal", left["diet"], "All")
		_, err = w.Upload(ctx, r.ID, "photo")
		refused(t, err, conference.NotFound)
		entries, err := w.Entries(ctx, 1)
		must(t, err)
		if !strings.HasSuffix(entries[0].Detail, "\nanswers: photo") {
			t.Errorf("the audit says %q", entries[0].Detail)
		}
	})
}

// Of another's she gets nothing, and of hers no secret.
func TestAPersonGetsWhatIsHers(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for _, p := range []conference.Person{w.ana, w.ben} {
			r := w.register(p, nil)
			_, err := w.FillIn(ctx, r, r.State, nil, conference.Answers{"diet": "All " + p.Name}, p.ID)
			must(t, err)
			must(t, w.CreateLogin(ctx, conference.Login{ID: conference.LoginID("login-" + p.ID), PersonID: p.ID, TokenHash: "hash of " + p.Name, CreatedAt: day, SeenAt: day, ExpiresAt: day}))
		}
		w.ask(w.ana, "question-0123456789", conference.Queued)
		list, err := w.Personal(ctx, w.ana.ID)
		must(t, err)
		rows := map[string]int{}
		for _, table := range list {
			rows[table.Name] = len(table.Rows)
		}
		for table, want := range map[string]int{"person": 1, "registration": 1, "answer": 1, "question": 1, "login": 1, "line": 0, "audit": 1} {
			if rows[table] != want {
				t.Errorf("%d rows of %s, want %d", rows[table], table, want)
			}
		}
		text, err := json.Marshal(list)
		must(t, err)
		for _, foreign := range []string{"Ben", "ben", "hash", w.olga.Email} {
			if strings.Contains(string(text), foreign) {
				t.Errorf("%q is in it: %s", foreign, text)
			}
		}
		if !strings.Contains(string(text), "All Ana") {
			t.Errorf("her answer is not in it: %s", text)
		}
	})
}
