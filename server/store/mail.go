package store

import (
	"context"
	"fmt"
	"time"

	"plenary/server/conference"
)

const noMail = "there is no such mail"

// AddMails puts mail into the outbox. One that is there already, under the same id, stays as it is; how many are new is
// returned.
func (s *Store) AddMails(ctx context.Context, list []conference.Mail) (added int64, err error) {
	err = s.write(ctx, func(t *tx) error {
		added = 0
		for _, m := range list {
			n, err := t.putMail(m)
			if err != nil {
				return err
			}
			added += n
		}
		return nil
	})
	return added, err
}

func (t *tx) putMail(m conference.Mail) (added int64, err error) {
	return t.put(`
		insert into mail (id, conference_id, person_id, registration_id, invitation_id, kind, language, address, subject, text, calendar,
			state, version, attempts, answer, created_at, changed_at, next_at, sent_at)
		values (:id, :conference_id, :person_id, :registration_id, :invitation_id, :kind, :language, :address, :subject, :text, :calendar,
			:state, 1, 0, '', :created_at, :created_at, :created_at, null)
		on conflict (id) do nothing`, m)
}

// MailFilter picks mail of a conference.
type MailFilter struct {
	State conference.MailState // empty: all
	Kind  conference.MailKind  // empty: all
	Query string               // in the name of whom it is to, the address, or the subject
	IDs   []conference.MailID  // only these; empty: all that fit
}

const mailFrom = ` from mail m left join person p on p.id = m.person_id left join invitation i on i.id = m.invitation_id where m.conference_id = ?`

const mailName = `coalesce(p.name, i.name, '')`

// where is the filter's condition; the state is left out to count each.
func (f MailFilter) where(state bool) (where string, args []any) {
	if state && f.State != "" {
		where, args = where+" and m.state = ?", append(args, f.State)
	}
	if f.Kind != "" {
		where, args = where+" and m.kind = ?", append(args, f.Kind)
	}
	if f.Query != "" {
		like := containing(f.Query)
		where += ` and (lower(` + mailName + `) like ? escape '\' or lower(m.address) like ? escape '\' or lower(m.subject) like ? escape '\')`
		args = append(args, like, like, like)
	}
	if len(f.IDs) > 0 {
		where += " and m.id in (?"
		for i, id := range f.IDs {
			if i > 0 {
				where += ", ?"
			}
			args = append(args, id)
		}
		where += ")"
	}
	return where, args
}

// MailRow is a mail with the name of whom it is to.
type MailRow struct {
	conference.Mail
	PersonName string
}

// Mails returns one page of the outbox, the newest first, and how many fit the rest of the filter in each state.
func (s *Store) Mails(ctx context.Context, id conference.ConferenceID, f MailFilter, offset, limit int) (list []MailRow, counts map[conference.MailState]int, err error) {
	where, args := f.where(false)
	var each []struct {
		State conference.MailState
		Count int
	}
	err = s.list(ctx, &each, `select m.state, count(*) as count`+mailFrom+where+` group by m.state`, append([]any{id}, args...)...)
	if err != nil {
		return nil, nil, err
	}
	counts = map[conference.MailState]int{}
	for _, c := range each {
		counts[c.State] = c.Count
	}
	where, args = f.where(true)
	args = append(append([]any{id}, args...), limit, offset)
	err = s.list(ctx, &list, `select m.*, `+mailName+` as person_name`+mailFrom+where+` order by m.created_at desc, m.id limit ? offset ?`, args...)
	return list, counts, err
}

// Mail returns a mail of a conference.
func (s *Store) Mail(ctx context.Context, id conference.MailID, of conference.ConferenceID) (m conference.Mail, err error) {
	err = s.get(ctx, noMail, &m, `select * from mail where id = ? and conference_id = ?`, id, of)
	return m, err
}

// EditMail changes where a mail goes and what it says, made on its version: it is a draft then. When somebody else changed
// it meanwhile, or it is on its way, it is a Conflict. That of an invitation goes to nobody else: its link signs in.
func (s *Store) EditMail(ctx context.Context, m conference.Mail, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`
			update mail set address = case when invitation_id is null then ? else address end, subject = ?, text = ?, state = 'draft', version = version + 1, attempts = 0, changed_at = ?
			where id = ? and version = ? and state in ('draft', 'bounced', 'failed')`, m.Address, m.Subject, m.Text, at, m.ID, m.Version)
		if err != nil {
			return err
		}
		if n == 0 {
			return conference.Errorf(conference.Conflict, "this mail was changed or sent meanwhile; please look at it again")
		}
		return t.record(Entry{At: at, PersonID: by, Action: "edit-mail", Subject: string(m.ID), Detail: m.Subject})
	})
}

// MoveMails sends or drops all mail that a filter picks and that still may change: to queued or to dropped. It says how
// many they were. Expected is how many the organizer saw; are there others by now, it is a Conflict.
func (s *Store) MoveMails(
	ctx context.Context, id conference.ConferenceID, f MailFilter, to conference.MailState, expected int64, by conference.PersonID, at time.Time,
) (n int64, err error) {
	err = s.write(ctx, func(t *tx) error {
		where, args := f.where(true)
		n, err = t.exec(`
			update mail set state = ?, attempts = 0, next_at = ?, changed_at = ?, version = version + 1
			where state in ('draft', 'bounced', 'failed') and id in (select m.id`+mailFrom+where+`)`, append([]any{to, at, at, id}, args...)...)
		if err != nil {
			return err
		}
		if n != expected {
			return conference.Errorf(conference.Conflict, "the outbox has changed meanwhile: %d mails fit now, not %d; please look again", n, expected)
		}
		action := "send-mail"
		if to == conference.DroppedMail {
			action = "drop-mail"
		}
		subject := string(id)
		if len(f.IDs) == 1 {
			subject = string(f.IDs[0])
		}
		return t.record(Entry{At: at, PersonID: by, Action: action, Subject: subject, Detail: fmt.Sprintf("%d mails", n)})
	})
	return n, err
}

// DueMails returns what is to be sent now, the oldest first.
func (s *Store) DueMails(ctx context.Context, now time.Time, limit int) (list []conference.Mail, err error) {
	err = s.list(ctx, &list, `select * from mail where state = 'queued' and next_at <= ? order by next_at, id limit ?`, now, limit)
	return list, err
}

// UpdateMail writes what became of a try. A mail that is not queued any more, since it bounced already, stays as it is.
func (s *Store) UpdateMail(ctx context.Context, m conference.Mail) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			update mail set state = :state, attempts = :attempts, answer = :answer, next_at = :next_at, sent_at = :sent_at
			where id = :id and state = 'queued'`, m)
		return err
	})
}

// BounceMail notes that a mail, which a server had taken, came back.
func (s *Store) BounceMail(ctx context.Context, id conference.MailID, of conference.ConferenceID, answer string, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`update mail set state = 'bounced', answer = ?, changed_at = ? where id = ? and conference_id = ? and state in ('sent', 'queued', 'bounced')`,
			answer, at, id, of)
		return found(n, err, noMail)
	})
}

// MailFault is why the last mail to somebody did not arrive.
type MailFault struct {
	RegistrationID conference.RegistrationID
	State          conference.MailState
	Answer         string
}

// MailFaults returns of registrations to which mail did not arrive, and none has arrived since, why.
func (s *Store) MailFaults(ctx context.Context, registrations []conference.RegistrationID) (map[conference.RegistrationID]MailFault, error) {
	faults := map[conference.RegistrationID]MailFault{}
	if len(registrations) == 0 {
		return faults, nil
	}
	var list []MailFault
	err := s.among(ctx, &list, `
		select m.registration_id, m.state, m.answer from mail m
		where m.registration_id in (?) and m.state in ('bounced', 'failed')
			and not exists (select 1 from mail l where l.registration_id = m.registration_id and l.state = 'sent' and l.created_at > m.created_at)
		order by m.created_at, m.id`, registrations)
	for _, f := range list {
		faults[f.RegistrationID] = f
	}
	return faults, err
}
