package sfu

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"
)

// gallery is a stage with more cameras than a viewer has slots.
type gallery struct {
	viewer  *AudienceLeg
	cameras []*source
	now     time.Time
	speaker string
}

func newGallery(cameras, slots int) *gallery {
	g := &gallery{viewer: &AudienceLeg{id: "viewer", shard: &shard{}}, now: time.Now()}
	for i := range slots {
		g.viewer.slots = append(g.viewer.slots, newSlot(g.viewer, i, CameraSlot, nil))
	}
	server := &SFU{shards: []*shard{g.viewer.shard}}
	for i := range cameras {
		leg := &PublishLeg{id: fmt.Sprintf("p%02d", i)}
		leg.sfu = server
		s := &source{leg: leg, kind: Camera}
		s.allowed.Store(true)
		s.add(newLayer(s, "", 1, webrtc.RTPCodecParameters{}, g.now))
		g.cameras = append(g.cameras, s)
	}
	return g
}

// speaks has some speak for a second, the first of them loudest.
func (g *gallery) speaks(list ...int) {
	g.now = g.now.Add(time.Second)
	g.speaker = ""
	for _, i := range list {
		g.cameras[i].leg.spoke.Store(g.now.UnixNano())
		if g.speaker == "" {
			g.speaker = g.cameras[i].leg.id
		}
	}
	for _, s := range g.cameras {
		s.layers[0].lastSeen.Store(g.now.UnixNano())
	}
}

// shown is who is in each slot.
func (g *gallery) shown() (list []string) {
	g.viewer.fillSlots(lineUp{at: g.now, by: map[SourceKind][]*source{Camera: g.cameras}, speaker: g.speaker})
	for _, s := range g.viewer.list() {
		list = append(list, s.Publisher)
	}
	return list
}

func TestWhoIsShownOfABigStage(t *testing.T) {
	g := newGallery(20, 12)
	before := g.shown()
	if want := "p00 p01 p02 p03 p04 p05 p06 p07 p08 p09 p10 p11"; strings.Join(before, " ") != want {
		t.Fatalf("before anybody spoke, they see %v, want %s", before, want)
	}
	for _, c := range []struct {
		name   string
		speaks []int
		comes  string // who takes the place of whom; "": nothing changes
		goes   string
	}{
		{"somebody whom they see", []int{3}, "", ""},
		{"somebody else", []int{15}, "p15", "p11"},
		{"silence", nil, "", ""},
		{"another, and the last one stays", []int{16}, "p16", "p10"},
		{"the last but one again", []int{15}, "", ""},
		{"two at once, one of them unseen", []int{3, 18}, "p18", "p09"},
		{"all whom they see", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 18}, "", ""},
		{"all but one", []int{0, 1, 2, 3, 4, 5, 6, 7, 15, 16, 18}, "", ""},
		{"instead of whom has been silent longest", []int{19}, "p19", "p08"},
		{"everybody at once", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19}, "", ""},
		{"everybody, and the speaker is unseen", []int{12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 13, 14, 15, 16, 17, 18, 19}, "p12", ""},
		{"the same again", []int{12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 13, 14, 15, 16, 17, 18, 19}, "", ""},
	} {
		g.speaks(c.speaks...)
		now := g.shown()
		var came, went []string
		for i := range now {
			if now[i] != before[i] { // the others stay where they are
				came, went = append(came, now[i]), append(went, before[i])
			}
		}
		if strings.Join(came, " ") != c.comes || c.goes != "" && strings.Join(went, " ") != c.goes {
			t.Errorf("%s: %v came for %v, want %q for %q", c.name, came, went, c.comes, c.goes)
		}
		if g.speaker != "" && !slices.Contains(now, g.speaker) {
			t.Errorf("%s: who speaks is not among %v", c.name, now)
		}
		if again := g.shown(); !slices.Equal(again, now) {
			t.Errorf("%s: %v became %v by itself", c.name, now, again)
		}
		before = now
	}
	g.cameras[19].allowed.Store(false) // turned off
	if now := g.shown(); slices.Contains(now, "p19") {
		t.Errorf("a camera that is off takes the place of one that is on: %v", now)
	}
}
