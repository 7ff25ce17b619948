package live

import (
	"fmt"
	"slices"
	"strings"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// What the model knows of places, and of those who may not be in the room.

// place is where a person is.
func (m *model) place(of conference.PersonID) conference.Place {
	if p, there := m.places[of]; there {
		return p
	}
	return conference.Audience
}

func (m *model) move(person conference.PersonID, to conference.Place) {
	if delete(m.places, person); to != conference.Audience {
		m.places[person] = to
	}
}

// doAround is do for commands about places and people. It is only called with people who exist.
func (m *model) doAround(by conference.PersonID, role conference.Role, c protocol.Command) error {
	switch c := any(c).(type) {
	case protocol.Silence:
		if by == c.Person {
			return conference.Errorf(conference.Forbidden, "herself")
		}
		set(m.silenced, c.Person, c.On)
	case protocol.RemovePerson:
		if by == c.Person {
			return conference.Errorf(conference.Forbidden, "herself")
		}
		if set(m.removed, c.Person, c.On); c.On {
			m.move(c.Person, conference.Audience)
		}
	case protocol.EnterBackstage:
		if m.place(by) == conference.Audience {
			m.move(by, conference.Backstage)
		}
	case protocol.LeaveBackstage:
		m.move(by, conference.Audience)
	case protocol.BringOnStage:
		if m.place(c.Person) != conference.Backstage {
			return conference.Errorf(conference.Conflict, "not backstage")
		}
		m.move(c.Person, conference.OnStage)
	case protocol.TakeOffStage:
		switch {
		case c.Person != by && !role.Can(conference.ManageStage):
			return conference.Errorf(conference.Forbidden, "another")
		case m.place(c.Person) != conference.OnStage:
			return conference.Errorf(conference.Conflict, "not on the stage")
		}
		m.move(c.Person, conference.Backstage)
	default:
		panic(fmt.Sprintf("the model knows no %T", c))
	}
	return nil
}

// around is what a person in a role should see of places in the end.
func (m *model) around(by conference.PersonID, role conference.Role) string {
	var stage, backstage []string
	for person, place := range m.places {
		switch {
		case place == conference.OnStage:
			stage = append(stage, string(person))
		case role.Can(conference.GoBackstage):
			backstage = append(backstage, string(person))
		}
	}
	return aroundText(m.place(by), stage, backstage)
}

func (p *folded) around() string {
	ids := func(list []protocol.Performer) (ids []string) {
		for _, one := range list {
			ids = append(ids, string(one.Person.ID))
		}
		return ids
	}
	return aroundText(p.place, ids(p.stage), ids(p.backstage))
}

func aroundText(at conference.Place, stage, backstage []string) string {
	slices.Sort(stage)
	slices.Sort(backstage)
	return fmt.Sprintf("\nat %s\nstage %s\nbackstage %s", at, strings.Join(stage, " "), strings.Join(backstage, " "))
}
