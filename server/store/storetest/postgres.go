package storetest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Postgres is a PostgreSQL server of a test's own, which it may stop.
type Postgres struct {
	t    testing.TB
	bin  string // where its programs are
	dir  string
	wrap []string // runs a program as somebody who is not root, whom PostgreSQL refuses
}

// StartPostgres starts a server on a socket in a directory of its own, from the programs in bin.
func StartPostgres(t testing.TB, bin string) *Postgres {
	t.Helper()
	// The path of a socket is short, and a test's own directory is not.
	dir, err := os.MkdirTemp("/tmp", "plenary-postgres.") //nolint:usetesting // for that reason
	if err != nil {
		t.Fatal(err)
	}
	p := &Postgres{t: t, bin: bin, dir: dir}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if os.Getuid() == 0 {
		p.leaveToOwner()
	}
	p.run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	p.Start()
	t.Cleanup(p.Stop)
	return p
}

func (p *Postgres) leaveToOwner() {
	p.t.Helper()
	owner, err := user.Lookup("postgres")
	if err != nil {
		p.t.Fatalf("PostgreSQL does not run as root: %v", err)
	}
	id, err := strconv.Atoi(owner.Uid)
	if err == nil {
		err = os.Chown(p.dir, id, -1)
	}
	if err != nil {
		p.t.Fatalf("give PostgreSQL its directory: %v", err)
	}
	p.wrap = []string{"setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"}
}

// Start starts the server, and waits until it answers.
func (p *Postgres) Start() {
	p.t.Helper()
	options := fmt.Sprintf("-c listen_addresses='' -c unix_socket_directories='%s' -c fsync=off", p.dir)
	p.run("pg_ctl", "--log="+filepath.Join(p.dir, "log"), "--silent", "--wait", "--timeout=60", "--options="+options, "start")
}

// Stop ends the server and everybody's connections at once, as a crash does. Stopping it again does nothing.
func (p *Postgres) Stop() {
	p.t.Helper()
	if _, err := os.Stat(filepath.Join(p.dir, "data", "postmaster.pid")); err == nil {
		p.run("pg_ctl", "--mode=immediate", "--silent", "--wait", "stop")
	}
}

// Socket is where the server listens.
func (p *Postgres) Socket() string { return filepath.Join(p.dir, ".s.PGSQL.5432") }

// Address is that of its database.
func (p *Postgres) Address() string { return "postgres://postgres@/postgres?host=" + p.dir }

func (p *Postgres) run(program string, args ...string) {
	p.t.Helper()
	words := append(p.wrap, filepath.Join(p.bin, program), "--pgdata="+filepath.Join(p.dir, "data"))
	words = append(words, args...)
	// Not the test's context: the server is stopped when that has ended.
	command := exec.CommandContext(context.Background(), words[0], words[1:]...)
	command.Dir = "/"
	log, err := os.CreateTemp(p.t.TempDir(), "log") // a pipe would be held open by the server
	if err != nil {
		p.t.Fatal(err)
	}
	defer log.Close()
	command.Stdout, command.Stderr = log, log
	if err := command.Run(); err != nil {
		said, _ := os.ReadFile(log.Name())
		p.t.Fatalf("%s: %v\n%s", strings.Join(words, " "), err, said)
	}
}
