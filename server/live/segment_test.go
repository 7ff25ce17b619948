package live

import (
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// inParts makes the session begin with the press and go on, after half an hour, with participants only.
func (w *world) inParts() {
	w.Helper()
	w.session.Segments = conference.PackSegments([]conference.Segment{{Access: conference.PressAccess}, {After: 30, Access: conference.ParticipantsAccess}})
	w.must(w.store.PutSession(w.Context(), w.session, "", time.Now()))
	w.rooms.SessionChanged(w.Context(), "session")
}

func TestThePressLeavesWhenItsPartEnds(t *testing.T) {
	inBubble(t, func(w *world) {
		w.inParts()
		press, ana := w.comes("Press", conference.Press), w.comes("Ana", conference.Attendee)
		time.Sleep(29 * time.Minute)
		never[protocol.SessionChanged](ana)
		time.Sleep(2 * time.Minute)
		if got := expect[protocol.SessionChanged](ana).Session.Segment; got != 1 {
			t.Errorf("the session is in part %d", got)
		}
		press.closed(protocol.CloseNotAllowed)
		ana.does(protocol.Say{Text: "still here"})
	})
}

// Who was let in at the door by the part that ends meanwhile gets the rights of the next one.
func TestComingInWhileAPartEnds(t *testing.T) {
	inBubble(t, func(w *world) {
		w.inParts()
		w.comes("Ana", conference.Attendee) // so that the room is there
		e := w.entry(w.person("Press", conference.Press))
		e.Session, e.Access = w.session, conference.PressAccess
		time.Sleep(31 * time.Minute)
		if _, err := w.try(e); err == nil {
			t.Error("the press came in by the part that has ended")
		}
	})
}

func TestTheRoomObeysWhatTheSessionSaysOfChatAndQuestions(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, chair := w.comes("Ana", conference.Attendee), w.comes("Chair", conference.Chair)
		w.session.Chat, w.session.Questions = conference.ModeratedDiscussion, conference.OpenDiscussion
		w.must(w.store.PutSession(w.Context(), w.session, "", time.Now()))
		w.rooms.SessionChanged(w.Context(), "session")
		ana.cannot(conference.Forbidden, protocol.Say{Text: "may I?"})
		chair.does(protocol.Say{Text: "Welcome"})
		ana.does(protocol.AskQuestion{Text: "Is this public at once?"})
		if q := expect[protocol.QuestionChanged](chair).Question; q.State != conference.Queued || q.Position == 0 {
			t.Errorf("the question is %s at %v", q.State, q.Position)
		}

		w.session.Chat, w.session.Questions = conference.NoDiscussion, conference.NoDiscussion
		w.must(w.store.PutSession(w.Context(), w.session, "", time.Now()))
		w.rooms.SessionChanged(w.Context(), "session")
		chair.cannot(conference.Conflict, protocol.Say{Text: "anybody?"})
		ana.cannot(conference.Conflict, protocol.AskQuestion{Text: "Or nobody?"})
	})
}
