package sfu

import (
	"net"
	"net/netip"
	"os"
	"sync"
	"time"
)

// port is the one UDP port of all media. What comes from the address of an audience leg, or calls one by STUN, costs one
// look into a map; the rest is for the publish legs' Pion, if it calls one of them or is from somebody to whom Pion has
// ever written. What strangers send costs these looks and nothing more.
type port struct {
	*datagrams
	pion *pionPort

	mu    sync.RWMutex
	at    map[netip.AddrPort]*link // by the client's address
	named map[string]*link         // by our name in ICE; nil: that of a publish leg
}

func newPort(d *datagrams) *port {
	p := &port{datagrams: d, at: map[netip.AddrPort]*link{}, named: map[string]*link{}}
	p.pion = &pionPort{port: p, in: make(chan *datagram, 512), closed: make(chan struct{}), known: map[netip.AddrPort]time.Time{}}
	return p
}

// run reads until the port is closed.
func (p *port) run() {
	b := newBatch(p.datagrams)
	_ = p.read(func(d []byte, from netip.AddrPort) {
		p.take(d, from, b)
		b.flush()
	})
	p.pion.end()
}

// take gives a datagram to whom it is for. What is sent in return goes into the batch.
func (p *port) take(d []byte, from netip.AddrPort, b *batch) {
	if isSTUN(d) {
		l, known := p.called(calledIn(d))
		if l == nil {
			p.pion.take(d, from, known) // an answer, if it is not for one of the publish legs
			return
		}
		if c, ok := readCheck(d); ok {
			l.checked(&c, from, nil)
		}
		return
	}
	p.mu.RLock()
	l := p.at[from]
	p.mu.RUnlock()
	if l == nil {
		p.pion.take(d, from, false)
		return
	}
	l.receive(d, from, nil, b)
}

// called returns the link with a name; nil and true for that of a publish leg.
func (p *port) called(name []byte) (*link, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	l, known := p.named[string(name)]
	return l, known
}

// name gives a name to a link, or to a publish leg when that is nil.
func (p *port) name(l *link, name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.named[name] = l
}

func (p *port) unname(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.named, name)
}

// move notes that a link is at another address now. Of two links at one address, the later has it.
func (p *port) move(l *link, from, to netip.AddrPort) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at[from] == l {
		delete(p.at, from)
	}
	if to.IsValid() {
		p.at[to] = l
	}
}

// pionPort is the port as the publish legs' ICE sees it.
type pionPort struct {
	port   *port
	in     chan *datagram
	closed chan struct{}
	once   sync.Once

	mu     sync.RWMutex
	known  map[netip.AddrPort]time.Time // written to, and when
	pruned time.Time
}

// knownFor is how long an address is remembered to which nothing is written.
const knownFor = 2 * time.Minute

type datagram struct {
	from  netip.AddrPort
	size  int
	bytes [datagramSize]byte
}

var datagramPool = sync.Pool{New: func() any { return new(datagram) }}

func (p *pionPort) take(b []byte, from netip.AddrPort, anybody bool) {
	if !anybody {
		p.mu.RLock()
		_, ok := p.known[from]
		p.mu.RUnlock()
		if !ok {
			return
		}
	}
	d := datagramPool.Get().(*datagram)
	d.from, d.size = from, copy(d.bytes[:], b)
	select {
	case p.in <- d:
	default:
		datagramPool.Put(d)
	}
}

func (p *pionPort) note(to netip.AddrPort) {
	now := time.Now()
	p.mu.RLock()
	last, ok := p.known[to]
	p.mu.RUnlock()
	if ok && now.Sub(last) < knownFor/4 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known[to] = now
	if now.Sub(p.pruned) < knownFor {
		return
	}
	p.pruned = now
	for a, t := range p.known {
		if now.Sub(t) > knownFor {
			delete(p.known, a)
		}
	}
}

// ReadFromAddrPort and WriteToAddrPort are what Pion's mux prefers; the rest makes the port a net.PacketConn.
func (p *pionPort) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	select {
	case d := <-p.in:
		n, from := copy(b, d.bytes[:d.size]), d.from
		datagramPool.Put(d)
		return n, from, nil
	case <-p.closed:
		return 0, netip.AddrPort{}, net.ErrClosed
	}
}

func (p *pionPort) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	to = unmapped(to)
	p.note(to)
	return p.port.write(b, to)
}

func (p *pionPort) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := p.ReadFromAddrPort(b)
	return n, net.UDPAddrFromAddrPort(from), err
}

func (p *pionPort) WriteTo(b []byte, to net.Addr) (int, error) {
	u, ok := to.(*net.UDPAddr)
	if !ok {
		return 0, os.ErrInvalid
	}
	return p.WriteToAddrPort(b, u.AddrPort())
}

// end stops reading; the port itself is closed by Close, which Pion calls.
func (p *pionPort) end() { p.once.Do(func() { close(p.closed) }) }

func (p *pionPort) Close() error {
	p.end()
	return p.port.close()
}

func (p *pionPort) LocalAddr() net.Addr              { return p.port.address() }
func (p *pionPort) SetDeadline(time.Time) error      { return nil }
func (p *pionPort) SetReadDeadline(time.Time) error  { return nil }
func (p *pionPort) SetWriteDeadline(time.Time) error { return nil }
