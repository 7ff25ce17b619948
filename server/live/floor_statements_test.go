package live

import (
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// What was handed in stands beside the request, counts in the forecast, and is under embargo until she has spoken.
func TestAStatementIsMadeWithTheFloor(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, ana, ben := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee)
		chair.does(protocol.SetFloorList{Open: true})
		first, second := ana.raises(conference.NationalStatement), ben.raises(conference.GroupStatement)
		statement := func(by *client, grouped bool, words int) {
			t.Helper()
			w.must(w.store.HandIn(w.Context(), conference.Statement{
				ID: conference.NewID[conference.StatementID](), ConferenceID: "conference", SessionID: "session", PersonID: by.id(), Grouped: grouped,
				Text: "Thank you.", Words: words, State: conference.StatementPrepared, HandedInAt: time.Now(), ChangedAt: time.Now(),
			}))
		}
		statement(ana, false, 230)
		statement(ana, true, 500) // which she has not asked to make
		statement(ben, false, 400)
		w.rooms.StatementsChanged(w.Context(), "session")
		ben.read()
		requests := map[conference.FloorRequestID]protocol.FloorRequest{}
		for _, told := range ben.told {
			if n, is := any(told.notice).(protocol.FloorRequestChanged); is {
				requests[n.Request.ID] = n.Request
			}
		}
		pace, _ := conference.PresetProcedure(conference.DefaultProcedure)
		if one := requests[first]; one.Words != 230 || one.Predicted != int(pace.Delivery(230).Seconds()) {
			t.Errorf("Ana's request is %+v", one)
		}
		if one := requests[second]; one.Words != 0 || one.Predicted != 0 {
			t.Errorf("Ben's request is %+v", one)
		}
		states := func() (made int) {
			t.Helper()
			list, err := w.store.Statements(w.Context(), "session")
			w.must(err)
			for _, one := range list {
				if one.State == conference.StatementSpoken {
					made++
				}
			}
			return made
		}
		chair.does(protocol.GiveFloor{Request: first})
		w.wait(time.Minute)
		if made := states(); made != 0 {
			t.Errorf("while she speaks %d are made", made)
		}
		chair.does(protocol.ThankSpeaker{})
		if made := states(); made != 1 {
			t.Errorf("when she is thanked %d are made", made)
		}
		chair.does(protocol.GiveFloor{Request: second})
		chair.does(protocol.ThankSpeaker{})
		if made := states(); made != 1 {
			t.Errorf("for a group, without a text for it, %d are made", made)
		}
	})
}
