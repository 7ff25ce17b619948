package sink

import "time"

const (
	wheelTick  = int64(5 * time.Millisecond)
	wheelSlots = 1024 // so that five seconds fit
)

// wheel keeps when viewers are due, to within a tick, in constant time. A viewer that is due later than the wheel reaches
// comes earlier and is put back.
type wheel struct {
	slots [wheelSlots][]*Viewer
	tick  int64 // the last that was handed out
}

// add puts a viewer in, unless it is in already and comes early enough.
func (w *wheel) add(v *Viewer, due int64) {
	tick := min(max(due/wheelTick+1, w.tick+1), w.tick+wheelSlots-1)
	if v.queued != 0 && v.queued <= tick {
		return
	}
	v.queued = tick
	w.slots[tick%wheelSlots] = append(w.slots[tick%wheelSlots], v)
}

// advance appends those who are due by now.
func (w *wheel) advance(now int64, list []*Viewer) []*Viewer {
	target := now / wheelTick
	if target-w.tick > wheelSlots { // stood still for long
		w.tick = target - wheelSlots
	}
	for w.tick < target {
		w.tick++
		slot := &w.slots[w.tick%wheelSlots]
		for i, v := range *slot {
			if v.queued != 0 && v.queued <= w.tick { // else it was put elsewhere meanwhile
				v.queued = 0
				list = append(list, v)
			}
			(*slot)[i] = nil
		}
		*slot = (*slot)[:0]
	}
	return list
}
