package server

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
)

// exchange writes bytes to a fresh connection, says that no more come, and reads all that comes back.
func (w *world) exchange(raw string) string {
	w.t.Helper()
	conn, err := new(net.Dialer).DialContext(w.ctx(), "tcp", strings.TrimPrefix(w.base, "http://"))
	w.must(err)
	defer conn.Close()
	w.must(conn.SetDeadline(time.Now().Add(20 * time.Second)))
	// The server may close before it has read all of it: what it has said until then counts.
	_, _ = io.WriteString(conn, raw)
	_ = conn.(*net.TCPConn).CloseWrite()
	text, _ := io.ReadAll(conn)
	return string(text)
}

// statusesIn counts the answers in what came back.
func statusesIn(text string) []int {
	var found []int
	r := bufio.NewReader(strings.NewReader(text))
	for {
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			return found
		}
		_, _ = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		found = append(found, res.StatusCode)
	}
}

// TestAmbiguousRequests has every row of what fasthttp's older parser let through, and what its newer one does. /evil
// must never be asked for: a proxy in front would not have seen it.
func TestAmbiguousRequests(t *testing.T) {
	w := newWorldWith(t, fstest.MapFS{"index.html": {Data: []byte("home")}, "evil": {Data: []byte("EVIL")}})
	post := func(headers, body string) string {
		return "POST /api/sign-out HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body
	}
	second := "GET /evil HTTP/1.1\r\nHost: x\r\n\r\n"
	body := fmt.Sprintf("Content-Length: %d\r\n\r\n", len(second)) // the second request is all of it
	for name, c := range map[string]struct {
		raw  string
		want int // the only status; 0: any refusal, or none and the connection closed
	}{
		"LF inside a chunk extension":          {post("Transfer-Encoding: chunked\r\n", "5;\nxx\r\nhello\r\n0\r\n\r\n"+second), 400},
		"smuggled behind a chunk extension":    {post("Transfer-Encoding: chunked\r\n", "2;\nxx\r\n4c\r\n0\r\n\r\n"+second), 400},
		"Transfer-Encoding twice":              {post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"+second), 400},
		"Transfer-Encoding identity":           {post("Transfer-Encoding: identity\r\n", second), 0},
		"Transfer-Encoding xchunked":           {post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"+second), 400},
		"Content-Length and Transfer-Encoding": {post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"+second), 400},
		"Transfer-Encoding and Content-Length": {post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"+second), 400},
		"bare CR in a value":                   {post("X-A: a\rb\r\n", second), 400},
		"NUL in a value":                       {post("X-A: a\x00b\r\n", second), 400},
		"no Host":                              {"POST /api/sign-out HTTP/1.1\r\n\r\n" + second, 400},
		"two Hosts":                            {"POST /api/sign-out HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + second, 400},
		"HTTP/1.0 with chunked":                {"POST /api/sign-out HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + second, 400},
		"bare LF line ends":                    {"POST /api/sign-out HTTP/1.1\nHost: x\n\n" + second, 0},
		"chunk size 0x5":                       {post("Transfer-Encoding: chunked\r\n", "0x5\r\nhello\r\n0\r\n\r\n"+second), 400},
		"chunk size 0_5":                       {post("Transfer-Encoding: chunked\r\n", "0_5\r\nhello\r\n0\r\n\r\n"+second), 400},
		"bare LF after the chunk size":         {post("Transfer-Encoding: chunked\r\n", "5\nhello\r\n0\r\n\r\n"+second), 400},
		"folded line with a space":             {post("X-A: a\r\n b\r\n", second), 400},
		"folded line with a tab":               {post("X-A: a\r\n\tContent-Length: 5\r\n", second), 400},
		"folded Transfer-Encoding":             {post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"+second), 400},
		"HTTP/9.9":                             {"POST /api/sign-out HTTP/9.9\r\nHost: x\r\n\r\n" + second, 400},
		"another host in the address":          {"GET http://evil.example/evil HTTP/1.1\r\nHost: x\r\n\r\n" + second, 400},
		"an address without a slash":           {"GET evil HTTP/1.1\r\nHost: x\r\n\r\n" + second, 400},
		"OPTIONS *":                            {"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n" + second, 400},
		"GET with a body":                      {"GET /healthz HTTP/1.1\r\nHost: x\r\n" + body + second, 400},
		"GET with chunks":                      {"GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + second, 400},
		"HEAD with a body":                     {"HEAD /healthz HTTP/1.1\r\nHost: x\r\n" + body + second, 400},
		"Content-Length +5":                    {post("Content-Length: +5\r\n", "hello"+second), 400},
		"Content-Length 5, 5":                  {post("Content-Length: 5, 5\r\n", "hello"+second), 400},
		"Content-Length -1":                    {post("Content-Length: -1\r\n", second), 400},
		"two Content-Lengths":                  {post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"+second), 400},
		"space before the colon":               {post("Content-Length : 5\r\n", "hello"+second), 400},
		"space before the first header":        {"POST /api/sign-out HTTP/1.1\r\n Host: x\r\nHost: x\r\n\r\n" + second, 400},
		"header without a colon":               {post("Content-Length\r\n", second), 400},
		"a packed body":                        {post("Content-Encoding: gzip\r\nContent-Length: 2\r\n", "{}"+second), 415},
		"more than fits: by its length":        {post("Content-Length: 1000000\r\n", "{}"), 413},
		"more than fits: in chunks":            {post("Transfer-Encoding: chunked\r\n", "f0000\r\n"+strings.Repeat("x", 0xf0000)+"\r\n0\r\n\r\n"), 0},
		"headers without end":                  {post("X-A: "+strings.Repeat("a", 40<<10)+"\r\n", ""), 431},
		"many headers":                         {post(strings.Repeat("X-A: a\r\n", 5000), ""), 431},
	} {
		text := w.exchange(c.raw)
		got := statusesIn(text)
		switch {
		case strings.Contains(text, "EVIL"):
			t.Errorf("%s: /evil was asked for: %v", name, got)
		case len(got) > 1:
			t.Errorf("%s: answered %v, and the connection lived on", name, got)
		case c.want == 0 && len(got) == 1 && got[0] < 400, c.want != 0 && (len(got) != 1 || got[0] != c.want):
			t.Errorf("%s: answered %v; want %d\n%.200s", name, got, c.want, text)
		case strings.Contains(text, "fasthttp"):
			t.Errorf("%s: the answer shows our insides: %s", name, text)
		}
	}
	// What is not ambiguous goes on working, on one connection.
	if got := statusesIn(w.exchange(strings.Repeat("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 3))); fmt.Sprint(got) != "[200 200 200]" {
		t.Errorf("three plain requests: %v", got)
	}
	if got := statusesIn(w.exchange(post("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"))); fmt.Sprint(got) != "[204]" {
		t.Errorf("a plain chunked request: %v", got)
	}
}

// A request that does not come to its end is given up, and its place with it.
func TestASlowRequestIsGivenUp(t *testing.T) {
	w := newWorld(t, func(c *Config) {
		c.patience = usual
		c.patience.request = 200 * time.Millisecond
	})
	conn, err := new(net.Dialer).DialContext(w.ctx(), "tcp", strings.TrimPrefix(w.base, "http://"))
	w.must(err)
	defer conn.Close()
	w.must(conn.SetDeadline(time.Now().Add(20 * time.Second)))
	_, err = io.WriteString(conn, "POST /api/sign-out HTTP/1.1\r\nHost: x\r\nX-Slow: ")
	w.must(err)
	text, err := io.ReadAll(conn) // returns when the server has closed
	if got := statusesIn(string(text)); err != nil || len(got) != 1 || got[0] != http.StatusRequestTimeout {
		t.Errorf("%v, %v: %s", got, err, text)
	}
}

func TestEveryAnswerHasItsHeaders(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/", "/api/conference", "/api/nothing", "/api", "/healthz", "/assets/none.js", "/whip/x", "/api/me/logins"} {
		h := w.visitor().send("GET", path, nil).headers
		for name, value := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if h.Get(name) != value {
				t.Errorf("%s: %s = %q; want %q", path, name, h.Get(name), value)
			}
		}
		csp := h.Get("Content-Security-Policy")
		for _, part := range []string{
			"default-src 'none'", "script-src 'self';", "style-src 'self';", "img-src 'self' data: blob:", "font-src 'self'",
			"connect-src 'self' ws://", "media-src 'self' blob:", "worker-src 'self' blob:", "base-uri 'none'",
			"form-action 'self'", "frame-ancestors 'none'",
		} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: no %q in the policy %q", path, part, csp)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "*") {
			t.Errorf("%s: the policy is loose: %q", path, csp)
		}
		if p := h.Get("Permissions-Policy"); !strings.Contains(p, "camera=(self), microphone=(self), display-capture=(self)") {
			t.Errorf("%s: Permissions-Policy = %q", path, p)
		}
		if strings.HasPrefix(path, "/api") && h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: may be kept: %q", path, h.Get("Cache-Control"))
		}
		for _, name := range []string{"Server", "X-Powered-By", "Strict-Transport-Security"} {
			if h.Get(name) != "" {
				t.Errorf("%s: %s = %q", path, name, h.Get(name))
			}
		}
	}
}

// A panic costs one request, is logged, and shown to nobody.
func TestAPanicIsNotShown(t *testing.T) {
	w := newWorld(t)
	app := fiber.New(fiber.Config{ErrorHandler: w.srv.fail})
	app.Use(w.srv.guard)
	app.Get("/broken", func(*fiber.Ctx) error { panic("postgres://user:secret@db") })
	res, err := app.Test(httptest.NewRequestWithContext(w.ctx(), "GET", "/broken", nil))
	w.must(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 500 || strings.Contains(string(text), "secret") || !strings.Contains(w.log.String(), "secret") {
		t.Errorf("%d %s, %v; log: %s", res.StatusCode, text, err, w.log)
	}
	if res.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%v", res.Header)
	}
}

// An error that is none of ours is logged once and shown as ours to look after.
func TestAnErrorOfOursIsNotShown(t *testing.T) {
	w := newWorld(t)
	r := w.srv.refuse(fmt.Errorf("register: %w", io.ErrUnexpectedEOF))
	if r.Status != 500 || r.Kind != internal || strings.Contains(r.Title, "EOF") || strings.Count(w.log.String(), "unexpected EOF") != 1 {
		t.Errorf("%+v; log: %s", r, w.log)
	}
	r = w.srv.refuse(inField("email", fmt.Errorf("register: %w", conference.Errorf(conference.Conflict, "taken"))))
	if r.Status != 409 || r.Title != "Taken." || r.Field != "email" {
		t.Errorf("%+v", r)
	}
}
