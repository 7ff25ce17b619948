package server

import (
	"context"
	"strconv"
	"strings"
	"time"

	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/protocol"
)

// indicative stands in each row of each file about polls: a table goes on without what stood around it.
const indicative = "indicative, not a decision"

// polls is what was asked in a session, and what came of it.
func (s *Server) polls(ctx context.Context, who asker, _ *nothing) (protocol.List[protocol.Poll], error) {
	list := protocol.List[protocol.Poll]{}
	polls, err := s.store.Polls(ctx, who.Session.ID)
	if err != nil {
		return nil, err
	}
	tallies, err := s.store.Tallies(ctx, who.Session.ID)
	for _, p := range polls {
		if p.Number == 0 { // nobody was asked
			continue
		}
		list = append(list, live.PollInfo(p, tallies[p.ID], p.Discloses(false, true)))
	}
	return list, err
}

// pollsTable is the same for a spreadsheet: each option of each poll.
func (s *Server) pollsTable(write tables) func(context.Context, asker, *nothing) (*download, error) {
	return func(ctx context.Context, who asker, _ *nothing) (*download, error) {
		polls, err := s.polls(ctx, who, nil)
		if err != nil {
			return nil, err
		}
		zone := zoneOf(who.Conference)
		table := [][]string{{"poll", "question", "kind", "ballots", "state", "opened", "closed", "voters", "option", "votes or points", "status"}}
		for _, p := range polls {
			ballots := "named"
			if p.Secret {
				ballots = "secret"
			}
			for i, option := range p.Options {
				votes := ""
				if i < len(p.Counts) {
					votes = strconv.Itoa(p.Counts[i])
				}
				table = append(table, []string{
					strconv.FormatInt(p.Number, 10), p.Text, string(p.Kind), ballots, string(p.State), timeIn(p.OpenedAt, zone), timeIn(p.ClosedAt, zone),
					strconv.Itoa(p.Voters), option, votes, indicative,
				})
			}
		}
		return s.exported(ctx, who, write, "polls", table)
	}
}

// ballotsTable is who chose what in the polls of a session that are not secret.
func (s *Server) ballotsTable(write tables) func(context.Context, asker, *nothing) (*download, error) {
	return func(ctx context.Context, who asker, _ *nothing) (*download, error) {
		polls, err := s.store.Polls(ctx, who.Session.ID)
		if err != nil {
			return nil, err
		}
		ballots, err := s.store.Ballots(ctx, who.Session.ID)
		if err != nil {
			return nil, err
		}
		cast := map[conference.PollID][]conference.Ballot{}
		people := make([]conference.PersonID, len(ballots))
		for i, b := range ballots {
			cast[b.PollID], people[i] = append(cast[b.PollID], b), b.PersonID
		}
		plates, err := s.store.Plates(ctx, who.Conference.ID, people)
		if err != nil {
			return nil, err
		}
		zone := zoneOf(who.Conference)
		table := [][]string{{"poll", "question", "name", "delegation", "choice", "voted", "status"}}
		for _, p := range polls {
			if p.Secret {
				continue
			}
			for _, b := range cast[p.ID] {
				table = append(table, []string{
					strconv.FormatInt(p.Number, 10), p.Text, plates[b.PersonID].Name, plates[b.PersonID].Delegation, chosen(p, b), timeIn(b.CastAt, zone), indicative,
				})
			}
		}
		return s.exported(ctx, who, write, "ballots", table)
	}
}

// chosen are the options of a ballot, those of a ranking in order of preference.
func chosen(p conference.Poll, b conference.Ballot) string {
	options := p.OptionList()
	var list []string
	for _, i := range conference.ReadChoices(b.Choices) {
		if i < len(options) {
			list = append(list, options[i])
		}
	}
	separator := "; "
	if p.Kind == conference.Ranking {
		separator = " > "
	}
	return strings.Join(list, separator)
}

func timeIn(at *time.Time, zone *time.Location) string {
	if at == nil {
		return ""
	}
	return at.In(zone).Format(time.RFC3339)
}
