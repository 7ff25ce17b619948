package live

import (
	"slices"
	"sync/atomic"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// A member is a person as one room knows her: while she is in it, is on its stage, or was here a short while ago. Owned
// by the room's goroutine where nothing else is said.
type member struct {
	id      conference.PersonID
	plate   protocol.Person
	windows []*window // one, most often
	here    int       // how many windows have a seat or a program
	came    time.Time // when she was nowhere before
	absent  time.Time // since when she has been nowhere
	stay    *stay     // the last one; nil before the first

	standing atomic.Pointer[conference.Role] // written by the room's goroutine, read by seats
	since    int64                           // the notice after which she had this role

	place   conference.Place
	placed  time.Time
	leaving bool // being sent home, since she did not come back
	sources map[protocol.SourceKind]bool
	publish *leg          // hers alone: the latest window's
	signal  chan struct{} // held while a publish leg is being opened

	confers bool // as she was told
	reacted bucket
	took    bucket                         // lines in some way
	votes   map[conference.QuestionID]bool // given or taken back since the room began

	// These are touched only by who has the room's turn.
	said, asked, raised bucket
	slowly              bucket // said, in a slow chat
	done                recentIDs
}

func (m *member) role() conference.Role { return *m.standing.Load() }

func (m *member) may(a conference.Action) bool { return m.role().Can(a) }

// A window is one page of a person, or one of her programs: what holds media legs. It outlives a lost socket for a while,
// so that media goes on while the socket comes back.
type window struct {
	name    windowName
	member  *member
	seat    *Seat    // nil while the socket is lost, and for programs
	program *Program // nil for pages
	lost    time.Time
	resume  string                                  // with which it may come back to what it missed, once
	attends conference.Place                        // whose media its audience leg carries: OnStage or Backstage
	legs    map[protocol.LegKind]*leg               // nil before the first
	ended   map[protocol.LegKind]protocol.LegClosed // what there was no seat to tell; nil before the first
	gone    bool
}

// windowName is what a page must say to be the same as before: nobody takes over legs of another login.
type windowName struct {
	person conference.PersonID
	login  conference.LoginID
	page   string
}

// see has the window's seat, if it has one, get what it may see from now on.
func (w *window) see() {
	if w.seat != nil {
		w.seat.see()
	}
}

func (w *window) here() bool { return w.seat != nil || w.program != nil }

// member returns a person of the room; one who is new has no rights yet.
func (r *Room) member(p protocol.Person) *member {
	m := r.members[p.ID]
	if m == nil {
		m = &member{
			id: p.ID, place: conference.Audience, since: r.notices.seq,
			sources: usual(), signal: make(chan struct{}, 1), absent: time.Now(),
		}
		m.standing.Store(new(conference.Role))
		r.members[p.ID] = m
	}
	m.plate = p
	return m
}

// window opens a window, or finds the one that this page had before.
func (r *Room) window(m *member, name windowName) *window {
	if w := m.find(name); w != nil {
		return w
	}
	w := &window{name: name, member: m, attends: attending(m.place)}
	m.windows = append(m.windows, w)
	return w
}

// find returns the window of a name, or nil.
func (m *member) find(name windowName) *window {
	for _, w := range m.windows {
		if w.name == name {
			return w
		}
	}
	return nil
}

// attach gives a window a leg.
func (w *window) attach(l *leg) {
	if w.legs == nil {
		w.legs = map[protocol.LegKind]*leg{}
	}
	w.legs[l.kind], l.attached = l, true
}

// enter counts a window that has a seat or a program now.
func (r *Room) enter(w *window) {
	w.lost = time.Time{}
	delete(r.lost, w)
	if w.member.here++; w.member.here == 1 {
		w.member.came, w.member.absent = time.Now(), time.Time{}
		r.present++
		r.arrive(w.member)
	}
}

// exit counts a window whose seat or program has gone; its legs stay for a while.
func (r *Room) exit(w *window) {
	w.lost = time.Now()
	r.lost[w] = struct{}{}
	if w.member.here--; w.member.here == 0 {
		w.member.absent = time.Now()
		r.depart(w.member)
		if r.present--; r.present == 0 {
			r.emptied = time.Now()
		}
	}
}

// discard ends a window for good, and its legs at once.
func (r *Room) discard(w *window) {
	if w.gone {
		return
	}
	w.gone = true
	for _, l := range w.legs {
		r.drop(l, nil)
	}
	if w.program != nil {
		close(w.program.ended)
		w.program = nil
		r.exit(w)
	}
	delete(r.lost, w)
	w.member.windows = slices.DeleteFunc(w.member.windows, func(other *window) bool { return other == w })
}

// recentIDs are the last commands that a person has had carried out: a page that missed the answer asks again.
type recentIDs struct {
	ids  []string
	next int
}

const idsKept = 32

func (d *recentIDs) has(id string) bool { return slices.Contains(d.ids, id) }

func (d *recentIDs) add(id string) {
	if len(d.ids) < idsKept {
		d.ids = append(d.ids, id)
		return
	}
	d.ids[d.next] = id
	d.next = (d.next + 1) % idsKept
}
