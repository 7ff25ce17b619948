package sfu

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pion/webrtc/v4"
)

func browserOffer(tb testing.TB, name string) string {
	tb.Helper()
	text, err := os.ReadFile("testdata/" + name + ".sdp")
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

func readBoth(text string) (*offered, error) {
	o, err := readOffer(text, receives, DefaultLimits)
	if err != nil {
		return nil, err
	}
	return readOffered(o)
}

func TestOffersOfBrowsers(t *testing.T) {
	for name, twcc := range map[string]uint8{"chromium": 3, "firefox": 7} {
		o, err := readBoth(browserOffer(t, name))
		if err != nil {
			t.Fatal(err)
		}
		if len(o.sections) != 3 || o.twccID != twcc || !o.hasRTX() || len(o.fingerprint) != 8+95 || o.name == "" {
			t.Errorf("%s: %+v", name, o)
		}
		var names []string
		for _, c := range o.sections[1].codecs {
			if !slices.Contains(names, c.MimeType) {
				names = append(names, c.MimeType)
			}
			if !retransmits(c) && len(c.RTCPFeedback) < 4 {
				t.Errorf("%s: feedback for %s: %v", name, c.MimeType, c.RTCPFeedback)
			}
		}
		for _, want := range []string{webrtc.MimeTypeVP8, webrtc.MimeTypeVP9, webrtc.MimeTypeRTX} {
			if !slices.Contains(names, want) {
				t.Errorf("%s: %s is missing among %v", name, want, names)
			}
		}
		if a, b := o.sections[1].codecs, o.sections[2].codecs; &a[0] != &b[0] {
			t.Errorf("%s: two sections with the same codecs have lists of their own", name)
		}
		if c := o.sections[0].codecs; len(c) > 2 || len(c) == 2 && c[1].MimeType != mimeRED || c[0].MimeType != webrtc.MimeTypeOpus || c[0].ClockRate != 48000 || c[0].Channels != 2 {
			t.Errorf("%s: sound: %+v", name, c)
		}
	}
}

func TestWhatAnOfferMustSay(t *testing.T) {
	good := browserOffer(t, "chromium")
	line := func(name string) string {
		_, rest, _ := strings.Cut(good, "a="+name+":")
		value, _, _ := strings.Cut(rest, "\r\n")
		return "a=" + name + ":" + value
	}
	for name, text := range map[string]string{
		"no password":            strings.ReplaceAll(good, line("ice-pwd"), "a=x:y"),
		"a short password":       strings.ReplaceAll(good, line("ice-pwd"), "a=ice-pwd:short"),
		"no fingerprint":         strings.ReplaceAll(good, line("fingerprint"), "a=x:y"),
		"SHA-1":                  strings.ReplaceAll(good, "a=fingerprint:sha-256", "a=fingerprint:sha-1"),
		"a client that waits":    strings.ReplaceAll(good, "a=setup:actpass", "a=setup:passive"),
		"sections by themselves": strings.ReplaceAll(good, "a=group:BUNDLE 0 1 2", "a=group:BUNDLE 0 1"),
		"no names of sections":   strings.ReplaceAll(good, "a=mid:", "a=x:"),
		"nonsense":               strings.ReplaceAll(good, "m=audio 9 UDP/TLS/RTP/SAVPF 111", "m=audio 9 UDP/TLS/RTP/SAVPF 999"),
	} {
		if _, err := readBoth(text); !errors.Is(err, ErrOffer) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkOffer(b *testing.B) {
	text := browserOffer(b, "chromium")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := readBoth(text); err != nil {
			b.Fatal(err)
		}
	}
}
