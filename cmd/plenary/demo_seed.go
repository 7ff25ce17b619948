package main

import (
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

// demoFiles are the conference and the people of the demonstration.
//
//go:embed demo/*.json
var demoFiles embed.FS

// demoPeople is demo/people.json.
type demoPeople struct {
	People   []demoPerson `json:"people"`
	Sessions []struct {
		Title    string   `json:"title"` // how it begins
		Chair    string   `json:"chair"`
		Speakers []string `json:"speakers"`
		ClosedTo []string `json:"closed_to"` // who may enter a closed session
	} `json:"sessions"`
	Teams []struct {
		Name      string `json:"name"`
		Languages string `json:"languages"`
	} `json:"teams"`
	Lines []struct {
		By   string `json:"by"`
		Text string `json:"text"`
	} `json:"lines"`
	Questions []struct {
		By    string                   `json:"by"`
		Text  string                   `json:"text"`
		State conference.QuestionState `json:"state"`
		Votes []string                 `json:"votes"`
	} `json:"questions"`
}

type demoPerson struct {
	Key          string                       `json:"key"` // by which the rest of the file knows her
	Name         string                       `json:"name"`
	Email        string                       `json:"email"`
	Delegation   string                       `json:"delegation"` // its code
	Organization string                       `json:"organization"`
	Category     conference.Category          `json:"category"` // default the delegation's
	Function     string                       `json:"function"`
	State        conference.RegistrationState `json:"state"` // default approved
	Reason       string                       `json:"reason"`
	Grant        conference.Role              `json:"grant"`
}

// seeder makes the demonstration's conference, or finds the one it made before: what people did in it stays.
type seeder struct {
	store       *store.Store
	now         time.Time
	file        demoPeople
	conf        conference.Conference
	delegations map[string]conference.Delegation // by code
	sessions    []conference.Session
	people      map[string]conference.PersonID // by key
	fresh       bool
}

func seed(ctx context.Context, st *store.Store, now time.Time) (*demonstration, error) {
	s := seeder{store: st, now: now, delegations: map[string]conference.Delegation{}, people: map[string]conference.PersonID{}}
	for _, step := range []func(context.Context) error{s.begin, s.putPeople, s.engageTeams, s.appointAll, s.settle, s.talk, s.inscribe} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	zone, err := time.LoadLocation(s.conf.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("find the conference's zone: %w", err)
	}
	d := &demonstration{zone: zone, session: s.current(), people: map[conference.Role]conference.PersonID{}}
	for _, role := range demoRoles {
		d.people[role] = s.people[string(role)]
	}
	d.passes, err = s.passes(ctx, d.session)
	return d, err
}

// begin reads the files and imports the conference.
func (s *seeder) begin(ctx context.Context) error {
	people, err := demoFiles.ReadFile("demo/people.json")
	if err != nil {
		return fmt.Errorf("read the people: %w", err)
	}
	if err := json.Unmarshal(people, &s.file); err != nil {
		return fmt.Errorf("read the people: %w", err)
	}
	programme, err := demoFiles.ReadFile("demo/ctc-2020.json")
	if err != nil {
		return fmt.Errorf("read the programme: %w", err)
	}
	known, err := s.store.Conferences(ctx)
	if err != nil {
		return err
	}
	if s.fresh = len(known) == 0; s.fresh {
		if s.conf, _, err = importProgramme(ctx, s.store, programme, true, s.now); err != nil {
			return err
		}
	} else {
		s.conf = known[0]
	}
	list, err := s.store.Delegations(ctx, s.conf.ID)
	if err != nil {
		return err
	}
	for _, d := range list {
		s.delegations[d.Code] = d
	}
	s.sessions, err = s.store.Sessions(ctx, s.conf.ID)
	return err
}

func (s *seeder) putPeople(ctx context.Context) error {
	for i, p := range s.file.People {
		known, err := s.store.PersonByEmail(ctx, p.Email)
		if isKind(err, conference.NotFound) {
			known, err = s.putPerson(ctx, i, p)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
		if p.Key != "" {
			s.people[p.Key] = known.ID
		}
	}
	return nil
}

func (s *seeder) putPerson(ctx context.Context, i int, f demoPerson) (conference.Person, error) {
	// They registered one after the other in the month before it closed.
	at := s.conf.RegistrationCloses.AddDate(0, 0, -30).Add(time.Duration(i) * 7 * time.Hour)
	p := conference.Person{ID: conference.NewID[conference.PersonID](), Email: f.Email, Name: f.Name, CreatedAt: at}
	if err := s.store.CreatePerson(ctx, p); err != nil {
		return p, err
	}
	r := conference.Registration{
		ID: conference.NewID[conference.RegistrationID](), ConferenceID: s.conf.ID, PersonID: p.ID, Name: f.Name,
		Organization: f.Organization, Category: f.Category, Function: f.Function, State: cmp.Or(f.State, conference.Approved),
		Reason: f.Reason, CreatedAt: at, ChangedAt: at,
	}
	if f.Delegation != "" {
		d, ok := s.delegations[f.Delegation]
		if !ok {
			return p, fmt.Errorf("there is no delegation %q", f.Delegation)
		}
		r.DelegationID, r.Category = &d.ID, cmp.Or(f.Category, d.Category)
	}
	if organizer := s.people[string(conference.Organizer)]; organizer != "" && r.State != conference.Submitted && r.State != conference.Unconfirmed {
		decided := at.Add(26 * time.Hour)
		r.DecidedBy, r.DecidedAt, r.ChangedAt = &organizer, &decided, decided
	}
	if err := errors.Join(r.Check(), s.store.CreateRegistration(ctx, r)); err != nil {
		return p, err
	}
	return p, s.grant(ctx, f.Grant, p.ID)
}

func (s *seeder) grant(ctx context.Context, role conference.Role, person conference.PersonID) error {
	if role == conference.Administrator {
		return s.store.SetAdministrator(ctx, person, true, "", s.now)
	}
	if role == conference.Organizer {
		return s.store.AddOrganizer(ctx, s.conf.ID, person, "", s.now)
	}
	return nil
}

// engageTeams has the teams of interpreters work in every session that has languages.
func (s *seeder) engageTeams(ctx context.Context) error {
	if !s.fresh {
		return nil
	}
	by := s.people[string(conference.Organizer)]
	var ids []string
	for _, f := range s.file.Teams {
		team := conference.Team{ID: conference.NewID[conference.TeamID](), ConferenceID: s.conf.ID, Name: f.Name, Languages: f.Languages}
		if err := s.store.PutTeam(ctx, team); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		ids = append(ids, string(team.ID))
	}
	drafts, err := s.store.Drafts(ctx, s.conf.ID)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if d.Languages == "" {
			continue
		}
		d.Teams = strings.Join(ids, ",")
		if _, err := s.store.PutDraft(ctx, d, by, s.now); err != nil {
			return fmt.Errorf("%s: %w", d.Title, err)
		}
	}
	s.sessions, err = s.store.Sessions(ctx, s.conf.ID)
	return err
}

// appointAll puts people on sessions: a chair, the two moderators, speakers, and interpreters where there are languages.
func (s *seeder) appointAll(ctx context.Context) error {
	if !s.fresh {
		return nil
	}
	by := s.people[string(conference.Organizer)]
	for _, f := range s.file.Sessions {
		session, ok := s.find(f.Title)
		if !ok {
			return fmt.Errorf("no session begins with %q", f.Title)
		}
		appointed := map[conference.Role][]string{
			conference.Moderator: {"moderator", "crowd-moderator"}, conference.Speaker: f.Speakers, conference.Attendee: f.ClosedTo,
		}
		if f.Chair != "" {
			appointed[conference.Chair] = []string{f.Chair}
		}
		if session.Languages != "" {
			appointed[conference.Interpreter] = []string{"interpreter-fr", "interpreter-ru"}
		}
		for _, role := range []conference.Role{conference.Chair, conference.Moderator, conference.Speaker, conference.Interpreter, conference.Attendee} {
			for _, key := range appointed[role] {
				a := conference.Appointment{SessionID: session.ID, PersonID: s.people[key], Role: role}
				if err := s.store.Appoint(ctx, a, by, s.now); err != nil {
					return fmt.Errorf("%s: appoint %s: %w", session.Title, key, err)
				}
			}
		}
	}
	return nil
}

func (s *seeder) find(begins string) (conference.Session, bool) {
	for _, session := range s.sessions {
		if strings.HasPrefix(session.Title, begins) {
			return session, true
		}
	}
	return conference.Session{}, false
}
