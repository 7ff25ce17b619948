package live

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// hostileNames are names as they come from lists that nobody looked at.
var hostileNames = []string{
	"Ana\u202erotaredoM", "Z" + strings.Repeat("\u0335\u0322\u0315", 60), "\u200b\u200b\u200b", strings.Repeat("Ж", 90), "Chair\u2066\u2069\ufeff", "<script>alert(1)</script>",
}

// Two hundred people with default limits who want to ruin a session: they come and go, flood chat and questions, and try
// what they may not do. The chair is answered meanwhile, a participant is heard, and the room keeps no more than it may.
func TestTwoHundredHostilePeople(t *testing.T) {
	const many = 200
	inBubble(t, func(w *world) {
		chair, ana := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee)
		room := chair.seat.room
		entries := make([]Entry, many)
		for i := range entries {
			id := w.person(fmt.Sprintf("Hostile%d", i), conference.Attendee)
			entries[i] = w.entry(id)
			plates, err := w.store.Plates(w.Context(), "conference", []conference.PersonID{id})
			w.must(err)
			plate := plates[id]
			plate.Name = hostileNames[i%len(hostileNames)]
			entries[i].Person = Plate(plate)
		}
		forbidden := []protocol.Command{
			protocol.Suspend{On: true},
			protocol.SetDoor{Door: conference.DoorLocked},
			protocol.CloseMeeting{Access: conference.ClosedAccess},
			protocol.RemovePerson{Person: chair.id(), On: true},
			protocol.Silence{Person: ana.id(), On: true},
			protocol.EnterBackstage{},
			protocol.BringOnStage{Person: ana.id()},
			protocol.AnswerKnocks{People: []conference.PersonID{"person-ana"}, Admit: true},
		}
		flood := strings.Repeat("\u202eспам \u0335\u0322", 60)
		stop := make(chan struct{})
		var all sync.WaitGroup
		for _, e := range entries {
			all.Go(func() {
				for round := 0; ; round++ {
					select {
					case <-stop:
						return
					default:
					}
					seat, err := w.rooms.Take(w.Context(), e, &tape{})
					if err != nil {
						return // removed, or the room was locked
					}
					for i := range 5 {
						commands := []protocol.Command{protocol.Say{Text: flood}, protocol.AskQuestion{Text: flood}, forbidden[(round+i)%len(forbidden)]}
						for _, cmd := range commands {
							if frame, err := protocol.EncodeCommand(conference.NewID[string](), cmd); err == nil {
								seat.Receive(w.Context(), frame)
							}
						}
					}
					seat.Leave()
					time.Sleep(500 * time.Millisecond)
				}
			})
		}
		time.Sleep(2 * time.Second)
		ana.does(protocol.Say{Text: "I have a question about the second paragraph."})
		chair.does(protocol.Say{Text: "Order, please."})
		chair.does(protocol.Silence{Person: entries[0].Person.ID, On: true})
		chair.does(protocol.RemovePerson{Person: entries[1].Person.ID, On: true})
		chair.does(protocol.SetDoor{Door: conference.DoorHeld})
		chair.does(protocol.Suspend{On: true})
		ana.cannot(conference.Conflict, protocol.Say{Text: "x"})
		chair.does(protocol.Suspend{})
		time.Sleep(2 * time.Second)
		chair.does(protocol.SetDoor{Door: conference.DoorLocked})
		ana.does(protocol.Say{Text: "Thank you."})
		close(stop)
		all.Wait()

		if got := ana.said(); !strings.Contains(got, "Order,") || !strings.Contains(got, "Thank") {
			w.Error("the participant was not told what the chair said")
		}
		err := room.look(func() {
			l, n := room.limits, &room.notices
			if len(n.kept) > l.Notices || n.bytes > l.NoticeBytes {
				w.Errorf("the room keeps %d notices of %d bytes", len(n.kept), n.bytes)
			}
			if len(room.members) > many+2 || len(room.seats) > 2+many {
				w.Errorf("the room knows %d people, %d seats", len(room.members), len(room.seats))
			}
			if place := room.members[ana.id()].place; place != conference.Audience || room.session.SuspendedAt != nil || room.session.ClosedTo != "" {
				w.Errorf("somebody did what she may not: %s, %+v", place, room.session.Session)
			}
			for _, m := range room.members {
				if name := m.plate.Name; name != conference.Tame(name) {
					w.Errorf("a name is shown as %q", name)
				}
			}
		})
		w.must(err)
		lines, err := w.store.LastLines(w.Context(), "session", 1000)
		w.must(err)
		for _, line := range lines {
			if line.Text != conference.Tame(line.Text) {
				t.Fatalf("a line is shown as %q", line.Text)
			}
		}
	})
}
