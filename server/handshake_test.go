package server

import (
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
)

// TestTheOpeningHandshake asks for a socket as browsers do, and as none does (RFC 6455 §4.2).
func TestTheOpeningHandshake(t *testing.T) {
	w := newWorld(t)
	b := w.as(conference.Attendee)
	headers := []string{
		"Host: " + strings.TrimPrefix(w.base, "http://"), "Origin: " + w.base, "Cookie: " + b.cookie, "Connection: keep-alive, Upgrade",
		"Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
	}
	request := func(version string, headers []string) string {
		return "GET /api/sessions/" + string(w.press.ID) + "/seat " + version + "\r\n" + strings.Join(headers, "\r\n") + "\r\n\r\n"
	}
	for name, c := range map[string]struct {
		version string
		header  string // another in place of the one of its name
	}{
		"no upgrade":               {"", "Connection: keep-alive"},
		"an upgrade to another":    {"", "Upgrade: h2c"},
		"another version":          {"", "Sec-WebSocket-Version: 8"},
		"no key":                   {"", "Sec-WebSocket-Key: "},
		"a key that is too short":  {"", "Sec-WebSocket-Key: dGhlIHNhbXBsZQ=="},
		"a key that is too long":   {"", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSB0aGF0IGlzIHRvbyBsb25n"},
		"a key that is one longer": {"", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSBz"},
		"a key that is none":       {"", "Sec-WebSocket-Key: the sample nonce, so far"},
		"an old protocol":          {"HTTP/1.0", ""},
	} {
		changed := slices.Clone(headers)
		for i, h := range changed {
			if name, _, _ := strings.Cut(c.header, ":"); name != "" && strings.HasPrefix(h, name+":") {
				changed[i] = c.header
			}
		}
		version := "HTTP/1.1"
		if c.version != "" {
			version = c.version
		}
		text := w.exchange(request(version, changed))
		if got := statusesIn(text); len(got) != 1 || got[0] != 426 || !strings.Contains(text, "Upgrade: websocket\r\n") || !strings.Contains(text, "Sec-Websocket-Version: 13\r\n") {
			t.Errorf("%s: %s", name, text)
		}
	}
	w.clock.pass(renewAfter + time.Minute) // so that a cookie goes with the answer
	conn, err := new(net.Dialer).DialContext(w.ctx(), "tcp", strings.TrimPrefix(w.base, "http://"))
	w.must(err)
	defer conn.Close()
	w.must(conn.SetDeadline(time.Now().Add(20 * time.Second)))
	_, err = io.WriteString(conn, request("HTTP/1.1", headers))
	w.must(err)
	answer := make([]byte, 64<<10)
	n, err := conn.Read(answer) // the first notice comes with it
	w.must(err)
	head, first, _ := strings.Cut(string(answer[:n]), "\r\n\r\n")
	cookie := ""
	lines := strings.Split(head, "\r\n")
	if last := len(lines) - 1; strings.HasPrefix(lines[last], "Set-Cookie: ") {
		cookie, lines = lines[last], lines[:last]
	}
	want := "HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
	if got := strings.Join(lines, "|"); got != want || !strings.Contains(cookie, b.cookie+"; Path=/; Max-Age=") {
		t.Errorf("answered %s with %q; want %s", got, cookie, want)
	}
	if !strings.HasPrefix(first, "\x81\x7e") || !strings.Contains(first, `{"type":"Welcome"`) {
		t.Errorf("the first notice is %.40q", first)
	}
}
