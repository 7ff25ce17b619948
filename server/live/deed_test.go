package live

import (
	"crypto/rand"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// A page that missed the answer asks again, and the server may have been restarted meanwhile: it gets the same answer.
func TestWhatWasDoneBeforeARestartIsDone(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo, ben := w.comes("Ana", conference.Speaker), w.comes("Mo", conference.Moderator), w.comes("Ben", conference.Attendee)
		first, _ := ben.does(protocol.AskQuestion{Text: "First?"})
		second, _ := ben.does(protocol.AskQuestion{Text: "Second?"})
		line, _ := ben.does(protocol.Say{Text: "Deleted"})
		ana.does(protocol.EnterBackstage{})
		commands := []protocol.Command{
			protocol.ApproveQuestion{Question: conference.QuestionID(first)},
			protocol.DismissQuestion{Question: conference.QuestionID(second), Reason: "Said before"},
			protocol.AnswerQuestion{Question: conference.QuestionID(first)},
			protocol.FinishQuestion{Question: conference.QuestionID(first)},
			protocol.DeleteLine{Line: conference.LineID(line)},
			protocol.BringOnStage{Person: ana.id()},
			protocol.Silence{Person: ben.id(), On: true},
		}
		ids := make([]string, len(commands))
		for i, c := range commands {
			ids[i] = rand.Text()
			if _, n := mo.sendAs(ids[i], c); n != (protocol.Done{}) {
				w.Fatalf("%#v is answered %#v", c, n)
			}
		}
		w.restart()
		mo, eve := mo.returns(), w.comes("Eve", conference.Moderator)
		for i, c := range commands {
			if _, n := mo.sendAs(ids[i], c); n != (protocol.Done{}) {
				w.Errorf("%#v, asked for again, is answered %#v", c, n)
			}
		}
		if _, n := eve.sendAs(ids[0], commands[0]); n == (protocol.Done{}) {
			w.Error("what Mo has done is taken for Eve's doing")
		}
		mo.cannot(conference.Conflict, commands[0]) // it is another command
	})
}
