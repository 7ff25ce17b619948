package server

import (
	"context"
	"regexp"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// journalOf is the journal of the session that the path names, and the names of whom its history names.
func (s *Server) journalOf(ctx context.Context, who asker, language string) (conference.Journal, conference.JournalFacts, error) {
	if err := s.store.SettleProposals(ctx, who.Session.ID, who.Now); err != nil {
		return conference.Journal{}, conference.JournalFacts{}, err
	}
	facts, err := s.store.JournalFacts(ctx, who.Session)
	if err != nil {
		return conference.Journal{}, facts, err
	}
	facts.Conference, facts.Now = who.Conference, who.Now
	return conference.WriteJournal(facts, language), facts, nil
}

// readJournal is the journal as the asker may read it. To whom none of it is open there is none: what is public of a
// session is a matter of each part of it, which the door cannot know.
func (s *Server) readJournal(ctx context.Context, who asker, language string) (conference.Journal, conference.JournalFacts, error) {
	all, facts, err := s.journalOf(ctx, who, language)
	if err != nil {
		return all, facts, err
	}
	j, reads := all.For(who.standing, who.Role.Can(conference.ManageFloor))
	switch {
	case reads:
		return j, facts, nil
	case all.State == conference.JournalPublished:
		return j, facts, conference.Errorf(conference.Forbidden, "you may not read the journal of this session")
	}
	return j, facts, conference.Errorf(conference.Forbidden, "the journal of this session has not been published yet")
}

type journalInput struct {
	Language string `query:"language" maxLength:"10" doc:"English, if there is none in it"`
}

// journal is the record of a session.
func (s *Server) journal(ctx context.Context, who asker, in *journalInput) (protocol.Journal, error) {
	j, facts, err := s.readJournal(ctx, who, in.Language)
	if err != nil {
		return protocol.Journal{}, err
	}
	return journalInfo(j, facts.Names, who.Role.Can(conference.KeepJournal)), nil
}

func journalInfo(j conference.Journal, names map[conference.PersonID]conference.JournalName, keeps bool) protocol.Journal {
	info := protocol.Journal{
		Language: j.Language, Languages: conference.JournalLanguages(), Heading: j.Heading, Conference: j.Conference, Title: j.Title, About: j.About(),
		ChairLabel: j.ChairLabel, Chairs: j.Chairs, RulesLabel: j.RulesLabel, Rules: j.Rules, Status: j.Status, State: j.State, Over: j.Over, Keeps: keeps,
	}
	for _, h := range j.Hours {
		info.Hours = append(info.Hours, protocol.JournalHour(h))
	}
	for _, e := range j.Entries {
		entry := protocol.JournalEntry{
			Key: e.Key, Number: e.Number, At: e.At, Time: e.Time, Kind: e.Kind, Text: e.Text, Note: e.Note, Remark: e.Remark, Struck: e.Struck,
			Written: e.Written, Version: e.Version(),
		}
		for _, c := range e.Changes {
			entry.Changes = append(entry.Changes, protocol.JournalChange{
				Version: c.Version, Edit: c.Edit, Text: c.Text, Reason: c.Reason, By: names[c.PersonID].Name, MadeAt: c.MadeAt,
			})
		}
		info.Entries = append(info.Entries, entry)
	}
	return info
}

// browserID is an id that a browser made.
var browserID = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// changeJournal corrects, strikes or restores an entry, or adds one. What the session wrote stays, and so does each change.
func (s *Server) changeJournal(ctx context.Context, who asker, in *body[protocol.JournalChangeInput]) (protocol.Journal, error) {
	j, facts, err := s.journalOf(ctx, who, in.Body.Language)
	if err != nil {
		return protocol.Journal{}, err
	}
	c := conference.JournalChange{
		SessionID: who.Session.ID, Entry: in.Body.Entry, Version: in.Body.Version, Edit: in.Body.Edit, At: in.Body.At, Text: in.Body.Text,
		Language: j.Language, Reason: in.Body.Reason, PersonID: who.Person.ID, MadeAt: who.Now,
	}
	if c.Edit == conference.JournalAdd {
		if !browserID.MatchString(c.Entry) {
			return protocol.Journal{}, conference.Errorf(conference.Invalid, "an entry that is added needs an id")
		}
		c.Entry = conference.AddedEntry(c.Entry)
	}
	if c, err = j.Amend(c, facts.Opened(), who.Now); err == nil {
		err = s.store.ChangeJournal(ctx, c)
	}
	if isKind(err, conference.Conflict) {
		err = s.namedConflict(ctx, who, c, err)
	}
	if err != nil {
		return protocol.Journal{}, err
	}
	return s.journal(ctx, who, &journalInput{Language: j.Language})
}

// namedConflict says by name who was faster.
func (s *Server) namedConflict(ctx context.Context, who asker, c conference.JournalChange, conflict error) error {
	j, facts, err := s.journalOf(ctx, who, c.Language)
	if err != nil {
		return err
	}
	for _, e := range j.Entries {
		if e.Key != c.Entry || len(e.Changes) == 0 {
			continue
		}
		if last := e.Changes[len(e.Changes)-1]; last.PersonID != who.Person.ID && last.Version > c.Version {
			return conference.Errorf(conference.Conflict, "%s corrected this entry meanwhile; please look at it again", facts.Names[last.PersonID].Name)
		}
	}
	return conflict
}

// setJournalState publishes the journal, or draws it back.
func (s *Server) setJournalState(ctx context.Context, who asker, in *body[protocol.JournalStateInput]) (protocol.Journal, error) {
	was, err := s.store.JournalRecord(ctx, who.Session.ID)
	if err != nil {
		return protocol.Journal{}, err
	}
	now, err := was.Publish(in.Body.Published, who.Session, who.Person.ID, who.Now)
	if err != nil {
		return protocol.Journal{}, err
	}
	if now.State != was.State {
		if err := s.store.SetJournalRecord(ctx, now); err != nil {
			return protocol.Journal{}, err
		}
	}
	return s.journal(ctx, who, &journalInput{})
}
