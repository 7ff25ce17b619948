package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"plenary/server/protocol"
)

// door is the server's HTTP side, as a browser sees it.
type door struct {
	base   string
	client http.Client
}

func newDoor(base string) *door {
	return &door{base: base, client: http.Client{Timeout: 20 * time.Second}}
}

// pass is how a simulated person proves who she is: one of a login token, the token of a one-click link, or a role of
// the demonstration.
type pass struct {
	role  string
	login string
	link  string
	demo  bool
}

// readPasses reads a file with a role and a secret a line. A secret that is an address is a one-click link, with its
// token after the "#"; anything else is the token of a login.
func readPasses(file string) (map[string][]pass, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read who the people are: %w", err)
	}
	passes := map[string][]pass{}
	lines := bufio.NewScanner(bytes.NewReader(b))
	for n := 1; lines.Scan(); n++ {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if len(fields) != 2 {
			// The line itself is a secret and is not repeated.
			return nil, fmt.Errorf("read who the people are: line %d of %s is not a role and a secret", n, file)
		}
		p := pass{role: fields[0], login: fields[1]}
		if strings.Contains(fields[1], "://") {
			_, token, _ := strings.Cut(fields[1], "#")
			p = pass{role: fields[0], link: token}
		}
		passes[p.role] = append(passes[p.role], p)
	}
	return passes, lines.Err()
}

// cookieName is what the server calls the cookie of a login.
func (d *door) cookieName() string {
	if strings.HasPrefix(d.base, "https:") {
		return "__Host-login"
	}
	return "login"
}

// signIn returns the Cookie header of a person.
func (d *door) signIn(ctx context.Context, p pass) (string, error) {
	switch {
	case p.login != "":
		return d.cookieName() + "=" + p.login, nil
	case p.link != "":
		return d.enter(ctx, "/api/links/use", protocol.LinkInput{Token: p.link})
	default:
		// The body as JSON, because roles are words of the rules, which are not this program's business.
		return d.enter(ctx, "/api/demo/sign-in", map[string]string{"role": p.role})
	}
}

// enter posts a body and returns the login cookie that comes back.
func (d *door) enter(ctx context.Context, path string, body any) (string, error) {
	set, err := d.do(ctx, http.MethodPost, path, "", body, nil)
	if err != nil {
		return "", fmt.Errorf("sign in: %w", err)
	}
	for _, c := range set {
		if c.Name == d.cookieName() && c.Value != "" {
			return c.Name + "=" + c.Value, nil
		}
	}
	return "", errors.New("sign in: the server gave no login")
}

// openSession finds the first session that is open.
func (d *door) openSession(ctx context.Context, cookie string) (string, error) {
	var programme protocol.Programme
	if _, err := d.do(ctx, http.MethodGet, "/api/programme", cookie, nil, &programme); err != nil {
		return "", fmt.Errorf("read the programme: %w", err)
	}
	for _, entry := range programme.Sessions {
		if entry.Session.State == "open" {
			return string(entry.Session.ID), nil
		}
	}
	return "", errors.New("no session is open: name one with --session")
}

// do makes one request, decodes the reply into out, if that is wanted, and returns the cookies that were set.
func (d *door) do(ctx context.Context, method, path, cookie string, in, out any) ([]*http.Cookie, error) {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return nil, fmt.Errorf("encode: %w", err)
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, d.base+path, body)
	if err != nil {
		return nil, fmt.Errorf("make a request: %w", err)
	}
	req.Header = d.header(cookie)
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := d.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 4<<20))
	if err != nil {
		return nil, fmt.Errorf("read the reply: %w", err)
	}
	if res.StatusCode >= 300 {
		var p protocol.Problem
		_ = json.Unmarshal(b, &p) // without a problem in it, the status says enough
		return nil, fmt.Errorf("%s %s: %s %s", method, path, res.Status, p.Title)
	}
	if out != nil {
		if err := json.Unmarshal(b, out); err != nil {
			return nil, fmt.Errorf("decode the reply to %s %s: %w", method, path, err)
		}
	}
	return res.Cookies(), nil
}

// header is what a browser on the server's own page sends along.
func (d *door) header(cookie string) http.Header {
	h := http.Header{"Origin": {d.base}, "Sec-Fetch-Site": {"same-origin"}, "User-Agent": {"crowd"}}
	if cookie != "" {
		h.Set("Cookie", cookie)
	}
	return h
}
