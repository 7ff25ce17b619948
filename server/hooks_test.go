package server

import (
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// receiver is a program that is told what happens.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []told
	status int
}

type told struct {
	headers http.Header
	body    string
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{status: 204}
	r.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, told{req.Header.Clone(), string(body)})
		if r.status == 302 {
			w.Header().Set("Location", r.URL+"/elsewhere")
		}
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) answers(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

func (r *receiver) calls() []told {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

func (r *receiver) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(r.Certificate())
	return pool
}

func (w *world) hook(by *browser, r *receiver, events ...conference.Happening) protocol.WebhookInfo {
	w.t.Helper()
	return want[protocol.WebhookInfo](by, 200, "POST", "/api/webhooks", protocol.WebhookInput{Address: r.URL + "/plenary", Events: events})
}

func (w *world) deliveries(by *browser, hook protocol.WebhookInfo) []protocol.DeliveryInfo {
	w.t.Helper()
	return want[protocol.DeliveryPage](by, 200, "GET", "/api/webhooks/"+string(hook.ID)+"/deliveries", nil).Deliveries
}

func TestProgramsAreToldWhatHappens(t *testing.T) {
	r := newReceiver(t)
	w := newWorld(t, func(c *Config) { c.hookRoots = r.roots() })
	organizer := w.as(conference.Organizer)
	hook := w.hook(organizer, r, conference.SessionClosed, conference.SessionOpened)
	if !strings.HasPrefix(hook.Secret, hookPrefix) {
		t.Errorf("the webhook is %+v", hook)
	}
	want[protocol.ProgrammeEntry](organizer, 200, "POST", "/api/sessions/"+string(w.press.ID)+"/close", nil)
	until(t, "the delivery", func() bool { return len(r.calls()) == 1 })
	got := r.calls()[0]
	at, id := got.headers.Get("Webhook-Timestamp"), got.headers.Get("Webhook-Id")
	if sum := got.headers.Get("Webhook-Signature"); sum != signature(hook.Secret, id, at, got.body) || sum == signature(hook.Secret, id, at, got.body+" ") {
		t.Errorf("the signature is %q", sum)
	}
	var said map[string]string
	w.must(json.Unmarshal([]byte(got.body), &said))
	if said["id"] != id || said["event"] != "session.closed" || said["subject"] != string(w.press.ID) || said["conference"] != "ctc-2020" || len(said) != 5 {
		t.Errorf("the body is %s", got.body)
	}
	until(t, "the note of it", func() bool { return w.deliveries(organizer, hook)[0].State == conference.Delivered })
	if d := w.deliveries(organizer, hook)[0]; d.Status != 204 || d.Attempts != 1 || d.NextAt != nil {
		t.Errorf("the delivery is %+v", d)
	}
	// What nobody subscribed to is told to nobody.
	want[protocol.Hall](organizer, 200, "PUT", "/api/halls/"+string(w.hall.ID), map[string]any{"name": "Saal"})
	if n := len(w.deliveries(organizer, hook)); n != 1 {
		t.Errorf("%d deliveries", n)
	}
}

func TestADeliveryIsTriedAgainAndGivenUp(t *testing.T) {
	r := newReceiver(t)
	w := newWorld(t, func(c *Config) { c.hookRoots = r.roots() })
	organizer := w.as(conference.Organizer)
	hook := w.hook(organizer, r, conference.SessionClosed)
	r.answers(500)
	path := "/api/webhooks/" + string(hook.ID)
	if a := organizer.send("POST", path+"/test", nil); a.status != 204 {
		t.Fatalf("test: %d %s", a.status, a.body)
	}
	last := func() protocol.DeliveryInfo { return w.deliveries(organizer, hook)[0] }
	for try := 1; try <= 9; try++ {
		until(t, "a try", func() bool { return last().Attempts == try })
		if d := last(); d.Event != conference.Tested || d.Status != 500 || !strings.Contains(d.Answer, "500") || (d.State == conference.GivenUp) != (try == 9) {
			t.Fatalf("after try %d: %+v", try, d)
		}
		if try == 1 { // where it waits it is not tried
			w.clock.pass(9 * time.Second)
			if _, err := w.srv.hooks.round(w.ctx()); err != nil || len(r.calls()) != 1 {
				t.Fatalf("too early: %d calls, %v", len(r.calls()), err)
			}
		}
		w.clock.pass(24 * time.Hour)
	}
	if list := want[[]protocol.WebhookInfo](organizer, 200, "GET", "/api/webhooks", nil); list[0].GivenUp != 1 || list[0].Secret != "" {
		t.Errorf("the list says %+v", list)
	}
	r.answers(302) // and nobody is led elsewhere
	again := path + "/deliveries/" + string(last().ID) + "/again"
	if a := organizer.send("POST", again, nil); a.status != 204 {
		t.Fatalf("again: %d %s", a.status, a.body)
	}
	until(t, "a redirect", func() bool { return last().Status == 302 })
	r.answers(200)
	organizer.send("POST", again, nil)
	until(t, "the delivery", func() bool { return last().State == conference.Delivered })
	ids := map[string]bool{}
	for _, c := range r.calls() {
		ids[c.headers.Get("Webhook-Id")] = true
	}
	if len(ids) != 1 {
		t.Errorf("one delivery had the ids %v", ids)
	}
	if a := organizer.send("DELETE", path, nil); a.status != 204 {
		t.Errorf("delete: %d", a.status)
	}
	if a := organizer.send("POST", path+"/test", nil); a.status != 404 {
		t.Errorf("test of a deleted one: %d", a.status)
	}
}

// Wherever a name leads, nothing is sent into our own networks.
func TestNothingIsSentIntoPrivateNetworks(t *testing.T) {
	r := newReceiver(t)
	client := hookClient(Config{})
	defer client.CloseIdleConnections()
	for _, address := range []string{r.URL, strings.Replace(r.URL, "127.0.0.1", "localhost", 1), strings.Replace(r.URL, "127.0.0.1", "[::1]", 1), "https://169.254.169.254/", "https://0x7f000001/", "https://2130706433/"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := client.Do(req)
		if err == nil {
			_ = res.Body.Close()
			t.Errorf("%s was called", address)
		} else if !errors.Is(err, errNotPublic) && !strings.Contains(err.Error(), "lookup") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if n := len(r.calls()); n != 0 {
		t.Errorf("%d calls arrived", n)
	}
	w := newWorld(t)
	for _, address := range []string{"http://hooks.example/", "https://10.0.0.1/", "https://a:b@hooks.example/"} {
		p := w.as(conference.Organizer).send("POST", "/api/webhooks", protocol.WebhookInput{Address: address, Events: []conference.Happening{conference.SessionOpened}}).problem(t)
		if p.Status != 422 || p.Field != "address" {
			t.Errorf("%s: %+v", address, p)
		}
	}
}
