package live

import (
	"maps"
	"sync"

	"plenary/server/conference"
)

// askers know whose the anonymous questions are, of all sessions that are not closed. It stands nowhere else, and ends
// with the server: see [conference.Anonymous]. There are as many as there are such questions, which are limited by rate.
type askers struct {
	mu sync.Mutex
	of map[conference.SessionID]map[conference.QuestionID]conference.PersonID
}

func (a *askers) add(session conference.SessionID, question conference.QuestionID, person conference.PersonID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.of == nil {
		a.of = map[conference.SessionID]map[conference.QuestionID]conference.PersonID{}
	}
	if a.of[session] == nil {
		a.of[session] = map[conference.QuestionID]conference.PersonID{}
	}
	a.of[session][question] = person
}

// all are those of a session.
func (a *askers) all(session conference.SessionID) map[conference.QuestionID]conference.PersonID {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.of[session])
}

// forget forgets those of a session that was closed.
func (a *askers) forget(session conference.SessionID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.of, session)
}

// erase forgets what a person asked.
func (a *askers) erase(person conference.PersonID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, of := range a.of {
		maps.DeleteFunc(of, func(_ conference.QuestionID, by conference.PersonID) bool { return by == person })
	}
}

// forgetAskers keeps what was promised to who asks anonymously.
func (r *Room) forgetAskers() {
	r.askers.forget(r.id)
	for _, q := range r.questions.asked {
		q.owner = q.PersonID
	}
}
