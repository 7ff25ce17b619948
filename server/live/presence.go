package live

import (
	"slices"

	"plenary/server/protocol"
)

// presence is how many people are in the room: a number, not a list, which would cost more than everything else.
type presence struct {
	told int
}

// tellPresence tells the number if it has changed.
func (r *Room) tellPresence() {
	if r.presence.told == r.present {
		return
	}
	r.presence.told = r.present
	r.mention(everyone(), protocol.PresenceChanged{Presence: r.present})
}

// attendanceMost is how many people an attendance list names.
const attendanceMost = 500

// attendance lists who is in the room, the latest first.
func (r *Room) attendance() (a protocol.Attendance) {
	type arrival struct {
		protocol.SeatInfo
		*member
	}
	var all []arrival
	_ = r.look(func() { // nobody is in a room that closes
		a.Count = r.present
		for _, m := range r.members {
			if m.here > 0 {
				all = append(all, arrival{protocol.SeatInfo{
					Person: m.plate, Role: m.role(), Place: m.place, Windows: m.here, Silenced: r.people.silenced[m.id],
				}, m})
			}
		}
		slices.SortFunc(all, func(a, b arrival) int { return b.came.Compare(a.came) })
	})
	for _, one := range all[:min(len(all), attendanceMost)] {
		a.Seats = append(a.Seats, one.SeatInfo)
	}
	return a
}
