package live

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// wait lets the room look at the clock: the next ones are called once a second.
func (w *world) wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// raises asks for the floor and returns the request's id.
func (c *client) raises(kind conference.RequestKind) conference.FloorRequestID {
	c.w.Helper()
	cmd := protocol.RequestFloor{Kind: kind}
	if kind == conference.GroupStatement {
		cmd.OnBehalf = "the European Union"
	}
	id, _ := c.does(cmd)
	return conference.FloorRequestID(id)
}

// floor folds all that a page was told into what it shows of the floor: the list, who speaks, and what it may do.
func (c *client) floor() string {
	c.w.Helper()
	c.read()
	f := protocol.Floor{}
	requests := map[conference.FloorRequestID]protocol.FloorRequest{}
	role, place := conference.Role(""), conference.Place("")
	for _, t := range c.told {
		switch n := any(t.notice).(type) {
		case protocol.Welcome:
			f, role, place = n.Floor, n.Role, n.Place
			clear(requests)
			for _, one := range n.Requests {
				requests[one.ID] = one
			}
		case protocol.FloorChanged:
			f = n.Floor
		case protocol.FloorRequestChanged:
			requests[n.Request.ID] = n.Request
		case protocol.FloorRequestGone:
			delete(requests, n.Request)
		case protocol.RightsChanged:
			role = n.Role
		case protocol.PlaceChanged:
			place = n.Place
		}
	}
	var list []conference.FloorRequest
	for _, one := range requests {
		list = append(list, conference.FloorRequest{ID: one.ID, State: one.State, Position: one.Position, Number: one.Number})
	}
	var b strings.Builder
	for _, one := range conference.Listed(list) {
		shown := requests[one.ID]
		fmt.Fprintf(&b, "%s %s, ", shown.Person.Name, shown.State)
	}
	if f.Speech != nil {
		fmt.Fprintf(&b, "%s speaks, ", f.Speech.Person.Name)
	}
	return b.String() + string(role) + " " + string(place)
}

func (c *client) shows(want string) {
	c.w.Helper()
	if got := c.floor(); got != want {
		c.w.Errorf("%s shows %q; want %q", c.entry.Person.Name, got, want)
	}
}

// TestYouHaveTheFloor walks from the request to the thanks.
func TestYouHaveTheFloor(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, ana, ben, cem := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee), w.comes("Cem", conference.Attendee)
		ana.cannot(conference.Conflict, protocol.RequestFloor{Kind: conference.NationalStatement}) // the list is closed
		chair.does(protocol.SetFloorList{Open: true})
		first := ana.raises(conference.NationalStatement)
		second := ben.raises(conference.NationalStatement)
		third := cem.raises(conference.NationalStatement)
		ana.shows("Ana waiting, Ben waiting, Cem waiting, attendee audience")
		w.wait(2 * time.Second)
		cem.shows("Ana called, Ben called, Cem waiting, attendee audience")
		ana.shows("Ana called, Ben called, Cem waiting, speaker audience")
		ana.does(protocol.EnterBackstage{})
		cem.cannot(conference.Forbidden, protocol.EnterBackstage{})

		chair.does(protocol.GiveFloor{Request: first})
		ana.shows("Ben called, Cem waiting, Ana speaks, speaker stage")
		if speech := expect[protocol.FloorChanged](cem).Floor.Speech; speech == nil || speech.Limit != 120 || speech.Person.Name != "Ana" {
			w.Errorf("the speech is %+v", speech)
		}
		w.wait(time.Second)
		cem.shows("Ben called, Cem called, Ana speaks, speaker audience")
		// Ben, who did not go backstage, is brought on the stage from where he is; Ana goes back to the audience.
		chair.does(protocol.GiveFloor{Request: second})
		ana.shows("Cem called, Ben speaks, attendee audience")
		ben.shows("Cem called, Ben speaks, speaker stage")
		ben.does(protocol.YieldFloor{})
		ben.shows("Cem called, attendee audience")
		ben.cannot(conference.Conflict, protocol.YieldFloor{})
		chair.does(protocol.GiveFloor{Request: third})
		chair.does(protocol.ThankSpeaker{})
		chair.cannot(conference.Conflict, protocol.ThankSpeaker{})
		cem.shows("attendee audience")
		chair.shows("chair audience")
		happened, err := w.store.Proceedings(w.Context(), "session")
		w.must(err)
		kinds := ""
		for _, p := range happened {
			if kinds += string(p.Kind) + " "; p.Deviation {
				w.Errorf("%s deviates from the rules: %s", p.Kind, p.Detail)
			}
		}
		if want := "list-opened floor-given floor-taken-back floor-given floor-yielded floor-given floor-taken-back "; kinds != want {
			w.Errorf("the proceedings are %s", kinds)
		}
	})
}

// A panellist who was on the stage stays there; who was backstage goes back there.
func TestThanksPutHerBack(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, sue, tom := w.comes("Chair", conference.Chair), w.comes("Sue", conference.Speaker), w.comes("Tom", conference.Speaker)
		for _, c := range []*client{sue, tom} {
			c.does(protocol.EnterBackstage{})
		}
		chair.does(protocol.BringOnStage{Person: sue.id()})
		first, second := sue.raises(conference.PanelReply), tom.raises(conference.PanelReply)
		chair.does(protocol.GiveFloor{Request: first})
		chair.does(protocol.GiveFloor{Request: second})
		tom.shows("Tom speaks, speaker stage")
		sue.shows("Tom speaks, speaker stage")
		chair.does(protocol.ThankSpeaker{})
		tom.shows("speaker backstage")
	})
}

// The right that the floor lends holds over restarts and new windows, and the clock goes on while the server does not.
func TestTheFloorOutlivesTheServer(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, ana := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee)
		chair.does(protocol.SetFloorList{Open: true})
		id := ana.raises(conference.NationalStatement)
		chair.does(protocol.GiveFloor{Request: id})
		w.wait(time.Minute)
		chair.does(protocol.PauseClock{On: true})
		w.wait(time.Minute)
		chair.does(protocol.PauseClock{On: false})
		chair.does(protocol.ExtendClock{Seconds: 30})
		w.wait(30 * time.Second)
		w.restart()
		w.wait(time.Minute)
		chair, ana = w.take(w.entry(chair.id())), w.take(w.entry(ana.id()))
		ana.shows("Ana speaks, speaker stage")
		speech := chair.welcome().Floor.Speech
		if used := time.Since(speech.StartedAt) - time.Duration(speech.Paused*float64(time.Second)); used != 150*time.Second || speech.Extended != 30 {
			w.Errorf("she has spoken for %v, extended by %d s", used, speech.Extended)
		}
		// Over a minute away, she keeps the floor until she is thanked.
		ana.leaves()
		w.wait(2 * time.Minute)
		ana = w.take(w.entry(ana.id()))
		ana.shows("Ana speaks, speaker stage")
		chair.does(protocol.ThankSpeaker{})
		ana.shows("attendee audience")
		speeches, err := w.store.Speeches(w.Context(), "session")
		w.must(err)
		if used := speeches[0].Used(time.Now()); used != 270*time.Second {
			w.Errorf("she has spoken for %v in all", used)
		}
	})
}

func TestWhoCannotBeGivenTheFloor(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, ana := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee)
		chair.does(protocol.SetFloorList{Open: true})
		id := ana.raises(conference.NationalStatement)
		ana.cannot(conference.Conflict, protocol.RequestFloor{Kind: conference.NationalStatement}) // twice
		w.wait(time.Second)
		ana.leaves()
		chair.cannot(conference.Conflict, protocol.GiveFloor{Request: id})
		chair.cannot(conference.NotFound, protocol.GiveFloor{Request: "no-such-request-0123"})
		ana = w.take(w.entry(ana.id()))
		ana.shows("Ana called, speaker audience")
		w.life(w.session.Close)
		w.wait(time.Second)
		ana.shows("Ana waiting, attendee audience")
		chair.cannot(conference.Conflict, protocol.GiveFloor{Request: id})
		w.open()
		w.wait(time.Second)
		ana.shows("Ana called, speaker audience")
		chair.does(protocol.GiveFloor{Request: id})
		w.life(w.session.Close)
		w.wait(time.Second)
		ana.shows("attendee audience")
	})
}

// Who is silenced or removed loses the floor, and what she asked for.
func TestModeratorsTakeTheFloor(t *testing.T) {
	for name, act := range map[string]func(p conference.PersonID) protocol.Command{
		"silenced": func(p conference.PersonID) protocol.Command { return protocol.Silence{Person: p, On: true} },
		"removed":  func(p conference.PersonID) protocol.Command { return protocol.RemovePerson{Person: p, On: true} },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(w *world) {
				chair, ana := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee)
				chair.does(protocol.SetFloorList{Open: true})
				id := ana.raises(conference.NationalStatement)
				ana.raises(conference.FloorQuestion)
				chair.does(protocol.GiveFloor{Request: id})
				chair.does(act(ana.id()))
				chair.shows("chair audience")
				requests, err := w.store.FloorRequests(w.Context(), "session")
				w.must(err)
				if requests[0].State != conference.RequestSpoken || requests[1].State != conference.RequestRemoved {
					w.Errorf("her requests are %s and %s", requests[0].State, requests[1].State)
				}
			})
		})
	}
}

// A list that is not shown is the chair's; everybody else sees her own request.
func TestAListThatIsNotShown(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, ana, ben := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee)
		chair.does(protocol.SetFloorList{Open: true})
		id := ana.raises(conference.NationalStatement)
		w.wait(time.Second)
		chair.does(protocol.SetFloorShown{})
		ben.shows("attendee audience")
		ana.shows("Ana called, speaker audience")
		chair.shows("Ana called, chair audience")
		w.take(w.entry(ben.id())).shows("attendee audience")
		w.take(w.entry(ana.id())).shows("Ana called, speaker audience")
		ben.cannot(conference.NotFound, protocol.WithdrawFloorRequest{Request: id})
		ben.news()
		ana.does(protocol.EditFloorRequest{Request: id, Note: "on the second item"})
		never[protocol.FloorRequestChanged](ben)
		w.appoint(ben.id(), conference.Moderator)
		w.rooms.PersonChanged(w.Context(), ben.id())
		ben.shows("Ana called, moderator audience")
		chair.does(protocol.SetFloorShown{List: true, Times: true})
		chair.does(protocol.GiveFloor{Request: id})
		w.wait(time.Minute)
		chair.does(protocol.ThankSpeaker{})
		if times := expect[protocol.SpeakingTimesChanged](ana).Times; len(times) != 1 || times[0].Seconds != 60 || times[0].Delegation != "Institute of Ana" {
			w.Errorf("the speaking times are %+v", times)
		}
	})
}

// The list opens and closes by itself, also when its time came while the server was down.
func TestSetTimesOfTheList(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, ana := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee)
		opens, closes := time.Now().Add(time.Minute), time.Now().Add(2*time.Minute)
		chair.cannot(conference.Invalid, protocol.SetFloorList{OpensAt: new(time.Now().Add(-time.Second))})
		chair.does(protocol.SetFloorList{OpensAt: &opens, ClosesAt: &closes})
		ana.cannot(conference.Conflict, protocol.RequestFloor{Kind: conference.NationalStatement})
		w.wait(61 * time.Second)
		ana.raises(conference.NationalStatement)
		w.restart()
		w.wait(time.Minute)
		ana = w.take(w.entry(ana.id()))
		w.wait(2 * time.Second)
		ana.cannot(conference.Conflict, protocol.RequestFloor{Kind: conference.FloorQuestion})
		ana.raises(conference.PointOfOrder) // as the rules say
	})
}

// Points of order are taken first; what the chair does otherwise is recorded as a deviation.
func TestDeviations(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, ana, ben, cem := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee), w.comes("Cem", conference.Attendee)
		chair.does(protocol.SetFloorList{Open: true})
		ana.raises(conference.NationalStatement)
		b := ben.raises(conference.NationalStatement)
		c := cem.raises(conference.PointOfOrder)
		chair.shows("Cem waiting, Ana waiting, Ben waiting, chair audience")
		chair.does(protocol.GiveFloor{Request: b})
		chair.does(protocol.ExtendClock{Seconds: 60})
		chair.does(protocol.MoveFloorRequest{Request: c})
		chair.does(protocol.SetFloorLimit{Category: "academia", Seconds: 60})
		chair.does(protocol.SetFloorLimit{Category: "academia", Seconds: 120})
		chair.does(protocol.SetFloorList{})
		chair.does(protocol.SetFloorList{Open: true})
		happened, err := w.store.Proceedings(w.Context(), "session")
		w.must(err)
		var got []string
		for _, p := range happened {
			got = append(got, string(p.Kind)+" "+p.Details().Rule)
		}
		want := []string{"list-opened ", "floor-given point-of-order", "time-extended limit", "speaker-moved order", "limit-changed limit", "limit-changed ", "list-closed ", "list-opened list"}
		if strings.Join(got, "; ") != strings.Join(want, "; ") {
			w.Errorf("the proceedings are\n%q; want\n%q", got, want)
		}
	})
}

// While everything is suspended, the clock stands, also over a restart; then it goes on.
func TestTheClockStandsWhileSuspended(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, ana := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee)
		chair.does(protocol.SetFloorList{Open: true})
		chair.does(protocol.GiveFloor{Request: ana.raises(conference.NationalStatement)})
		w.wait(30 * time.Second)
		chair.does(protocol.Suspend{On: true})
		w.wait(time.Minute)
		w.restart()
		w.wait(time.Minute)
		chair = w.take(w.entry(chair.id()))
		w.wait(time.Second)
		chair.does(protocol.Suspend{})
		w.wait(2 * time.Second)
		speeches, err := w.store.Speeches(w.Context(), "session")
		w.must(err)
		if used := speeches[0].Used(time.Now()); used < 30*time.Second || used > 33*time.Second {
			w.Errorf("she has spoken for %v", used)
		}
	})
}

// What belongs to another session, or to nobody, is not there.
func TestForeignIDsOnTheFloor(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, ana := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee)
		other := w.session
		other.ID = "session-2"
		w.must(w.store.PutSession(w.Context(), other, "", time.Now()))
		w.must(w.store.Appoint(w.Context(), conference.Appointment{SessionID: other.ID, PersonID: chair.id(), Role: conference.Chair}, "", time.Now()))
		e := w.entry(chair.id())
		e.Session = other
		there := w.take(e)
		chair.does(protocol.SetFloorList{Open: true})
		there.does(protocol.SetFloorList{Open: true})
		id, mine := ana.raises(conference.GroupStatement), chair.raises(conference.NationalStatement)
		question := ana.ask("Why?")
		for _, cmd := range []protocol.Command{
			protocol.EditFloorRequest{Request: id},
			protocol.WithdrawFloorRequest{Request: id},
			protocol.Align{Request: id, On: true},
			protocol.MoveFloorRequest{Request: id},
			protocol.RemoveFloorRequest{Request: id},
			protocol.CallSpeaker{Request: id, On: true},
			protocol.GiveFloor{Request: id},
			protocol.InviteToFloor{Question: question},
			protocol.SwapFloorRequests{One: id, Other: mine},
			protocol.AddFloorRequest{Person: "nobody", Kind: conference.NationalStatement},
			protocol.SetProcedure{Procedure: "none"},
			protocol.SetFloorLimit{Category: "none"},
		} {
			there.cannot(conference.NotFound, cmd)
		}
		if _, answer := there.sendAs(string(mine), protocol.RequestFloor{Kind: conference.NationalStatement}); answer == (protocol.Done{}) {
			w.Error("a request of another session is taken for this one's")
		}
		chair.does(protocol.GiveFloor{Request: id})
		speeches, err := w.store.Speeches(w.Context(), "session")
		w.must(err)
		there.cannot(conference.NotFound, protocol.RequestFloor{Kind: conference.RightOfReply, RepliesTo: speeches[0].ID})
		if refused := ana.cannot(conference.Forbidden, protocol.EditFloorRequest{Request: mine}); refused.Message == "" {
			w.Error("she edits what another asked")
		}
	})
}

// A question becomes a request for the floor, and requests become questions.
func TestQuestionsAndTheFloor(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, ana, ben, cem := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee), w.comes("Cem", conference.Attendee)
		chair.does(protocol.SetFloorList{Open: true})
		ben.does(protocol.RequestFloor{Kind: conference.FloorQuestion, Note: "What does it cost?"})
		cem.raises(conference.NationalStatement)
		question := ana.ask("Who pays?")
		chair.does(protocol.InviteToFloor{Question: question})
		chair.cannot(conference.Conflict, protocol.InviteToFloor{Question: question})
		ana.shows("Ana called, Ben waiting, Cem waiting, speaker audience")
		chair.does(protocol.PutInWriting{})
		chair.shows("chair audience")
		ana.shows("attendee audience")
		if got := expect[protocol.FloorRequestChanged](ana).Request; got.State != conference.RequestWritten || got.Question != question || got.Reason != "" {
			w.Errorf("who had asked in writing is told %+v", got)
		}
		if got := expect[protocol.FloorRequestChanged](cem).Request; got.State != conference.RequestWritten || got.Reason == "" {
			w.Errorf("who wrote nothing is told %+v", got)
		}
		list, err := w.store.Questions(w.Context(), "session")
		w.must(err)
		if len(list) != 2 || list[1].Text != "What does it cost?" || list[1].PersonID != ben.id() {
			w.Errorf("the questions are %+v", list)
		}
		cem.cannot(conference.Conflict, protocol.RequestFloor{Kind: conference.NationalStatement})
	})
}

// Ids of requests are seen by all: a question that somebody else asked with one, here or in another session, is not taken
// for the one that the request becomes.
func TestPutInWritingBesideTakenIDs(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, ana, ben := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee)
		there := w.elsewhere(ana)
		chair.does(protocol.SetFloorList{Open: true})
		one, _ := ben.does(protocol.RequestFloor{Kind: conference.NationalStatement, Note: "What does it cost?"})
		two, _ := ben.does(protocol.RequestFloor{Kind: conference.FloorQuestion, Note: "Who pays?"})
		for asker, id := range map[*client]string{there: one, ana: two} {
			if _, answer := asker.sendAs(id, protocol.AskQuestion{Text: "Mine?"}); answer != (protocol.Done{}) {
				w.Fatalf("she cannot ask: %+v", answer)
			}
		}
		chair.does(protocol.PutInWriting{})
		list, err := w.store.Questions(w.Context(), "session")
		w.must(err)
		var got []string
		for _, q := range list {
			got = append(got, fmt.Sprintf("%s: %s", q.PersonID, q.Text))
		}
		if want := fmt.Sprintf("[%s: Mine? %[2]s: What does it cost? %[2]s: Who pays?]", ana.id(), ben.id()); fmt.Sprint(got) != want {
			w.Errorf("the questions are %v; want %v", got, want)
		}
	})
}

// elsewhere takes a person to another session of the conference.
func (w *world) elsewhere(c *client) *client {
	w.Helper()
	other := w.session
	other.ID = "session-2"
	w.must(w.store.PutSession(w.Context(), other, "", time.Now()))
	e := w.entry(c.id())
	e.Session = other
	return w.take(e)
}

// A delegation aligns itself with a group statement of another one, once; all see it, also when it was made.
func TestAlignments(t *testing.T) {
	inBubble(t, func(w *world) {
		chair := w.comes("Chair", conference.Chair)
		delegate := func(name, delegation string) *client {
			d := conference.Delegation{ID: conference.DelegationID(delegation), ConferenceID: "conference", Name: delegation, Category: conference.ParticipatingState}
			w.must(w.store.PutDelegation(w.Context(), d))
			id := conference.PersonID("person-" + name)
			w.must(w.store.CreatePerson(w.Context(), conference.Person{ID: id, Name: name, Email: name + "@delegation.example", CreatedAt: time.Now()}))
			w.must(w.store.CreateRegistration(w.Context(), conference.Registration{
				ID: conference.NewID[conference.RegistrationID](), ConferenceID: "conference", PersonID: id, Name: name, DelegationID: &d.ID,
				Category: d.Category, State: conference.Approved, CreatedAt: time.Now(), ChangedAt: time.Now(),
			}))
			return w.take(w.entry(id))
		}
		ana, nils := delegate("Ana", "Austria"), delegate("Nils", "Norway")
		chair.does(protocol.SetFloorList{Open: true})
		id := ana.raises(conference.GroupStatement)
		ana.cannot(conference.Conflict, protocol.Align{Request: id, On: true}) // her own
		nils.does(protocol.Align{Request: id, On: true})
		nils.does(protocol.Align{Request: id, On: true})
		if got := expect[protocol.FloorRequestChanged](chair).Request.Aligned; len(got) != 1 || got[0].Name != "Norway" {
			w.Errorf("aligned are %+v", got)
		}
		chair.does(protocol.GiveFloor{Request: id})
		nils.does(protocol.Align{Request: id})
		chair.does(protocol.ThankSpeaker{})
		nils.does(protocol.Align{Request: id, On: true})
		if got := expect[protocol.SpeechEnded](chair).Speech.Aligned; len(got) != 1 {
			w.Errorf("aligned with what was said are %+v", got)
		}
		nils.does(protocol.RequestFloor{Kind: conference.RightOfReply, RepliesTo: w.firstSpeech()})
	})
}

func (w *world) firstSpeech() conference.SpeechID {
	w.Helper()
	list, err := w.store.Speeches(w.Context(), "session")
	w.must(err)
	return list[0].ID
}

// The programme says when a session whose list is too long will end, and is not rewritten all the time.
func TestTheProgrammeKnowsALateEnd(t *testing.T) {
	inBubble(t, func(w *world) {
		chair := w.comes("Chair", conference.Chair)
		ends := func() string {
			if at, late := w.rooms.FloorEnds()["session"]; late {
				return at.Format("15:04")
			}
			return ""
		}
		w.session.EndsAt = time.Now().Add(5 * time.Minute)
		w.must(w.store.PutSession(w.Context(), w.session, "", time.Now()))
		w.rooms.SessionChanged(w.Context(), w.session.ID)
		chair.does(protocol.SetFloorList{Open: true})
		for _, name := range []string{"Ana", "Ben", "Cem", "Dan"} { // two minutes each
			w.comes(name, conference.Attendee).raises(conference.NationalStatement)
		}
		w.wait(time.Second)
		if got := ends(); got != "00:08" {
			t.Errorf("the programme says %q", got)
		}
		w.wait(30 * time.Second)
		if got := ends(); got != "00:08" {
			t.Errorf("half a minute later the programme says %q", got)
		}
		w.wait(time.Minute)
		if got := ends(); got != "00:09" {
			t.Errorf("when nobody has begun the programme says %q", got)
		}
		chair.does(protocol.PutInWriting{})
		w.wait(time.Second)
		if got := ends(); got != "" {
			t.Errorf("when nobody waits the programme says %q", got)
		}
	})
}

// Other rules of the conference count at once where nobody waits, and only those that come later are asked by them.
func TestRulesOfTheConferenceChange(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, ana := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee)
		brings := func(title string) {
			p, _ := conference.PresetProcedure(conference.DefaultProcedure)
			p.Title = title
			w.must(w.store.PutProcedureFile(w.Context(), "conference", []byte(p.File()), "", time.Now()))
			w.rooms.ProcedureChanged(w.Context(), "conference")
			synctest.Wait()
		}
		brings("Ours")
		now := expect[protocol.FloorChanged](ana).Floor.Procedure
		if now.Title != "Ours" || len(now.Presets) != len(conference.Presets()) {
			t.Errorf("the rules are %+v", now)
		}
		chair.does(protocol.SetFloorList{Open: true})
		ana.raises(conference.NationalStatement)
		brings("Ours, later")
		if got := expect[protocol.FloorChanged](ana).Floor.Procedure.Title; got != "Ours" {
			t.Errorf("who waits is under %q", got)
		}
		chair.does(protocol.SetProcedure{Procedure: conference.DefaultProcedure})
		if got := expect[protocol.FloorChanged](ana).Floor.Procedure.Title; got != "Ours, later" {
			t.Errorf("the chair chose others, and they are %q", got)
		}
	})
}
