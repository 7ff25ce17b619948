package conference

import (
	"slices"
	"strconv"
	"time"
)

// speeches writes who had the floor.
func (w *journalWriter) speeches() {
	for _, s := range w.Speeches {
		if _, is := w.private(s.StartedAt); is {
			continue
		}
		kind := JournalSpeech
		text := fill(w.words.speech[s.Kind], w.speaker(s.DelegationID, s.PersonID))
		switch s.Kind {
		case PanelReply:
			text = fill(w.words.speech[s.Kind], w.person(s.PersonID))
		case NationalStatement:
			text += w.symbol(s)
		case GroupStatement:
			if s.OnBehalf != "" {
				text += " – " + s.OnBehalf
			}
			if with := w.aligned(s.RequestID); with != "" {
				text += " " + fill(w.words.aligned, with)
			}
			text += w.symbol(s)
		case PointOfOrder:
			kind = JournalPoint
		case RightOfReply:
			kind = JournalReply
			text += w.answered(s)
		case FloorQuestion:
		}
		w.add("speech:"+string(s.ID), s.StartedAt, kind, text).Note = w.took(s)
	}
}

// symbol is under which a statement was distributed.
func (w *journalWriter) symbol(s Speech) string {
	for _, one := range w.Statements {
		same := one.DelegationID == nil && s.DelegationID == nil && one.PersonID == s.PersonID ||
			one.DelegationID != nil && s.DelegationID != nil && *one.DelegationID == *s.DelegationID
		if same && one.Symbol != "" && one.State != StatementPrepared && one.Grouped == (s.Kind == GroupStatement) {
			return " (" + one.Symbol + ")"
		}
	}
	return ""
}

// aligned lists which delegations associated themselves with a statement, by name.
func (w *journalWriter) aligned(id FloorRequestID) string {
	var names []string
	for _, a := range w.Alignments {
		if a.RequestID == id {
			names = append(names, w.Delegations[a.DelegationID])
		}
	}
	slices.Sort(names)
	return w.words.list(names)
}

// answered says to what a right of reply answers.
func (w *journalWriter) answered(s Speech) string {
	if s.RepliesTo == nil {
		return ""
	}
	to, known := w.spoken[*s.RepliesTo]
	if !known { // of another session
		return ""
	}
	if _, is := w.private(to.StartedAt); is {
		return ""
	}
	return fill(w.words.inReply, w.speaker(to.DelegationID, to.PersonID), w.time(to.StartedAt))
}

// took says how long somebody spoke, and how long she might.
func (w *journalWriter) took(s Speech) string {
	say := w.words
	if s.EndedAt == nil {
		return say.speaking
	}
	used := s.Used(w.Now)
	text := fill(say.spoke, say.duration(used))
	if s.Allowed == 0 {
		return text
	}
	text += fill(say.limit, say.duration(s.Allowed))
	switch {
	case s.Extended > 0:
		text += fill(say.longer, say.duration(s.Extended))
	case s.Extended < 0:
		text += fill(say.shorter, say.duration(-s.Extended))
	}
	if over := -s.Left(w.Now); over >= time.Second {
		text += fill(say.over, say.duration(over))
	}
	return text
}

// proceedings writes what was decided about the floor, and where the chair deviated from the rules.
func (w *journalWriter) proceedings() {
	for i, p := range w.Proceedings {
		if _, is := w.private(p.At); is || p.At.Before(w.opened) && !p.Deviation || w.pressedAgain(i) {
			continue
		}
		text := w.proceeding(p, w.pressed(i))
		if text == "" {
			continue
		}
		kind := JournalProcedure
		if p.Deviation {
			kind, text = JournalDeviation, w.words.deviation+" "+text
		} else {
			text = capital(text)
		}
		w.add("proceeding:"+strconv.FormatInt(p.Number, 10), p.At, kind, text)
	}
}

// pressedAgain reports whether a proceeding only goes on with the one before: a minute more, and another one, of the same
// speech, with nothing and hardly any time between. They are one decision.
func (w *journalWriter) pressedAgain(i int) bool {
	if i == 0 {
		return false
	}
	before, p := w.Proceedings[i-1], w.Proceedings[i]
	return p.Kind == TimeExtended && before.Kind == TimeExtended && p.Details().Speech == before.Details().Speech &&
		p.At.Sub(before.At) < time.Minute
}

// pressed are the details of a proceeding, with the seconds of those that go on with it.
func (w *journalWriter) pressed(i int) ProceedingDetail {
	d := w.Proceedings[i].Details()
	for next := i + 1; next < len(w.Proceedings) && w.pressedAgain(next); next++ {
		d.Seconds += w.Proceedings[next].Details().Seconds
	}
	return d
}

// proceeding says what happened; nothing of what is no matter for the record, or told elsewhere.
func (w *journalWriter) proceeding(p Proceeding, d ProceedingDetail) string {
	say := w.words
	who := w.asker(d.Request, d.Person)
	switch p.Kind {
	case ListOpened:
		if p.Deviation {
			return say.listReopened
		}
		return say.listOpened
	case ListClosed:
		return fill(say.listClosed, strconv.Itoa(d.Count))
	case RulesChosen:
		title := d.Procedure
		if d.Procedure == w.Rules.Key {
			title = w.Rules.Title
		} else if rules, known := PresetProcedure(d.Procedure); known {
			title = rules.Title
		}
		return fill(say.rulesChosen, title)
	case LimitChanged:
		return fill(say.limitChanged, w.category(d.Category), w.limit(d.Seconds), w.limit(d.Was))
	case LotsDrawn:
		return fill(say.lots, strconv.Itoa(d.Count))
	case ListPutInWriting:
		return fill(say.inWriting, strconv.Itoa(d.Count))
	case SpeakersSwapped:
		return fill(say.swapped, who, w.asker(d.Other, ""))
	case SpeakerMoved:
		if d.Other == "" {
			return fill(say.movedLast, who)
		}
		return fill(say.moved, who, w.asker(d.Other, ""))
	case TimeExtended:
		if d.Seconds == 0 {
			return "" // given, and taken back
		}
		if d.Seconds < 0 {
			return fill(say.shortened, w.speakerOf(d), say.duration(-time.Duration(d.Seconds)*time.Second))
		}
		return fill(say.extended, w.speakerOf(d), say.duration(time.Duration(d.Seconds)*time.Second))
	case SpeakerEntered, SpeakerInvited, FloorGiven:
		if p.Deviation {
			return fill(say.outOfTurn[string(p.Kind)+" "+d.Rule], who)
		}
	case ListScheduled, SpeakerTakenOff, FloorTakenBack, FloorYielded, FloorLost, ClockPaused, ClockResumed, AlignmentMade, AlignmentUndone:
	}
	return ""
}

// asker names who asked for the floor.
func (w *journalWriter) asker(id FloorRequestID, person PersonID) string {
	if r, known := w.requests[id]; known {
		return w.speaker(r.DelegationID, r.PersonID)
	}
	return w.person(person)
}

func (w *journalWriter) speakerOf(d ProceedingDetail) string {
	if s, known := w.spoken[d.Speech]; known {
		return w.speaker(s.DelegationID, s.PersonID)
	}
	return w.person(d.Person)
}

// category names a category of speakers, or what kind of request has a limit of its own.
func (w *journalWriter) category(key string) string {
	if name, own := w.words.limits[RequestKind(key)]; own {
		return name
	}
	if title := w.Rules.Category(key).Title; title != "" {
		return title
	}
	return key
}

func (w *journalWriter) limit(seconds int) string {
	if seconds <= 0 {
		return w.words.noLimit
	}
	return w.words.duration(time.Duration(seconds) * time.Second)
}
