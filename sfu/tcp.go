package sfu

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"
)

const (
	// firstWithin is how long a TCP connection may take to say by STUN whose it is.
	firstWithin = 10 * time.Second
	// tcpWithin is how long one write may wait for a client.
	tcpWithin = 10 * time.Second
)

// tcpPort takes ICE-TCP connections (RFC 6544), framed as RFC 4571 says. Whose a connection is, its first frame tells:
// those of audience legs stay here, the others are for the publish legs' Pion.
type tcpPort struct {
	net.Listener // what Pion closes
	sfu          *SFU
	others       chan net.Conn
	closed       chan struct{}
	once         sync.Once
}

func newTCPPort(s *SFU, l net.Listener) *tcpPort {
	return &tcpPort{Listener: l, sfu: s, others: make(chan net.Conn), closed: make(chan struct{})}
}

// Accept gives Pion its connections.
func (p *tcpPort) Accept() (net.Conn, error) {
	select {
	case c := <-p.others:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close ends the listening.
func (p *tcpPort) Close() error {
	p.once.Do(func() { close(p.closed) })
	return p.Listener.Close()
}

// run accepts until the port is closed.
func (p *tcpPort) run() {
	for {
		c, err := p.Listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			select { // too many open files, perhaps
			case <-time.After(100 * time.Millisecond):
				continue
			case <-p.closed:
				return
			}
		}
		p.sfu.work.Go(func() { p.sort(c) })
	}
}

// sort finds out whose a connection is.
func (p *tcpPort) sort(c net.Conn) {
	ended := make(chan struct{})
	defer close(ended)
	p.sfu.work.Go(func() { // a server that is closed waits for nobody
		select {
		case <-p.closed:
			_ = c.Close()
		case <-ended:
		}
	})
	if c.SetReadDeadline(time.Now().Add(firstWithin)) != nil {
		_ = c.Close()
		return
	}
	frame := make([]byte, datagramSize)
	first, err := readFrame(c, frame)
	if err != nil || !isSTUN(first) {
		_ = c.Close()
		return
	}
	l, known := p.sfu.port.called(calledIn(first))
	if l == nil {
		if !known { // nobody's
			_ = c.Close()
			return
		}
		head := binary.BigEndian.AppendUint16(nil, uint16(len(first))) //nolint:gosec // shorter than a datagram
		said := io.MultiReader(bytes.NewReader(append(head, first...)), c)
		if c.SetReadDeadline(time.Time{}) != nil {
			_ = c.Close()
			return
		}
		select {
		case p.others <- &begunConn{Conn: c, said: said}:
		case <-p.closed:
			_ = c.Close()
		}
		return
	}
	if request, ok := readCheck(first); ok {
		newTCPConn(c).serve(p.sfu, l, &request)
	} else {
		_ = c.Close()
	}
}

// begunConn is a connection of which something has been read.
type begunConn struct {
	net.Conn
	said io.Reader
}

func (c *begunConn) Read(b []byte) (int, error) { return c.said.Read(b) }

func readFrame(r io.Reader, b []byte) ([]byte, error) {
	if _, err := io.ReadFull(r, b[:2]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(b))
	if n > len(b) {
		return nil, errors.New("a frame is too long")
	}
	_, err := io.ReadFull(r, b[:n])
	return b[:n], err
}

// tcpConn is a client's TCP connection. Frames wait in a queue that is bounded: what a client cannot take is lost, as by
// UDP, and nobody else waits for her.
type tcpConn struct {
	conn net.Conn
	more chan struct{}

	mu      sync.Mutex
	waiting []byte
	ended   bool
}

func newTCPConn(c net.Conn) *tcpConn { return &tcpConn{conn: c, more: make(chan struct{}, 1)} }

// serve reads until the connection ends.
func (c *tcpConn) serve(s *SFU, l *link, first *check) {
	remote, err := netip.ParseAddrPort(c.conn.RemoteAddr().String())
	if err != nil || c.conn.SetReadDeadline(time.Time{}) != nil {
		_ = c.conn.Close()
		return
	}
	from := unmapped(remote)
	s.work.Go(c.pour)
	defer c.finish()
	if !l.checked(first, from, c) {
		return
	}
	defer func() { l.lost(c) }()
	b := newBatch(s.port.datagrams) // what is sent in return goes by this connection, or by UDP if she has moved
	frame := make([]byte, datagramSize)
	for {
		d, err := readFrame(c.conn, frame)
		if err != nil {
			return
		}
		if !isSTUN(d) {
			l.receive(d, from, c, b)
			b.flush()
			continue
		}
		request, ok := readCheck(d)
		if !ok {
			continue
		}
		if next, _ := s.port.called(calledIn(d)); next != l && next != nil || !l.checked(&request, from, c) {
			return
		}
	}
}

// send queues a frame.
func (c *tcpConn) send(b []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended || len(b) == 0 || len(c.waiting)+len(b) > tcpBacklog {
		return
	}
	c.waiting = append(binary.BigEndian.AppendUint16(c.waiting, uint16(len(b))), b...) //nolint:gosec // a packet
	select {
	case c.more <- struct{}{}:
	default:
	}
}

// pour writes what is queued, as much as there is at a time.
func (c *tcpConn) pour() {
	var out []byte
	for range c.more {
		c.mu.Lock()
		out, c.waiting = c.waiting, out[:0]
		c.mu.Unlock()
		if len(out) == 0 {
			continue
		}
		if c.conn.SetWriteDeadline(time.Now().Add(tcpWithin)) != nil {
			break
		}
		if _, err := c.conn.Write(out); err != nil {
			break
		}
	}
	_ = c.conn.Close()
}

// finish ends the connection when what is queued has been written.
func (c *tcpConn) finish() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.ended {
		c.ended = true
		close(c.more)
	}
}
