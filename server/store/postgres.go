package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

const postgresConnections = 20

// connectPostgres opens a database that exists already.
func connectPostgres(address string) (*Store, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("read the database's address: %w", err)
	}
	db := sqlx.NewDb(stdlib.OpenDB(*config), "pgx")
	db.MapperFunc(column)
	db.SetMaxOpenConns(postgresConnections)
	db.SetMaxIdleConns(postgresConnections)
	return &Store{dialect: goose.DialectPostgres, writer: db, reader: db}, nil
}

// postgresLocker lets one of several servers that start at once migrate, while the others wait.
func postgresLocker() (lock.SessionLocker, error) {
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, fmt.Errorf("prepare to lock the migrations: %w", err)
	}
	return locker, nil
}

const attempts = 3

// commit makes a change of its own transaction. Two that wait for each other's rows are PostgreSQL's to end; the one
// that lost begins again.
func (s *Store) commit(ctx context.Context, change func(t *tx) error) (err error) {
	for range attempts {
		if err = s.commitOnce(ctx, change); !lost(err) {
			return err
		}
	}
	return err
}

func (s *Store) commitOnce(ctx context.Context, change func(t *tx) error) error {
	t, err := begin(ctx, s.writer)
	if err != nil {
		return err
	}
	defer t.Rollback() // nothing to undo once committed
	if err := change(&tx{ctx: ctx, Tx: t}); err != nil {
		return err
	}
	return failure(t.Commit(), "")
}

func lost(err error) bool {
	var p *pgconn.PgError
	const serialization, deadlock = "40001", "40P01"
	return errors.As(err, &p) && (p.Code == serialization || p.Code == deadlock)
}
