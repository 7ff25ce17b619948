package live

import (
	"crypto/rand"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// An audience says who may have a notice. The zero audience is everyone.
type audience struct {
	action conference.Action   // those who may do this
	person conference.PersonID // and this one
	others bool                // all but those
}

func everyone() audience                              { return audience{} }
func only(p conference.PersonID) audience             { return audience{person: p} }
func those(a conference.Action) audience              { return audience{action: a} }
func (a audience) and(p conference.PersonID) audience { a.person = p; return a }
func (a audience) rest() audience                     { a.others = true; return a }
func (a audience) of(s *Seat) bool                    { return a.has(s.person, s.member.role()) }
func (a audience) has(p conference.PersonID, r conference.Role) bool {
	if a.action == "" && a.person == "" {
		return true
	}
	named := a.person != "" && a.person == p || a.action != "" && r.Can(a.action)
	return named != a.others
}

// notices numbers what a room tells, and keeps the last of it. Owned by the room's goroutine.
type notices struct {
	epoch string // of this numbering: another life of the room begins anew
	seq   int64
	kept  []kept // the last ones, without a gap, up to seq
	bytes int
}

// kept is a notice as it went to everybody who may have it.
type kept struct {
	to    audience
	frame []byte
}

func newNotices() notices { return notices{epoch: rand.Text()} }

// keep remembers a notice that was numbered, and forgets the oldest when there is no space.
func (n *notices) keep(k kept, l Limits) {
	n.kept = append(n.kept, k)
	n.bytes += len(k.frame)
	for len(n.kept) > l.Notices || n.bytes > l.NoticeBytes {
		n.bytes -= len(n.kept[0].frame)
		n.kept[0] = kept{}
		n.kept = n.kept[1:]
	}
}

// after returns what was told after a notice, if everything still is there.
func (n *notices) after(epoch string, seq int64) ([]kept, bool) {
	missed := n.seq - seq
	if epoch != n.epoch || missed < 0 || missed > int64(len(n.kept)) {
		return nil, false
	}
	return n.kept[int64(len(n.kept))-missed:], true
}

// tell numbers a notice, keeps it and hands the same bytes to every seat that may have it: the room's third door.
func (r *Room) tell(to audience, n protocol.Notice) {
	r.notices.seq++
	frame := r.encode(r.notices.seq, n)
	r.notices.keep(kept{to, frame}, r.limits)
	for s := range r.listeners(to) {
		s.push(frame)
	}
}

// mention tells something that passes: it is not numbered, and who missed it gets the news of then.
func (r *Room) mention(n protocol.Notice, to func(*Seat) bool) {
	frame := r.encode(0, n)
	for s := range r.seats {
		if to(s) {
			s.push(frame)
		}
	}
}

// whisper mentions something to one seat, if there is one.
func (r *Room) whisper(s *Seat, n protocol.Notice) {
	if s != nil {
		s.push(r.encode(0, n))
	}
}

// listeners yields the seats of an audience without asking everybody when it is one person.
func (r *Room) listeners(to audience) func(yield func(*Seat) bool) {
	return func(yield func(*Seat) bool) {
		if to.person != "" && to.action == "" && !to.others {
			if m := r.members[to.person]; m != nil {
				for _, w := range m.windows {
					if w.seat != nil && !yield(w.seat) {
						return
					}
				}
			}
			return
		}
		for s := range r.seats {
			if to.of(s) && !yield(s) {
				return
			}
		}
	}
}

// encode writes a notice. Our own structs always can be written; should one not, the seats must not think otherwise.
func (r *Room) encode(seq int64, n protocol.Notice) []byte {
	frame, err := protocol.EncodeNotice(seq, n)
	if err != nil {
		panic(err)
	}
	return frame
}
