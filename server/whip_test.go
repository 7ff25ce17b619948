package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/sfu/sfutest"
)

// device is an encoder or a player: it knows an address and a token, and no more.
type device struct {
	w       *world
	address string
	secret  string
	leg     string // where its leg lies, once it has one
	etag    string

	offered, answer string // for those who send fragments
}

func (b *browser) device(session conference.Session, kind conference.TokenKind) (*device, protocol.TokenInfo) {
	b.w.t.Helper()
	info := want[protocol.TokenInfo](b, 200, "POST", "/api/sessions/"+string(session.ID)+"/tokens", protocol.TokenInput{Kind: kind})
	if info.Secret == "" {
		b.w.t.Fatal("no secret")
	}
	return &device{w: b.w, address: info.Address, secret: info.Secret}, info
}

func (d *device) send(ctx context.Context, method, address, kind, body string, headers ...string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Authorization", "Bearer "+d.secret)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, text, res.Header}, err
}

// signal is how a peer reaches the server: the first offer opens the leg, another restarts it.
func (d *device) signal(ctx context.Context, offer string) (string, error) {
	method, address, status := "POST", d.address, http.StatusCreated
	if d.leg != "" {
		method, address, status = "PATCH", d.leg, http.StatusOK
	}
	a, err := d.send(ctx, method, address, sdpType, offer, "If-Match", d.etag)
	if err != nil {
		return "", err
	}
	if a.status != status || a.headers.Get("Content-Type") != sdpType {
		return "", fmt.Errorf("%s = %d %s", method, a.status, a.body)
	}
	if d.etag = a.headers.Get("ETag"); status == http.StatusCreated {
		d.leg = d.w.base + a.headers.Get("Location")
	}
	return string(a.body), nil
}

// signalFragments is how a peer does that which sends only what has changed (RFC 8840), as RFC 9725 has it.
func (d *device) signalFragments(ctx context.Context, offer string) (string, error) {
	if d.leg == "" {
		answer, err := d.signal(ctx, offer)
		d.answer = answer
		return answer, err
	}
	candidates := "a=ice-ufrag:" + attribute(d.offered, "ice-ufrag") + "\r\na=ice-pwd:" + attribute(d.offered, "ice-pwd") + "\r\n"
	a, err := d.send(ctx, "PATCH", d.leg, trickleType, candidates, "If-Match", d.etag)
	if err != nil || a.status != http.StatusNoContent {
		return "", fmt.Errorf("candidates: %d %s, %w", a.status, a.body, err)
	}
	a, err = d.send(ctx, "PATCH", d.leg, trickleType, fragmentOf(offer), "If-Match", "*")
	if err != nil || a.status != http.StatusOK || a.headers.Get("ETag") == d.etag {
		return "", fmt.Errorf("restart: %d %s, %w", a.status, a.body, err)
	}
	restarts, answer := restartedOffer(d.answer, string(a.body))
	if !restarts {
		return "", fmt.Errorf("the server's credentials are the old ones: %s", a.body)
	}
	a, err = d.send(ctx, "PATCH", d.leg, trickleType, candidates, "If-Match", d.etag)
	if err != nil || a.status != http.StatusPreconditionFailed {
		return "", fmt.Errorf("for the leg as it was: %d %s, %w", a.status, a.body, err)
	}
	return answer, nil
}

func TestAPlayerRestartsByFragments(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	player, _ := w.as(conference.Attendee).device(w.press, conference.WatchToken)
	viewer, err := sfutest.NewViewer(func(ctx context.Context, offer string) (string, error) {
		answer, err := player.signalFragments(ctx, offer)
		player.offered = offer
		return answer, err
	}, sfutest.WithWHEP(), sfutest.WithLoopback())
	w.must(err)
	defer viewer.Close()
	w.must(viewer.Connect(ctx))
	w.must(viewer.Restart(ctx))
}

func (w *world) hasNoPrograms() {
	w.t.Helper()
	until(w.t, "all programs to have ended", func() bool {
		w.srv.programs.mu.Lock()
		defer w.srv.programs.mu.Unlock()
		return len(w.srv.programs.open) == 0
	})
}

// A full ICE agent sends checks wherever an offer says, which makes of a server a scanner of its own network. Ours only
// answers: while others' media flows, whoever is named in an offer has not had one packet.
func TestNothingIsSentWhereAnOfferSays(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	victim, err := new(net.ListenConfig).ListenPacket(ctx, "udp", "127.0.0.1:0")
	w.must(err)
	var got atomic.Int64
	read := make(chan struct{})
	go func() {
		defer close(read)
		for {
			if _, _, err := victim.ReadFrom(make([]byte, 1500)); err != nil {
				return
			}
			got.Add(1)
		}
	}()
	port := victim.LocalAddr().(*net.UDPAddr).Port
	candidate := fmt.Sprintf("a=candidate:9 1 udp 2130706431 127.0.0.1 %d typ host\r\na=end-of-candidates\r\n", port)
	// It offers a leg in another's name, and is never heard of again.
	names := func(d *device) func(context.Context, string) (string, error) {
		return func(ctx context.Context, offer string) (string, error) {
			named := candidates.ReplaceAllString(offer, "")
			named = password.ReplaceAllString(named, "${0}"+candidate)
			if _, err := d.signal(ctx, named); err != nil {
				t.Errorf("an offer that names somebody: %v", err)
			}
			return "", errors.New("that was all")
		}
	}
	speaker, attendee := w.as(conference.Speaker), w.as(conference.Attendee)
	encoder, _ := speaker.device(w.press, conference.PublishToken)
	player, _ := attendee.device(w.press, conference.WatchToken)
	publisher, err := sfutest.NewPublisher(names(encoder), sfutest.WithWHIP(), sfutest.WithLoopback())
	w.must(err)
	defer publisher.Close()
	viewer, err := sfutest.NewViewer(names(player), sfutest.WithWHEP(), sfutest.WithLoopback())
	w.must(err)
	defer viewer.Close()
	if err := errors.Join(publisher.Connect(ctx), viewer.Connect(ctx)); err == nil {
		t.Fatal("they connected")
	}

	encoder, _ = w.as(conference.Chair).device(w.press, conference.PublishToken)
	player, _ = w.as(conference.Moderator).device(w.press, conference.WatchToken)
	publisher, err = sfutest.NewPublisher(encoder.signal, sfutest.WithWHIP(), sfutest.WithLoopback())
	w.must(err)
	defer publisher.Close()
	w.must(publisher.Connect(ctx))
	viewer, err = sfutest.NewViewer(player.signal, sfutest.WithWHEP(), sfutest.WithLoopback())
	w.must(err)
	defer viewer.Close()
	w.must(viewer.Connect(ctx))
	moderator := w.as(conference.Moderator).sit(w.press.ID)
	moderator.ask(protocol.BringOnStage{Person: w.people[conference.Chair].ID})
	until(t, "two seconds of sound", func() bool {
		return slices.ContainsFunc(viewer.Stats().Slots, func(s sfutest.SlotStats) bool { return s.Kind == "audio" && s.Packets > 100 })
	})
	w.must(victim.Close())
	<-read
	if n := got.Load(); n != 0 {
		t.Errorf("%d packets went where the offers said", n)
	}
}

var (
	candidates = regexp.MustCompile(`a=(candidate:|end-of-candidates).*\r\n`)
	password   = regexp.MustCompile(`a=ice-pwd:.*\r\n`)
)

func TestAnEncoderPublishesAndAPlayerWatches(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	encoder, _ := w.as(conference.Speaker).device(w.press, conference.PublishToken)
	player, _ := w.as(conference.Attendee).device(w.press, conference.WatchToken)

	publisher, err := sfutest.NewPublisher(encoder.signal, sfutest.WithWHIP(), sfutest.WithLoopback())
	w.must(err)
	defer publisher.Close()
	w.must(publisher.Connect(ctx))
	viewer, err := sfutest.NewViewer(player.signal, sfutest.WithWHEP(), sfutest.WithLoopback())
	w.must(err)
	defer viewer.Close()
	w.must(viewer.Connect(ctx))

	// Backstage, nobody in the audience gets a packet; on the stage, they do.
	moderator := w.as(conference.Moderator).sit(w.press.ID)
	if len(moderator.welcome.Backstage) != 1 || moderator.welcome.Backstage[0].Person.Name != "The speaker" {
		t.Fatalf("backstage: %+v", moderator.welcome.Backstage)
	}
	moderator.ask(protocol.BringOnStage{Person: w.people[conference.Speaker].ID})
	expect[protocol.Done](moderator)
	flowing := func(what string) {
		t.Helper()
		before := viewer.Stats()
		until(t, what, func() bool {
			now := viewer.Stats()
			for i := range now.Slots {
				if now.Slots[i].Packets <= before.Slots[i].Packets+10 {
					return false
				}
			}
			return true
		})
	}
	flowing("sound and picture")

	w.must(viewer.Restart(ctx))
	w.must(publisher.Restart(ctx))
	flowing("sound and picture after a restart")

	if a, err := player.send(ctx, "DELETE", player.leg, "", ""); err != nil || a.status != 200 {
		t.Errorf("stop watching: %d %s, %v", a.status, a.body, err)
	}
	if a, err := player.send(ctx, "DELETE", player.leg, "", ""); err != nil || a.status != 404 {
		t.Errorf("stop twice: %d, %v", a.status, err)
	}
	if a, err := encoder.send(ctx, "DELETE", encoder.leg, "", ""); err != nil || a.status != 200 {
		t.Errorf("stop publishing: %d %s, %v", a.status, a.body, err)
	}
	w.hasNoPrograms()
}

func TestARevokedTokensProgramEnds(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	speaker := w.as(conference.Speaker)
	encoder, info := speaker.device(w.press, conference.PublishToken)
	publisher, err := sfutest.NewPublisher(encoder.signal, sfutest.WithWHIP(), sfutest.WithLoopback())
	w.must(err)
	defer publisher.Close()
	w.must(publisher.Connect(ctx))

	list := want[[]protocol.TokenInfo](speaker, 200, "GET", "/api/sessions/"+string(w.press.ID)+"/tokens", nil)
	if len(list) != 1 || list[0].Secret != "" || list[0].Address != info.Address {
		t.Errorf("tokens = %+v", list)
	}
	want[struct{}](speaker, 204, "DELETE", "/api/tokens/"+string(info.ID), nil)
	w.hasNoPrograms()
	select {
	case <-publisher.Done():
	case <-ctx.Done():
		t.Error("the media went on")
	}
	if a, err := encoder.send(ctx, "POST", encoder.address, sdpType, "v=0"); err != nil || a.status != 401 || a.headers.Get("WWW-Authenticate") != "Bearer" {
		t.Errorf("with the revoked token: %d %s, %v", a.status, a.body, err)
	}
}

func TestWhatAProgramMaySend(t *testing.T) {
	w := newWorld(t)
	encoder, _ := w.as(conference.Speaker).device(w.press, conference.PublishToken)
	attendee, _ := w.as(conference.Attendee).device(w.press, conference.PublishToken) // may be had, opens nothing
	stranger := &device{w: w, address: encoder.address, secret: "of nobody"}
	for name, c := range map[string]struct {
		d            *device
		method, path string
		kind, body   string
		want         int
	}{
		"no SDP":                    {encoder, "POST", "", "application/json", "{}", 415},
		"no type":                   {encoder, "POST", "", "", "v=0", 415},
		"a broken type":             {encoder, "POST", "", "application/", "v=0", 415},
		"no offer":                  {encoder, "POST", "", sdpType, "", 422},
		"nonsense":                  {encoder, "POST", "", sdpType, "v=0\r\nnonsense", 422},
		"too much":                  {encoder, "POST", "", sdpType, strings.Repeat("a=x\r\n", 20000), 413},
		"an attendee":               {attendee, "POST", "", sdpType, "v=0", 403},
		"a stranger":                {stranger, "POST", "", sdpType, "v=0", 401},
		"a leg that is not":         {encoder, "PATCH", "/none", sdpType, "v=0", 404},
		"the end of what is not":    {encoder, "DELETE", "/none", "", "", 404},
		"reading":                   {encoder, "GET", "", "", "", 404},
		"putting":                   {encoder, "PUT", "", sdpType, "v=0", 405},
		"a token for another door":  {&device{w: w, address: strings.Replace(encoder.address, "/whip/", "/whep/", 1), secret: encoder.secret}, "POST", "", sdpType, "v=0", 401},
		"a session that is unknown": {&device{w: w, address: w.base + "/whip/none", secret: encoder.secret}, "POST", "", sdpType, "v=0", 404},
	} {
		a, err := c.d.send(t.Context(), c.method, c.d.address+c.path, c.kind, c.body)
		if err != nil {
			if c.want == 413 {
				continue // closed before all of it was read
			}
			t.Errorf("%s: %v", name, err)
		} else if a.status != c.want {
			t.Errorf("%s: %d %s; want %d", name, a.status, a.body, c.want)
		}
	}
	w.hasNoPrograms()
}

func TestPlayersElsewhereMayAsk(t *testing.T) {
	w := newWorld(t)
	b := w.visitor()
	b.headers = map[string]string{"Origin": "https://player.example", "Sec-Fetch-Site": "cross-site", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
	for _, path := range []string{"/whep/" + string(w.press.ID), "/whip/" + string(w.press.ID), "/whep/" + string(w.press.ID) + "/leg"} {
		a := b.send("OPTIONS", path, nil)
		for name, part := range map[string]string{
			"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "PATCH", "Access-Control-Allow-Headers": "Authorization",
			"Access-Control-Expose-Headers": "Location", "Accept-Post": "application/sdp",
		} {
			if a.status != 204 || !strings.Contains(a.headers.Get(name), part) {
				t.Errorf("%s: %d, %s = %q", path, a.status, name, a.headers.Get(name))
			}
		}
	}
}

func TestATokenEndsAndThereAreFewOfThem(t *testing.T) {
	w := newWorld(t)
	speaker := w.as(conference.Speaker)
	path := "/api/sessions/" + string(w.press.ID) + "/tokens"
	d, info := speaker.device(w.press, conference.PublishToken)
	if want := w.press.EndsAt.Add(24 * time.Hour); !info.ExpiresAt.Equal(want) {
		t.Errorf("expires %v; want a day after the session, %v", info.ExpiresAt, want)
	}
	for range mostTokens - 1 {
		speaker.device(w.press, conference.WatchToken)
	}
	want[protocol.Problem](speaker, 409, "POST", path, protocol.TokenInput{Kind: conference.WatchToken})
	if a := speaker.send("POST", path, `{"kind":"rule"}`); a.status != 422 || a.problem(t).Field != "kind" {
		t.Errorf("an unknown kind: %d %s", a.status, a.body)
	}
	w.clock.set(info.ExpiresAt)
	if a, err := d.send(t.Context(), "POST", d.address, sdpType, "v=0"); err != nil || a.status != 401 {
		t.Errorf("an expired token: %d, %v", a.status, err)
	}
}

const anOffer = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=ice-ufrag:old\r\na=ice-pwd:oldpassword\r\n" +
	"m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=ice-ufrag:old\r\na=ice-pwd:oldpassword\r\n"

func TestRestartedOffer(t *testing.T) {
	for fragment, restarts := range map[string]bool{
		"a=ice-ufrag:old\r\na=ice-pwd:oldpassword\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\na=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n": false,
		"a=ice-ufrag:new\r\na=ice-pwd:newpassword\r\n": true,
		"a=ice-ufrag:new\r\n":                          false,
		"":                                             false,
	} {
		got, whole := restartedOffer(anOffer, fragment)
		if got != restarts {
			t.Errorf("%q restarts: %v", fragment, got)
		}
		if want := strings.NewReplacer("ufrag:old", "ufrag:new", "pwd:old", "pwd:new").Replace(anOffer); restarts && whole != want {
			t.Errorf("%q: %q", fragment, whole)
		}
	}
}

func TestFragmentOf(t *testing.T) {
	answer := anOffer[:strings.Index(anOffer, "m=video")] + "a=candidate:1 1 udp 1 192.0.2.1 7000 typ host\r\na=end-of-candidates\r\n" + anOffer[strings.Index(anOffer, "m=video"):]
	want := "a=ice-ufrag:old\r\na=ice-pwd:oldpassword\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n" +
		"a=candidate:1 1 udp 1 192.0.2.1 7000 typ host\r\na=end-of-candidates\r\n"
	if got := fragmentOf(answer); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
