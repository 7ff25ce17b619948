package sfu

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

// PublishGrant says what a publish leg may send. What is not granted is received and dropped.
type PublishGrant struct {
	Microphone, Camera bool
	Screen             bool   // with its sound
	Channel            string // language that the interpretation source feeds; empty: none
}

func (g PublishGrant) allows(k SourceKind) bool {
	switch k {
	case Microphone:
		return g.Microphone
	case Camera:
		return g.Camera
	case Screen, ScreenSound:
		return g.Screen
	case Interpretation:
		return g.Channel != ""
	}
	return false
}

// PublishEvents tell of a publish leg. They are called from the leg's goroutines and must not block; each may be nil.
type PublishEvents struct {
	Connected func()
	Closed    func(error)    // once; nil error: Close was called
	Sources   func([]Source) // what is really arriving now
}

// PublishRequest asks for a publish leg.
type PublishRequest struct {
	ID      string       // the publisher's name; an audience leg of the same name never gets it back
	Offer   string       // SDP
	Sources []SourceKind // what each m-line carries, in order; empty: as WHIP clients offer
	Grant   PublishGrant
	Events  PublishEvents
}

// PublishLeg is the peer connection of somebody who may be seen and heard.
type PublishLeg struct {
	sfu    *SFU
	id     string
	kinds  []SourceKind
	events PublishEvents
	pc     *webrtc.PeerConnection
	done   sync.Once
	work   sync.WaitGroup

	mu      sync.Mutex
	grant   PublishGrant
	sources []*source
	muted   map[SourceKind]bool
	stage   *Stage
	ended   bool
}

// Publish answers an offer to publish. The leg is on no stage yet.
func (s *SFU) Publish(ctx context.Context, r PublishRequest) (*PublishLeg, string, error) {
	offer, sections, err := checkOffer(r.Offer, s.set.limits)
	if err != nil {
		return nil, "", err
	}
	if len(r.Sources) == 0 {
		r.Sources = publishSources(kinds(offer))
	}
	if len(r.Sources) != sections {
		return nil, "", fmt.Errorf("%w: %d sources for %d sections", ErrOffer, len(r.Sources), sections)
	}
	l := &PublishLeg{sfu: s, id: r.ID, kinds: r.Sources, events: r.Events, grant: r.Grant, muted: map[SourceKind]bool{}}
	if err := s.admit(l, nil); err != nil {
		return nil, "", err
	}
	if l.pc, err = s.publishing.NewPeerConnection(s.config); err != nil {
		s.forget(l, nil)
		return nil, "", fmt.Errorf("open a publish leg: %w", err)
	}
	l.pc.OnTrack(l.track)
	watchState(l.pc, func() { call(l.events.Connected) }, func(err error) { l.end(err) })
	a, err := answer(ctx, l.pc, nil, offer)
	if err != nil {
		l.end(err)
		return nil, "", err
	}
	return l, a, nil
}

// publishSources is what an offer without names carries: WHIP has one sound and one picture.
func publishSources(kinds []string) []SourceKind {
	list := make([]SourceKind, len(kinds))
	next := map[string][]SourceKind{"audio": {Microphone, ScreenSound}, "video": {Camera, Screen}}
	for i, k := range kinds {
		if rest := next[k]; len(rest) > 0 {
			list[i], next[k] = rest[0], rest[1:]
		}
	}
	return list
}

// Answer applies an offer of the same leg with new ICE credentials (RFC 8445 §9).
func (l *PublishLeg) Answer(ctx context.Context, offer string) (string, error) {
	offer, sections, err := checkOffer(offer, l.sfu.set.limits)
	if err != nil {
		return "", err
	}
	if sections != len(l.kinds) {
		return "", fmt.Errorf("%w: a restart cannot add sections", ErrOffer)
	}
	return answer(ctx, l.pc, nil, offer)
}

// Allow changes what the leg may send; what is no longer granted stops with the next packet.
func (l *PublishLeg) Allow(g PublishGrant) {
	l.mu.Lock()
	l.grant = g
	st := l.stage
	l.judge()
	l.mu.Unlock()
	if st != nil {
		st.assign()
	}
}

// Mute stops or resumes the forwarding of a source.
func (l *PublishLeg) Mute(k SourceKind, on bool) {
	l.mu.Lock()
	l.muted[k] = on
	st := l.stage
	l.judge()
	l.mu.Unlock()
	if st != nil {
		st.assign()
	}
}

// judge works out which sources may pass. Called with mu held.
func (l *PublishLeg) judge() {
	for _, s := range l.sources {
		if may := l.grant.allows(s.kind) && !l.muted[s.kind]; s.allowed.Swap(may) != may {
			s.resume(may)
		}
	}
}

// Close ends the leg.
func (l *PublishLeg) Close() { l.end(nil) }

func (l *PublishLeg) end(reason error) {
	l.done.Do(func() {
		l.mu.Lock()
		st := l.stage
		l.ended = true
		l.mu.Unlock()
		if st != nil {
			st.Remove(l)
		}
		l.sfu.forget(l, nil)
		l.sfu.work.Go(func() { // Pion's close waits for its callbacks, of which this may be one
			_ = l.pc.GracefulClose()
			l.work.Wait()
			if l.events.Closed != nil {
				l.events.Closed(reason)
			}
		})
	})
}

// track takes a new track of the peer connection; every simulcast encoding comes as one.
func (l *PublishLeg) track(t *webrtc.TrackRemote, r *webrtc.RTPReceiver) {
	section := -1
	for i, tr := range l.pc.GetTransceivers() {
		if tr.Receiver() == r {
			section = i
		}
	}
	if section < 0 || section >= len(l.kinds) || l.kinds[section] == "" {
		return
	}
	kind := l.kinds[section]
	l.mu.Lock()
	var s *source
	for _, x := range l.sources {
		if x.kind == kind {
			s = x
		}
	}
	if s == nil {
		s = &source{leg: l, kind: kind}
		l.sources = append(l.sources, s)
	}
	ly := &layer{source: s, rid: t.RID(), ssrc: t.SSRC(), codec: t.Codec()}
	ly.vp8 = strings.EqualFold(ly.codec.MimeType, webrtc.MimeTypeVP8)
	ly.rank = rankOf(t.RID(), len(s.list()))
	s.add(ly)
	l.judge()
	st := l.stage
	l.mu.Unlock()
	ly.lastSeen.Store(time.Now().UnixNano())
	l.work.Go(func() { l.read(t, ly) })
	l.work.Go(func() { l.readReports(r, t.RID(), ly) })
	if st != nil {
		st.assign()
	}
	l.tellSources()
}

func (l *PublishLeg) tellSources() {
	if l.events.Sources == nil {
		return
	}
	l.mu.Lock()
	list := make([]Source, len(l.sources))
	for i, s := range l.sources {
		list[i] = Source{Kind: s.kind, Layers: len(s.list())}
	}
	l.mu.Unlock()
	l.events.Sources(list)
}

func (l *PublishLeg) read(t *webrtc.TrackRemote, ly *layer) {
	levelID := uint8(0)
	for _, r := range l.pc.GetTransceivers() {
		if r.Receiver() != nil && r.Receiver().Track() == t {
			for _, e := range r.Receiver().GetParameters().HeaderExtensions {
				if e.URI == sdp.AudioLevelURI {
					levelID = uint8(e.ID) //nolint:gosec // ids are 1 to 255
				}
			}
		}
	}
	for {
		p, _, err := t.ReadRTP()
		if err != nil {
			return
		}
		now := time.Now()
		if levelID != 0 && ly.source.kind == Microphone {
			ly.source.hear(p, levelID, now)
		}
		p.Header.Extensions, p.Header.Extension, p.Header.ExtensionProfile = nil, false, 0
		p.Header.CSRC, p.Header.Padding, p.PaddingSize = nil, false, 0
		ly.arrive(p, now)
	}
}

// hear folds a packet's audio level (RFC 6464: 0 loudest, 127 silent) into the source's loudness.
func (s *source) hear(p *rtp.Packet, id uint8, now time.Time) {
	ext := p.GetExtension(id)
	if len(ext) == 0 {
		return
	}
	loud := int32(127-ext[0]&0x7f) * 1000
	old := s.level.Load()
	step := int32(16) // falls slowly,
	if loud > old {
		step = 4 // rises fast
	}
	s.level.Store(old + (loud-old)/step)
	if loud > 77_000 { // -50 dBov
		s.spoken.Store(now.UnixNano())
	}
}

func (l *PublishLeg) readReports(r *webrtc.RTPReceiver, rid string, ly *layer) {
	for {
		var packets []rtcp.Packet
		var err error
		if rid == "" {
			packets, _, err = r.ReadRTCP()
		} else {
			packets, _, err = r.ReadSimulcastRTCP(rid)
		}
		if err != nil {
			return
		}
		for _, p := range packets {
			if sr, ok := p.(*rtcp.SenderReport); ok && sr.SSRC == uint32(ly.ssrc) {
				ly.report.Store(&senderReport{rtp: sr.RTPTime, arrived: time.Now()})
			}
		}
	}
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// watchState turns Pion's states into two calls.
func watchState(pc *webrtc.PeerConnection, connected func(), ended func(error)) {
	pc.OnConnectionStateChange(func(st webrtc.PeerConnectionState) {
		switch st {
		case webrtc.PeerConnectionStateConnected:
			connected()
		case webrtc.PeerConnectionStateFailed:
			ended(fmt.Errorf("the connection failed"))
		case webrtc.PeerConnectionStateClosed:
			ended(fmt.Errorf("the other side closed the connection"))
		default:
		}
	})
}
