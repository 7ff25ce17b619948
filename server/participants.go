package server

import (
	"context"
	"sync"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// listKept is how long the list of participants is kept: who is approved or agrees meanwhile waits that long.
const listKept = 30 * time.Second

// keptList is the list of participants as it was read last: the whole world may ask for it.
type keptList struct {
	mu   sync.Mutex
	of   conference.ConferenceID
	at   time.Time
	list protocol.List[protocol.ListedGroup]
}

// forget has the list read anew.
func (k *keptList) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.list = nil
}

// participants is the list of those who agreed to stand in it, by State and organization. It has no address of anybody.
func (s *Server) participants(ctx context.Context, who asker, _ *nothing) (protocol.Participants, error) {
	c := who.Conference
	if !c.ShowParticipants(who.Role, who.Now) {
		return protocol.Participants{Shown: false}, nil
	}
	list, err := s.listedGroups(ctx, who)
	return protocol.Participants{Shown: true, List: c.Participants, Until: c.ParticipantsUntil, Groups: list}, err
}

func (s *Server) listedGroups(ctx context.Context, who asker) (protocol.List[protocol.ListedGroup], error) {
	k := &s.listed
	k.mu.Lock() // one reads for all who ask meanwhile
	defer k.mu.Unlock()
	if k.of == who.Conference.ID && k.list != nil && who.Now.Sub(k.at) < listKept && !who.Now.Before(k.at) {
		return k.list, nil
	}
	rows, err := s.store.Listed(ctx, who.Conference.ID)
	if err != nil {
		return nil, err
	}
	groups := protocol.List[protocol.ListedGroup]{}
	for _, row := range rows {
		last := len(groups) - 1
		if last < 0 || groups[last].Organization != row.Organization || groups[last].Code != row.Code {
			groups = append(groups, protocol.ListedGroup{Organization: row.Organization, Code: row.Code, Category: row.Category})
			last++
		}
		groups[last].People = append(groups[last].People, protocol.Listed{Name: row.Name, Function: row.Function, Head: row.Head})
	}
	k.of, k.at, k.list = who.Conference.ID, who.Now, groups
	return groups, nil
}

// setParticipants says who may read the list of participants, and until when.
func (s *Server) setParticipants(ctx context.Context, who asker, in *body[protocol.ParticipantsInput]) (protocol.ParticipantSettings, error) {
	c := who.Conference
	c.Participants, c.ParticipantsUntil = in.Body.List, nil
	if in.Body.Until != "" {
		_, last, err := conference.Instants(in.Body.Until, zoneOf(c))
		if err != nil {
			return protocol.ParticipantSettings{}, inField("until", err)
		}
		c.ParticipantsUntil = &last
	}
	if err := s.store.SetParticipantList(ctx, c, who.Person.ID, who.Now); err != nil {
		return protocol.ParticipantSettings{}, err
	}
	who.Conference = c
	return s.participantSettings(ctx, who, nil)
}

// participantSettings says who may read the list of participants.
func (s *Server) participantSettings(_ context.Context, who asker, _ *nothing) (protocol.ParticipantSettings, error) {
	c := who.Conference
	settings := protocol.ParticipantSettings{List: c.Participants}
	if c.ParticipantsUntil != nil {
		settings.Until = c.ParticipantsUntil.In(zoneOf(c)).Format(conference.CivilForm)
	}
	return settings, nil
}
