package sfu

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"
)

// SFU is one media server: a UDP port, a TCP port, a certificate, and stages.
type SFU struct {
	set        settings
	log        *slog.Logger
	udp        net.PacketConn
	tcp        net.Listener
	udpMux     ice.UDPMux
	tcpMux     ice.TCPMux
	config     webrtc.Configuration
	publishing *webrtc.API
	watching   *webrtc.API
	stop       chan struct{}
	work       sync.WaitGroup // the clock, and the ends of legs

	mu         sync.Mutex
	closed     bool
	stages     map[string]*Stage
	publishers map[*PublishLeg]struct{}
	viewers    map[*AudienceLeg]struct{}
	admitted   int // audience legs so far
}

// New starts a media server.
func New(opts ...Option) (*SFU, error) {
	s := &SFU{
		set:  settings{udp: ":7000", log: slog.New(slog.DiscardHandler), limits: DefaultLimits},
		stop: make(chan struct{}), stages: map[string]*Stage{},
		publishers: map[*PublishLeg]struct{}{}, viewers: map[*AudienceLeg]struct{}{},
	}
	for _, o := range opts {
		o(&s.set)
	}
	s.log = s.set.log
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	cert, err := webrtc.GenerateCertificate(key)
	if err != nil {
		return nil, fmt.Errorf("make a certificate: %w", err)
	}
	s.config = webrtc.Configuration{Certificates: []webrtc.Certificate{*cert}}
	if err := s.listen(); err != nil {
		return nil, err
	}
	if err := s.buildAPIs(); err != nil {
		return nil, errors.Join(err, s.closePorts())
	}
	s.work.Go(s.tick)
	return s, nil
}

// UDPAddr returns the address of the media port.
func (s *SFU) UDPAddr() netip.AddrPort { return addrPort(s.udp.LocalAddr()) }

// TCPAddr returns the address of the ICE-TCP port; the zero value when there is none.
func (s *SFU) TCPAddr() netip.AddrPort {
	if s.tcp == nil {
		return netip.AddrPort{}
	}
	return addrPort(s.tcp.Addr())
}

func addrPort(a net.Addr) netip.AddrPort {
	p, _ := netip.ParseAddrPort(a.String())
	return p
}

// Stage returns the stage with this name, made when it is new.
func (s *SFU) Stage(name string) *Stage {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stages[name]
	if st == nil {
		st = &Stage{name: name, sfu: s, viewers: map[*AudienceLeg]struct{}{}}
		st.news.known = true // nobody speaks
		s.stages[name] = st
	}
	return st
}

// Close ends all legs and waits for everything the server started.
func (s *SFU) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.stop)
	publishers, viewers := keys(s.publishers), keys(s.viewers)
	s.mu.Unlock()
	for _, l := range viewers {
		l.Close()
	}
	for _, l := range publishers {
		l.Close()
	}
	s.work.Wait()
	return s.closePorts()
}

func keys[K comparable](m map[K]struct{}) []K {
	list := make([]K, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	return list
}

// tick is the one clock of the server: speakers, keyframe requests and stalled layers every 100 ms, sender reports and
// legs that never connected every second.
func (s *SFU) tick() {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for n := 0; ; n++ {
		select {
		case <-s.stop:
			return
		case now := <-ticker.C:
			s.look(n, now)
		}
	}
}

func (s *SFU) look(n int, now time.Time) {
	s.mu.Lock()
	stages, publishers, viewers := make([]*Stage, 0, len(s.stages)), keys(s.publishers), keys(s.viewers)
	for _, st := range s.stages {
		stages = append(stages, st)
	}
	s.mu.Unlock()
	for _, l := range publishers {
		if l.look(now); l.late(now) {
			l.end(errNoMedia)
		}
	}
	for _, st := range stages {
		st.tick(now)
	}
	for _, l := range viewers {
		if (l.phase+n)%10 != 0 { // spread over the second
			continue
		}
		if l.report(now); l.late(now) {
			l.end(errNoMedia)
		}
	}
}

// room says whether another leg may be opened. It is asked before a leg has cost anything, and again when it is counted.
func (s *SFU) room(publisher bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.roomHeld(publisher)
}

func (s *SFU) roomHeld(publisher bool) error {
	switch {
	case s.closed:
		return ErrClosed
	case publisher && len(s.publishers) >= s.set.limits.Publishers, !publisher && len(s.viewers) >= s.set.limits.Viewers:
		return ErrFull
	}
	return nil
}

func (s *SFU) admitPublisher(l *PublishLeg) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.roomHeld(true); err != nil {
		return err
	}
	s.publishers[l] = struct{}{}
	return nil
}

func (s *SFU) admitViewer(l *AudienceLeg) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.roomHeld(false); err != nil {
		return err
	}
	s.viewers[l] = struct{}{}
	l.phase = s.admitted
	s.admitted++
	return nil
}

func (s *SFU) forget(p *PublishLeg, a *AudienceLeg) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.publishers, p)
	delete(s.viewers, a)
}
