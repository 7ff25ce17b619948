package live

import (
	"cmp"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// Plate is a person as others see her. A name that was brought in from elsewhere may have anything in it.
func Plate(p store.Plate) protocol.Person {
	return protocol.Person{
		ID: p.PersonID, Name: conference.Tame(p.Name), Delegation: conference.Tame(p.Delegation), Code: p.Code,
		Category: p.Category, Function: conference.Tame(p.Function),
	}
}

// SessionInfo is a session as the programme shows it, with its chair, moderators and speakers in their order.
func SessionInfo(s conference.Session, plates map[conference.PersonID]store.Plate, appointments []conference.Appointment, now time.Time) protocol.SessionInfo {
	info := protocol.SessionInfo{
		ID: s.ID, Hall: s.HallID, Title: s.Title, Abstract: s.Abstract, Kind: s.Kind, Access: s.Access,
		Languages: s.LanguageList(), StartsAt: s.StartsAt, EndsAt: s.EndsAt, State: s.State,
		OpenedAt: s.OpenedAt, ClosedAt: s.ClosedAt, Capacity: s.Capacity, Recorded: s.Recorded, Chat: s.Chat, Questions: s.Questions,
		Askers:        s.Askers,
		ExpectedStart: s.ExpectedStart(), ExpectedEnd: s.ExpectedEnd(), Segment: s.SegmentAt(now),
		Door: cmp.Or(s.Door, conference.DoorOpen), SuspendedAt: s.SuspendedAt, ClosedTo: s.ClosedTo,
	}
	for _, t := range s.Translations.List() {
		info.Translations = append(info.Translations, protocol.Translation(t))
	}
	for _, segment := range s.Segments.List() {
		info.Segments = append(info.Segments, protocol.Segment(segment))
	}
	for _, a := range appointments {
		plate, known := plates[a.PersonID]
		if !known || a.SessionID != s.ID || !onProgramme(a.Role) {
			continue
		}
		info.People = append(info.People, protocol.Appointed{Person: Plate(plate), Role: a.Role, Position: a.Position})
	}
	return info
}

// onProgramme reports whether the programme names people with this role.
func onProgramme(r conference.Role) bool {
	return r == conference.Chair || r == conference.Moderator || r == conference.Speaker
}
