package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

// MailHeld says whether a conference's mail stays a draft until an organizer sends it.
func (s *Store) MailHeld(ctx context.Context, id conference.ConferenceID) (held bool, err error) {
	err = s.get(ctx, "", &held, `select exists (select 1 from mail_rule where conference_id = ? and held)`, id)
	return held, err
}

// SetMailHeld changes whether a conference's mail stays a draft.
func (s *Store) SetMailHeld(ctx context.Context, id conference.ConferenceID, held bool, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`
			insert into mail_rule (conference_id, held) values (?, ?)
			on conflict (conference_id) do update set held = excluded.held`, id, held)
		if err != nil {
			return err
		}
		detail := "at once"
		if held {
			detail = "held as drafts"
		}
		return t.record(Entry{At: at, PersonID: by, Action: "mail-rule", Subject: string(id), Detail: detail})
	})
}

// MailTemplates returns what organizers wrote instead of the texts that we ship.
func (s *Store) MailTemplates(ctx context.Context, id conference.ConferenceID) (list []conference.MailTemplate, err error) {
	err = s.list(ctx, &list, `select * from mail_template where conference_id = ? order by kind, language`, id)
	return list, err
}

// MailTemplate returns what mail of a kind says in a language: what organizers wrote, or else what we ship.
func (s *Store) MailTemplate(ctx context.Context, id conference.ConferenceID, kind conference.MailKind, language conference.MailLanguage) (conference.MailTemplate, error) {
	var list []conference.MailTemplate
	err := s.list(ctx, &list, `select * from mail_template where conference_id = ? and kind = ? and language = ?`, id, kind, language)
	if err != nil || len(list) == 0 {
		return conference.ShippedMail(kind, language), err
	}
	return list[0], nil
}

// PutMailTemplate writes a template.
func (s *Store) PutMailTemplate(ctx context.Context, m conference.MailTemplate) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			insert into mail_template (conference_id, kind, language, subject, text, changed_by, changed_at)
			values (:conference_id, :kind, :language, :subject, :text, :changed_by, :changed_at)
			on conflict (conference_id, kind, language) do update set subject = excluded.subject, text = excluded.text,
				changed_by = excluded.changed_by, changed_at = excluded.changed_at`, m)
		if err != nil {
			return err
		}
		return t.record(templateEntry(m, "edit-mail-template"))
	})
}

func templateEntry(m conference.MailTemplate, action string) Entry {
	e := Entry{At: m.ChangedAt, Action: action, Subject: string(m.Kind), Detail: string(m.Language) + ": " + m.Subject}
	if m.ChangedBy != nil {
		e.PersonID = *m.ChangedBy
	}
	return e
}

// DeleteMailTemplate goes back to the text that we ship; it may be that already.
func (s *Store) DeleteMailTemplate(ctx context.Context, m conference.MailTemplate) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`delete from mail_template where conference_id = ? and kind = ? and language = ?`, m.ConferenceID, m.Kind, m.Language)
		if err != nil || n == 0 {
			return err
		}
		return t.record(templateEntry(m, "reset-mail-template"))
	})
}

// SetMailLanguage says in which language a person is written to.
func (s *Store) SetMailLanguage(ctx context.Context, person conference.PersonID, language conference.MailLanguage) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`
			insert into mail_language (person_id, language) values (?, ?)
			on conflict (person_id) do update set language = excluded.language`, person, language)
		return err
	})
}

// MailLanguages returns in which language people are written to, where that is known.
func (s *Store) MailLanguages(ctx context.Context, people ...conference.PersonID) (map[conference.PersonID]conference.MailLanguage, error) {
	known := map[conference.PersonID]conference.MailLanguage{}
	if len(people) == 0 {
		return known, nil
	}
	var list []struct {
		PersonID conference.PersonID
		Language conference.MailLanguage
	}
	err := s.among(ctx, &list, `select person_id, language from mail_language where person_id in (?)`, people)
	for _, l := range list {
		known[l.PersonID] = l.Language
	}
	return known, err
}
