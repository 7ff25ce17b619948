package conference

import (
	"strconv"
	"strings"
)

// proposals writes what was proposed, and what became of it. What silence decided is told, wherever the session was then.
func (w *journalWriter) proposals() {
	against := map[ProposalID][]string{}
	for _, o := range w.Objections {
		against[o.ProposalID] = append(against[o.ProposalID], w.Delegations[o.DelegationID])
	}
	say := w.words
	for _, d := range w.Proposals {
		number := strconv.FormatInt(d.Number, 10)
		if _, hidden := w.private(d.ProposedAt); hidden {
			continue
		}
		text := fill(say.proposed, number, d.Text)
		if d.SilenceEnds != nil {
			text = fill(say.underSilence, number, d.Text, w.time(*d.SilenceEnds))
		}
		w.add("proposal:"+string(d.ID), d.ProposedAt, JournalProposal, text)
		if d.EndedAt == nil {
			continue
		}
		if _, hidden := w.private(*d.EndedAt); hidden && d.EndedBy != nil {
			continue
		}
		w.add("decision:"+string(d.ID), *d.EndedAt, JournalDecision, fill(w.became(d), number, w.words.list(against[d.ID])))
	}
}

// became says what became of a proposal.
func (w *journalWriter) became(d Proposal) string {
	switch {
	case d.State == Adopted && d.SilenceEnds != nil:
		return w.words.adoptedInSilence
	case d.State == Adopted:
		return w.words.adopted
	case d.State == Objected && d.SilenceEnds != nil:
		return w.words.silenceBroken
	case d.State == Objected:
		return w.words.objected
	}
	return w.words.dropped
}

// polls writes what was asked, and what came of it: never what anybody chose.
func (w *journalWriter) polls() {
	for _, p := range w.Polls {
		if p.Number == 0 || p.OpenedAt == nil {
			continue
		}
		if _, is := w.private(*p.OpenedAt); is {
			continue
		}
		e := w.add("poll:"+string(p.ID), *p.OpenedAt, JournalPoll, fill(w.words.poll, strconv.FormatInt(p.Number, 10), p.Text))
		if p.State == PollOpen {
			e.Note = w.words.pollOpen
			continue
		}
		var came []string
		for i, option := range p.OptionList() {
			votes := 0
			if i < len(w.Tallies[p.ID]) {
				votes = w.Tallies[p.ID][i]
			}
			came = append(came, option+": "+strconv.Itoa(votes))
		}
		e.Note = fill(w.words.pollCame, strings.Join(came, "; "), strconv.Itoa(p.Voters))
	}
}
