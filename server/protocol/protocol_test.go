package protocol_test

import (
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

var update = flag.Bool("update", false, "write the generated TypeScript")

func TestTypeScriptIsFresh(t *testing.T) {
	const file = "../../web/src/protocol.ts"
	want := protocol.TypeScript()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != want {
		t.Errorf("%s is stale; run: go test ./server/protocol -update", file)
	}
}

func TestEveryCommandComesBackAsItWasSent(t *testing.T) {
	const id = "0123456789abcdef"
	for _, c := range protocol.Commands {
		frame, err := protocol.EncodeCommand(id, c)
		if err != nil {
			t.Fatal(err)
		}
		gotID, got, err := protocol.DecodeCommand(frame)
		if err != nil || gotID != id || got == nil || got.Needs() != c.Needs() {
			t.Errorf("DecodeCommand(%s) = %q, %#v, %v", frame, gotID, got, err)
		}
	}
}

func TestEveryNoticeComesBackAsItWasSent(t *testing.T) {
	for _, n := range protocol.Notices {
		frame, err := protocol.EncodeNotice(7, n)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(frame), "null") {
			t.Errorf("%s: a list or pointer arrives as null", frame)
		}
		f, got, err := protocol.DecodeNotice(frame)
		if err != nil || f.Seq != 7 || got == nil {
			t.Errorf("DecodeNotice(%s) = %#v, %v", frame, got, err)
		}
	}
}

func TestHostileFramesAreRefused(t *testing.T) {
	for name, frame := range map[string]string{
		"empty":            ``,
		"no object":        `[]`,
		"no id":            `{"type":"Say","data":{"text":"x"}}`,
		"short id":         `{"type":"Say","id":"x","data":{"text":"x"}}`,
		"id with a space":  `{"type":"Say","id":"0123456789 abcdef","data":{"text":"x"}}`,
		"unknown command":  `{"type":"Reboot","id":"0123456789abcdef","data":{}}`,
		"forged sender":    `{"type":"Say","id":"0123456789abcdef","data":{"text":"x","person":"eve"}}`,
		"forged role":      `{"type":"Say","id":"0123456789abcdef","role":"chair","data":{"text":"x"}}`,
		"wrong type":       `{"type":"Say","id":"0123456789abcdef","data":{"text":1}}`,
		"two values":       `{"type":"Say","id":"0123456789abcdef","data":{"text":"x"}}{}`,
		"notice as if one": `{"type":"Welcome","id":"0123456789abcdef","data":{}}`,
	} {
		_, c, err := protocol.DecodeCommand([]byte(frame))
		var refusal *conference.Error
		if c != nil || !errors.As(err, &refusal) || refusal.Kind != conference.Invalid {
			t.Errorf("%s: got %#v, %v; want a refusal of kind invalid", name, c, err)
		}
	}
}

func FuzzDecodeCommand(f *testing.F) {
	for _, c := range protocol.Commands {
		frame, _ := protocol.EncodeCommand("0123456789abcdef", c)
		f.Add(frame)
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		_, c, err := protocol.DecodeCommand(frame)
		if (c == nil) == (err == nil) {
			t.Errorf("DecodeCommand(%q) = %v, %v; want exactly one", frame, c, err)
		}
	})
}
