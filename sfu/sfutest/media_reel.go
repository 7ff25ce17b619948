package sfutest

import "time"

// reel hands out a layer's frames, one a tick. key asks for a keyframe as soon as there is one; a nil frame
// means that nothing is sent this tick.
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

// clipReel plays one layer of a clip. A request for a keyframe jumps ahead to the next one, as there is no
// encoder to ask; afterwards it plays a little slower until it is back in time with the sound.
type clipReel struct {
	frames []ClipFrame
	fps    int
	speech time.Duration
	turn   turn

	begun   bool
	natural int // where the clock says we are
	ahead   int // how far a keyframe request made us jump
	hungry  bool
	ticks   int
}

func (r *clipReel) next(at time.Time, key bool) ([]byte, bool) {
	step := time.Second / time.Duration(r.fps)
	total := step * time.Duration(len(r.frames))
	// Half a step keeps rounding of the tick's time from repeating or losing a frame.
	natural := min(int(r.turn.position(at.Add(step/2), r.speech, total)/step), len(r.frames)-1)
	if !r.begun || natural != r.natural+1 {
		r.ahead = 0
		r.hungry = true // a cut: only a keyframe may follow
	}
	r.begun = true
	r.natural = natural
	r.ticks++
	if r.hungry || key {
		return r.jump()
	}
	if r.ahead > 0 && r.ticks%4 == 0 {
		r.ahead--
		return nil, false
	}
	if natural+r.ahead >= len(r.frames) {
		return nil, false
	}
	f := r.frames[natural+r.ahead]
	return f.Data, f.Key
}

func (r *clipReel) jump() ([]byte, bool) {
	for i := r.natural + r.ahead; i < len(r.frames); i++ {
		if r.frames[i].Key {
			r.ahead = i - r.natural
			r.hungry = false
			return r.frames[i].Data, true
		}
	}
	r.hungry = true // none left before the loop starts again, which it does with one
	return nil, false
}
