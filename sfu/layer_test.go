package sfu

import (
	"slices"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"plenary/sfu/codec"
)

func TestChooseLayer(t *testing.T) {
	now := time.Unix(1000, 0)
	all := []*layer{{rid: "q", rank: 0}, {rid: "h", rank: 1}, {rid: "f", rank: 2}}
	for _, l := range all {
		l.lastSeen.Store(now.UnixNano())
	}
	stale := &layer{rid: "f", rank: 2}
	single := &layer{rank: 0}
	single.lastSeen.Store(now.UnixNano())
	for _, c := range []struct {
		name   string
		layers []*layer
		height int
		most   int
		want   string
	}{
		{"hidden", all, 0, anyRank, "none"},
		{"thumbnail", all, 120, anyRank, "q"},
		{"grid", all, 360, anyRank, "h"},
		{"large", all, 720, anyRank, "f"},
		{"large, but the largest stalls", []*layer{all[0], all[1], stale}, 720, anyRank, "h"},
		{"thumbnail, but only the largest comes", all[2:], 120, anyRank, "f"},
		{"large, but the way is narrow", all, 720, 1, "h"},
		{"large, but the way is very narrow", all, 720, 0, "q"},
		{"no smaller one for a narrow way", all[2:], 720, 0, "f"},
		{"no simulcast", []*layer{single}, 1080, anyRank, ""},
		{"nothing comes", []*layer{stale}, 720, anyRank, "none"},
		{"nothing published", nil, 720, anyRank, "none"},
	} {
		got := "none"
		if l := chooseLayer(c.layers, c.height, c.most, now); l != nil {
			got = l.rid
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestALayerSucceedsAnother(t *testing.T) {
	now := time.Unix(1000, 0)
	s := &source{leg: &PublishLeg{line: line{sfu: &SFU{}}}, kind: Camera}
	for _, rid := range []string{"q", "h"} {
		if !s.add(newLayer(s, rid, 1, webrtc.RTPCodecParameters{}, now)) {
			t.Fatal("no room for a layer")
		}
	}
	old := s.list()[1]
	next := old.succeed(webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8}}, now)
	if got := s.list(); len(got) != 2 || got[1] != next || got[1].rank != 1 || got[1].kind != codec.VP8 {
		t.Errorf("layers after a change of codec: %+v", got)
	}
}

func TestASourceTakesFewLayers(t *testing.T) {
	s := &source{}
	for i := range 60 {
		if took := s.add(&layer{rid: string(rune('A' + i))}); took != (i < layersAtMost) {
			t.Errorf("layer %d taken: %v", i, took)
		}
	}
}

func TestPacketsOfAFrameAreMadeEven(t *testing.T) {
	for _, c := range []struct {
		name  string
		sizes []int
		want  []uint8 // nil: none is padded
	}{
		{"all alike", []int{1100, 1100, 1100}, nil},
		{"the last shorter", []int{1100, 1100, 300}, nil},
		{"differ by a byte", []int{1100, 1101, 1100, 1101}, []uint8{1, 0, 1, 0}},
		{"the last a little longer", []int{1100, 1100, 1104}, []uint8{4, 4, 0}},
		{"the last much longer", []int{300, 300, 1100}, nil},
		{"one much shorter", []int{1100, 300, 1100}, nil},
		{"one that is itself padding", []int{1100, 0, 1100}, nil},
		{"a single one", []int{1100}, nil},
	} {
		var packets []*packet
		for _, n := range c.sizes {
			packets = append(packets, &packet{payload: make([]byte, n)})
		}
		if got := even(packets); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
