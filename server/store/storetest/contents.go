package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Contents are what a database holds of what people say and decide.
type Contents struct {
	Lines         map[string]Line
	Questions     map[string]Question
	Votes         map[Vote]bool
	Ballots       map[Ballot]bool
	Silenced      map[string]bool   // people
	Registrations map[string]string // states, by the person's address
	Audited       map[string]int    // entries, by action and subject with a space between
	Faults        []string          // what is half, broken or doubled
}

// Line is a row of the chat.
type Line struct {
	Person, Text string
	Number       int64
	Deleted      bool
}

// Question is a row of the questions.
type Question struct {
	Person, Text, State string
	Number, Votes       int64
}

// Vote is who upvoted what.
type Vote struct{ Question, Person string }

// Ballot is who chose what in a poll that is not secret.
type Ballot struct{ Poll, Person, Choices string }

// Look reads a database that nobody needs to have open, and says what is wrong with it.
func Look(ctx context.Context, database string) (c Contents, err error) {
	db, err := open(database)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	c = Contents{
		Lines: map[string]Line{}, Questions: map[string]Question{}, Votes: map[Vote]bool{}, Ballots: map[Ballot]bool{},
		Silenced: map[string]bool{}, Registrations: map[string]string{}, Audited: map[string]int{},
	}
	l := look{ctx: ctx, db: db}
	c.read(&l)
	c.Faults = l.faults(isSQLite(database))
	return c, l.err
}

func (c Contents) read(l *look) {
	l.each(`select id, person_id, text, number, deleted_at is not null from line`, func(scan func(...any)) {
		var id string
		var one Line
		scan(&id, &one.Person, &one.Text, &one.Number, &one.Deleted)
		c.Lines[id] = one
	})
	l.each(`select id, coalesce(person_id, ''), text, state, number, votes from question`, func(scan func(...any)) {
		var id string
		var one Question
		scan(&id, &one.Person, &one.Text, &one.State, &one.Number, &one.Votes)
		c.Questions[id] = one
	})
	l.each(`select question_id, person_id from vote`, func(scan func(...any)) {
		var one Vote
		scan(&one.Question, &one.Person)
		c.Votes[one] = true
	})
	l.each(`select poll_id, person_id, choices from ballot`, func(scan func(...any)) {
		var one Ballot
		scan(&one.Poll, &one.Person, &one.Choices)
		c.Ballots[one] = true
	})
	l.each(`select person_id from restraint where restraint = 'silenced'`, func(scan func(...any)) {
		var person string
		scan(&person)
		c.Silenced[person] = true
	})
	l.each(`select email, state from registration join person on person.id = person_id`, func(scan func(...any)) {
		var email, state string
		scan(&email, &state)
		c.Registrations[email] = state
	})
	l.each(`select action, subject, count(*) from audit group by action, subject`, func(scan func(...any)) {
		var action, subject string
		var count int
		scan(&action, &subject, &count)
		c.Audited[action+" "+subject] = count
	})
}

// halves are questions that a whole database answers with no row; each row says what is wrong.
var halves = []string{
	`select 'line numbers of ' || session_id || ' have gaps: ' || count(*) || ' up to ' || max(number) from line
		group by session_id having count(*) <> max(number)`,
	`select 'question numbers of ' || session_id || ' have gaps: ' || count(*) || ' up to ' || max(number) from question
		group by session_id having count(*) <> max(number)`,
	`select 'the counter of lines of ' || session_id || ' stands at ' || value from counter
		where name = 'line' and value <> (select count(*) from line where line.session_id = counter.session_id)`,
	`select 'question ' || id || ' says ' || votes || ' votes' from question
		where votes <> (select count(*) from vote where question_id = question.id)`,
	`select 'poll ' || id || ' says that ' || voters || ' have voted' from poll
		where voters <> (select count(*) from ballot where poll_id = poll.id)`,
	`select 'the votes in poll ' || id || ' are not its ballots' from poll
		where kind = 'single' and voters <> (select coalesce(sum(votes), 0) from tally where poll_id = poll.id)`,
	`select 'line ' || id || ' is half deleted' from line where (deleted_by is null) <> (deleted_at is null)`,
	`select 'registration ' || id || ' is half decided' from registration where (decided_by is null) <> (decided_at is null)`,
	`select 'registration ' || id || ' is decided without a word in the audit' from registration
		where decided_by is not null and not exists (select 1 from audit where subject = registration.id)`,
	`select 'deleted line ' || id || ' is not in the audit' from line
		where deleted_at is not null and not exists (select 1 from audit where subject = line.id)`,
}

// look asks one question after another; the first error ends it.
type look struct {
	ctx context.Context
	db  *sql.DB
	err error
}

func (l *look) faults(sqlite bool) (found []string) {
	note := func(scan func(...any)) {
		var fault string
		if scan(&fault); fault != "ok" {
			found = append(found, fault)
		}
	}
	for _, query := range halves {
		l.each(query, note)
	}
	if sqlite {
		l.each(`pragma integrity_check`, note)
		l.each(`select 'a row of ' || "table" || ' refers to nothing in ' || parent from pragma_foreign_key_check`, note)
	}
	return found
}

func (l *look) each(query string, row func(scan func(...any))) {
	if l.err != nil {
		return
	}
	rows, err := l.db.QueryContext(l.ctx, query)
	if err != nil {
		l.err = fmt.Errorf("%s: %w", query, err)
		return
	}
	defer rows.Close()
	for rows.Next() {
		row(func(into ...any) {
			if err := rows.Scan(into...); err != nil && l.err == nil {
				l.err = fmt.Errorf("%s: %w", query, err)
			}
		})
	}
	if err := rows.Err(); err != nil && l.err == nil {
		l.err = fmt.Errorf("%s: %w", query, err)
	}
}
