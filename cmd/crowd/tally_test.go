package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"plenary/server/protocol"
	"plenary/sfu/sfutest"
)

func TestReport(t *testing.T) {
	tally := newTally()
	tally.arrived(true)
	tally.arrived(false)
	tally.saying("ours")
	tally.lineHeard("ours")
	tally.lineHeard("somebody else's")
	tally.came("Say", 20*time.Millisecond)
	tally.trouble("socket: closed with 4001")
	tally.watched(sfutest.ViewerStats{Joined: 30 * time.Millisecond, Slots: []sfutest.SlotStats{
		{Kind: "audio", Packets: 500, Frames: 500},
		{Kind: "video", Packets: 9490, Frames: 250, Lost: 10, Gaps: 30, FirstPacket: 50 * time.Millisecond, FirstKeyframe: 80 * time.Millisecond},
	}})
	r := tally.report()
	if r.Joined != 1 || r.NotLetIn != 1 || r.Legs != 1 || r.LinesHeard != 1 {
		t.Errorf("counts are off: %+v", r)
	}
	if r.Received.LossPercent != 0.1 || r.Received.Repaired != 20 || r.Received.Pictures != 250 {
		t.Errorf("received = %+v; want 0.1 %% lost, 20 repaired, 250 pictures", r.Received)
	}
	for name, want := range map[string]float64{"Say": 20, "connect": 30, "first packet": 50, "first keyframe": 80} {
		if got := r.Times[name].P50; got < want*0.95 || got > want*1.05 {
			t.Errorf("%s took %v ms, want %v", name, got, want)
		}
	}
	var text, data bytes.Buffer
	if err := r.writeText(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1 people joined, 1 were not let in", "chat delivery", "closed with 4001 (1 times)"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not in the report:\n%s", want, text.String())
		}
	}
	if err := r.writeJSON(&data); err != nil {
		t.Fatal(err)
	}
	var again report
	if err := json.Unmarshal(data.Bytes(), &again); err != nil || again.Received != r.Received {
		t.Errorf("JSON does not come back the same: %v", err)
	}
}

func TestKindOfTrouble(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{refusal{protocol.Refused{Kind: "too-many", Message: "slower"}}, "refused as too-many"},
		{fmt.Errorf("ask: %w", context.DeadlineExceeded), "no answer in time"},
		{errors.New("short"), "short"},
	} {
		if got := kindOfTrouble(tt.err); got != tt.want {
			t.Errorf("%v is %q, want %q", tt.err, got, tt.want)
		}
	}
}

func TestViewFollowsTheRoom(t *testing.T) {
	v := newView()
	v.apply(protocol.Welcome{Questions: protocol.List[protocol.Question]{{ID: "a", State: "incoming"}}})
	v.apply(protocol.QuestionChanged{Question: protocol.Question{ID: "b", State: "queued", Position: 2}})
	v.apply(protocol.QuestionChanged{Question: protocol.Question{ID: "a", State: "queued", Position: 1}})
	if q := v.inState("queued"); len(q) != 2 || q[0].ID != "a" {
		t.Errorf("queue = %+v, want a before b", q)
	}
	v.apply(protocol.QuestionGone{Question: "a"})
	if q := v.inState("queued"); len(q) != 1 {
		t.Errorf("queue = %+v, want b alone", q)
	}
	v.apply(protocol.SlotsChanged{Slots: protocol.List[protocol.Slot]{{Slot: 4, Person: "ada", Source: protocol.Camera}, {Slot: 5}}})
	v.apply(protocol.SpeakerChanged{Speaker: "ada"})
	if used, speaker := v.occupied(); len(used) != 1 || speaker != "ada" {
		t.Errorf("occupied = %+v, speaker %q", used, speaker)
	}
	v.apply(protocol.Muted{Source: protocol.Microphone})
	if got := v.takeMuted(); len(got) != 1 || len(v.takeMuted()) != 0 {
		t.Errorf("muted = %v, want the microphone once", got)
	}
	v.apply(protocol.LegClosed{Leg: protocol.AudienceLeg})
	if v.legsEnded(protocol.AudienceLeg) != 1 || v.legsEnded(protocol.PublishLeg) != 0 {
		t.Error("one audience leg ended; that is not what is counted")
	}
}

func TestAttendeeShowsWhatThereIs(t *testing.T) {
	slots := slotsOf(protocol.AudienceSlots{Floor: 3, Channel: 1, Camera: 2, Screen: 1, ScreenSound: 1})
	s := &seat{view: newView()}
	f := &fan{crowd: &crowd{o: options{view: size{320, 180}}}, seat: s, slots: slots}
	s.view.apply(protocol.SlotsChanged{Slots: protocol.List[protocol.Slot]{{Slot: 4, Person: "ada"}, {Slot: 5, Person: "bob"}}})
	s.view.apply(protocol.SpeakerChanged{Speaker: "bob"})
	want := []protocol.View{{Slot: 4, Width: 320, Height: 180}, {Slot: 5, Width: 640, Height: 360}, {Slot: 6}}
	got := f.views()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("views = %v, want %v", got, want)
	}
}
