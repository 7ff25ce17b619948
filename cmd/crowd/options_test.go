package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOptions(t *testing.T) {
	tests := []struct {
		args string
		ok   bool
	}{
		{"", true},
		{"--url http://127.0.0.1:8080/room --speakers 3 --attendees 50 --ramp 10s --duration 60s", true},
		{"--url https://conference.example", true},
		{"--url conference.example", false},
		{"--url ftp://conference.example", false},
		{"--speakers -1", false},
		{"--speakers 13", false},
		{"--attendees 2001", false},
		{"--view 640", false},
		{"--view 640x360", true},
		{"word", false},
	}
	for _, tt := range tests {
		o, err := parseOptions(strings.Fields(tt.args), io.Discard)
		if (err == nil) != tt.ok {
			t.Errorf("%q: error %v, want ok %v", tt.args, err, tt.ok)
		}
		if err == nil && strings.HasSuffix(o.url, "/room") {
			t.Errorf("%q: path stays in the address %s", tt.args, o.url)
		}
	}
}

func TestLoopback(t *testing.T) {
	for url, want := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://localhost:1": true, "http://[::1]:8080": true,
		"http://192.0.2.1": false, "https://conference.example": false,
	} {
		if got := (&options{url: url}).loopback(); got != want {
			t.Errorf("%s: loopback %v, want %v", url, got, want)
		}
	}
}

func TestPasses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "passes")
	text := "# who\nspeaker aaa\n\nspeaker http://127.0.0.1:8080/link#bbb\nmoderator ccc\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	passes, err := readPasses(file)
	if err != nil {
		t.Fatal(err)
	}
	want := []pass{{role: "speaker", login: "aaa"}, {role: "speaker", link: "bbb"}}
	if got := passes["speaker"]; len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("speakers = %+v, want %+v", got, want)
	}
	if err := os.WriteFile(file, []byte("hunter2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err = readPasses(file); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("broken line: error %v; want one that does not repeat the secret", err)
	}
}
