package live

import (
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// endMoved is by how much the expected end of a session must be another to be published.
const endMoved = time.Minute

// FloorEnds is when sessions that are open are expected to end by their lists of speakers, where that is later than what
// the programme expects.
func (rs *Rooms) FloorEnds() map[conference.SessionID]time.Time {
	ends := map[conference.SessionID]time.Time{}
	for _, r := range rs.all() {
		if at := r.floor.ends.Load(); at != nil {
			ends[r.id] = at.Truncate(time.Minute)
		}
	}
	return ends
}

// publishEnd says for the programme when the list of speakers will be done, if that is too late. A minute more or less
// changes nothing: a programme that is rewritten all the time is not read.
func (r *Room) publishEnd(now protocol.FloorForecast) {
	late := r.session.State == conference.Open && now.Over >= seconds(endMoved) && (now.Speakers > 0 || r.floor.current() != nil)
	was := r.floor.ends.Load()
	switch {
	case !late && was != nil:
		r.floor.ends.Store(nil)
	case late && (was == nil || was.Sub(now.EndsAt).Abs() >= endMoved):
		r.floor.ends.Store(new(now.EndsAt.UTC()))
	}
}
