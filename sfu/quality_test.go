package sfu

import (
	"testing"
	"time"
)

func TestJudge(t *testing.T) {
	for name, c := range map[string]struct {
		signs Signs
		want  Quality
	}{
		"nothing wrong":                         {Signs{}, Quality{5, NoFault}},
		"a good way over an ocean":              {Signs{Loss: 0.005, Round: 180 * time.Millisecond, Jitter: 12 * time.Millisecond}, Quality{5, NoFault}},
		"some loss, repaired":                   {Signs{Loss: 0.02}, Quality{4, NoFault}},
		"much loss":                             {Signs{Loss: 0.1}, Quality{2, ViewerFault}},
		"a very bad way":                        {Signs{Loss: 0.4}, Quality{1, ViewerFault}},
		"jitter of a phone":                     {Signs{Jitter: 100 * time.Millisecond}, Quality{3, ViewerFault}},
		"a satellite":                           {Signs{Round: 700 * time.Millisecond}, Quality{3, ViewerFault}},
		"the speaker's satellite":               {Signs{Away: 700 * time.Millisecond}, Quality{3, PublisherFault}},
		"a smaller picture":                     {Signs{Held: 1}, Quality{4, NoFault}},
		"much smaller":                          {Signs{Held: 2}, Quality{3, ViewerFault}},
		"as small as can be":                    {Signs{Held: 9}, Quality{2, ViewerFault}},
		"sound alone":                           {Signs{Paused: true}, Quality{2, ViewerFault}},
		"the speaker's loss":                    {Signs{Uplink: 0.1}, Quality{2, PublisherFault}},
		"the speaker's, and so freezes":         {Signs{Uplink: 0.05, Frozen: 0.2}, Quality{1, PublisherFault}},
		"the speaker has gone":                  {Signs{Dead: true}, Quality{1, PublisherFault}},
		"a small loss of the speaker, and hers": {Signs{Uplink: 0.01, Loss: 0.1}, Quality{2, ViewerFault}},
		"both":                                  {Signs{Uplink: 0.1, Loss: 0.1}, Quality{2, PublisherFault}},
		"freezes without a cause":               {Signs{Frozen: 0.1}, Quality{2, ViewerFault}},
		"sound made up":                         {Signs{Concealed: 0.05}, Quality{3, ViewerFault}},
		"a server that is late":                 {Signs{Late: 0.3, Frozen: 0.1, Loss: 0.05}, Quality{2, ServerFault}},
		"a server that is late now and then":    {Signs{Late: 0.02}, Quality{4, NoFault}},
	} {
		if got := Judge(c.signs); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestAWindowForgets(t *testing.T) {
	var w window
	now := time.Unix(1000, 0)
	if bits, loss := w.flow(now); bits != 0 || loss != 0 {
		t.Errorf("nothing yet: %d, %v", bits, loss)
	}
	at := counts{}
	for second := range 20 {
		bytes, lost := uint64(100_000), uint64(0)
		if second < 10 { // bad at first
			bytes, lost = 10_000, 20
		}
		at = counts{packets: at.packets + 80, bytes: at.bytes + bytes, lost: at.lost + lost}
		w.note(at, now)
		w.note(counts{bytes: 1 << 40}, now.Add(time.Millisecond)) // too soon to count
		switch bits, loss := w.flow(now); second {
		case 9:
			if bits != 80_000 || loss != 0.2 {
				t.Errorf("after ten bad seconds: %d bit/s, %v lost", bits, loss)
			}
		case 19:
			if bits != 800_000 || loss != 0 {
				t.Errorf("after ten good seconds: %d bit/s, %v lost", bits, loss)
			}
		}
		now = now.Add(time.Second)
	}
	if bits, _ := w.flow(now.Add(10 * time.Second)); bits != 0 {
		t.Errorf("long after the last packet: %d bit/s", bits)
	}
}

func TestPlaybackIsBounded(t *testing.T) {
	now := time.Unix(1000, 0)
	p := playback{}
	p.take(Playback{Freezes: 2, Frozen: 3 * time.Second, Heard: 480_000, Concealed: 4800}, now)
	if frozen, concealed := p.shares(); frozen != 0 || concealed != 0 {
		t.Errorf("a first report says nothing of the last seconds: %v, %v", frozen, concealed)
	}
	now = now.Add(10 * time.Second)
	p.take(Playback{Freezes: 3, Frozen: 4 * time.Second, Heard: 960_000, Concealed: 52_800}, now)
	if frozen, concealed := p.shares(); frozen != 0.1 || concealed != 0.1 {
		t.Errorf("a second of ten frozen, a tenth made up: %v, %v", frozen, concealed)
	}
	if p.frozen != time.Second || p.freezes != 1 {
		t.Errorf("in all %d freezes, %v", p.freezes, p.frozen)
	}
	now = now.Add(10 * time.Second) // a page that lies
	p.take(Playback{Freezes: 1 << 40, Frozen: 1 << 60, Heard: 1 << 41, Concealed: 1 << 60}, now)
	if frozen, concealed := p.shares(); frozen != 1 || concealed != 1 {
		t.Errorf("shares of a lie: %v, %v", frozen, concealed)
	}
	if p.frozen != 11*time.Second || p.freezes != 71 {
		t.Errorf("in all %d freezes, %v", p.freezes, p.frozen)
	}
}
