package store

import (
	"context"

	"plenary/server/conference"
)

// Step is one act on the floor of a session: everything in it is committed together, or nothing is.
type Step struct {
	SessionID   conference.SessionID
	Floor       *conference.Floor
	Adds        *conference.FloorRequest // gets its number
	Requests    []RequestStep
	Speeches    []conference.Speech // which have changed or ended
	Begins      *conference.Speech  // gets its number
	Appearances []conference.Appearance
	Aligns      *conference.Alignment
	Unaligns    *conference.Alignment
	Proceedings []conference.Proceeding
}

// RequestStep is a request as it is now, and the state that it was in: when it is in another by now, it is a Conflict.
type RequestStep struct {
	Request conference.FloorRequest
	Was     conference.RequestState
}

// Proceed commits a step and returns it with the numbers that were given. A request that was added before, by the same
// person under the same id, is returned as it is, and nothing changes; known says so.
func (s *Store) Proceed(ctx context.Context, step Step) (done Step, known bool, err error) {
	err = s.writeInLane(ctx, string(step.SessionID), func(t *tx) error {
		done, known = step, false
		if step.Adds != nil {
			r, added, err := t.addFloorRequest(*step.Adds)
			if err != nil {
				return err
			}
			if done.Adds, known = &r, !added; known {
				return nil
			}
		}
		return t.proceed(&done)
	})
	return done, known, err
}

func (t *tx) addFloorRequest(r conference.FloorRequest) (asked conference.FloorRequest, added bool, err error) {
	if r.Number, err = t.next(r.SessionID, "floor-request"); err != nil {
		return r, false, err
	}
	added, err = t.add(&asked, `
		insert into floor_request (id, session_id, person_id, delegation_id, kind, on_behalf, category, rank, language, note,
			replies_to, question_id, number, position, lot, moved, state, reason, requested_at, changed_at)
		values (:id, :session_id, :person_id, :delegation_id, :kind, :on_behalf, :category, :rank, :language, :note,
			:replies_to, :question_id, :number, :position, :lot, :moved, :state, :reason, :requested_at, :changed_at)
		on conflict (id) do nothing returning *`, r)
	if err != nil || added {
		return asked, added, err
	}
	if err := t.get(noFloorRequest, &asked, `select * from floor_request where id = ?`, r.ID); err != nil {
		return asked, false, err
	}
	if asked.PersonID != r.PersonID || asked.SessionID != r.SessionID {
		return asked, false, conference.Errorf(conference.Conflict, "there is a request with this id already")
	}
	return asked, false, t.giveBack(r.SessionID, "floor-request")
}

func (t *tx) proceed(step *Step) error {
	if step.Floor != nil {
		if err := t.putFloor(*step.Floor); err != nil {
			return err
		}
	}
	for _, speech := range step.Speeches {
		if err := t.updateSpeech(speech); err != nil {
			return err
		}
		if err := t.statementMade(speech); err != nil {
			return err
		}
	}
	for _, r := range step.Requests {
		if err := t.updateFloorRequest(r); err != nil {
			return err
		}
	}
	if step.Begins != nil {
		speech := *step.Begins
		if err := t.beginSpeech(&speech); err != nil {
			return err
		}
		step.Begins = &speech
	}
	for _, a := range step.Appearances {
		if err := t.putAppearance(a); err != nil {
			return err
		}
	}
	if err := t.align(step); err != nil {
		return err
	}
	return t.proceedings(step)
}

func (t *tx) align(step *Step) error {
	if a := step.Aligns; a != nil {
		_, err := t.put(`
			insert into alignment (request_id, delegation_id, person_id, aligned_at)
			values (:request_id, :delegation_id, :person_id, :aligned_at) on conflict do nothing`, *a)
		if err != nil {
			return err
		}
	}
	if a := step.Unaligns; a != nil {
		_, err := t.exec(`delete from alignment where request_id = ? and delegation_id = ?`, a.RequestID, a.DelegationID)
		return err
	}
	return nil
}

// updateFloorRequest writes what changes of a request.
func (t *tx) updateFloorRequest(r RequestStep) error {
	n, err := t.put(`
		update floor_request set question_id = :question_id, on_behalf = :on_behalf, category = :category, rank = :rank, language = :language,
			note = :note, position = :position, lot = :lot, moved = :moved, state = :state, reason = :reason,
			changed_at = :changed_at
		where id = :id and state = :was`, struct {
		conference.FloorRequest
		Was conference.RequestState
	}{r.Request, r.Was})
	if err != nil {
		return err
	}
	if n == 0 {
		return t.moved(`select state from floor_request where id = ?`, r.Request.ID, noFloorRequest)
	}
	return nil
}

func (t *tx) beginSpeech(speech *conference.Speech) (err error) {
	if speech.Number, err = t.next(speech.SessionID, "speech"); err != nil {
		return err
	}
	_, err = t.put(`
		insert into speech (id, session_id, request_id, person_id, delegation_id, kind, on_behalf, category, language,
			replies_to, number, place, allowed, extended, started_at, paused_at, paused, ended_at)
		values (:id, :session_id, :request_id, :person_id, :delegation_id, :kind, :on_behalf, :category, :language,
			:replies_to, :number, :place, :allowed, :extended, :started_at, :paused_at, :paused, :ended_at)`, *speech)
	return err
}

// updateSpeech writes what the chair changes of a speech that goes on.
func (t *tx) updateSpeech(speech conference.Speech) error {
	n, err := t.put(`
		update speech set extended = :extended, paused_at = :paused_at, paused = :paused, ended_at = :ended_at
		where id = :id and ended_at is null`, speech)
	if err != nil || n > 0 {
		return err
	}
	var known bool
	if err := t.get("", &known, `select exists (select 1 from speech where id = ?)`, speech.ID); err != nil {
		return err
	}
	if known {
		return conference.Errorf(conference.Conflict, "the speaker has been thanked already")
	}
	return conference.Errorf(conference.NotFound, noSpeech)
}

// proceedings writes what happened, and what of it somebody did, into the audit too.
func (t *tx) proceedings(step *Step) (err error) {
	for i := range step.Proceedings {
		p := &step.Proceedings[i]
		if p.Number, err = t.next(p.SessionID, "proceeding"); err != nil {
			return err
		}
		_, err = t.put(`
			insert into proceeding (session_id, number, at, person_id, kind, deviation, detail)
			values (:session_id, :number, :at, :person_id, :kind, :deviation, :detail)`, *p)
		if err != nil {
			return err
		}
		if p.PersonID == nil {
			continue
		}
		err = t.record(Entry{At: p.At, PersonID: *p.PersonID, Action: string(p.Kind), Subject: string(p.SessionID), Detail: p.Detail})
		if err != nil {
			return err
		}
	}
	return nil
}
