package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"plenary/server/conference"
)

// Form returns the registration form of a conference: the default one, where the organizers have built none.
func (s *Store) Form(ctx context.Context, id conference.ConferenceID) (conference.Form, error) {
	var form conference.Form
	err := s.list(ctx, &form, selectForm, id)
	return orDefault(form), err
}

const selectForm = `select * from form_field where conference_id = ? order by position`

func orDefault(form conference.Form) conference.Form {
	if len(form) == 0 {
		return conference.DefaultForm
	}
	return form
}

// AnswerCounts says how many people have answered each field; those that nobody has are left out.
func (s *Store) AnswerCounts(ctx context.Context, id conference.ConferenceID) (map[conference.FieldID]int, error) {
	var rows []struct {
		FieldID conference.FieldID
		Count   int
	}
	err := s.list(ctx, &rows, `select a.field_id, count(*) as count from answer a join registration r on r.id = a.registration_id
		where r.conference_id = ? group by a.field_id`, id)
	counts := map[conference.FieldID]int{}
	for _, row := range rows {
		counts[row.FieldID] = row.Count
	}
	return counts, err
}

// PutForm replaces a conference's form, if it still is what was. Fields that are not in it any more go, with all answers
// to them; that there are some has to be said by naming them in remove, else it is a Conflict. So it is for the later one
// of two organizers who save at once: every form has an e-mail field, of which there cannot be two.
func (s *Store) PutForm(
	ctx context.Context, id conference.ConferenceID, was, form conference.Form, remove []conference.FieldID, by conference.PersonID, at time.Time,
) error {
	return s.write(ctx, func(t *tx) error {
		var before conference.Form
		if err := t.list(&before, selectForm, id); err != nil {
			return err
		}
		before = orDefault(before)
		if !slices.Equal(before, was) {
			return conference.Errorf(conference.Conflict, "somebody else has changed the form meanwhile; please look again")
		}
		if err := t.dropAnswers(id, before, form, remove); err != nil {
			return err
		}
		if _, err := t.exec(`delete from form_field where conference_id = ?`, id); err != nil {
			return err
		}
		for i, field := range form {
			field.ConferenceID, field.Position = id, i
			_, err := t.put(`
				insert into form_field (conference_id, id, position, kind, label, help, required, organizer_only, choices, when_field, when_is,
					retention_days)
				values (:conference_id, :id, :position, :kind, :label, :help, :required, :organizer_only, :choices, :when_field, :when_is,
					:retention_days)`, field)
			if err != nil {
				return err
			}
		}
		return t.record(Entry{At: at, PersonID: by, Action: "edit-form", Subject: string(id), Detail: outline(before) + " → " + outline(form)})
	})
}

// dropAnswers deletes the answers to the fields that go.
func (t *tx) dropAnswers(id conference.ConferenceID, before, form conference.Form, remove []conference.FieldID) error {
	for _, field := range before {
		if slices.ContainsFunc(form, func(f conference.FormField) bool { return f.ID == field.ID && f.Kind == field.Kind }) {
			continue
		}
		const of = ` where field_id = ? and registration_id in (select id from registration where conference_id = ?)`
		var n int
		if err := t.get("", &n, `select count(*) from answer`+of, field.ID, id); err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		if !slices.Contains(remove, field.ID) {
			return conference.Errorf(conference.Conflict, "%d people have answered %q, and their answers would be deleted", n, field.Label)
		}
		for _, table := range []string{"answer", "upload"} {
			if _, err := t.exec(`delete from `+table+of, field.ID, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func outline(form conference.Form) string {
	names := make([]string, len(form))
	for i, f := range form {
		names[i] = string(f.ID)
		if f.Label != "" {
			names[i] = fmt.Sprintf("%s (%s)", f.ID, f.Label)
		}
	}
	return strings.Join(names, ", ")
}
