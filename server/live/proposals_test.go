package live

import (
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// delegate brings in somebody who speaks for a delegation.
func (w *world) delegate(name string, id conference.DelegationID, category conference.Category) *client {
	w.Helper()
	w.must(w.store.PutDelegation(w.Context(), conference.Delegation{ID: id, ConferenceID: "conference", Name: "State of " + string(id), Category: category}))
	person := w.person(name, conference.Attendee)
	r, err := w.store.RegistrationOf(w.Context(), "conference", person)
	w.must(err)
	r.DelegationID, r.Category, r.Organization = &id, category, ""
	_, err = w.store.UpdateRegistration(w.Context(), r, r.State, person)
	w.must(err)
	return w.take(w.entry(person))
}

func TestConsensus(t *testing.T) {
	inBubble(t, func(w *world) {
		chair, ana := w.comes("Chair", conference.Chair), w.comes("Ana", conference.Attendee)
		at, at2 := w.delegate("Anton", "austria", conference.ParticipatingState), w.delegate("Berta", "austria", conference.ParticipatingState)
		be, jp := w.delegate("Claire", "belgium", conference.ParticipatingState), w.delegate("Daichi", "japan", conference.PartnerForCooperation)
		propose := func() conference.ProposalID {
			id, _ := chair.does(protocol.Propose{Text: "That we meet again."})
			return conference.ProposalID(id)
		}
		first, second := propose(), propose()
		chair.does(protocol.AdoptProposal{Proposal: first})
		if got := expect[protocol.ProposalChanged](ana).Proposal; got.ID != first || got.State != conference.Adopted || got.Number != 1 || got.EndedAt == nil {
			w.Errorf("told is %+v", got)
		}
		at.cannot(conference.Conflict, protocol.ObjectToProposal{Proposal: first})
		ana.cannot(conference.Forbidden, protocol.ObjectToProposal{Proposal: second})
		jp.cannot(conference.Forbidden, protocol.ObjectToProposal{Proposal: second})
		at.cannot(conference.NotFound, protocol.ObjectToProposal{Proposal: "proposal-nowhere-0"})
		at.does(protocol.ObjectToProposal{Proposal: second, Text: "Not in winter."})
		at2.does(protocol.ObjectToProposal{Proposal: second}) // the same voice
		be.does(protocol.ObjectToProposal{Proposal: second})
		chair.cannot(conference.Conflict, protocol.AdoptProposal{Proposal: second})
		chair.cannot(conference.Conflict, protocol.DropProposal{Proposal: second})
		for _, when := range []string{"while it runs", "after a restart"} {
			list := w.take(w.entry(ana.id())).welcome().Proposals
			if len(list) != 2 || list[1].State != conference.Objected || len(list[1].Objections) != 2 || list[1].Objections[0].Text != "Not in winter." || list[1].Objections[0].Person.Delegation != "State of austria" {
				w.Errorf("%s: %+v", when, list)
			}
			w.restart()
		}
	})
}

// Silence ends at its time whether or not anybody is there, the server included.
func TestSilenceProcedure(t *testing.T) {
	inBubble(t, func(w *world) {
		chair := w.comes("Chair", conference.Chair)
		at := w.delegate("Anton", "austria", conference.ParticipatingState)
		vienna, err := conference.Zone("Europe/Vienna")
		w.must(err)
		end := time.Now().Add(2 * time.Hour).Truncate(time.Minute)
		silence := func(until time.Time) conference.ProposalID {
			id, _ := chair.does(protocol.Propose{Text: "That we meet again.", Until: until.In(vienna).Format(conference.CivilForm)})
			return conference.ProposalID(id)
		}
		kept, broken, later := silence(end), silence(end), silence(end.Add(24*time.Hour))
		chair.cannot(conference.Conflict, protocol.AdoptProposal{Proposal: kept})
		chair.cannot(conference.Invalid, protocol.Propose{Text: "x", Until: end.Add(-3 * time.Hour).In(vienna).Format(conference.CivilForm)})
		chair.cannot(conference.Invalid, protocol.Propose{Text: "x", Until: "tomorrow"})
		time.Sleep(time.Until(end) - time.Second)
		at.does(protocol.ObjectToProposal{Proposal: broken})
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got := expect[protocol.ProposalChanged](at).Proposal; got.ID != kept || got.State != conference.Adopted || !got.EndedAt.Equal(end) {
			w.Errorf("told is %+v", got)
		}
		at.cannot(conference.Conflict, protocol.ObjectToProposal{Proposal: kept})
		w.must(w.rooms.Close(w.Context()))
		time.Sleep(30 * time.Hour)
		w.media = &standIn{}
		w.rooms = w.newRooms()
		states := map[conference.ProposalID]conference.ProposalState{}
		for _, p := range w.take(chair.entry).welcome().Proposals {
			states[p.ID] = p.State
			if p.ID == later && !p.EndedAt.Equal(end.Add(24*time.Hour)) {
				w.Errorf("adopted at %s; want %s", p.EndedAt, end.Add(24*time.Hour))
			}
		}
		if states[kept] != conference.Adopted || states[broken] != conference.Objected || states[later] != conference.Adopted {
			w.Errorf("in the end: %v", states)
		}
	})
}
