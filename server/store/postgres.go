package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"plenary/server/conference"
)

// The two pools: changes that wait for each other's rows must not keep people from reading.
const (
	postgresWriters = 16
	postgresReaders = 8
)

const oldestPostgres = 15

// answerTime is how long PostgreSQL has for a reading, or for a transaction with all that is in it. That of a server which
// keeps its connections and says nothing, or from which a firewall lets nothing through, is over then, and who asked is
// told. Two of them, and two seconds in which the server is asked what became of a commit, are within a command's time.
const answerTime = 4 * time.Second

// manners is what a session asks of the server: to let go of us when we are gone without a word, because until then it
// keeps the rows locked that a transaction of ours has touched. Who says it otherwise in the database's address has it so.
var manners = map[string]string{
	"idle_in_transaction_session_timeout": "10s",
	"tcp_keepalives_idle":                 "15s",
	"tcp_keepalives_interval":             "5s",
	"tcp_keepalives_count":                "3",
	"tcp_user_timeout":                    "30s",
}

// connectPostgres opens a database that exists already.
func connectPostgres(address string) (*Store, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("read the database's address: %w", err)
	}
	// A server that is gone without a word is noticed in half a minute, not when the kernel gives up.
	dialer := net.Dialer{
		Timeout:         5 * time.Second,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3},
	}
	config.DialFunc = dialer.DialContext
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = dialer.Timeout
	}
	for name, value := range manners {
		if config.RuntimeParams[name] == "" {
			config.RuntimeParams[name] = value
		}
	}
	s := &Store{
		dialect: goose.DialectPostgres, writer: postgresPool(config, postgresWriters), reader: postgresPool(config, postgresReaders),
		answer: answerTime,
	}
	s.lanes = newLanes(s.commitLane)
	return s, nil
}

func postgresPool(config *pgx.ConnConfig, connections int) *sqlx.DB {
	db := sqlx.NewDb(stdlib.OpenDB(*config, stdlib.OptionShouldPing(suspect)), "pgx")
	db.MapperFunc(column)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	db.SetConnMaxLifetime(time.Hour) // so that a name that means another server by now is asked again
	return db
}

// suspect asks a connection that was idle for a sign of life before it is used, and for no longer than leaves time for
// another one. A connection that gives none is closed, and is not used.
func suspect(ctx context.Context, idle stdlib.ShouldPingParams) bool {
	if idle.IdleDuration < time.Second {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, answerTime/4)
	defer cancel()
	return idle.Conn.PgConn().Ping(ctx) != nil
}

// within gives PostgreSQL its time to answer.
func (s *Store) within(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.answer == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, s.answer)
}

// checkPostgres refuses a server that is too old, and warns of one that acknowledges what it has not written yet.
func (s *Store) checkPostgres(ctx context.Context) error {
	var server struct {
		Version           int
		Fsync             string
		SynchronousCommit string
	}
	err := s.get(ctx, "", &server, `
		select current_setting('server_version_num')::int / 10000 as version, current_setting('fsync') as fsync,
			current_setting('synchronous_commit') as synchronous_commit`)
	if err != nil {
		return err
	}
	if server.Version < oldestPostgres {
		return conference.Errorf(conference.Conflict, "PostgreSQL %d is too old; it must be %d or newer", server.Version, oldestPostgres)
	}
	if server.Fsync == "off" || server.SynchronousCommit == "off" {
		s.log.Warn("the database is set up so that a power failure loses what was acknowledged",
			"fsync", server.Fsync, "synchronous_commit", server.SynchronousCommit)
	}
	return nil
}

// postgresLocker lets one of several servers that start at once migrate, while the others wait.
func postgresLocker() (lock.SessionLocker, error) {
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, fmt.Errorf("prepare to lock the migrations: %w", err)
	}
	return locker, nil
}

// A change is tried so often, with pauses that double from the first: for about a second together.
const (
	attempts   = 7
	firstPause = 20 * time.Millisecond
)

// commit makes a change in a transaction of its own. Two that wait for each other's rows are PostgreSQL's to end, and a
// connection may break: the one that lost begins again, when it is certain that nothing has come of it.
func (s *Store) commit(ctx context.Context, change func(t *tx) error) (err error) {
	ctx, cancel := s.within(ctx)
	defer cancel()
	pause := firstPause
	for attempt := range attempts {
		if attempt > 0 {
			select {
			case <-ctx.Done():
				return err
			case <-time.After(pause/2 + rand.N(pause)):
			}
			pause *= 2
		}
		var again bool
		if again, err = s.commitOnce(ctx, change); !again {
			return err
		}
	}
	return err
}

// commitOnce says whether the change may be made again, when it failed.
func (s *Store) commitOnce(ctx context.Context, change func(t *tx) error) (again bool, err error) {
	t, err := begin(ctx, s.writer)
	if err != nil {
		return disconnected(err), failure(err, "")
	}
	defer t.Rollback() // nothing to undo once committed
	// By its number the server can be asked what became of the transaction.
	var number string
	if err := t.GetContext(ctx, &number, `select pg_current_xact_id()::text`); err != nil {
		return disconnected(err), failure(err, "")
	}
	made := &tx{ctx: ctx, sql: t}
	if err = change(made); err == nil {
		err = made.seal()
	}
	if err != nil {
		err = overdue(ctx, err)
		return lost(err) || disconnected(err), err
	}
	err = overdue(ctx, t.Commit())
	if err == nil {
		return false, nil
	}
	if p, ok := errors.AsType[*pgconn.PgError](err); ok && !disconnected(err) {
		return lost(p), failure(err, "") // the server says itself that it did not commit
	}
	switch s.outcome(ctx, number) {
	case "committed":
		return false, nil
	case "aborted":
		return true, failure(err, "")
	}
	refused := conference.Errorf(conference.Unavailable, "we do not know whether this was saved: the database does not answer; please try again")
	refused.RetryAfter = retryAfter
	return false, fmt.Errorf("commit: %w", &outage{refused, errors.Join(errUnknown, err)})
}

// overdue gives the reason why a transaction has ended beneath whoever still writes in it: its time was over.
func overdue(ctx context.Context, err error) error {
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
		return failure(ctx.Err(), "")
	}
	return err
}

// errUnknown is what can be said of a transaction whose server cannot be asked what became of it.
var errUnknown = errors.New("the connection broke while committing")

// outcome asks the server what became of a transaction whose commit was not answered: "committed", "aborted", or nothing
// when it cannot be asked within two seconds, or has not made up its mind.
func (s *Store) outcome(ctx context.Context, number string) (status string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	for pause := firstPause; ; pause *= 2 {
		err := s.writer.GetContext(ctx, &status, `select coalesce(pg_xact_status($1::text::xid8), '')`, number)
		if err == nil && status != "in progress" {
			return status
		}
		select {
		case <-ctx.Done():
			return ""
		case <-time.After(pause):
		}
	}
}

const serializationFailure, deadlock = "40001", "40P01"

// lost says whether PostgreSQL ended a transaction for another's sake.
func lost(err error) bool {
	p, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (p.Code == serializationFailure || p.Code == deadlock)
}
