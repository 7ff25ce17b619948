package sfutest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"github.com/pion/webrtc/v4"
)

// connectionState turns Pion's callbacks into two channels.
type connectionState struct {
	up, done         chan struct{}
	upOnce, doneOnce sync.Once
}

func watchState(pc *webrtc.PeerConnection, log *slog.Logger) *connectionState {
	s := &connectionState{up: make(chan struct{}), done: make(chan struct{})}
	pc.OnConnectionStateChange(func(now webrtc.PeerConnectionState) {
		log.Debug("peer connection changed", "state", now.String())
		switch now {
		case webrtc.PeerConnectionStateConnected:
			s.upOnce.Do(func() { close(s.up) })
		case webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
			s.doneOnce.Do(func() { close(s.done) })
		default: // new, connecting, disconnected: it may still come
		}
	})
	return s
}

func (s *connectionState) wait(ctx context.Context) error {
	select {
	case <-s.up:
		return nil
	case <-s.done:
		return ErrLost
	case <-ctx.Done():
		return fmt.Errorf("wait for media to connect: %w", context.Cause(ctx))
	}
}

// negotiate does one offer and answer. All candidates are in the offer, as there is no trickle.
func negotiate(ctx context.Context, pc *webrtc.PeerConnection, signal Signal, restart bool, offered func()) error {
	offer, err := pc.CreateOffer(&webrtc.OfferOptions{ICERestart: restart})
	if err != nil {
		return fmt.Errorf("make an offer: %w", err)
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err := pc.SetLocalDescription(offer); err != nil {
		return fmt.Errorf("apply own offer: %w", err)
	}
	if offered != nil {
		offered()
	}
	select {
	case <-gathered:
	case <-ctx.Done():
		return fmt.Errorf("gather candidates: %w", context.Cause(ctx))
	}
	answer, err := signal(ctx, asBrowser(pc.LocalDescription().SDP))
	if err != nil {
		return fmt.Errorf("signal: %w", err)
	}
	if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		return fmt.Errorf("apply the answer: %w", err)
	}
	return nil
}

// asBrowser takes out of an offer what browsers do not say: the SSRCs of simulcast layers, which only rids name
// (RFC 8853), and the repetition of their msid.
func asBrowser(offer string) string {
	sections := strings.Split(offer, "\r\nm=")
	for i, section := range sections {
		if !strings.Contains(section, "\r\na=simulcast:") {
			continue
		}
		seen := false
		lines := slices.DeleteFunc(strings.Split(section, "\r\n"), func(line string) bool {
			if strings.HasPrefix(line, "a=msid:") {
				defer func() { seen = true }()
				return seen
			}
			return strings.HasPrefix(line, "a=ssrc")
		})
		sections[i] = strings.Join(lines, "\r\n")
	}
	return strings.Join(sections, "\r\nm=")
}
