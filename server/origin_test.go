package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"plenary/server/conference"
)

// TestOtherSitesCanChangeNothing asks for every route that changes something, as a page of somebody else's would make
// a browser ask that is signed in here.
func TestOtherSitesCanChangeNothing(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Demo, c.DemoCrowd = true, "secret" })
	host := strings.TrimPrefix(w.base, "http://")
	foreign := []map[string]string{
		{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
		{"Origin": "https://evil.example", "Sec-Fetch-Site": ""},
		{"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, // no browser says so; somebody between might
		{"Origin": w.base, "Sec-Fetch-Site": "cross-site"},
		{"Origin": w.base, "Sec-Fetch-Site": "same-site"}, // another subdomain
		{"Origin": "", "Sec-Fetch-Site": "cross-site"},
		{"Origin": "", "Sec-Fetch-Site": ""}, // with a cookie
		{"Origin": "null", "Sec-Fetch-Site": ""},
		{"Origin": strings.ToUpper(w.base), "Sec-Fetch-Site": ""},
		{"Origin": w.base + ".evil.example", "Sec-Fetch-Site": ""},
		{"Origin": "http://evil.example/" + host, "Sec-Fetch-Site": ""},
		{"Origin": "http://" + host[:strings.LastIndex(host, ":")] + ":1", "Sec-Fetch-Site": ""}, // another port
		{"Origin": "http://" + host + "@evil.example", "Sec-Fetch-Site": ""},
	}
	for _, r := range w.srv.routes() {
		if r.method == http.MethodGet || r.method == http.MethodHead || r.method == http.MethodOptions || r.bearer != "" {
			continue
		}
		path := parameter.ReplaceAllString(r.path, string(w.press.ID))
		for _, headers := range foreign {
			b := w.as(conference.Administrator)
			b.headers = headers
			if a := b.send(r.method, path, "[]"); a.status != http.StatusForbidden || !strings.Contains(string(a.body), "another site") {
				t.Errorf("%s %s with %v: %d %s", r.method, path, headers, a.status, a.body)
			}
		}
		for _, headers := range []map[string]string{
			{},
			{"Origin": w.base, "Sec-Fetch-Site": ""},
			{"Origin": "", "Sec-Fetch-Site": "same-origin"},
			{"Origin": "", "Sec-Fetch-Site": "none"},
		} {
			b := w.as(conference.Administrator)
			b.headers = headers
			if a := b.send(r.method, path, "[]"); strings.Contains(string(a.body), "another site") {
				t.Errorf("%s %s with %v, which is our own page: %d %s", r.method, path, headers, a.status, a.body)
			}
		}
	}
}

// Forms of other sites can send text that looks like JSON without asking first; it is not taken for JSON.
func TestOnlyJSONIsTakenForJSON(t *testing.T) {
	w := newWorld(t)
	for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"} {
		b := w.visitor()
		b.headers = map[string]string{"Content-Type": kind}
		if a := b.send("POST", "/api/sign-in/mail", `{"email":"ana@b.example"}`); a.status != http.StatusUnsupportedMediaType {
			t.Errorf("%s: %d %s", kind, a.status, a.body)
		}
	}
}

// No page of another origin may read an answer of the API, whatever it claims to be; programs with tokens may.
func TestNoOtherOriginMayRead(t *testing.T) {
	w := newWorld(t)
	for _, r := range w.srv.routes() {
		b := w.as(conference.Attendee)
		b.headers = map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
		a := b.send(r.method, strings.TrimSuffix(parameter.ReplaceAllString(r.path, string(w.press.ID)), "*"), nil)
		program := strings.HasPrefix(r.path, "/wh")
		if got := a.headers.Get("Access-Control-Allow-Origin"); (got != "") && !program || a.headers.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s %s: allows %q", r.method, r.path, got)
		}
		if program && (r.method == http.MethodOptions || a.status == http.StatusUnauthorized) && a.headers.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s %s: a player elsewhere cannot read %d", r.method, r.path, a.status)
		}
	}
}

func TestTheAddressOfAnAskerIsNotWhatSheSays(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.RateScale = 1 })
	// Sixty registrations an hour from one address, whatever a client claims about where it is.
	w.openRegistration()
	for i := range 61 {
		b := w.visitor()
		b.headers = map[string]string{}
		for _, name := range []string{"X-Real-IP", "X-Forwarded-For", "Forwarded", "True-Client-IP", "CF-Connecting-IP"} {
			b.headers[name] = fmt.Sprintf("198.51.100.%d", i)
		}
		a := b.send("POST", "/api/sign-in/mail", map[string]string{"email": fmt.Sprintf("nobody-%d@b.example", i)})
		if limited := a.status == http.StatusTooManyRequests; limited != (i == 60) {
			t.Fatalf("request %d: %d %s", i, a.status, a.body)
		}
	}
}

func TestATrustedProxyIsBelieved(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.RateScale, c.TrustedProxies = 1, []string{"127.0.0.0/8"} })
	from := func(ip string) answer {
		b := w.visitor()
		b.headers = map[string]string{"X-Real-IP": ip, "X-Forwarded-For": "203.0.113.7"}
		return b.send("POST", "/api/sign-in/mail", map[string]string{"email": "nobody@b.example"})
	}
	for range 60 {
		if a := from("198.51.100.1"); a.status != 200 {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	if a := from("198.51.100.1"); a.status != http.StatusTooManyRequests {
		t.Errorf("the same: %d", a.status)
	}
	if a := from("198.51.100.2"); a.status != 200 {
		t.Errorf("another: %d", a.status)
	}
	if a := from("no address"); a.status != 200 {
		t.Errorf("a proxy without an address counts as itself: %d", a.status)
	}
}

// What a Host or a forwarding header says is in no link and no cookie.
func TestLinksComeFromTheConfiguration(t *testing.T) {
	w := newWorld(t)
	ana := w.people[conference.Attendee]
	b := w.visitor()
	b.headers = map[string]string{"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"}
	if a := b.send("POST", "/api/sign-in/mail", map[string]string{"email": ana.Email}); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if l := w.mail.next(t, ana.Email, 1); strings.Contains(l.raw, "evil") || !strings.Contains(l.text, w.base+"/link#") {
		t.Errorf("the mail says %s", l.raw)
	}
}

func TestOwnOrigins(t *testing.T) {
	https, http := newWorldAt(t, "https://plenary.example"), newWorldAt(t, "http://127.0.0.1:8080")
	for _, c := range []struct {
		s            *Server
		origin, host string
		want         bool
	}{
		{https, "https://plenary.example", "plenary.example", true},
		{https, "https://plenary.example", "127.0.0.1:8080", true}, // by the proxy
		{https, "https://other.example", "other.example", true},    // another name for us
		{https, "http://plenary.example", "plenary.example", false},
		{https, "http://127.0.0.1:8080", "127.0.0.1:8080", false},
		{https, "https://plenary.example.", "plenary.example", false},
		{https, "https://PLENARY.example", "plenary.example", false},
		{https, "https://plenary.example:444", "plenary.example", false},
		{https, "null", "plenary.example", false},
		{https, "", "plenary.example", false},
		{https, "https://", "", false},
		{http, "http://127.0.0.1:8080", "127.0.0.1:8080", true},
		{http, "http://localhost:5173", "localhost:5173", true},
		{http, "http://localhost:5173", "127.0.0.1:8080", false},
	} {
		if got := c.s.ours(c.origin, c.host); got != c.want {
			t.Errorf("%s: ours(%q, %q) = %v", c.s.public, c.origin, c.host, got)
		}
	}
}

// newWorldAt makes a server with a public address that nothing listens on.
func newWorldAt(t *testing.T, address string) *Server {
	t.Helper()
	return newWorld(t, func(c *Config) { c.Address = address }).srv
}
