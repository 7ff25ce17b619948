package storetest

import (
	"context"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
)

// Valve stands between a program and PostgreSQL. It can be shut: connections stay, new ones are taken, and nothing goes
// through, as with a server that is frozen or behind a firewall that swallows.
type Valve struct {
	address string
	network string // of the server
	server  string

	ln       net.Listener
	accepted chan struct{} // closed when no more are
	end      chan struct{}
	all      sync.WaitGroup

	mu    sync.Mutex
	pipe  *pipe // that new connections go through
	conns []net.Conn
}

// pipe is what connections go through that were opened in the same time.
type pipe struct {
	mu   sync.Mutex
	open chan struct{} // closed when something gets through
}

// NewValve puts an open valve before a server.
func NewValve(t testing.TB, address string) *Valve {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	v := &Valve{network: "tcp", server: parsed.Host, accepted: make(chan struct{}), end: make(chan struct{}), pipe: openPipe()}
	query := parsed.Query()
	if directory := query.Get("host"); directory != "" {
		v.network, v.server = "unix", filepath.Join(directory, ".s.PGSQL.5432")
		query.Del("host")
	}
	if v.ln, err = (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	parsed.Host, parsed.RawQuery = v.ln.Addr().String(), query.Encode()
	v.address = parsed.String()
	go v.accept()
	t.Cleanup(v.close)
	return v
}

// Address is that of the database behind the valve.
func (v *Valve) Address() string { return v.address }

// Shut lets nothing through any more, not even that somebody has hung up.
func (v *Valve) Shut() {
	p := v.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open = make(chan struct{})
}

// Open lets through what was held back, and all that follows.
func (v *Valve) Open() {
	p := v.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.open)
}

// Lose lets nothing through, ever, on the connections of now; new ones work.
func (v *Valve) Lose() {
	v.Shut()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.pipe = openPipe()
}

func (v *Valve) now() *pipe {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.pipe
}

func openPipe() *pipe {
	p := &pipe{open: make(chan struct{})}
	close(p.open)
	return p
}

func (v *Valve) accept() {
	defer close(v.accepted)
	for {
		near, err := v.ln.Accept()
		if err != nil {
			return
		}
		far, err := new(net.Dialer).DialContext(context.Background(), v.network, v.server)
		if err != nil {
			_ = near.Close()
			continue
		}
		v.mu.Lock()
		v.conns = append(v.conns, near, far)
		p := v.pipe
		v.mu.Unlock()
		v.all.Go(func() { v.carry(p, far, near) })
		v.all.Go(func() { v.carry(p, near, far) })
	}
}

func (v *Valve) carry(p *pipe, to, from net.Conn) {
	defer to.Close()
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		if !v.through(p) {
			return
		}
		if n > 0 {
			_, _ = to.Write(b[:n])
		}
		if err != nil {
			return
		}
	}
}

// through waits until something gets through a pipe, or the test is over.
func (v *Valve) through(p *pipe) bool {
	p.mu.Lock()
	open := p.open
	p.mu.Unlock()
	select {
	case <-open:
		return true
	case <-v.end:
		return false
	}
}

func (v *Valve) close() {
	close(v.end)
	_ = v.ln.Close()
	<-v.accepted
	v.mu.Lock()
	for _, c := range v.conns {
		_ = c.Close()
	}
	v.mu.Unlock()
	v.all.Wait()
}
