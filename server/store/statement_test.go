package store_test

import (
	"testing"
	"time"

	"plenary/server/conference"
)

func TestStatements(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		at, other := conference.DelegationID("at"), w.newSession("other")
		must(t, w.PutDelegation(ctx, conference.Delegation{ID: at, ConferenceID: w.conference.ID, Code: "AT", Name: "Austria", Category: conference.ParticipatingState}))
		statement := func(id conference.StatementID, of *conference.DelegationID, by conference.PersonID, grouped bool) conference.Statement {
			return conference.Statement{
				ID: id, ConferenceID: w.conference.ID, SessionID: w.session.ID, DelegationID: of, PersonID: by, Grouped: grouped,
				Text: "Madam Moderator,", Words: 2, State: conference.StatementPrepared, HandedInAt: day, ChangedAt: day,
			}
		}
		must(t, w.HandIn(ctx, statement("a", &at, w.ana.ID, false)))
		must(t, w.HandIn(ctx, statement("b", &at, w.ben.ID, true)))
		must(t, w.HandIn(ctx, statement("c", nil, w.ben.ID, false)))
		must(t, w.HandIn(ctx, statement("d", nil, w.ana.ID, false)))
		refused(t, w.HandIn(ctx, statement("e", &at, w.ben.ID, false)), conference.Conflict) // her colleague did
		refused(t, w.HandIn(ctx, statement("f", nil, w.ben.ID, false)), conference.Conflict)
		elsewhere := statement("g", &at, w.ben.ID, false)
		elsewhere.SessionID = other.ID
		must(t, w.HandIn(ctx, elsewhere))

		a, err := w.Statement(ctx, w.session.ID, "a")
		must(t, err)
		_, err = w.Statement(ctx, other.ID, "a")
		refused(t, err, conference.NotFound)
		a.Text, a.PersonID = "Madam Moderator, thank you.", w.ben.ID
		must(t, w.UpdateStatement(ctx, a, w.ben.ID))
		refused(t, w.UpdateStatement(ctx, a, w.ana.ID), conference.Conflict) // she had read the version before
		must(t, w.GiveSymbol(ctx, a, "CTC.DEL/1/20", w.olga.ID, day))
		refused(t, w.GiveSymbol(ctx, elsewhere, "CTC.DEL/1/20", w.olga.ID, day), conference.Conflict)
		must(t, w.GiveSymbol(ctx, elsewhere, "CTC.DEL/2/20", w.olga.ID, day.Add(time.Second)))
		must(t, w.GiveSymbol(ctx, elsewhere, "", w.olga.ID, day))
		symbols, err := w.Symbols(ctx, w.conference.ID)
		must(t, err)
		same(t, "symbols", len(symbols), 1)

		a, err = w.Statement(ctx, w.session.ID, "a")
		must(t, err)
		same(t, "text", a.Text, "Madam Moderator, thank you.")
		same(t, "symbol", a.Symbol, "CTC.DEL/1/20")
		spoken, err := a.Speak(day)
		must(t, err)
		must(t, w.UpdateStatement(ctx, spoken, w.olga.ID))
		refused(t, w.WithdrawStatement(ctx, "a", w.ana.ID, day), conference.Conflict)
		must(t, w.WithdrawStatement(ctx, "c", w.ben.ID, day))
		list, err := w.Statements(ctx, w.session.ID)
		must(t, err)
		same(t, "statements", len(list), 3)
	})
}
