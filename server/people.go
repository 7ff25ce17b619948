package server

import (
	"context"
	"slices"

	"plenary/server/conference"
	"plenary/server/protocol"
)

type peopleInput struct {
	Query string `query:"q" maxLength:"200"`
}

// mostFound is how many people a search shows: whoever needs more types more.
const mostFound = 20

// people finds people of the conference by name, delegation or address.
func (s *Server) people(ctx context.Context, who asker, in *peopleInput) (protocol.List[protocol.Person], error) {
	rows, err := s.store.SearchPeople(ctx, who.Conference.ID, in.Query, mostFound)
	found, plates := protocol.List[protocol.Person]{}, plates{}
	for _, row := range rows {
		plates[row.PersonID] = row
		found = append(found, plates.of(row.PersonID))
	}
	return found, err
}

// appointed lists who has a role in a session, also those whom the programme does not name.
func (s *Server) appointed(ctx context.Context, who asker, _ *nothing) (protocol.List[protocol.Appointed], error) {
	list, err := s.store.Appointments(ctx, who.Session.ID)
	if err != nil {
		return nil, err
	}
	plates, err := s.plates(ctx, who, peopleOf(list)...)
	all := protocol.List[protocol.Appointed]{}
	for _, a := range list {
		all = append(all, protocol.Appointed{Person: plates.of(a.PersonID), Role: a.Role, Position: a.Position})
	}
	return all, err
}

func peopleOf(list []conference.Appointment) []conference.PersonID {
	ids := make([]conference.PersonID, len(list))
	for i, a := range list {
		ids[i] = a.PersonID
	}
	return ids
}

// appoint gives a person a role in a session; the seat she may have there gets it at once.
func (s *Server) appoint(ctx context.Context, who asker, in *body[protocol.AppointmentInput]) (protocol.List[protocol.Appointed], error) {
	if !slices.Contains(conference.Appointable, in.Body.Role) {
		return nil, inField("role", conference.Errorf(conference.Invalid, "this role cannot be given for a session"))
	}
	if _, err := s.store.Person(ctx, in.Body.Person); isKind(err, conference.NotFound) {
		return nil, inField("person", conference.Errorf(conference.Invalid, "there is no such person"))
	} else if err != nil {
		return nil, err
	}
	a := conference.Appointment{SessionID: who.Session.ID, PersonID: in.Body.Person, Role: in.Body.Role}
	if err := s.store.Appoint(ctx, a, who.Person.ID, who.Now); err != nil {
		return nil, err
	}
	s.rooms.PersonChanged(ctx, in.Body.Person)
	s.rooms.SessionChanged(ctx, who.Session.ID)
	return s.appointed(ctx, who, nil)
}

type personPath struct {
	Person conference.PersonID `path:"person"`
}

// dismiss takes a person's role in a session away.
func (s *Server) dismiss(ctx context.Context, who asker, in *personPath) error {
	if err := s.store.Dismiss(ctx, who.Session.ID, in.Person, who.Person.ID, who.Now); err != nil {
		return err
	}
	s.rooms.PersonChanged(ctx, in.Person)
	s.rooms.SessionChanged(ctx, who.Session.ID)
	return nil
}

// attendance is who is in the room, and who may not come back.
func (s *Server) attendance(ctx context.Context, who asker, _ *nothing) (protocol.Attendance, error) {
	a := s.rooms.Attendance(who.Session.ID)
	rows, err := s.store.Restraints(ctx, who.Session.ID)
	if err != nil {
		return a, err
	}
	var removed []conference.PersonID
	for _, row := range rows {
		if row.Restraint == conference.Removed {
			removed = append(removed, row.PersonID)
		}
	}
	plates, err := s.plates(ctx, who, removed...)
	a.Removed = nil
	for _, id := range removed {
		a.Removed = append(a.Removed, plates.of(id))
	}
	return a, err
}
