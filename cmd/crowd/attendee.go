package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"time"

	"plenary/server/protocol"
	"plenary/sfu/sfutest"
)

// attend is the life of an attendee: a seat, an audience leg as long as she is there, and a voice for questions she likes.
func (c *crowd) attend(ctx context.Context, who person) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	log := c.log.With("attendee", who.index+1)
	s, gone := c.takeSeat(ctx, who, log)
	defer func() { <-gone }()
	defer cancel()
	if err := c.waitInside(ctx, s, gone); err != nil {
		if ctx.Err() == nil {
			log.Warn("not in the room", "error", err)
			c.tally.arrived(false)
		}
		return
	}
	c.tally.arrived(true)
	c.mu.Lock()
	c.seats = append(c.seats, s)
	c.mu.Unlock()
	for ctx.Err() == nil {
		err := c.watch(ctx, s, gone)
		select {
		case <-gone:
			return
		default:
		}
		if err != nil && ctx.Err() == nil {
			log.Warn("watching ended", "error", err)
			c.tally.legFailed(err)
		}
		if !sleep(ctx, time.Second+rand.N(2*time.Second)) {
			return
		}
	}
}

// slotsOf names the m-lines of the offer that the room wants.
func slotsOf(a protocol.AudienceSlots) []string {
	return slices.Concat(
		slices.Repeat([]string{"floor"}, a.Floor),
		slices.Repeat([]string{"channel"}, a.Channel),
		slices.Repeat([]string{"camera"}, a.Camera),
		slices.Repeat([]string{"screen"}, a.Screen),
		slices.Repeat([]string{"screen-sound"}, a.ScreenSound),
	)
}

// watch holds one audience leg until it ends or the room was entered anew.
func (c *crowd) watch(ctx context.Context, s *seat, gone <-chan struct{}) error {
	here, welcomes := s.view.here()
	ended := s.view.legsEnded(protocol.AudienceLeg)
	slots := slotsOf(here.Slots)
	v, err := sfutest.NewViewer(s.legSignal(protocol.AudienceLeg), append(c.mediaOptions(), sfutest.WithSlots(slots...))...)
	if err != nil {
		return err
	}
	defer func() {
		if st := v.Stats(); st.Joined > 0 {
			c.tally.watched(st)
			logSlots(s.log, st)
		}
		if err := v.Close(); err != nil {
			s.log.Debug("closing a viewer", "error", err)
		}
	}()
	connecting, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := v.Connect(connecting); err != nil {
		return err
	}
	fan := &fan{crowd: c, seat: s, slots: slots, liked: map[string]bool{}}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-gone:
			return nil
		case <-v.Done():
			return sfutest.ErrLost
		case <-s.view.changed:
		}
		if s.view.legsEnded(protocol.AudienceLeg) > ended {
			return fmt.Errorf("the server ended the leg: %w", sfutest.ErrLost)
		}
		if _, n := s.view.here(); n > welcomes {
			return nil // a new room: offer anew
		}
		fan.act(ctx)
	}
}

// fan is what an attendee does beside watching.
type fan struct {
	crowd *crowd
	seat  *seat
	slots []string
	shown []protocol.View
	liked map[string]bool
}

func (f *fan) act(ctx context.Context) {
	if views := f.views(); len(views) > 0 && !slices.Equal(views, f.shown) {
		f.seat.log.Debug("showing", "views", views)
		if _, err := f.seat.do(ctx, protocol.Show{Views: views}); err != nil {
			f.note(ctx, "show", err)
		} else {
			f.shown = views
		}
	}
	here, _ := f.seat.view.here()
	for _, q := range f.seat.view.inState("queued") {
		id := string(q.ID)
		if f.liked[id] || q.Asker.ID == here.Me.ID {
			continue
		}
		f.liked[id] = true // decided, one way or the other
		if rand.Float64() >= f.crowd.o.upvotes {
			continue
		}
		if _, err := f.seat.do(ctx, protocol.Upvote{Question: q.ID, On: true}); err != nil {
			f.note(ctx, "upvote", err)
		}
	}
}

// views says how large each slot is shown: who speaks twice as large as the others, what is empty not at all. Nothing
// is said before the server has said what is where: until then it sends what a page of any layout can begin with.
func (f *fan) views() []protocol.View {
	used, speaker := f.seat.view.occupied()
	if len(used) == 0 {
		return nil
	}
	by := map[int]protocol.Slot{}
	for _, u := range used {
		by[u.Slot] = u
	}
	var views []protocol.View
	for i, kind := range f.slots {
		if kind != "camera" && kind != "screen" {
			continue
		}
		v := protocol.View{Slot: i}
		if u, ok := by[i]; ok {
			v.Width, v.Height = f.crowd.o.view.width, f.crowd.o.view.height
			if kind == "screen" || (string(u.Person) == speaker && speaker != "") {
				v.Width, v.Height = 2*v.Width, 2*v.Height
			}
		}
		views = append(views, v)
	}
	return views
}

func (f *fan) note(ctx context.Context, what string, err error) {
	if ctx.Err() != nil {
		return
	}
	f.seat.log.Debug("not done", slog.String("what", what), slog.Any("error", err))
	f.crowd.tally.trouble(what + ": " + kindOfTrouble(err))
}

// logSlots says what came where, for whoever looks for a fault.
func logSlots(log *slog.Logger, st sfutest.ViewerStats) {
	for _, slot := range st.Slots {
		if slot.Packets > 0 {
			log.Debug("what a slot received", "slot", slot.Slot, "frames", slot.Frames, "lost", slot.Lost, "longest_gap", slot.LongestGap,
				"width", slot.Width, "sources", slot.Sources, "picture_breaks", slot.PictureBreaks, "time_breaks", slot.TimeBreaks, "skew", slot.Skew)
		}
	}
}
