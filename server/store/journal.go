package store

import (
	"context"

	"plenary/server/conference"
)

// JournalFacts reads all that the journal of a session is written from, but for the conference and the time.
func (s *Store) JournalFacts(ctx context.Context, session conference.Session) (f conference.JournalFacts, err error) {
	f.Session = session
	for _, read := range []func(context.Context, *conference.JournalFacts) error{
		s.journalState, s.journalActs, s.journalFloor, s.journalSpeeches, s.journalDecisions, s.journalPolls, s.journalNames,
	} {
		if err := read(ctx, &f); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (s *Store) journalState(ctx context.Context, f *conference.JournalFacts) (err error) {
	if f.Record, err = s.JournalRecord(ctx, f.Session.ID); err != nil {
		return err
	}
	err = s.list(ctx, &f.Changes, `
		select * from journal_change where session_id = ? order by entry, version`, f.Session.ID)
	if err != nil {
		return err
	}
	halls, err := s.Halls(ctx, f.Session.ConferenceID)
	for _, h := range halls {
		if h.ID == f.Session.HallID {
			f.Hall = h.Name
		}
	}
	return err
}

// journalActs reads what was done with the session as a whole, and who was to preside over it.
func (s *Store) journalActs(ctx context.Context, f *conference.JournalFacts) error {
	err := s.list(ctx, &f.Acts, `
		select number, at, action, subject, detail from audit
		where subject = ? and action in ('session-open', 'session-closed', 'suspend-session', 'resume-session', 'close-meeting',
			'reopen-meeting', 'move-session-on')
		or detail = ? and action in ('appoint-chair', 'appoint-moderator', 'appoint-speaker', 'appoint-interpreter', 'dismiss')
		order by number`, f.Session.ID, f.Session.ID)
	if err != nil {
		return err
	}
	appointments, err := s.Appointments(ctx, f.Session.ID)
	for _, a := range appointments {
		if a.Role == conference.Chair {
			f.Chairs = append(f.Chairs, a.PersonID)
		}
	}
	return err
}

func (s *Store) journalFloor(ctx context.Context, f *conference.JournalFacts) error {
	floor, err := s.Floor(ctx, f.Session.ID)
	if err != nil {
		return err
	}
	own, err := s.ProcedureFile(ctx, f.Session.ConferenceID)
	if err != nil {
		return err
	}
	if f.Rules, err = conference.RulesOf(floor.Procedure, own); err != nil {
		return err
	}
	f.Proceedings, err = s.Proceedings(ctx, f.Session.ID)
	return err
}

func (s *Store) journalSpeeches(ctx context.Context, f *conference.JournalFacts) (err error) {
	if f.Requests, err = s.FloorRequests(ctx, f.Session.ID); err != nil {
		return err
	}
	if f.Speeches, err = s.Speeches(ctx, f.Session.ID); err != nil {
		return err
	}
	if f.Alignments, err = s.Alignments(ctx, f.Session.ID); err != nil {
		return err
	}
	f.Statements, err = s.Statements(ctx, f.Session.ID)
	return err
}

func (s *Store) journalDecisions(ctx context.Context, f *conference.JournalFacts) (err error) {
	f.Proposals, f.Objections, err = s.Proposals(ctx, f.Session.ID)
	return err
}

func (s *Store) journalPolls(ctx context.Context, f *conference.JournalFacts) (err error) {
	if f.Polls, err = s.Polls(ctx, f.Session.ID); err != nil {
		return err
	}
	f.Tallies, err = s.Tallies(ctx, f.Session.ID)
	return err
}

// journalNames reads how people and delegations are called whom the facts name.
func (s *Store) journalNames(ctx context.Context, f *conference.JournalFacts) error {
	people := append([]conference.PersonID{}, f.Chairs...)
	for _, a := range f.Acts {
		if a.Subject != string(f.Session.ID) {
			people = append(people, conference.PersonID(a.Subject))
		}
	}
	for _, r := range f.Requests {
		people = append(people, r.PersonID)
	}
	for _, c := range f.Changes {
		people = append(people, c.PersonID)
	}
	plates, err := s.Plates(ctx, f.Session.ConferenceID, people)
	if err != nil {
		return err
	}
	f.Names = make(map[conference.PersonID]conference.JournalName, len(plates))
	for id, p := range plates {
		f.Names[id] = conference.JournalName{Name: p.Name, Place: p.Delegation}
	}
	all, err := s.Delegations(ctx, f.Session.ConferenceID)
	f.Delegations = make(map[conference.DelegationID]string, len(all))
	for _, d := range all {
		f.Delegations[d.ID] = d.Name
	}
	return err
}

// JournalRecord returns whether the journal of a session is published.
func (s *Store) JournalRecord(ctx context.Context, session conference.SessionID) (conference.JournalRecord, error) {
	var found []conference.JournalRecord
	err := s.list(ctx, &found, `select * from journal where session_id = ?`, session)
	if err != nil || len(found) == 0 {
		return conference.JournalRecord{SessionID: session, State: conference.JournalDraft}, err
	}
	return found[0], nil
}

// SetJournalRecord publishes a journal, or draws it back.
func (s *Store) SetJournalRecord(ctx context.Context, r conference.JournalRecord) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			insert into journal (session_id, state, changed_by, changed_at) values (:session_id, :state, :changed_by, :changed_at)
			on conflict (session_id) do update set state = excluded.state, changed_by = excluded.changed_by, changed_at = excluded.changed_at`, r)
		if err != nil {
			return err
		}
		return t.record(Entry{At: r.ChangedAt, PersonID: r.ChangedBy, Action: "journal-" + string(r.State), Subject: string(r.SessionID)})
	})
}

// ChangeJournal keeps a correction. One of the same version of an entry that somebody else made first is a Conflict; the
// same again changes nothing.
func (s *Store) ChangeJournal(ctx context.Context, c conference.JournalChange) error {
	return s.write(ctx, func(t *tx) error {
		var many int
		if err := t.get("", &many, `select count(*) from journal_change where session_id = ?`, c.SessionID); err != nil {
			return err
		}
		if many >= conference.MostJournalChanges {
			return conference.Errorf(conference.Conflict, "the journal has been corrected %d times; that is as often as it can be", many)
		}
		n, err := t.put(`
			insert into journal_change (session_id, entry, version, edit, at, text, language, reason, person_id, made_at)
			values (:session_id, :entry, :version, :edit, :at, :text, :language, :reason, :person_id, :made_at)
			on conflict do nothing`, c)
		if err != nil {
			return err
		}
		if n == 0 {
			return t.changedBefore(c)
		}
		return t.record(Entry{At: c.MadeAt, PersonID: c.PersonID, Action: "journal-" + string(c.Edit), Subject: string(c.SessionID), Detail: c.Entry})
	})
}

// changedBefore says whether a correction that is there already is the same.
func (t *tx) changedBefore(c conference.JournalChange) error {
	var there conference.JournalChange
	err := t.get("there is no such correction", &there, `
		select * from journal_change where session_id = ? and entry = ? and version = ?`, c.SessionID, c.Entry, c.Version)
	if err != nil {
		return err
	}
	if there.PersonID == c.PersonID && there.Edit == c.Edit && there.Text == c.Text && there.Reason == c.Reason {
		return nil
	}
	return conference.Errorf(conference.Conflict, "somebody corrected the entry meanwhile; please look at it again")
}

// unnameJournals replaces a person's names in what was corrected in the journals of sessions that she may have a part in:
// others wrote of her there, too.
func (t *tx) unnameJournals(id conference.PersonID, names names) error {
	var rows []conference.JournalChange
	err := t.list(&rows, `
		select c.* from journal_change c join session s on s.id = c.session_id
		where c.person_id = ?
			or s.conference_id in (select conference_id from registration where person_id = ?)
			or s.id in (select session_id from appointment where person_id = ?)
			or s.id in (select session_id from speech where person_id = ?)`, id, id, id, id)
	if err != nil {
		return err
	}
	for _, c := range rows {
		text, named := names.replace(c.Text)
		reason, given := names.replace(c.Reason)
		if !named && !given {
			continue
		}
		_, err := t.exec(`update journal_change set text = ?, reason = ? where session_id = ? and entry = ? and version = ?`,
			text, reason, c.SessionID, c.Entry, c.Version)
		if err != nil {
			return err
		}
	}
	return nil
}
