package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// demoSignIn signs in as one of the demonstration's people. The route exists only when the demo command runs the
// server, and even then answers only for a conference and a database that the demo command made.
func (s *Server) demoSignIn(ctx context.Context, who asker, in *body[protocol.DemoInput]) (*signing[protocol.Me], error) {
	if err := s.onlyDemo(ctx, who); err != nil {
		return nil, err
	}
	person, ok := s.cfg.DemoPeople[in.Body.Role]
	if !ok {
		return nil, inField("role", conference.Errorf(conference.Invalid, "the demonstration has nobody for this role"))
	}
	return s.demoSignInAs(ctx, who, person)
}

type crowdInput struct {
	Authorization string `header:"Authorization"`
	Body          struct {
		Person conference.PersonID `json:"person" maxLength:"64"`
	}
}

// crowdSignIn signs in as a simulated person, for the program that knows this run's secret.
func (s *Server) crowdSignIn(ctx context.Context, who asker, in *crowdInput) (*signing[protocol.Me], error) {
	if err := s.onlyDemo(ctx, who); err != nil {
		return nil, err
	}
	if hashOf(in.Authorization) != hashOf("Bearer "+s.cfg.DemoCrowd) { // of hashes: how long it takes tells nothing
		return nil, conference.Errorf(conference.Forbidden, "this is not the crowd's secret")
	}
	if _, err := s.store.Person(ctx, in.Body.Person); err != nil {
		return nil, err
	}
	return s.demoSignInAs(ctx, who, in.Body.Person)
}

func (s *Server) demoSignInAs(ctx context.Context, who asker, person conference.PersonID) (*signing[protocol.Me], error) {
	cookie, me, err := s.signInAs(ctx, who, person)
	if err != nil {
		return nil, err
	}
	return &signing[protocol.Me]{Cookie: cookie, Body: me}, nil
}

// onlyDemo says that there is nothing here, unless everything says that this is a demonstration.
func (s *Server) onlyDemo(ctx context.Context, who asker) error {
	made, err := s.store.MadeByDemo(ctx)
	if err != nil {
		return err
	}
	if !s.cfg.Demo || !who.Conference.Demo || !made {
		return conference.Errorf(conference.NotFound, "there is nothing here")
	}
	return nil
}
