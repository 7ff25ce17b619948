package sfu_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"plenary/sfu"
)

// opusOf is what the first section of an answer says of Opus: its parameters.
func opusOf(t *testing.T, answer string) []string {
	t.Helper()
	for line := range strings.Lines(answer) {
		pt, ok := strings.CutSuffix(strings.TrimSpace(line), " opus/48000/2")
		if !ok {
			continue
		}
		pt = strings.TrimPrefix(pt, "a=rtpmap:")
		_, rest, _ := strings.Cut(answer, "\r\na=fmtp:"+pt+" ")
		parameters, _, _ := strings.Cut(rest, "\r\n")
		return strings.Split(parameters, ";")
	}
	t.Fatalf("an answer without Opus:\n%s", answer)
	return nil
}

// Lost sound is made good from what the next packet says of it (RFC 7587 §3.3), if both sides have agreed to that, and
// silence need not be sent: an encoder does so if the other side's description has usedtx.
func TestSoundIsAgreedOn(t *testing.T) {
	s := server(t)
	for _, browser := range []string{"chromium", "firefox"} {
		text, err := os.ReadFile("testdata/" + browser + ".sdp")
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			offer string
			dtx   bool
		}{
			browser:                  {string(text), false},
			browser + " with pauses": {strings.ReplaceAll(string(text), "useinbandfec=1", "useinbandfec=1;usedtx=1"), true},
		} {
			_, watching, err := s.Watch(t.Context(), sfu.WatchRequest{ID: "v", Offer: c.offer})
			if err != nil {
				t.Fatal(err)
			}
			_, publishing, err := s.Publish(t.Context(), sfu.PublishRequest{ID: "p", Offer: strings.ReplaceAll(c.offer, "a=recvonly", "a=sendonly")})
			if err != nil {
				t.Fatal(err)
			}
			for who, answer := range map[string]string{"viewer": watching, "publisher": publishing} {
				got := opusOf(t, answer)
				if !slices.Contains(got, "useinbandfec=1") || slices.Contains(got, "usedtx=1") != c.dtx {
					t.Errorf("%s, %s: Opus with %v", name, who, got)
				}
			}
		}
	}
}
