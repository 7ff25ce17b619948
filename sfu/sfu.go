package sfu

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/dtls/v3/pkg/crypto/selfsign"
	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"
)

// SFU is one media server: a UDP port, a TCP port, a certificate, and stages.
type SFU struct {
	set        settings
	log        *slog.Logger
	udp        net.PacketConn
	port       *port
	tcp        *tcpPort
	udpMux     ice.UDPMux
	tcpMux     ice.TCPMux
	config     webrtc.Configuration
	publishing *webrtc.API
	stop       chan struct{}

	certificate tls.Certificate
	fingerprint string
	addresses   []netip.Addr
	handshakes  *turnstile
	shards      []*shard
	work        sync.WaitGroup // the clock, the shards, handshakes, and the ends of legs
	readers     sync.WaitGroup // what ends with the ports

	mu         sync.Mutex
	closed     bool
	stages     map[string]*Stage
	publishers map[*PublishLeg]struct{}
	viewers    map[*AudienceLeg]struct{}
	pressure   window // of the shards: frames, and those that were late
	freezes    atomic.Uint64
	frozen     atomic.Int64 // ns
	admitted   uint32       // audience legs so far
}

// New starts a media server.
func New(opts ...Option) (*SFU, error) {
	s := &SFU{
		set:  settings{udp: ":7000", log: slog.New(slog.DiscardHandler), limits: DefaultLimits},
		stop: make(chan struct{}), stages: map[string]*Stage{},
		publishers: map[*PublishLeg]struct{}{}, viewers: map[*AudienceLeg]struct{}{},
		handshakes: &turnstile{},
	}
	for _, o := range opts {
		o(&s.set)
	}
	s.log = s.set.log
	if err := s.makeCertificate(); err != nil {
		return nil, err
	}
	if err := s.listen(); err != nil {
		return nil, err
	}
	if err := s.buildAPI(); err != nil {
		return nil, errors.Join(err, s.closePorts())
	}
	for i := range runtime.GOMAXPROCS(0) {
		sh := newShard(i, s.port.datagrams)
		s.shards = append(s.shards, sh)
		s.work.Go(func() { sh.run(s.stop) })
	}
	s.readers.Go(s.port.run)
	if s.tcp != nil {
		s.work.Go(s.tcp.run)
	}
	s.work.Go(s.tick)
	return s, nil
}

// makeCertificate makes the one certificate of all legs. It signs itself: clients know it by its fingerprint.
func (s *SFU) makeCertificate() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	if s.certificate, err = selfsign.SelfSign(key); err != nil {
		return fmt.Errorf("make a certificate: %w", err)
	}
	cert, err := x509.ParseCertificate(s.certificate.Certificate[0])
	if err != nil {
		return fmt.Errorf("make a certificate: %w", err)
	}
	s.fingerprint = fingerprintOf(cert.Raw)
	s.config = webrtc.Configuration{Certificates: []webrtc.Certificate{webrtc.CertificateFromX509(key, cert)}}
	return nil
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
	if s.tcp != nil {
		_ = s.tcp.Close() // its connections are of the work
	}
	s.work.Wait()
	err := s.closePorts()
	s.readers.Wait()
	return err
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
	b := newBatch(s.port.datagrams)
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for n := 0; ; n++ {
		select {
		case <-s.stop:
			return
		case now := <-ticker.C:
			s.look(b, n, now)
		}
	}
}

func (s *SFU) look(b *batch, n int, now time.Time) {
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
	s.pressed(now)
	for _, st := range stages {
		st.tick(now)
	}
	for _, l := range viewers {
		if (int(l.phase)+n)%10 != 0 { // spread over the second
			continue
		}
		l.report(b, now)
		l.measure(now)
		if err := l.over(now); err != nil {
			l.end(err)
		}
	}
	b.flush()
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
	l.shard = s.shards[int(s.admitted)%len(s.shards)]
	s.admitted++
	return nil
}

func (s *SFU) forget(p *PublishLeg, a *AudienceLeg) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.publishers, p)
	delete(s.viewers, a)
}
