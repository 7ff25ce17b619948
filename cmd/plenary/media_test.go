package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fasthttp/websocket"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/sfu/sfutest"
)

// broadcast is media through a real server, by all four kinds of leg: somebody publishes from her page and somebody with an
// encoder, somebody watches on her page and somebody with a player.
type broadcast struct {
	t          *testing.T
	address    string
	publishers map[string]*sfutest.Publisher
	viewers    map[string]*sfutest.Viewer
}

// newBroadcast has it flow. It takes two moderators and two attendees.
func newBroadcast(t *testing.T, address string, speakers, audience [2]*page) *broadcast {
	t.Helper()
	b := &broadcast{t: t, address: address, publishers: map[string]*sfutest.Publisher{}, viewers: map[string]*sfutest.Viewer{}}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	page, encoder := b.sit(ctx, speakers[0]), b.token(ctx, speakers[1], "/whip/", conference.PublishToken)
	b.do(ctx, page, protocol.EnterBackstage{})
	b.publishes(ctx, "page", page.signal(protocol.PublishLeg))
	b.publishes(ctx, "encoder", encoder, sfutest.WithWHIP())
	for _, speaker := range speakers {
		b.do(ctx, page, protocol.BringOnStage{Person: speaker.person})
	}
	watching, player := b.sit(ctx, audience[0]), b.token(ctx, audience[1], "/whep/", conference.WatchToken)
	b.watches(ctx, "page", watching.signal(protocol.AudienceLeg))
	b.watches(ctx, "player", player, sfutest.WithWHEP())
	b.flows("in the beginning")
	return b
}

func (b *broadcast) publishes(ctx context.Context, how string, signal sfutest.Signal, options ...sfutest.Option) {
	b.t.Helper()
	p, err := sfutest.NewPublisher(signal, append(options, sfutest.WithLoopback())...)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = p.Close() })
	if err := p.Connect(ctx); err != nil {
		b.t.Fatalf("publish with the %s: %v", how, err)
	}
	b.publishers[how] = p
}

func (b *broadcast) watches(ctx context.Context, how string, signal sfutest.Signal, options ...sfutest.Option) {
	b.t.Helper()
	v, err := sfutest.NewViewer(signal, append(options, sfutest.WithLoopback())...)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = v.Close() })
	if err := v.Connect(ctx); err != nil {
		b.t.Fatalf("watch with the %s: %v", how, err)
	}
	b.viewers[how] = v
}

// flows waits until everybody who watches has had more of it: two seconds of sound, say.
func (b *broadcast) flows(when string) {
	b.t.Helper()
	for how, v := range b.viewers {
		before := v.Stats().Total().Packets
		for deadline := time.Now().Add(20 * time.Second); v.Stats().Total().Packets < before+100; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				b.t.Fatalf("%s, nothing more reaches the %s", when, how)
			}
		}
	}
}

// ended waits until the server has told every peer that its leg is over; none of them finds out by itself so soon.
func (b *broadcast) ended() {
	b.t.Helper()
	legs := map[string]<-chan struct{}{}
	for how, p := range b.publishers {
		legs["who publishes with the "+how] = p.Done()
	}
	for how, v := range b.viewers {
		legs["who watches with the "+how] = v.Done()
	}
	limit := time.After(10 * time.Second) // without being told, it takes three times as long (RFC 7675)
	for who, done := range legs {
		select {
		case <-done:
		case <-limit:
			b.t.Errorf("%s was not told", who)
		}
	}
}

func (b *broadcast) do(ctx context.Context, s *aside, c protocol.Command) {
	b.t.Helper()
	if _, err := s.do(ctx, c); err != nil {
		b.t.Fatalf("%T: %v", c, err)
	}
}

// sit takes a seat for media.
func (b *broadcast) sit(ctx context.Context, p *page) *aside {
	b.t.Helper()
	p.address = b.address
	s := &aside{Conn: sit(ctx, b.t, p), answers: make(chan answered, 16), over: make(chan struct{})}
	go s.listen()
	b.t.Cleanup(func() {
		_ = s.Close()
		<-s.over
	})
	return s
}

// aside is a seat whose commands no ledger notes.
type aside struct {
	*websocket.Conn
	answers chan answered
	over    chan struct{}
	sent    atomic.Int64
}

func (s *aside) listen() {
	defer close(s.over)
	for {
		_, frame, err := s.ReadMessage()
		if err != nil {
			return
		}
		if f, n, err := protocol.DecodeNotice(frame); err == nil && f.ID != "" {
			select {
			case s.answers <- answered{f.ID, n}:
			default: // nobody waits for it any more
			}
		}
	}
}

func (s *aside) do(ctx context.Context, c protocol.Command) (protocol.Done, error) {
	id := fmt.Sprintf("aside-0123456789ab-%d", s.sent.Add(1))
	frame, err := protocol.EncodeCommand(id, c)
	if err == nil {
		err = s.WriteMessage(websocket.TextMessage, frame)
	}
	for err == nil {
		select {
		case a := <-s.answers:
			if n, is := a.notice.(protocol.Refused); is {
				err = errors.New(n.Message)
			} else if done, is := a.notice.(protocol.Done); is && a.id == id {
				return done, nil
			}
		case <-s.over:
			err = errLost
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	return protocol.Done{}, err
}

func (s *aside) signal(leg protocol.LegKind) sfutest.Signal {
	return func(ctx context.Context, offer string) (string, error) {
		done, err := s.do(ctx, protocol.OpenLeg{Leg: leg, SDP: offer})
		return done.Answer, err
	}
}

// token gets a person a token for a program, and is how that reaches the server.
func (b *broadcast) token(ctx context.Context, p *page, door string, kind conference.TokenKind) sfutest.Signal {
	b.t.Helper()
	input, err := json.Marshal(protocol.TokenInput{Kind: kind})
	if err != nil {
		b.t.Fatal(err)
	}
	made, err := b.request(ctx, "/api/sessions/"+string(p.session)+"/tokens", "application/json", string(input), "Cookie", p.cookie)
	var info protocol.TokenInfo
	if err == nil {
		err = json.Unmarshal([]byte(made), &info)
	}
	if err != nil {
		b.t.Fatalf("get a token: %v", err)
	}
	return func(ctx context.Context, offer string) (string, error) {
		return b.request(ctx, door+string(p.session), "application/sdp", offer, "Authorization", "Bearer "+info.Secret)
	}
}

func (b *broadcast) request(ctx context.Context, path, kind, body, proof, value string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.address+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Origin", b.address)
	req.Header.Set(proof, value)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 300 {
		err = fmt.Errorf("%s: %s", res.Status, text)
	}
	return string(text), err
}
