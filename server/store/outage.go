package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"plenary/server/conference"
)

// retryAfter is when trying again makes sense once the database could not do something.
const retryAfter = 2 * time.Second

// outage is an error that the state of the database is to blame for, and not what was asked of it: it is slow, locked,
// full or gone. People are told that we cannot now; what the database said is for the log.
type outage struct {
	refused *conference.Error
	cause   error
}

// Error says what the database said.
func (o *outage) Error() string { return o.refused.Message + ": " + o.cause.Error() }

// Unwrap returns what people are told, and the database's own error.
func (o *outage) Unwrap() []error { return []error{o.refused, o.cause} }

// outageOf returns an error as an outage if it is one. The words before the reason say what did not happen.
func outageOf(err error, what string) (*outage, bool) {
	if known, ok := errors.AsType[*outage](err); ok {
		err = known.cause
	}
	reason := outageReason(err)
	if reason == "" {
		return nil, false
	}
	refused := conference.Errorf(conference.Unavailable, "%s%s; please try again", what, reason)
	refused.RetryAfter = retryAfter
	return &outage{refused, err}, true
}

// notSaved says of a change that failed with an outage that it was not saved. Other errors pass, and so does that this is
// not known.
func notSaved(err error) error {
	if errors.Is(err, errUnknown) {
		return err
	}
	if o, ok := outageOf(err, "this was not saved: "); ok {
		return o
	}
	return err
}

// outageReason is what a person may know of an outage; empty when the error is none.
func outageReason(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, context.Canceled):
		return "the server is restarting"
	case errors.Is(err, context.DeadlineExceeded):
		return "the database takes too long"
	}
	if s, ok := errors.AsType[*sqlite.Error](err); ok {
		return sqliteOutages[s.Code()&0xff]
	}
	if p, ok := errors.AsType[*pgconn.PgError](err); ok {
		return postgresOutage(p.Code)
	}
	if disconnected(err) {
		return "the database does not answer"
	}
	return ""
}

// sqliteOutages are the results of SQLite that another time may bring another result for.
var sqliteOutages = map[int]string{
	sqlite3.SQLITE_BUSY:     "another program has the database locked",
	sqlite3.SQLITE_LOCKED:   "another program has the database locked",
	sqlite3.SQLITE_PROTOCOL: "another program has the database locked",
	sqlite3.SQLITE_FULL:     "the database has no space left",
	sqlite3.SQLITE_IOERR:    "the disk of the database fails",
	sqlite3.SQLITE_CANTOPEN: "the disk of the database fails",
	sqlite3.SQLITE_READONLY: "the database cannot be written",
	sqlite3.SQLITE_NOMEM:    "the database has no memory left",
}

// postgresOutage does the same for PostgreSQL's codes (its documentation, appendix A).
func postgresOutage(code string) string {
	switch {
	case code == "53100":
		return "the database has no space left"
	case strings.HasPrefix(code, "53"): // insufficient resources
		return "the database is overloaded"
	case strings.HasPrefix(code, "08"), code == "57P01", code == "57P02", code == "57P03":
		return "the database does not answer"
	case strings.HasPrefix(code, "58"): // system error
		return "the disk of the database fails"
	case code == "25006":
		return "the database cannot be written"
	case code == serializationFailure, code == deadlock, code == "55P03":
		return "the database is busy"
	case code == "57014":
		return "the database takes too long"
	}
	return ""
}

// disconnected says whether an error is about the connection to PostgreSQL, and not about what was asked through it.
func disconnected(err error) bool {
	if p, ok := errors.AsType[*pgconn.PgError](err); ok {
		return postgresOutage(p.Code) == "the database does not answer"
	}
	var network net.Error
	var refused *pgconn.ConnectError
	return errors.As(err, &network) || errors.As(err, &refused) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone)
}

// diary tells the operator once when an outage begins, and once when it is over; not for each of those it stops. Reading
// and writing have one each: a database may do the one and not the other.
type diary struct {
	log  *slog.Logger
	what string // "reading", "writing"

	mu    sync.Mutex
	since time.Time // of the outage; zero: there is none
}

// note takes down how an access went. What a caller's own deadline or a restart cut short says nothing of the database.
func (d *diary) note(err error) {
	var o *outage
	if err != nil && !errors.As(err, &o) || errors.Is(err, context.Canceled) {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch out := !d.since.IsZero(); {
	case o != nil && !out:
		d.since = time.Now()
		d.log.Error("the database fails; people are told to try again", "while", d.what, "error", o.cause)
	case o == nil && out:
		d.log.Info("the database answers again", "while", d.what, "after", time.Since(d.since).Round(time.Millisecond))
		d.since = time.Time{}
	}
}
