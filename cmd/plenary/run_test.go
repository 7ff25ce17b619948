package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// running is a command that serves, until its test ends.
type running struct {
	Address string            `json:"address"`
	Links   map[string]string `json:"links"`
	PID     int               `json:"pid"`

	log  *notebook
	stop func() error
}

// start runs a demonstration and waits until it says where it is.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r := &running{log: newNotebook()}
	said, says := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"demo", "--print-json", "--listen", "127.0.0.1:0", "--media-udp", "127.0.0.1:0", "--media-tcp", "127.0.0.1:0"}, args...), noEnvironment, says, r.log)
		_ = says.CloseWithError(err)
		ended <- err
	}()
	stopped := false
	r.stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-ended
	}
	t.Cleanup(func() { _ = r.stop() })
	if err := json.NewDecoder(said).Decode(r); err != nil {
		t.Fatalf("it did not begin: %v\n%s", err, r.log)
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	return r
}

func get(t *testing.T, address string, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v: %s", address, res.Status, err, body)
	}
	switch into := into.(type) {
	case *string:
		*into = string(body)
	default:
		if err := json.Unmarshal(body, into); err != nil {
			t.Fatalf("GET %s: %v", address, err)
		}
	}
}

func TestDemonstrationServesItsProgramme(t *testing.T) {
	before, err := filepath.Glob(filepath.Join(os.TempDir(), "plenary-demo-*"))
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, "--ephemeral", "--no-crowd", "--metrics-listen", "127.0.0.1:0")
	if r.PID != os.Getpid() || len(r.Links) != len(demoRoles) || r.Links["attendee"] != r.Address+"/demo#attendee" {
		t.Errorf("it says %+v", r)
	}

	var programme protocol.Programme
	get(t, r.Address+"/api/programme", &programme)
	var live []string
	for _, entry := range programme.Sessions {
		if entry.Session.State == "open" {
			live = append(live, entry.Session.Title)
		}
	}
	// The closed meeting is not on the public programme.
	if len(programme.Halls) != 2 || len(programme.Sessions) != 10 || len(live) != 1 || !strings.HasPrefix(live[0], "Session 1: ") {
		t.Errorf("%d halls, %d sessions, open are %v", len(programme.Halls), len(programme.Sessions), live)
	}
	var about protocol.ConferenceInfo
	get(t, r.Address+"/api/conference", &about)
	if !about.Demo || about.Now.Format("2006-01-02T15") != "2020-09-14T08" {
		t.Errorf("the conference says %+v", about)
	}
	get(t, r.Address+"/readyz", new(string))

	signIn(t, r, "moderator")
	if err := r.stop(); err != nil {
		t.Errorf("it ended with %v\n%s", err, r.log)
	}
	after, err := filepath.Glob(filepath.Join(os.TempDir(), "plenary-demo-*"))
	if err != nil || len(after) > len(before) {
		t.Errorf("it left %v, %v", after, err)
	}
}

// signIn signs in with one click.
func signIn(t *testing.T, r *running, role string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.Address+"/api/demo/sign-in", strings.NewReader(fmt.Sprintf(`{"role":%q}`, role)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", r.Address)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK || len(res.Cookies()) == 0 {
		body, _ := io.ReadAll(res.Body)
		t.Fatalf("sign in as %s: %s: %s", role, res.Status, body)
	}
}

func TestMetricsHaveAPortOfTheirOwn(t *testing.T) {
	r := start(t, "--ephemeral", "--no-crowd", "--metrics-listen", "127.0.0.1:0")
	get(t, r.Address+"/api/programme", new(string))
	_, rest, ok := strings.Cut(r.log.String(), `msg="serving metrics" listen=`)
	if !ok {
		t.Fatalf("it does not say where metrics are: %s", r.log)
	}
	listen, _, _ := strings.Cut(rest, "\n")
	var figures string
	get(t, "http://"+listen+"/metrics", &figures)
	for _, name := range []string{
		"plenary_build_info{", "plenary_media_viewers 0", "plenary_rooms 0", "go_goroutines ",
		`plenary_http_requests_total{method="GET",route="/api/programme",status="200"} 1`,
	} {
		if !strings.Contains(figures, name) {
			t.Errorf("metrics have no %s", name)
		}
	}
	// Where the world goes, there are none.
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.Address+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); strings.Contains(string(body), "go_goroutines") {
		t.Error("the public port shows metrics")
	}
}

func TestDemonstrationBeginsAgainOnItsOwnData(t *testing.T) {
	data := t.TempDir()
	for range 2 {
		r := start(t, "--data", data, "--no-crowd")
		signIn(t, r, "administrator")
		if err := r.stop(); err != nil {
			t.Fatalf("it ended with %v\n%s", err, r.log)
		}
	}
}

func TestServeIsForRealData(t *testing.T) {
	data := t.TempDir()
	do(t, "import", "--data", data, "demo/ctc-2020.json")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	args := []string{"serve", "--data", data, "--listen", "127.0.0.1:0", "--media-udp", "127.0.0.1:0", "--media-tcp", "off", "--metrics-listen", "off"}
	log, ended := newNotebook(), make(chan error, 1)
	serving, over := context.WithCancel(ctx)
	go func() {
		defer over()
		ended <- run(ctx, args, noEnvironment, io.Discard, log)
	}()
	if !log.await(serving, "msg=serving ") {
		t.Fatalf("it did not begin: %v", <-ended)
	}
	_, rest, _ := strings.Cut(log.String(), "msg=serving address=")
	address, _, _ := strings.Cut(rest, " ")

	var about protocol.ConferenceInfo
	get(t, address+"/api/conference", &about)
	if about.Demo || about.Slug != "ctc-2020" || about.MailOutbox == "" {
		t.Errorf("the conference says %+v", about)
	}
	// There is no one-click sign-in here.
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/api/demo/sign-in", strings.NewReader(`{"role":"administrator"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", address)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode < 400 || len(res.Cookies()) > 0 {
		t.Errorf("one-click sign-in says %s", res.Status)
	}
	if err := run(t.Context(), args, noEnvironment, io.Discard, io.Discard); !isKind(err, conference.Conflict) {
		t.Errorf("a second server on the same data: %v", err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}
