package live

import (
	"slices"
	"sync/atomic"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// condition is what a room remembers of how it is doing. Owned by the room's goroutine, but for what is atomic.
type condition struct {
	trend    []int     // how many people there were, a value a minute
	sampled  time.Time // when the last one was taken
	letGo    int
	failures atomic.Int64
	failedAt atomic.Pointer[time.Time]
	troubles []protocol.Trouble // the last, the latest first
}

const (
	sampleEvery = time.Minute
	samplesKept = 60

	troublesKept = 5
	troubleText  = 200 // letters
)

// look is called once a second.
func (c *condition) look(now time.Time, present int) {
	if now.Sub(c.sampled) < sampleEvery {
		return
	}
	c.sampled = now
	if len(c.trend) == samplesKept {
		c.trend = slices.Delete(c.trend, 0, 1)
	}
	c.trend = append(c.trend, present)
}

// failed counts a command that broke on our side.
func (c *condition) failed(at time.Time) {
	c.failures.Add(1)
	c.failedAt.Store(&at)
}

// trouble keeps what went wrong with something that somebody did.
func (r *Room) trouble(kind protocol.TroubleKind, m *member, err error) {
	plate := m.plate // the room changes its own while others read this one
	t := protocol.Trouble{Kind: kind, At: r.now(), Person: &plate}
	if kind != protocol.CommandBroke { // what that was is for the log
		t.Text = err.Error()
	}
	r.condition.trouble(t)
}

// trouble keeps what went wrong. The same again is the same, and later.
func (c *condition) trouble(t protocol.Trouble) {
	if letters := []rune(t.Text); len(letters) > troubleText {
		t.Text = string(letters[:troubleText]) + "…"
	}
	t.Times = 1
	if len(c.troubles) > 0 {
		last := c.troubles[0]
		if last.Kind == t.Kind && last.Text == t.Text && last.Person.ID == t.Person.ID {
			t.Times += last.Times
			c.troubles = c.troubles[1:]
		}
	}
	c.troubles = slices.Insert(c.troubles, 0, t)
	c.troubles = c.troubles[:min(len(c.troubles), troublesKept)]
}

// Conditions says how each open room is doing that somebody is in, or that is on air.
func (rs *Rooms) Conditions() map[conference.SessionID]protocol.RoomCondition {
	found := map[conference.SessionID]protocol.RoomCondition{}
	for _, r := range rs.running() {
		_ = r.look(func() { // of a room that closes there is nothing to say
			found[r.id] = r.state()
		})
	}
	return found
}

func (r *Room) state() protocol.RoomCondition {
	c := &r.condition
	s := protocol.RoomCondition{
		Presence: r.present, Trend: append(slices.Clone(c.trend), r.present), Stage: r.performers(conference.OnStage),
		LetGo: c.letGo, Failures: int(c.failures.Load()), FailedAt: c.failedAt.Load(), Troubles: slices.Clone(c.troubles),
	}
	for _, p := range s.Stage {
		s.OnAir = s.OnAir || r.session.State == conference.Open && p.Connected && (p.Microphone || p.Camera || p.Screen)
	}
	if m := r.members[r.stage.speaker[conference.OnStage]]; m != nil {
		plate := m.plate // the room changes its own while others read this one
		s.Speaker = &plate
	}
	for _, m := range r.members {
		for _, w := range m.windows {
			if l := w.legs[protocol.AudienceLeg]; l != nil && l.connected {
				s.Viewers++
				l.mu.Lock()
				if l.weak {
					s.Weak++
				}
				l.mu.Unlock()
			}
		}
	}
	return s
}
