package sfutest

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/pion/webrtc/v4"
)

// silent is the loudness of nothing in RFC 6464.
const silent = 127

// opusSilence is a packet of 20 ms in which nothing is heard.
var opusSilence = []byte{0xf8, 0xff, 0xfe}

// source is one m-line of a publish offer: a microphone, a camera, a screen.
type source struct {
	name   string
	kind   webrtc.RTPCodecType
	tracks []*track // one, or one a simulcast layer, smallest first
	reels  []reel   // pictures, one a track
	fps    int
	clip   *Clip // sound, if it has any
	level  uint8
	turn   turn
	who    string

	on          atomic.Bool
	transceiver *webrtc.RTPTransceiver
}

// syntheticTurn is how long generated sound speaks when speakers take turns.
const syntheticTurn = 4 * time.Second

func newSource(name string, o options) *source {
	s := &source{name: name, kind: kindOf(name), level: o.level, turn: o.turn, who: o.name}
	if s.kind == webrtc.RTPCodecTypeAudio {
		s.tracks = []*track{{source: name, kind: s.kind, codec: Opus}}
		if name != "screen-sound" && o.clip != nil && len(o.clip.Audio) > 0 {
			s.clip = o.clip
		}
		return s
	}
	clip, layers := o.clip, o.layers
	if len(layers) == 0 {
		layers = DefaultLayers()
	}
	if name == "screen" {
		clip, layers = o.screen, []Layer{{Width: 1280, Height: 720, Bitrate: 300_000, FPS: 5}}
	}
	simulcast := o.simulcast && name == "camera"
	if clip != nil && len(clip.Layers) > 0 {
		s.playClip(clip, simulcast)
	} else {
		s.generate(layers, simulcast)
	}
	return s
}

func (s *source) playClip(clip *Clip, simulcast bool) {
	layers := clip.Layers
	if !simulcast {
		layers = layers[len(layers)-1:]
	}
	s.fps = clip.FPS
	for _, l := range layers {
		s.addPicture(l.RID, clip.Codec, simulcast, 1, &clipReel{frames: l.Frames, fps: clip.FPS, asked: clip.Asked, speech: clip.Speech, turn: s.turn})
	}
}

func (s *source) generate(layers []Layer, simulcast bool) {
	if !simulcast {
		layers = layers[len(layers)-1:]
	}
	s.fps = layers[0].FPS
	for _, l := range layers {
		l.FPS = s.fps
		s.addPicture(l.RID, VP8, simulcast, l.Temporal, &syntheticReel{layer: l})
	}
}

func (s *source) addPicture(rid, codec string, simulcast bool, temporal int, r reel) {
	if !simulcast {
		rid = ""
	}
	s.tracks = append(s.tracks, &track{source: s.name, rid: rid, codec: codec, kind: s.kind, temporal: temporal})
	s.reels = append(s.reels, r)
}

// run sends until ctx ends.
func (s *source) run(ctx context.Context) {
	if s.kind == webrtc.RTPCodecTypeAudio {
		s.runSound(ctx)
		return
	}
	s.runPicture(ctx)
}

func (s *source) runSound(ctx context.Context) {
	t := s.tracks[0]
	c := newClock(audioFrame)
	t.begin(c.at.Add(audioFrame))
	var talking bool
	var frame uint32
	for c.wait(ctx) {
		if !s.on.Load() {
			continue
		}
		packet, level := s.sound(c.at)
		frame++
		// The marker begins a talk spurt (RFC 7587 §4.1).
		begins := level < 60 && !talking
		talking = level < 60
		t.stats.frames.Add(1)
		t.send(opusPayload(packet, s.who, frame), time.Now(), uint32(c.ticks)*960, begins, int(level))
	}
}

// sound returns what is heard at a moment, and how loud.
func (s *source) sound(at time.Time) ([]byte, uint8) {
	if s.clip != nil {
		return s.clip.sound(s.turn.position(at, s.clip.Speech, s.clip.length()))
	}
	if s.turn.of > 1 && int(at.UnixNano()/int64(syntheticTurn))%s.turn.of != s.turn.index {
		return opusSilence, silent
	}
	if s.name == "screen-sound" {
		return opusSilence, silent
	}
	return opusSilence, s.level
}

func (s *source) runPicture(ctx context.Context) {
	interval := time.Second / time.Duration(s.fps)
	cutters := make([]*packetizer, len(s.tracks))
	for i, t := range s.tracks {
		cutters[i] = &packetizer{codec: t.codec, name: s.who, layer: t.rid, temporal: t.temporal}
	}
	c := newClock(interval)
	for _, t := range s.tracks {
		t.begin(c.at.Add(interval))
	}
	for c.wait(ctx) {
		if !s.on.Load() {
			continue
		}
		timestamp := uint32(c.ticks * 90000 / int64(s.fps))
		for i, t := range s.tracks {
			frame, key := s.reels[i].next(c.at, t.keyWanted.Swap(false))
			t.stats.frames.Add(1)
			if key {
				t.stats.keyframes.Add(1)
			}
			// Half of the interval, shared among the layers, as an encoder's pacer spreads a frame.
			if !t.pace(ctx, cutters[i].payloads(frame, key), timestamp, interval/2/time.Duration(len(s.tracks))) {
				return
			}
		}
	}
}

// pace sends a frame's packets evenly over a while. It sleeps for at least a millisecond at a time, so that small frames go at once.
func (t *track) pace(ctx context.Context, payloads [][]byte, timestamp uint32, over time.Duration) bool {
	start := time.Now()
	for i, p := range payloads {
		due := over * time.Duration(i) / time.Duration(len(payloads))
		if early := due - time.Since(start); early >= time.Millisecond {
			if !sleep(ctx, early) {
				return false
			}
		}
		t.send(p, time.Now(), timestamp, i == len(payloads)-1, -1)
	}
	return true
}

// clock ticks at whole multiples of an interval since 1970, so that all sources of all speakers agree on the place in their loops.
type clock struct {
	interval time.Duration
	at       time.Time // when the present tick was due
	ticks    int64     // since the first
}

func newClock(interval time.Duration) *clock {
	return &clock{interval: interval, at: time.Now().Truncate(interval), ticks: -1}
}

func (c *clock) wait(ctx context.Context) bool {
	c.at = c.at.Add(c.interval)
	c.ticks++
	if late := time.Since(c.at); late > time.Second {
		// The machine slept: go on from now instead of sending all that was missed.
		skip := int64(late / c.interval)
		c.at = c.at.Add(time.Duration(skip) * c.interval)
		c.ticks += skip
	}
	return sleep(ctx, time.Until(c.at))
}

func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
