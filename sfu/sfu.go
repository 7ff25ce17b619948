package sfu

import (
	"context"
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

// The sentinels that callers may tell apart.
var (
	ErrOffer  = errors.New("the offer is too large, malformed or asks for more than is allowed")
	ErrClosed = errors.New("the leg or the server is closed")
	ErrFull   = errors.New("the server has no room for another leg")
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
	work       sync.WaitGroup

	mu         sync.Mutex
	closed     bool
	stages     map[string]*Stage
	publishers map[*PublishLeg]struct{}
	viewers    map[*AudienceLeg]struct{}
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

// tick is the one clock of the server: speakers, keyframe requests and stalled layers every 100 ms, sender reports
// every second.
func (s *SFU) tick() {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for n := 0; ; n++ {
		select {
		case <-s.stop:
			return
		case now := <-ticker.C:
			s.mu.Lock()
			stages, viewers := make([]*Stage, 0, len(s.stages)), keys(s.viewers)
			for _, st := range s.stages {
				stages = append(stages, st)
			}
			s.mu.Unlock()
			for _, st := range stages {
				st.tick(now)
			}
			for i, l := range viewers {
				if (i+n)%10 == 0 { // spread over the second
					l.report(now)
				}
			}
		}
	}
}

// admit counts a leg in, or refuses.
func (s *SFU) admit(p *PublishLeg, a *AudienceLeg) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return ErrClosed
	case p != nil && len(s.publishers) >= s.set.limits.Publishers, a != nil && len(s.viewers) >= s.set.limits.Viewers:
		return ErrFull
	}
	if p != nil {
		s.publishers[p] = struct{}{}
	}
	if a != nil {
		s.viewers[a] = struct{}{}
	}
	return nil
}

func (s *SFU) forget(p *PublishLeg, a *AudienceLeg) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.publishers, p)
	delete(s.viewers, a)
}

// answer applies an offer and returns the answer with all candidates in it.
func answer(ctx context.Context, pc *webrtc.PeerConnection, prepare func() error, offer string) (string, error) {
	if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return "", fmt.Errorf("%w: %w", ErrOffer, err)
	}
	if prepare != nil {
		if err := prepare(); err != nil {
			return "", err
		}
	}
	a, err := pc.CreateAnswer(nil)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrOffer, err)
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err := pc.SetLocalDescription(a); err != nil {
		return "", fmt.Errorf("%w: %w", ErrOffer, err)
	}
	select {
	case <-gathered:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	return pc.LocalDescription().SDP, nil
}
