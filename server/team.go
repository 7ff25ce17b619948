package server

import (
	"context"
	"slices"
	"strings"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func teamInfo(t conference.Team) protocol.TeamInfo {
	return protocol.TeamInfo{ID: t.ID, Name: t.Name, Languages: t.LanguageList()}
}

// addTeam adds a team of interpreters.
func (s *Server) addTeam(ctx context.Context, who asker, in *body[protocol.TeamInput]) (protocol.TeamInfo, error) {
	return s.putTeam(ctx, who, conference.NewID[conference.TeamID](), in.Body)
}

type teamInput struct {
	Team conference.TeamID `path:"team"`
	Body protocol.TeamInput
}

// editTeam changes a team of interpreters.
func (s *Server) editTeam(ctx context.Context, who asker, in *teamInput) (protocol.TeamInfo, error) {
	if _, err := s.ownTeams(ctx, who, []conference.TeamID{in.Team}); err != nil {
		return protocol.TeamInfo{}, err
	}
	return s.putTeam(ctx, who, in.Team, in.Body)
}

func (s *Server) putTeam(ctx context.Context, who asker, id conference.TeamID, in protocol.TeamInput) (protocol.TeamInfo, error) {
	name, err := conference.CleanText(in.Name, 200)
	if err != nil {
		return protocol.TeamInfo{}, inField("name", err)
	}
	t := conference.Team{ID: id, ConferenceID: who.Conference.ID, Name: name}
	if t.Languages, err = languages(who.Conference, in.Languages); err != nil {
		return protocol.TeamInfo{}, inField("languages", err)
	}
	return teamInfo(t), s.store.PutTeam(ctx, t)
}

type teamPath struct {
	Team conference.TeamID `path:"team"`
}

// deleteTeam deletes a team of interpreters.
func (s *Server) deleteTeam(ctx context.Context, who asker, in *teamPath) error {
	if _, err := s.ownTeams(ctx, who, []conference.TeamID{in.Team}); err != nil {
		return err
	}
	return s.store.DeleteTeam(ctx, in.Team, who.Person.ID, who.Now)
}

// ownTeams says whether teams are this conference's, each named once, and writes them as a session keeps them.
func (s *Server) ownTeams(ctx context.Context, who asker, chosen []conference.TeamID) (string, error) {
	if len(chosen) == 0 {
		return "", nil
	}
	all, err := s.store.Teams(ctx, who.Conference.ID)
	if err != nil {
		return "", err
	}
	ids := []string{}
	for _, id := range chosen {
		if !slices.ContainsFunc(all, func(t conference.Team) bool { return t.ID == id }) || slices.Contains(ids, string(id)) {
			return "", conference.Errorf(conference.NotFound, "there is no such team, or it is there twice")
		}
		ids = append(ids, string(id))
	}
	return strings.Join(ids, ","), nil
}

// setAvailability says when a person, a hall or a team can be had.
func (s *Server) setAvailability(ctx context.Context, who asker, in *body[protocol.AvailabilityInput]) error {
	if err := s.ownSubject(ctx, who, in.Body.Kind, in.Body.Subject); err != nil {
		return err
	}
	times := []conference.Availability{}
	for _, span := range in.Body.Times {
		a := conference.Availability{SubjectKind: in.Body.Kind}
		var err error
		if a.StartsAt, err = civil(span.StartsAt, zoneOf(who.Conference)); err != nil {
			return inField("starts_at", err)
		}
		if a.EndsAt, err = civil(span.EndsAt, zoneOf(who.Conference)); err != nil {
			return inField("ends_at", err)
		}
		if err := a.Check(); err != nil {
			return inField("ends_at", err)
		}
		times = append(times, a)
	}
	return s.store.SetAvailability(ctx, who.Conference.ID, in.Body.Kind, in.Body.Subject, times)
}

func (s *Server) ownSubject(ctx context.Context, who asker, kind conference.SubjectKind, id string) error {
	var err error
	switch kind {
	case conference.HallSubject:
		err = s.ownHall(ctx, who, conference.HallID(id))
	case conference.TeamSubject:
		_, err = s.ownTeams(ctx, who, []conference.TeamID{conference.TeamID(id)})
	case conference.PersonSubject:
		_, err = s.store.Person(ctx, conference.PersonID(id))
	}
	return err
}
