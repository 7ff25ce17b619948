package store

import (
	"context"
	"database/sql"
	"time"

	"plenary/server/conference"
)

// Asker is who is asking, as the door needs to know her.
type Asker struct {
	Person   conference.Person
	Standing conference.Standing // in the conference, and in the session that was named
	Plate    Plate
}

// askerQuestion is what is asked about who shows a secret.
type askerQuestion struct {
	hash       string
	conference conference.ConferenceID
	session    conference.SessionID // may be empty
}

type askerByLogin struct {
	Asker
	login conference.Login
}

type askerByToken struct {
	Asker
	token conference.Token
}

// AskerByLogin returns the login with a token, and who has it. One that has expired is not there. Nothing of it is kept:
// who asks after a change was committed is told of it.
func (s *Store) AskerByLogin(ctx context.Context, hash string, id conference.ConferenceID, session conference.SessionID, now time.Time) (conference.Login, Asker, error) {
	found, err := s.byLogin.ask(ctx, askerQuestion{hash, id, session})
	if err == nil && !found.login.ExpiresAt.After(instant(now)) { // or zero: there is none
		err = conference.Errorf(conference.NotFound, "there is no such login")
	}
	if err != nil {
		return conference.Login{}, Asker{}, err
	}
	return found.login, found.Asker, nil
}

// AskerByToken does the same for a bearer token of a kind.
func (s *Store) AskerByToken(ctx context.Context, hash string, kind conference.TokenKind, id conference.ConferenceID, session conference.SessionID, now time.Time) (conference.Token, Asker, error) {
	found, err := s.byToken.ask(ctx, askerQuestion{hash, id, session})
	if err == nil && (found.token.Kind != kind || !found.token.ExpiresAt.After(instant(now))) {
		err = conference.Errorf(conference.NotFound, noToken)
	}
	if err != nil {
		return conference.Token{}, Asker{}, err
	}
	return found.token, found.Asker, nil
}

// Who is asking, on what ground, and as what: all that a question is answered from, in one statement for many. The tables
// are looked into in the order in which they stand, each by its index (a cross join says so to SQLite): the registration
// as it is (n), and again as it counts on the plate (r).
var (
	askerColumns = `p.email, p.password_hash, p.created_at, p.name,` + standingColumns("asked.session_id") + `,` + plateColumns
	askerTables  = `
		cross join person p
		left join organizer o on o.conference_id = asked.conference_id and o.person_id = p.id
		left join registration n on n.conference_id = asked.conference_id and n.person_id = p.id
		left join registration r on r.id = n.id and r.state = 'approved'
		left join delegation d on d.id = r.delegation_id
		left join appointment a on a.session_id = asked.session_id and a.person_id = p.id
		left join speaking_seat h on h.session_id = asked.session_id and h.person_id = p.id and h.delegation_id = n.delegation_id
		left join restraint x on x.session_id = asked.session_id and x.person_id = p.id and x.restraint = 'removed'
		left join session e on e.id = asked.session_id and e.door <> 'open'
		left join pass v on v.session_id = e.id and v.person_id = p.id`
)

var loginQuery = many{
	columns: "number, hash, conference_id, session_id",
	text: `
		select asked.number, l.id, l.agent, l.created_at, l.seen_at, l.expires_at, ` + askerColumns + `
		from asked cross join login l` + askerTables + `
		where l.token_hash = asked.hash and p.id = l.person_id`,
}

var tokenQuery = many{
	columns: "number, hash, conference_id, session_id",
	text: `
		select asked.number, k.id, k.session_id, k.kind, k.created_at, k.expires_at, ` + askerColumns + `
		from asked cross join token k` + askerTables + `
		where k.token_hash = asked.hash and p.id = k.person_id`,
}

func (q askerQuestion) args() []any { return []any{q.hash, string(q.conference), string(q.session)} }

func (s *Store) answerLogins(ctx context.Context, all []*asked[askerQuestion, askerByLogin]) error {
	return askMany(ctx, s, &loginQuery, all, func(rows *sql.Rows) error {
		var number int
		var found askerByLogin
		l := &found.login
		err := rows.Scan(append([]any{&number, &l.ID, &l.Agent, &l.CreatedAt, &l.SeenAt, &l.ExpiresAt}, found.columns()...)...)
		if err != nil {
			return err
		}
		found.settle()
		l.PersonID, l.TokenHash = found.Person.ID, all[number].question.hash
		all[number].answer = found
		return nil
	})
}

func (s *Store) answerTokens(ctx context.Context, all []*asked[askerQuestion, askerByToken]) error {
	return askMany(ctx, s, &tokenQuery, all, func(rows *sql.Rows) error {
		var number int
		var found askerByToken
		k := &found.token
		err := rows.Scan(append([]any{&number, &k.ID, &k.SessionID, &k.Kind, &k.CreatedAt, &k.ExpiresAt}, found.columns()...)...)
		if err != nil {
			return err
		}
		found.settle()
		k.PersonID, k.TokenHash = found.Person.ID, all[number].question.hash
		all[number].answer = found
		return nil
	})
}

// columns are where askerColumns go.
func (a *Asker) columns() []any {
	p, st, plate := &a.Person, &a.Standing, &a.Plate
	return []any{
		&p.Email, &p.PasswordHash, &p.CreatedAt, &p.Name,
		&st.SignedIn, &st.Administrator, &st.Organizer, &st.Registration, &st.Category, &st.Appointment, &st.Seat, &st.Floor, &st.Removed, &st.Barred,
		&plate.PersonID, &plate.Name, &plate.Delegation, &plate.Code, &plate.Category, &plate.Function,
	}
}

// settle fills in what is in two places.
func (a *Asker) settle() {
	a.Person.ID, a.Person.Administrator = a.Plate.PersonID, a.Standing.Administrator
}
