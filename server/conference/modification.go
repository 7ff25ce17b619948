package conference

import "time"

// Modification says until when people may change what they filled in.
type Modification string

// The modes.
const (
	ModifyAlways       Modification = "always"        // after a decision too
	ModifyUntilDecided Modification = "until-decided" // while nobody has decided
	ModifyNever        Modification = "never"         // only what they are asked to correct
)

// Modifications lists the modes in the order a form offers them.
var Modifications = []Modification{ModifyAlways, ModifyUntilDecided, ModifyNever}

// Editing says by which step a person may change her registration at now, or why she may not. What the organizers asked
// her to correct she may always change; what she has not finished, until registration closes.
func (c Conference) Editing(state RegistrationState, now time.Time) (Step, error) {
	switch {
	case state == Unfinished && !now.Before(c.RegistrationCloses):
		return "", Errorf(Conflict, "registration has closed before this was sent")
	case state == CorrectionAsked || state == Unfinished:
		return StepSubmit, nil
	}
	mode := c.Modification
	if mode == "" {
		mode = ModifyUntilDecided
	}
	decided := state != Submitted
	step := StepSubmit
	switch {
	case decided && (c.EditingResets || state == Rejected):
		step = StepReopen
	case decided:
		step = StepAmend
	}
	_, possible := Leads(Registrant, step, state)
	switch {
	case !possible, mode == ModifyNever, mode == ModifyUntilDecided && decided:
		return "", Errorf(Conflict, "the registration can no longer be changed")
	case c.ModificationCloses != nil && !now.Before(*c.ModificationCloses):
		return "", Errorf(Conflict, "the time for changes is over")
	}
	return step, nil
}

// Keep returns the registration with what the person filled in at now and wants to finish later, if she may.
func (r Registration) Keep(c Conference, to Registration, now time.Time) (Registration, error) {
	if _, err := c.Editing(r.State, now); err != nil {
		return r, err
	}
	if r.State != Unfinished {
		return r, Errorf(Conflict, "the registration has been sent already")
	}
	return r.changed(to, StepKeep, now)
}

// Edit returns the registration with what the person changed at now, if she may.
func (r Registration) Edit(c Conference, to Registration, now time.Time) (Registration, error) {
	step, err := c.Editing(r.State, now)
	if err != nil {
		return r, err
	}
	return r.changed(to, step, now)
}
