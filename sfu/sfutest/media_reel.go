package sfutest

import "time"

// reel hands out a layer's frames, one a tick; key asks for a keyframe now.
type reel interface {
	next(at time.Time, key bool) (frame []byte, isKey bool)
}

// turn makes speakers speak one after another by the wall clock, which separate processes share.
type turn struct{ index, of int }

// position maps a moment to a place in a loop of length total whose first part is speech. With turns, the
// speech plays when it is this speaker's turn and the rest is repeated until then.
func (t turn) position(at time.Time, speech, total time.Duration) time.Duration {
	now := time.Duration(at.UnixNano())
	if t.of < 2 || speech <= 0 || speech >= total {
		return now % total
	}
	if int(now/speech)%t.of == t.index {
		return now % speech
	}
	return speech + now%(total-speech)
}

// clipReel plays one layer of a clip. A request for a keyframe cuts to the nearest one, as there is no encoder to ask;
// where the clip's next keyframe is due, the picture is in time with the sound again.
type clipReel struct {
	frames []ClipFrame
	fps    int
	asked  bool // keyframes only on request
	speech time.Duration
	turn   turn

	begun   bool
	natural int // where the clock says we are
	shift   int // how far from there a keyframe request made us cut
}

func (r *clipReel) next(at time.Time, key bool) ([]byte, bool) {
	step := time.Second / time.Duration(r.fps)
	total := step * time.Duration(len(r.frames))
	// Half a step keeps rounding of the tick's time from repeating or losing a frame.
	natural := min(int(r.turn.position(at.Add(step/2), r.speech, total)/step), len(r.frames)-1)
	cut := !r.begun || natural != r.natural+1 // only a keyframe may follow
	if r.asked {
		return r.nextAsked(natural, key)
	}
	r.begun = true
	r.natural = natural
	switch {
	case r.frames[natural].Key:
		r.shift = 0
	case cut || key:
		r.shift = r.nearestKey() - natural
	}
	f := r.frames[min(natural+r.shift, len(r.frames)-1)]
	return f.Data, f.Key
}

// nextAsked goes from one picture to another without a keyframe, unless one is asked for. What a decoder makes of that is
// no more what was filmed, but it is a picture.
func (r *clipReel) nextAsked(natural int, key bool) ([]byte, bool) {
	r.natural = natural
	if key || !r.begun {
		r.begun = true
		return r.frames[r.nearestKey()].Data, true
	}
	for i := range r.frames {
		if f := r.frames[(natural+i)%len(r.frames)]; !f.Key {
			return f.Data, false
		}
	}
	return r.frames[natural].Data, true // a clip of nothing but keyframes
}

// nearestKey finds the keyframe with the least distance from where the clock says we are. There is one: clips begin
// with a keyframe.
func (r *clipReel) nearestKey() int {
	for d := range len(r.frames) {
		if i := r.natural - d; i >= 0 && r.frames[i].Key {
			return i
		}
		if i := r.natural + d; i < len(r.frames) && r.frames[i].Key {
			return i
		}
	}
	return 0
}
