package live

import (
	"crypto/rand"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// An audience says who may have a notice. The zero audience is everyone.
type audience struct {
	action  conference.Action   // those who may do this
	person  conference.PersonID // and this one
	others  bool                // all but those
	confers bool                // those who read asides, and nobody else
	voted   conference.PollID   // and those who have voted in this poll, as long as it is open
	attends conference.Place    // of them, those whose page shows this place; empty: all
}

func everyone() audience                              { return audience{} }
func colleagues() audience                            { return audience{confers: true} }
func only(p conference.PersonID) audience             { return audience{person: p} }
func those(a conference.Action) audience              { return audience{action: a} }
func (a audience) and(p conference.PersonID) audience { a.person = p; return a }
func (a audience) rest() audience                     { a.others = true; return a }
func attendees(of conference.Place) audience          { return audience{attends: of} }
func (a audience) has(p conference.PersonID, v view) bool {
	if a.confers {
		return v.confers
	}
	if a.action == "" && a.person == "" {
		return true
	}
	named := a.person != "" && a.person == p || a.action != "" && v.role.Can(a.action) || a.voted != "" && a.voted == v.voted
	return named != a.others
}

// alone is the person who is all of the audience, if it is one.
func (a audience) alone() (conference.PersonID, bool) {
	return a.person, a.person != "" && a.action == "" && !a.others
}

// reaches reports whether the audience includes a person, or, without one, those who are not named by it.
func (a audience) reaches(p conference.PersonID, v view) bool {
	return (a.attends == "" || a.attends == v.attends) && a.has(p, v)
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
	at    time.Time
}

func newNotices() notices { return notices{epoch: rand.Text()} }

// keep remembers a notice that was numbered, and forgets the oldest when there is no space.
func (n *notices) keep(k kept, l Limits) {
	n.kept = append(n.kept, k)
	n.bytes += len(k.frame)
	for len(n.kept) > l.Notices || n.bytes > l.NoticeBytes || n.kept[0].at.Before(k.at.Add(-l.NoticeAge)) {
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
	r.notices.keep(kept{to, frame, time.Now()}, r.limits)
	person, alone := to.alone()
	if !alone {
		r.hold(to, frame, patient(n))
		return
	}
	if m := r.members[person]; m != nil {
		for _, w := range m.windows {
			if w.seat != nil {
				w.seat.push(false, frame)
			}
		}
	}
}

// mention tells something that passes: it is not numbered, and who missed it gets the news of then.
func (r *Room) mention(to audience, n protocol.Notice) { r.hold(to, r.encode(0, n), patient(n)) }

// whisper mentions something to one seat, if there is one.
func (r *Room) whisper(s *Seat, n protocol.Notice) {
	if s != nil {
		s.push(true, r.encode(0, n))
	}
}

// encode writes a notice as it goes to all who get it. Our own structs always can be written; should one not, the seats must not think otherwise.
func (r *Room) encode(seq int64, n protocol.Notice) []byte {
	frame, err := protocol.EncodeNotice(seq, n)
	if err != nil {
		panic(err)
	}
	return framed(frame)
}
