package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"plenary/server/conference"
)

// failure is where a database's error becomes ours: a missing row is NotFound with the given sentence, a violated
// constraint is a Conflict, an outage is Unavailable, a refusal of ours passes, the rest is internal.
func failure(err error, missing string) error {
	var refused *conference.Error
	var known *outage
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return known
	case errors.As(err, &refused):
		return refused
	case errors.Is(err, sql.ErrNoRows) && missing != "":
		return conference.Errorf(conference.NotFound, "%s", missing)
	}
	if constraint, violated := violation(err); violated {
		return conference.Errorf(conference.Conflict, "%s", sentence(constraint))
	}
	if o, ok := outageOf(err, ""); ok {
		return o
	}
	return fmt.Errorf("database: %w", err)
}

// violation names the constraint that an error is about: PostgreSQL says "person_email", SQLite "person.email".
func violation(err error) (constraint string, violated bool) {
	if p, ok := errors.AsType[*pgconn.PgError](err); ok {
		// Class 23 is "integrity constraint violation".
		return p.ConstraintName, strings.HasPrefix(p.Code, "23")
	}
	var s *sqlite.Error
	if !errors.As(err, &s) || s.Code()&0xff != sqlite3.SQLITE_CONSTRAINT {
		return "", false
	}
	// "constraint failed: UNIQUE constraint failed: registration.conference_id, registration.person_id (2067)"
	_, named, _ := strings.Cut(s.Error(), " constraint failed: ")
	named, _, _ = strings.Cut(named, " (")
	return named, true
}

// sentences says what a violated constraint means to a person, by the names that the two databases give it.
var sentences = map[string]string{
	"conference_slug":       "another conference has this short name",
	"conference.slug":       "another conference has this short name",
	"conference_days":       "a conference must end after it starts",
	"delegation_name":       "there is a delegation of this name already",
	"person_email":          "somebody else has this address",
	"person.email":          "somebody else has this address",
	"registration_person":   "this person is registered already",
	"hall_name":             "there is a hall of this name already",
	"session_times":         "a session must end after it starts",
	"category_limit_places": "a category cannot have fewer than no places",
	"question_answering":    "another question is being answered",
	"question.session_id":   "another question is being answered",
	"poll_open":             "another poll is open; please close it first",
	"poll.session_id":       "another poll is open; please close it first",
	"line_pkey":             "there is a line with this id already",
	"line.id":               "there is a line with this id already",
	"question_pkey":         "there is a question with this id already",
	"question.id":           "there is a question with this id already",
	"delegation.conference_id, delegation.name":          "there is a delegation of this name already",
	"registration.conference_id, registration.person_id": "this person is registered already",
	"hall.conference_id, hall.name":                      "there is a hall of this name already",
}

func sentence(constraint string) string {
	if known := sentences[constraint]; known != "" {
		return known
	}
	return "something else that is stored stands against this"
}
