package sfu

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"plenary/sfu/estimate"
)

const (
	// silentFor is how long a client may not be heard before its leg ends (RFC 7675 §5.1).
	silentFor = 30 * time.Second
	// partingFor is that time for a client that seems to have said farewell; what says so is not authenticated.
	partingFor = 3 * time.Second
	// pathsAtMost is how many addresses of one client are known at a time.
	pathsAtMost = 8
)

// path is a way to a client: an address, or a TCP connection.
type path struct {
	to  destination
	tcp *tcpConn
}

func (p path) valid() bool { return p.tcp != nil || p.to.addr.IsValid() }

// link carries an audience leg through the network: ICE as a lite agent (RFC 8445 §2.5), DTLS, SRTP. It has no
// goroutines but during its handshake.
type link struct {
	sfu         *SFU
	leg         *AudienceLeg
	fingerprint string                         // of the client's certificate
	heard       atomic.Int64                   // when the client was last authenticated, ns
	parting     atomic.Int64                   // when it seemed to say farewell, ns
	ready       atomic.Bool                    // media can flow
	names       atomic.Pointer[[2]credentials] // ours: now, and before the last restart

	mu       sync.Mutex
	path     path
	known    []netip.AddrPort // proven addresses
	shaking  *handshake
	flight   [][]byte // the last of the handshake
	farewell []byte
	repeated time.Time
	seal     *sealer
	open     *opener
	closed   bool

	twccID       uint8 // of the header extension for transport-wide numbers; 0: none
	twcc         uint16
	descriptorID uint8 // of the one for the dependency descriptor; 0: none

	openedAt  time.Time
	estimator *estimate.Estimator // nil until the link is ready
	pacer     estimate.Pacer
	probing   probing
	repairs   repairs
	now       time.Time // when the packet at hand is sent
	cluster   uint8     // of the packet at hand; 0: none
}

func (l *link) init(s *SFU, o *offered, leg *AudienceLeg) {
	l.sfu, l.leg, l.fingerprint = s, leg, o.fingerprint
	if o.hasRTX() {
		l.twccID, l.descriptorID = o.twccID, o.descriptorID
	}
	l.heard.Store(time.Now().UnixNano())
}

// rename gives the link a new name and password, and returns them. The name before stays until the new one is used.
func (l *link) rename() credentials {
	next := newCredentials()
	var before credentials
	if old := l.names.Load(); old != nil {
		before = old[0]
		if old[1].name != "" {
			l.sfu.port.unname(old[1].name)
		}
	}
	l.names.Store(&[2]credentials{next, before})
	l.sfu.port.name(l, next.name)
	return next
}

// checked takes a connectivity check that names this link; tcp is nil for one by UDP.
func (l *link) checked(c *check, from netip.AddrPort, tcp *tcpConn) bool {
	names := l.names.Load()
	own := names[0]
	if c.name == names[1].name {
		own = names[1]
	}
	answer, ok := c.answer(own.password, from)
	if !ok {
		return false
	}
	l.heard.Store(time.Now().UnixNano())
	if own == names[0] && names[1].name != "" {
		if l.names.CompareAndSwap(names, &[2]credentials{own, {}}) {
			l.sfu.port.unname(names[1].name)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	if tcp != nil {
		tcp.send(answer)
	} else {
		_, _ = l.sfu.port.write(answer, from)
		l.learn(from)
	}
	if c.nominates || !l.path.valid() {
		l.move(from, tcp)
	}
	return true
}

// learn remembers a proven address. Called with mu held.
func (l *link) learn(from netip.AddrPort) {
	if slices.Contains(l.known, from) {
		return
	}
	if len(l.known) == pathsAtMost {
		l.sfu.port.move(l, l.known[0], netip.AddrPort{})
		l.known = slices.Delete(l.known, 0, 1)
	}
	l.known = append(l.known, from)
	l.sfu.port.move(l, netip.AddrPort{}, from)
}

// move sends along another path from now on. Called with mu held.
func (l *link) move(to netip.AddrPort, tcp *tcpConn) {
	switch {
	case tcp != nil:
		l.path = path{tcp: tcp}
	case l.path.tcp != nil || l.path.to.addr != to:
		l.path = path{to: l.sfu.port.destination(to)}
	}
}

// lost forgets a TCP connection that has ended.
func (l *link) lost(tcp *tcpConn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.path.tcp == tcp {
		l.path = path{}
	}
}

// receive takes what came from one of the client's proven addresses, but for checks.
func (l *link) receive(d []byte, from netip.AddrPort, tcp *tcpConn, b *batch) {
	switch {
	case isRTCP(d):
		l.mu.Lock()
		if l.open == nil || l.closed {
			l.mu.Unlock()
			return
		}
		plain, err := l.open.control(d)
		if err == nil { // what the client sends shows which way she uses
			l.move(from, tcp)
		}
		l.mu.Unlock()
		if err == nil {
			l.heard.Store(time.Now().UnixNano())
			l.leg.takeFeedback(b, plain)
		}
	case isDTLS(d):
		l.receiveDTLS(d, from, tcp)
	}
}

const (
	recordAlert     = 21 // RFC 6347 §4.1
	repeatAtMost    = 100 * time.Millisecond
	recordEpochByte = 4
)

func (l *link) receiveDTLS(d []byte, from netip.AddrPort, tcp *tcpConn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed:
	case l.seal != nil && d[0] == recordAlert:
		if d[recordEpochByte] == 1 {
			l.parting.Store(time.Now().UnixNano())
		}
	case l.seal != nil: // the last flight was lost
		if now := time.Now(); now.Sub(l.repeated) >= repeatAtMost {
			l.repeated = now
			for _, f := range l.flight {
				l.writeHeld(f)
			}
		}
	case l.shaking != nil:
		l.move(from, tcp)
		l.shaking.take(d)
	case l.sfu.handshakes.enter(time.Now()):
		l.move(from, tcp)
		h := newHandshake(l)
		l.shaking = h
		h.take(d)
		l.sfu.work.Go(func() { l.shake(h) })
	}
}

// shake runs the handshake.
func (l *link) shake(h *handshake) {
	defer l.sfu.handshakes.leave()
	seal, open, err := h.run(context.Background(), l.sfu.certificate, l.fingerprint)
	l.mu.Lock()
	l.shaking = nil
	if err == nil && !l.closed {
		l.seal, l.open, l.flight, l.farewell = seal, open, h.flight, h.farewell
		l.openedAt = time.Now()
		l.estimator = estimate.New(estimate.Config{Min: wayAtLeast, Start: wayAtFirst, Max: l.sfu.set.limits.ViewerRate})
		l.ready.Store(true)
	}
	ready := l.ready.Load()
	l.mu.Unlock()
	switch {
	case ready:
		l.leg.opened()
	case errors.Is(err, errCertificate):
		l.leg.end(errFailed)
	case err != nil: // she may try again, until it is late
		l.sfu.log.Debug("a handshake failed", "error", err)
	}
}

// silent reports whether the client has gone.
func (l *link) silent(now time.Time) bool {
	heard := time.Unix(0, l.heard.Load())
	if p := l.parting.Load(); p != 0 {
		if heard.Sub(time.Unix(0, p)) > time.Second {
			l.parting.Store(0) // she is still there
		} else if now.Sub(heard) > partingFor {
			return true
		}
	}
	return now.Sub(heard) > silentFor
}

// close says farewell and forgets the link's names and addresses.
func (l *link) close() {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return
	}
	l.closed = true
	l.ready.Store(false)
	if l.farewell != nil {
		l.writeHeld(l.farewell)
	}
	known, shaking, tcp := l.known, l.shaking, l.path.tcp
	l.mu.Unlock()
	for _, a := range known {
		l.sfu.port.move(l, a, netip.AddrPort{})
	}
	if names := l.names.Load(); names != nil {
		for _, n := range names {
			if n.name != "" {
				l.sfu.port.unname(n.name)
			}
		}
	}
	if shaking != nil {
		_ = shaking.Close()
	}
	if tcp != nil {
		tcp.finish()
	}
}
