package sfu_test

import (
	"testing"
	"time"

	"plenary/sfu"
	"plenary/sfu/sfutest"
)

// interprets brings somebody who speaks a language into the channels of the hall.
func (w *world) interprets(name, language string) func() {
	w.t.Helper()
	_, end := w.publishes(sfu.PublishRequest{
		ID: name, Sources: []sfu.SourceKind{sfu.Interpretation}, Grant: sfu.PublishGrant{Channel: language},
	}, sfutest.WithSources("interpretation"))
	return end
}

func TestAChannelIsSwitchedAtOnce(t *testing.T) {
	const channel = 3 // of the fixed slots
	bubble(t, 5*time.Millisecond, func(t *testing.T, w *world) {
		defer w.interprets("ana", "fr")()
		defer w.interprets("ben", "de")()
		eve, end := w.attends("eve")
		defer end()
		slot := func() sfutest.SlotStats { return eve.Stats().Slots[channel] }
		time.Sleep(time.Second)
		if n := slot().Packets; n > 0 {
			t.Errorf("%d packets before she chose a language", n)
		}
		eve.leg.Listen("fr")
		time.Sleep(time.Second)
		first := slot()
		if first.Source != "ana" || first.SSRC == 0 {
			t.Fatalf("she hears %q in stream %d", first.Source, first.SSRC)
		}
		for i, c := range []struct{ language, name, other string }{{"de", "ben", "ana"}, {"fr", "ana", "ben"}, {"de", "ben", "ana"}} {
			time.Sleep(time.Duration(7*i) * time.Millisecond) // at any time between two packets
			asked := time.Now()
			eve.leg.Listen(c.language)
			for slot().Source != c.name && time.Since(asked) < time.Second {
				time.Sleep(time.Millisecond)
			}
			if took := time.Since(asked); took >= 50*time.Millisecond {
				t.Errorf("%s was heard after %v", c.language, took)
			}
			time.Sleep(20 * time.Millisecond) // what was on its way
			old := slot().Sources[c.other]
			time.Sleep(time.Second)
			if n := slot().Sources[c.other] - old; n > 0 {
				t.Errorf("%d more packets of the language before", n)
			}
		}
		eve.leg.Listen("")
		time.Sleep(time.Second)
		last := slot()
		time.Sleep(time.Second)
		if n := slot().Packets - last.Packets; n > 0 {
			t.Errorf("%d packets after she chose none", n)
		}
		if last.SSRC != first.SSRC || last.Lost+last.Gaps+last.Late+last.Duplicates+last.TimeBreaks > 0 {
			t.Errorf("the stream broke: %+v", last)
		}
	})
}
