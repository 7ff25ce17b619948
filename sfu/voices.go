package sfu

import (
	"slices"
	"time"

	"github.com/pion/rtp"
)

const (
	// loud is what counts as speaking, in thousandths of a dB above silence: -50 dBov.
	loud = 77_000
	// feed is how loud a source is taken to be that sends sound without saying how loud, as encoders do: below every
	// voice, above all silence.
	feed = 70_000
	// overtakes is how much louder another must be to be heard instead of somebody who is speaking.
	overtakes = 6_000
	// outspeaks is how much louder another must be to be called the speaker instead of somebody who is speaking.
	outspeaks = 10_000
	// hold is how long somebody counts as speaking after falling silent, so that nothing jumps at a cough or a breath.
	hold = 1500 * time.Millisecond
)

// voice is how loud a microphone is, at one moment.
type voice struct {
	level int32     // smoothed, thousandths of a dB above silence
	last  time.Time // when it was last loud
	open  bool      // it may be heard
}

func (v voice) speaks(now time.Time) bool { return v.open && now.Sub(v.last) < hold }

// rank orders microphones by who should be heard: before is their order until now, which they keep unless somebody
// speaks over a silent one or is clearly louder.
func rank[K comparable](before []K, voices map[K]voice, now time.Time) []K {
	list := slices.Clone(before)
	beats := func(a, b voice) bool {
		if a.speaks(now) != b.speaks(now) {
			return a.speaks(now)
		}
		return a.speaks(now) && a.level > b.level+overtakes
	}
	for i := range list {
		for j := i; j > 0 && beats(voices[list[j]], voices[list[j-1]]); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
	return list
}

// speaker says who is heard most, of those whom rank has ordered; false: nobody speaks. Who was it stays it while
// speaking, unless another is much louder.
func speaker[K comparable](was K, ranked []K, voices map[K]voice, now time.Time) (K, bool) {
	for _, k := range ranked {
		v := voices[k]
		switch {
		case !v.speaks(now):
			continue
		case k == was:
			return was, true
		}
		if w, there := voices[was]; there && w.speaks(now) && v.level <= w.level+outspeaks {
			return was, true
		}
		return k, true
	}
	var nobody K
	return nobody, false
}

// hear folds a packet into the source's loudness. id is that of the audio level extension (RFC 6464: 0 loudest, 127
// silent); 0: the publisher does not say.
func (s *source) hear(p *rtp.Packet, id uint8, now time.Time) {
	if id == 0 {
		if len(p.Payload) > 20 { // less is silence under DTX (RFC 7587 §3.1.3)
			s.level.Store(feed)
			s.spoken.Store(now.UnixNano())
		}
		return
	}
	ext := p.GetExtension(id)
	if len(ext) == 0 {
		return
	}
	level := int32(127-ext[0]&0x7f) * 1000
	old := s.level.Load()
	step := int32(16) // falls slowly,
	if level > old {
		step = 4 // rises fast
	}
	s.level.Store(old + (level-old)/step)
	if level > loud {
		s.spoken.Store(now.UnixNano())
	}
}

func (s *source) voice() voice {
	return voice{level: s.level.Load(), last: time.Unix(0, s.spoken.Load()), open: s.allowed.Load()}
}
