package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"plenary/server/conference"
)

// Upload is a file that somebody uploaded into a form.
type Upload struct {
	RegistrationID conference.RegistrationID
	FieldID        conference.FieldID
	MediaType      string
	Content        []byte
	AddedAt        time.Time
}

// Answers returns what was filled into a registration's form, files by their media type.
func (s *Store) Answers(ctx context.Context, id conference.RegistrationID) (conference.Answers, error) {
	var rows []struct {
		FieldID conference.FieldID
		Value   string
	}
	err := s.list(ctx, &rows, `select field_id, value from answer where registration_id = ?`, id)
	answers := conference.Answers{}
	for _, row := range rows {
		answers[row.FieldID] = row.Value
	}
	return answers, err
}

// AllAnswers returns what was filled into the forms of a conference, by registration.
func (s *Store) AllAnswers(ctx context.Context, id conference.ConferenceID) (map[conference.RegistrationID]conference.Answers, error) {
	var rows []conference.Answer
	err := s.list(ctx, &rows, `
		select a.registration_id, a.field_id, a.value from answer a join registration r on r.id = a.registration_id where r.conference_id = ?`, id)
	all := map[conference.RegistrationID]conference.Answers{}
	for _, row := range rows {
		if all[row.RegistrationID] == nil {
			all[row.RegistrationID] = conference.Answers{}
		}
		all[row.RegistrationID][row.FieldID] = row.Value
	}
	return all, err
}

// answer writes what is different in answers from what they were, and says for the audit which: the words themselves are
// not told there, where they could never be deleted. What somebody else has filled in meanwhile stays. A file goes with
// its answer.
func (t *tx) answer(id conference.RegistrationID, were, are conference.Answers) (changes string, err error) {
	var changed []string
	all := maps.Clone(were)
	if all == nil {
		all = conference.Answers{}
	}
	maps.Copy(all, are)
	for _, field := range slices.Sorted(maps.Keys(all)) {
		if were[field] == are[field] {
			continue
		}
		changed = append(changed, string(field))
		if _, err := t.exec(`delete from answer where registration_id = ? and field_id = ?`, id, field); err != nil {
			return "", err
		}
		if are[field] == "" {
			_, err = t.exec(`delete from upload where registration_id = ? and field_id = ?`, id, field)
		} else {
			_, err = t.exec(`insert into answer (registration_id, field_id, value) values (?, ?, ?)`, id, field, are[field])
		}
		if err != nil {
			return "", err
		}
	}
	if len(changed) == 0 {
		return "", nil
	}
	return "\nanswers: " + strings.Join(changed, ", "), nil
}

// Attach is [Store.UpdateRegistration] with a file, which is the answer to a field from now on.
func (s *Store) Attach(
	ctx context.Context, u Upload, r conference.Registration, was conference.RegistrationState, by conference.PersonID,
) (conference.Registration, error) {
	var now conference.Registration
	err := s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			insert into upload (registration_id, field_id, media_type, content, added_at)
			values (:registration_id, :field_id, :media_type, :content, :added_at)
			on conflict (registration_id, field_id) do update set media_type = excluded.media_type, content = excluded.content,
				added_at = excluded.added_at`, uploadRow{u, base64.StdEncoding.EncodeToString(u.Content)})
		if err != nil {
			return err
		}
		_, err = t.exec(`insert into answer (registration_id, field_id, value) values (?, ?, ?)
			on conflict (registration_id, field_id) do update set value = excluded.value`, u.RegistrationID, u.FieldID, u.MediaType)
		if err != nil {
			return err
		}
		now, err = t.moveRegistration(r, was, fmt.Sprintf("\n%s: %s, %d bytes", u.FieldID, u.MediaType, len(u.Content)), by)
		return err
	})
	return now, err
}

// uploadRow is a file as its row keeps it: text is the same on both databases, and in a conference's own file.
type uploadRow struct {
	Upload
	Content string
}

// Upload returns a file that was uploaded.
func (s *Store) Upload(ctx context.Context, id conference.RegistrationID, field conference.FieldID) (Upload, error) {
	var row uploadRow
	err := s.get(ctx, "there is no such file", &row, `select * from upload where registration_id = ? and field_id = ?`, id, field)
	if err != nil {
		return Upload{}, err
	}
	if row.Upload.Content, err = base64.StdEncoding.DecodeString(row.Content); err != nil {
		return Upload{}, fmt.Errorf("read the file %s of %s: %w", field, id, err)
	}
	return row.Upload, nil
}
