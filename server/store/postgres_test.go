package store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"plenary/server/conference"
	"plenary/server/store"
	"plenary/server/store/storetest"
)

// onPostgres gives the address of a fresh schema of PostgreSQL, where there is one.
func onPostgres(t *testing.T) string {
	t.Helper()
	address := os.Getenv("PLENARY_TEST_POSTGRES")
	if address == "" {
		t.Skip("PLENARY_TEST_POSTGRES names no PostgreSQL")
	}
	return storetest.Schema(t, address)
}

func TestDeadlockIsBegunAgain(t *testing.T) {
	s := open(t, onPostgres(t))
	newWorld(t, s)
	put := func(exec func(string, ...any) error, name string) error {
		return exec(`insert into origin (name, value) values (?, 'x') on conflict (name) do update set value = 'y'`, name)
	}
	var both, all sync.WaitGroup
	both.Add(2)
	for i := range 2 {
		all.Go(func() {
			first, second := [2]string{"a", "b"}[i], [2]string{"a", "b"}[1-i]
			var once sync.Once
			err := s.Change(t.Context(), func(exec func(string, ...any) error) error {
				if err := put(exec, first); err != nil {
					return err
				}
				once.Do(func() { both.Done(); both.Wait() })
				return put(exec, second)
			})
			if err != nil {
				t.Errorf("%s then %s: %v", first, second, err)
			}
		})
	}
	all.Wait()
}

// A transaction whose time is over ends while it is being written in; that is not our mistake, and is not told as one.
func TestOverdueTransactionIsUnavailable(t *testing.T) {
	s := open(t, onPostgres(t))
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Change(ctx, func(exec func(string, ...any) error) error {
		if err := exec(`insert into origin (name, value) values ('a', 'b')`); err != nil {
			return err
		}
		cancel()
		until(t, "it is rolled back", func() bool { return s.Writer().Stats().InUse == 0 })
		return nil
	})
	refused(t, err, conference.Unavailable)
}

func TestEndedConnectionIsReplaced(t *testing.T) {
	s := open(t, onPostgres(t))
	newWorld(t, s)
	times := 0
	err := s.Change(t.Context(), func(exec func(string, ...any) error) error {
		times++
		if err := exec(`insert into origin (name, value) values ('a', 'b')`); err != nil {
			return err
		}
		if times == 1 {
			return exec(`select pg_terminate_backend(pg_backend_pid())`)
		}
		return nil
	})
	must(t, err)
	same(t, "how often it was tried", times, 2)
	// Whoever had been idle meanwhile finds its connection ended, too.
	for range 20 {
		_, err := s.Writer().ExecContext(t.Context(), `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and query like '%from session%'`)
		must(t, err)
		_, err = s.Sessions(t.Context(), "conference") // which is not kept
		must(t, err)
	}
}

// A commit whose answer is lost is asked about: it is not made twice, and not given up when it was made.
func TestUnansweredCommitIsAskedAbout(t *testing.T) {
	address := onPostgres(t)
	newWorld(t, open(t, address))
	for _, c := range []struct {
		name    string
		arrives bool // the commit, before the connection breaks
		tries   int
	}{{"it was committed", true, 1}, {"it never arrived", false, 2}} {
		t.Run(c.name, func(t *testing.T) {
			b := newBreaker(t, address)
			s := open(t, b.address)
			b.arrives = c.arrives
			b.armed.Store(true)
			tries := 0
			err := s.Change(t.Context(), func(exec func(string, ...any) error) error {
				tries++
				return exec(`insert into origin (name, value) values (?, '')`, c.name)
			})
			must(t, err)
			same(t, "armed still", b.armed.Load(), false)
			same(t, "how often it was tried", tries, c.tries)
		})
	}
}

func TestGoneServerIsUnavailable(t *testing.T) {
	address := onPostgres(t)
	b := newBreaker(t, address)
	var log bytes.Buffer
	s, err := store.Open(t.Context(), b.address, store.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	newWorld(t, s)
	b.stop()
	_, err = s.Say(t.Context(), aLine("line-0123456789ab"))
	refused(t, err, conference.Unavailable)
	_, err = s.Session(t.Context(), "session")
	refused(t, err, conference.Unavailable)
	if !strings.Contains(log.String(), "the database fails") {
		t.Errorf("the operator is told %s", log.String())
	}
	unsaved(t, open(t, address), func() error { _, err := s.Say(t.Context(), aLine("line-0123456789ab")); return err }(), "does not answer")
}

// breaker stands between a store and PostgreSQL, and breaks a connection that commits.
type breaker struct {
	address string
	arrives bool
	armed   atomic.Bool // for one commit

	ln    net.Listener
	mu    sync.Mutex
	conns map[net.Conn]bool
	all   sync.WaitGroup
}

func newBreaker(t *testing.T, address string) *breaker {
	t.Helper()
	parsed, err := url.Parse(address)
	must(t, err)
	query := parsed.Query()
	network, server := "tcp", parsed.Host
	if directory := query.Get("host"); directory != "" {
		network, server = "unix", filepath.Join(directory, ".s.PGSQL.5432")
		query.Del("host")
	}
	b := &breaker{conns: map[net.Conn]bool{}}
	b.ln, err = (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	parsed.Host, parsed.RawQuery = b.ln.Addr().String(), query.Encode()
	b.address = parsed.String()
	b.all.Go(func() {
		for {
			client, err := b.ln.Accept()
			if err != nil {
				return
			}
			b.all.Go(func() { b.carry(client, network, server) })
		}
	})
	t.Cleanup(b.stop)
	return b
}

func (b *breaker) carry(client net.Conn, network, server string) {
	upstream, err := (&net.Dialer{}).DialContext(context.Background(), network, server)
	if err != nil {
		_ = client.Close()
		return
	}
	b.mu.Lock()
	b.conns[client], b.conns[upstream] = true, true
	b.mu.Unlock()
	b.all.Go(func() {
		_, _ = io.Copy(client, upstream)
		_ = client.Close()
	})
	defer upstream.Close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		if bytes.Contains(buffer[:n], []byte("commit\x00")) && b.armed.CompareAndSwap(true, false) {
			_ = client.Close() // nobody hears the answer
			if b.arrives {
				_, _ = upstream.Write(buffer[:n])
				_, _ = io.Copy(io.Discard, io.LimitReader(upstream, 1)) // it is carried out
			}
			return
		}
		if _, err := upstream.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// stop is a server that is gone.
func (b *breaker) stop() {
	if err := b.ln.Close(); errors.Is(err, net.ErrClosed) {
		return
	}
	b.mu.Lock()
	for c := range b.conns {
		_ = c.Close()
	}
	b.mu.Unlock()
	b.all.Wait()
}
