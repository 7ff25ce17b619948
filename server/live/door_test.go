package live

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// speaking, moderating and so on are who may give a command. A role that cannot watch has no seat to give any from.
var (
	watching     = []conference.Role{conference.Attendee, conference.Press, conference.Speaker, conference.Interpreter, conference.Moderator, conference.Chair, conference.Organizer, conference.Administrator}
	chatting     = []conference.Role{conference.Attendee, conference.Speaker, conference.Moderator, conference.Chair, conference.Organizer, conference.Administrator}
	onThePanel   = []conference.Role{conference.Speaker, conference.Moderator, conference.Chair, conference.Organizer, conference.Administrator}
	conferring   = append([]conference.Role{conference.Interpreter}, inTheChair...) // speakers backstage, and on the stage
	inTheChair   = []conference.Role{conference.Moderator, conference.Chair, conference.Organizer, conference.Administrator}
	exampleID    = "0123456789abcdef"
	commandDoors = []struct {
		command protocol.Command
		roles   []conference.Role
	}{
		{protocol.Say{Text: "x"}, chatting},
		{protocol.DeleteLine{Line: conference.LineID(exampleID)}, chatting},
		{protocol.EditLine{Line: conference.LineID(exampleID), Text: "x"}, chatting},
		{protocol.SayAside{Text: "x"}, conferring},
		{protocol.DeleteAside{Aside: conference.LineID(exampleID)}, conferring},
		{protocol.ReactToLine{Line: conference.LineID(exampleID), Reaction: "heart", On: true}, chatting},
		{protocol.ReleaseLine{Line: conference.LineID(exampleID)}, inTheChair},
		{protocol.RefuseLine{Line: conference.LineID(exampleID), Reason: "x"}, inTheChair},
		{protocol.SetChatRule{Rule: protocol.ChatRule{Reactions: true}}, inTheChair},
		{protocol.React{Reaction: "heart"}, chatting},
		{protocol.AskQuestion{Text: "x"}, chatting},
		{protocol.EditQuestion{Question: conference.QuestionID(exampleID), Text: "x"}, chatting},
		{protocol.WithdrawQuestion{Question: conference.QuestionID(exampleID)}, chatting},
		{protocol.Upvote{Question: conference.QuestionID(exampleID), On: true}, chatting},
		{protocol.ApproveQuestion{Question: conference.QuestionID(exampleID)}, inTheChair},
		{protocol.DismissQuestion{Question: conference.QuestionID(exampleID), Reason: "x"}, inTheChair},
		{protocol.MoveQuestion{Question: conference.QuestionID(exampleID)}, inTheChair},
		{protocol.AnswerQuestion{Question: conference.QuestionID(exampleID)}, inTheChair},
		{protocol.FinishQuestion{Question: conference.QuestionID(exampleID)}, inTheChair},
		{protocol.ReturnQuestion{Question: conference.QuestionID(exampleID)}, inTheChair},
		{protocol.PreparePoll{}, inTheChair},
		{protocol.RewordPoll{Poll: conference.PollID(exampleID)}, inTheChair},
		{protocol.OpenPoll{Poll: conference.PollID(exampleID)}, inTheChair},
		{protocol.ClosePoll{Poll: conference.PollID(exampleID)}, inTheChair},
		{protocol.ArchivePoll{Poll: conference.PollID(exampleID)}, inTheChair},
		{protocol.ShowPoll{Poll: conference.PollID(exampleID), On: true}, inTheChair},
		{protocol.CastBallot{Poll: conference.PollID(exampleID)}, chatting},
		{protocol.MergeQuestion{Question: conference.QuestionID(exampleID), Into: conference.QuestionID(exampleID)}, inTheChair},
		{protocol.WriteAnswer{Question: conference.QuestionID(exampleID), Text: "x"}, inTheChair},
		{protocol.FollowUpQuestion{Question: conference.QuestionID(exampleID)}, inTheChair},
		{protocol.MarkQuestion{Question: conference.QuestionID(exampleID)}, inTheChair},
		{protocol.ClaimQuestion{Question: conference.QuestionID(exampleID), On: true}, inTheChair},
		{protocol.UndoAct{Act: exampleID}, inTheChair},
		{protocol.Propose{}, inTheChair},
		{protocol.AdoptProposal{Proposal: conference.ProposalID(exampleID)}, inTheChair},
		{protocol.DropProposal{Proposal: conference.ProposalID(exampleID)}, inTheChair},
		{protocol.ObjectToProposal{Proposal: conference.ProposalID(exampleID)}, chatting}, // who speaks for a delegation, tested below
		{protocol.RequestFloor{Kind: conference.NationalStatement}, chatting},
		{protocol.EditFloorRequest{Request: conference.FloorRequestID(exampleID)}, chatting},
		{protocol.WithdrawFloorRequest{Request: conference.FloorRequestID(exampleID)}, chatting},
		{protocol.YieldFloor{}, chatting},
		{protocol.Align{Request: conference.FloorRequestID(exampleID), On: true}, chatting},
		{protocol.SetFloorList{}, inTheChair},
		{protocol.SetFloorShown{List: true}, inTheChair},
		{protocol.AddFloorRequest{Person: "nobody", Kind: conference.NationalStatement}, inTheChair},
		{protocol.MoveFloorRequest{Request: conference.FloorRequestID(exampleID)}, inTheChair},
		{protocol.SwapFloorRequests{One: conference.FloorRequestID(exampleID)}, inTheChair},
		{protocol.RemoveFloorRequest{Request: conference.FloorRequestID(exampleID)}, inTheChair},
		{protocol.DrawLots{}, inTheChair},
		{protocol.CallSpeaker{Request: conference.FloorRequestID(exampleID), On: true}, inTheChair},
		{protocol.GiveFloor{Request: conference.FloorRequestID(exampleID)}, inTheChair},
		{protocol.ThankSpeaker{}, inTheChair},
		{protocol.PauseClock{On: true}, inTheChair},
		{protocol.ExtendClock{Seconds: 60}, inTheChair},
		{protocol.SetFloorLimit{Category: "academia", Seconds: 60}, inTheChair},
		{protocol.SetProcedure{Procedure: "osce"}, inTheChair},
		{protocol.PutInWriting{}, inTheChair},
		{protocol.InviteToFloor{Question: conference.QuestionID(exampleID)}, inTheChair},
		{protocol.Silence{Person: "nobody", On: true}, inTheChair},
		{protocol.RemovePerson{Person: "nobody", On: true}, inTheChair},
		{protocol.SetDoor{Door: conference.DoorOpen}, inTheChair},
		{protocol.AnswerKnocks{People: []conference.PersonID{"nobody"}}, inTheChair},
		{protocol.Suspend{}, inTheChair},
		{protocol.CloseMeeting{}, inTheChair},
		{protocol.EnterBackstage{}, onThePanel},
		{protocol.LeaveBackstage{}, onThePanel},
		{protocol.BringOnStage{Person: "nobody"}, inTheChair},
		{protocol.TakeOffStage{Person: "nobody"}, inTheChair}, // oneself: the panel, tested below
		{protocol.Mute{Person: "nobody", Source: protocol.Camera}, inTheChair},
		{protocol.SetSource{Source: protocol.Camera}, onThePanel},
		{protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "offer"}, watching},
		{protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"}, onThePanel},
		{protocol.RestartLeg{Leg: protocol.AudienceLeg, SDP: "offer"}, watching},
		{protocol.CloseLeg{Leg: protocol.AudienceLeg}, watching},
		{protocol.Show{}, watching},
		{protocol.Attend{Place: conference.OnStage}, watching},
		{protocol.Attend{Place: conference.Backstage}, onThePanel},
		{protocol.Listen{}, watching},
		{protocol.ReportPlayback{}, watching},
	}
)

// TestCommandDoor tries every command in every role.
func TestCommandDoor(t *testing.T) {
	tried := map[string]bool{}
	inBubble(t, func(w *world) {
		for _, role := range conference.Roles {
			e := w.entry(w.person(string(role), role))
			if role == conference.Visitor {
				e.Role = role // whom the store never calls so: she has no account
			}
			if e.Role != role {
				w.Fatalf("the person made to be %s is %s", role, e.Role)
			}
			c, err := w.try(e)
			if (err == nil) != role.Can(conference.Watch) {
				w.Errorf("%s takes a seat: %v", role, err)
			}
			for _, door := range commandDoors {
				time.Sleep(time.Second) // which is as long as it may take to give so many
				tried[fmt.Sprintf("%T", door.command)] = true
				allowed := strings.Contains(fmt.Sprint(door.roles), string(role))
				if c == nil {
					if allowed {
						w.Errorf("%s has no seat, but the table lets it %T", role, door.command)
					}
					continue
				}
				answer := c.send(door.command)
				refused, is := answer.(protocol.Refused)
				if stopped := is && refused.Kind == conference.Forbidden; stopped == allowed {
					w.Errorf("%s: %#v is answered %#v; allowed is %v", role, door.command, answer, allowed)
				}
				if is && refused.Kind == "internal" {
					w.Errorf("%s: %#v broke something", role, door.command)
				}
			}
		}
	})
	for _, c := range protocol.Commands {
		if !tried[fmt.Sprintf("%T", c)] {
			t.Errorf("%T has no row in the table of the command door", c)
		}
	}
}

func TestRolesThatMayNotEnter(t *testing.T) {
	inBubble(t, func(w *world) {
		e := w.entry(w.person("Eve", conference.Registered))
		if _, err := w.try(e); kindOf(err) != conference.Forbidden {
			w.Errorf("who is not approved takes a seat: %v", err)
		}
		e.Session.Access = conference.ClosedAccess
		if _, err := w.try(e); kindOf(err) != conference.NotFound {
			w.Errorf("a closed session says of itself: %v", err)
		}
		e.Session.ID = "nowhere"
		e.Role = conference.Attendee
		if _, err := w.try(e); kindOf(err) != conference.NotFound {
			w.Errorf("a session that is not there: %v", err)
		}
	})
}

func TestForgedFrames(t *testing.T) {
	id := rand.Text()
	for name, frame := range map[string]string{
		"nothing":          ``,
		"a sender":         `{"type":"Say","id":"` + id + `","data":{"text":"x","person":"person-mo"}}`,
		"a role":           `{"type":"Say","id":"` + id + `","role":"chair","data":{"text":"x"}}`,
		"a time":           `{"type":"Say","id":"` + id + `","data":{"text":"x","said_at":"2020-01-01T00:00:00Z"}}`,
		"another session":  `{"type":"Say","id":"` + id + `","session":"other","data":{"text":"x"}}`,
		"a notice":         `{"type":"LineSaid","id":"` + id + `","data":{}}`,
		"no id":            `{"type":"Say","data":{"text":"x"}}`,
		"an id that is no": `{"type":"Say","id":"<script>alert(1)</script>","data":{"text":"x"}}`,
		"far too much":     `{"type":"Say","id":"` + id + `","data":{"text":"` + strings.Repeat("x", protocol.MaxFrame) + `"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(w *world) {
				eve, ben := w.comes("Eve", conference.Attendee), w.comes("Ben", conference.Attendee)
				for i := range malformedMost {
					eve.read()
					if eve.over {
						w.Fatalf("let go after %d", i)
					}
					eve.seat.Receive(w.Context(), []byte(frame))
				}
				eve.closed(protocol.CloseMalformed)
				for _, answer := range eve.answers {
					if refused, is := answer.(protocol.Refused); !is || refused.Kind != conference.Invalid {
						w.Errorf("answered %#v", answer)
					}
				}
				never[protocol.LineSaid](ben)
				eve.seat.Receive(w.Context(), []byte(`{"type":"Say","id":"`+id+`","data":{"text":"too late"}}`))
				never[protocol.LineSaid](ben)
			})
		})
	}
}

func TestCommandsAreLimited(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Attendee)
		refused := 0
		for range 100 {
			if n, is := ana.send(protocol.CloseLeg{Leg: protocol.AudienceLeg}).(protocol.Refused); is {
				if n.Kind != conference.TooMany || n.RetryAfter <= 0 {
					w.Errorf("refused with %+v", n)
				}
				refused++
			}
		}
		if refused != 40 {
			w.Errorf("of a hundred at once, %d are refused", refused)
		}
	})
}

// A command that was carried out is answered so again, whatever has become of its object meanwhile.
func TestRepeatedCommands(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo := w.comes("Ana", conference.Attendee), w.comes("Mo", conference.Moderator)
		q := ana.ask("Why?")
		id, _ := mo.does(protocol.ApproveQuestion{Question: q})
		mo.does(protocol.AnswerQuestion{Question: q})
		mo.leaves()
		mo = mo.returns()
		mo.news()
		if _, answer := mo.sendAs(id, protocol.ApproveQuestion{Question: q}); answer != (protocol.Done{}) {
			w.Errorf("asked again, the answer is %#v", answer)
		}
		if n := mo.news(); len(n) != 0 {
			w.Errorf("asked again, the room tells %#v", n)
		}
	})
}

func TestARefusedCommandMayBeTriedAgain(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Speaker)
		id, answer := ana.sendAs(rand.Text(), protocol.SetSource{Source: protocol.Camera})
		if refused, is := answer.(protocol.Refused); !is || refused.Kind != conference.Conflict {
			w.Fatalf("from the audience: %#v", answer)
		}
		ana.does(protocol.EnterBackstage{})
		if _, answer = ana.sendAs(id, protocol.SetSource{Source: protocol.Camera}); answer != (protocol.Done{}) {
			w.Errorf("tried again: %#v", answer)
		}
	})
}

// A panic costs the command that it came from: its page is told that something broke, and not what; the seat and the
// room go on.
func TestAPanicCostsTheCommand(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Attendee)
		synctest.Wait()
		member := ana.seat.member
		ana.seat.member = nil // whoever asks what she may do panics
		refused, is := ana.send(protocol.Say{Text: "Broken"}).(protocol.Refused)
		ana.seat.member = member
		if !is || refused.Kind != "internal" || strings.Contains(refused.Message, "nil") {
			w.Errorf("answered %#v", refused)
		}
		ana.does(protocol.Say{Text: "Whole"})
	})
}
