package server

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"plenary/web"
)

var app = fstest.MapFS{
	"index.html":              {Data: []byte("<!doctype html><title>Plenary</title>" + strings.Repeat("<p>text</p>", 200))},
	"favicon.svg":             {Data: []byte("<svg/>")},
	"assets/index-abc123.js":  {Data: []byte(strings.Repeat("export const x = 1;\n", 500))},
	"assets/index-abc123.css": {Data: []byte("body{}")},
	".vite/manifest.json":     {Data: []byte("{}")},
	".gitkeep":                {Data: []byte("")},
}

func TestTheAppIsServed(t *testing.T) {
	w := newWorldWith(t, app)
	b := w.visitor()
	b.headers = map[string]string{"Accept-Encoding": "identity"}
	for path, c := range map[string]struct{ kind, cache, begins string }{
		"/":                        {"text/html; charset=utf-8", "no-cache", "<!doctype html>"},
		"/index.html":              {"text/html; charset=utf-8", "no-cache", "<!doctype html>"},
		"/session/ABC":             {"text/html; charset=utf-8", "no-cache", "<!doctype html>"},
		"/link":                    {"text/html; charset=utf-8", "no-cache", "<!doctype html>"},
		"/favicon.svg":             {"image/svg+xml", "no-cache", "<svg/>"},
		"/assets/index-abc123.js":  {"text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "export"},
		"/assets/index-abc123.css": {"text/css; charset=utf-8", "public, max-age=31536000, immutable", "body{}"},
	} {
		a := b.send("GET", path, nil)
		if a.status != 200 || a.headers.Get("Content-Type") != c.kind || a.headers.Get("Cache-Control") != c.cache || !strings.HasPrefix(string(a.body), c.begins) {
			t.Errorf("%s: %d %s %q %.40s", path, a.status, a.headers.Get("Content-Type"), a.headers.Get("Cache-Control"), a.body)
		}
		b.headers["If-None-Match"] = `W/` + a.headers.Get("ETag")
		if again := b.send("GET", path, nil); again.status != http.StatusNotModified || len(again.body) > 0 {
			t.Errorf("%s again: %d %.40s", path, again.status, again.body)
		}
		delete(b.headers, "If-None-Match")
		head := b.send("HEAD", path, nil)
		if head.status != 200 || len(head.body) > 0 || head.headers.Get("Content-Length") != a.headers.Get("Content-Length") {
			t.Errorf("HEAD %s: %d %v", path, head.status, head.headers)
		}
	}
}

func TestTheAppIsPacked(t *testing.T) {
	w := newWorldWith(t, app)
	b := w.visitor()
	for header, packed := range map[string]bool{"gzip": true, "br, gzip;q=0.8": true, "*": true, "br": false, "gzip;q=0": false, "gzip; q=0.0": true, "": false, "identity": false} {
		b.headers = map[string]string{"Accept-Encoding": header}
		if header == "" {
			b.headers["Accept-Encoding"] = "identity"
		}
		a := b.send("GET", "/assets/index-abc123.js", nil)
		if got := a.headers.Get("Content-Encoding") == "gzip"; got != packed && header != "gzip; q=0.0" {
			t.Errorf("Accept-Encoding %q: packed %v", header, got)
		}
		if a.headers.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Vary = %q", a.headers.Get("Vary"))
		}
		if a.headers.Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(bytes.NewReader(a.body))
			w.must(err)
			text, err := io.ReadAll(z)
			if err != nil || !bytes.Equal(text, app["assets/index-abc123.js"].Data) {
				t.Errorf("unpacked: %v", err)
			}
		}
	}
}

// Nothing but the files of the app is ever served, however the path is written.
func TestNoOtherFileIsServed(t *testing.T) {
	w := newWorldWith(t, app)
	for _, path := range []string{
		"/.vite/manifest.json", "/.gitkeep", "/assets/", "/assets", "/assets/none.js", "/server.go", "/../server.go", "/..%2fserver.go",
		"/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fetc/passwd.txt", "/assets/%5c..%5c..%5cetc", "/assets/%00.js", "/index.html%00.js",
		"//etc/passwd.txt", "/assets/%252e%252e/x", "/api/nothing", "/whip/none", "/whep/none/leg", "/none.php",
	} {
		raw := w.exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		for _, status := range statusesIn(raw) {
			if status == 200 && !strings.Contains(raw, "<!doctype html>") {
				t.Errorf("%s: %.300s", path, raw)
			}
			if status >= 500 {
				t.Errorf("%s: %d", path, status)
			}
		}
		if strings.HasPrefix(path, "/a") && strings.Contains(raw, "<!doctype html>") {
			t.Errorf("%s is no page of the app", path)
		}
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH"} {
		if a := w.visitor().send(method, "/session/ABC", nil); a.status != http.StatusMethodNotAllowed {
			t.Errorf("%s of a page: %d %s", method, a.status, a.body)
		}
	}
	for _, method := range []string{"TRACE", "CONNECT", "PROPFIND"} {
		raw := w.exchange(method + " / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		if got := statusesIn(raw); len(got) != 1 || got[0] < 400 || got[0] >= 500 && got[0] != 501 {
			t.Errorf("%s: %v %.200s", method, got, raw)
		}
	}
}

func TestAnAppThatIsNotBuiltSaysSo(t *testing.T) {
	w := newWorldWith(t, fstest.MapFS{".gitkeep": {}})
	if a := w.visitor().send("GET", "/", nil); a.status != http.StatusServiceUnavailable || !strings.Contains(string(a.body), "the web app is not built: run make") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := w.visitor().send("GET", "/api/conference", nil); a.status != 200 {
		t.Errorf("the API: %d", a.status)
	}
}

func TestTheRealAppLoads(t *testing.T) {
	if _, err := loadPages(web.Files); err != nil {
		t.Error(err)
	}
}
