package sfu

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"

	"github.com/pion/ice/v4"
)

const (
	socketBuffer = 4 << 20 // bytes; a keyframe to a thousand viewers is a burst
	// tcpBacklog is how much may wait for one viewer over TCP; what more comes is dropped, so that nobody else waits.
	tcpBacklog = 1 << 20
)

// listen opens the media ports.
func (s *SFU) listen() error {
	address, err := net.ResolveUDPAddr("udp", s.set.udp)
	if err != nil {
		return fmt.Errorf("media address %q: %w", s.set.udp, err)
	}
	if s.set.net != nil {
		s.udp, err = s.set.net.ListenUDP("udp4", address)
	} else {
		var conn *net.UDPConn
		if conn, err = net.ListenUDP("udp", address); err == nil {
			_, _ = conn.SetReadBuffer(socketBuffer), conn.SetWriteBuffer(socketBuffer)
			s.udp = conn
		}
	}
	if err != nil {
		return fmt.Errorf("listen for media: %w", err)
	}
	out, err := newDatagrams(s.udp)
	if err != nil {
		return errors.Join(err, s.udp.Close())
	}
	s.port = newPort(out)
	logger := pionLog{s.log}.NewLogger("ice")
	s.udpMux = ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: s.port.pion, Net: s.set.net, Logger: logger})
	if s.set.tcp != "" && s.set.net == nil {
		l, err := net.Listen("tcp", s.set.tcp) //nolint:noctx // lives as long as the server
		if err != nil {
			return errors.Join(fmt.Errorf("listen for media over TCP: %w", err), s.closePorts())
		}
		s.tcp = newTCPPort(s, &boundedListener{Listener: l, free: int64(s.set.limits.Connections)})
		s.tcpMux = ice.NewTCPMuxDefault(ice.TCPMuxParams{
			Listener: s.tcp, Logger: logger, ReadBufferSize: 64, WriteBufferSize: tcpBacklog,
		})
	}
	if s.addresses, err = s.ownAddresses(); err != nil {
		return errors.Join(err, s.closePorts())
	}
	return nil
}

// closePorts closes what listen opened. The UDP mux closes its port itself.
func (s *SFU) closePorts() error {
	var errs []error
	if s.tcpMux != nil {
		errs = append(errs, s.tcpMux.Close())
	}
	errs = append(errs, s.udpMux.Close())
	for i, err := range errs {
		if errors.Is(err, net.ErrClosed) {
			errs[i] = nil
		}
	}
	return errors.Join(errs...)
}

// boundedListener closes connections above a number at once: each costs a goroutine and a buffer, before anybody has
// said who she is.
type boundedListener struct {
	net.Listener
	free int64
	used atomic.Int64
}

func (l *boundedListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.used.Add(1) <= l.free {
			return &boundedConn{Conn: c, l: l}, nil
		}
		l.used.Add(-1)
		_ = c.Close()
	}
}

type boundedConn struct {
	net.Conn
	l    *boundedListener
	once sync.Once
}

func (c *boundedConn) Close() error {
	c.once.Do(func() { c.l.used.Add(-1) })
	return c.Conn.Close()
}
