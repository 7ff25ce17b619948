package conference

import (
	"strings"
	"time"
)

// RegistrationState says how far a person's application is.
type RegistrationState string

// The states of a registration.
const (
	Unconfirmed     RegistrationState = "unconfirmed"      // the address has not been proven yet
	Unfinished      RegistrationState = "draft"            // proven, but to be finished: something is missing, or she said so
	Submitted       RegistrationState = "submitted"        // waits for the organizer
	CorrectionAsked RegistrationState = "correction-asked" // waits for the person
	Approved        RegistrationState = "approved"
	Waiting         RegistrationState = "waiting" // on the waiting list: welcome as soon as a place falls free
	Rejected        RegistrationState = "rejected"
	Withdrawn       RegistrationState = "withdrawn" // by the person
	Cancelled       RegistrationState = "cancelled" // by the organizer
)

// RegistrationStates lists the states in their order.
var RegistrationStates = []RegistrationState{
	Unconfirmed, Unfinished, Submitted, CorrectionAsked, Approved, Waiting, Rejected, Withdrawn, Cancelled,
}

// Mover is who moves a registration from one state into another.
type Mover string

// The movers.
const (
	Registrant Mover = "registrant" // the person herself, or her focal point
	Organizing Mover = "organizer"
	System     Mover = "system" // the server, by a rule
)

// Step is what is done to a registration.
type Step string

// The steps. Those of an organizer are the decisions.
const (
	StepConfirm  Step = "confirm"  // prove the address; all that is asked for is there
	StepBegin    Step = "begin"    // prove the address; something is missing
	StepSubmit   Step = "submit"   // send what was filled in
	StepKeep     Step = "keep"     // keep what was filled in, to be finished later
	StepAmend    Step = "amend"    // change what was filled in; the decision stands
	StepReopen   Step = "reopen"   // change what was filled in; the decision has to be made again
	StepWithdraw Step = "withdraw" // take the application back
	StepApprove  Step = "approve"
	StepQueue    Step = "queue" // approve, but all places are taken
	StepReject   Step = "reject"
	StepAsk      Step = "ask-correction"
	StepWaitlist Step = "waitlist"
	StepCancel   Step = "cancel"
	StepPromote  Step = "promote" // give a place that fell free
)

// Passage is one line of the table of states: who may do what, from where, and where it leads.
type Passage struct {
	By   Mover
	Step Step
	From []RegistrationState
	To   RegistrationState
}

// Passages is the whole life of a registration. Undoing a decision within [UndoTime] leads back to where it was.
// testdata/passages.golden shows it as a table.
var Passages = []Passage{
	{Registrant, StepConfirm, []RegistrationState{Unconfirmed}, Submitted},
	{Registrant, StepBegin, []RegistrationState{Unconfirmed}, Unfinished},
	{Registrant, StepSubmit, []RegistrationState{Unfinished, Submitted, CorrectionAsked}, Submitted},
	{Registrant, StepKeep, []RegistrationState{Unfinished}, Unfinished},
	{Registrant, StepAmend, []RegistrationState{Approved}, Approved},
	{Registrant, StepAmend, []RegistrationState{Waiting}, Waiting},
	{Registrant, StepReopen, []RegistrationState{Approved, Waiting, Rejected}, Submitted},
	{Registrant, StepWithdraw, []RegistrationState{Unconfirmed, Unfinished, Submitted, CorrectionAsked, Approved, Waiting}, Withdrawn},
	{Organizing, StepApprove, []RegistrationState{Submitted, CorrectionAsked, Approved, Waiting, Rejected, Cancelled}, Approved},
	{Organizing, StepReject, []RegistrationState{Submitted, CorrectionAsked, Approved, Waiting, Rejected}, Rejected},
	{Organizing, StepAsk, []RegistrationState{Submitted, CorrectionAsked, Approved, Waiting, Rejected}, CorrectionAsked},
	{Organizing, StepWaitlist, []RegistrationState{Submitted, CorrectionAsked, Waiting, Rejected}, Waiting},
	{Organizing, StepCancel, []RegistrationState{Unfinished, Submitted, CorrectionAsked, Approved, Waiting, Cancelled}, Cancelled},
	{System, StepQueue, []RegistrationState{Submitted, CorrectionAsked, Waiting, Rejected, Cancelled}, Waiting},
	{System, StepPromote, []RegistrationState{Waiting}, Approved},
}

// Leads says where a step leads from a state, and whether there is a way.
func Leads(by Mover, step Step, from RegistrationState) (to RegistrationState, ok bool) {
	for _, p := range Passages {
		if p.By == by && p.Step == step && contains(p.From, from) {
			return p.To, true
		}
	}
	return from, false
}

// step moves a registration, or says why it cannot move.
func (r Registration) step(by Mover, step Step, now time.Time) (Registration, error) {
	to, ok := Leads(by, step, r.State)
	if !ok {
		return r, Errorf(Conflict, "%s", standstill(by, r.State))
	}
	r.State, r.ChangedAt = to, now
	return r, nil
}

func standstill(by Mover, from RegistrationState) string {
	switch {
	case by == Registrant && from == Withdrawn, by == Registrant && from == Rejected, by == Registrant && from == Cancelled:
		return "the registration is over and can no longer be changed"
	case by == Registrant:
		return "this cannot be done with the registration as it stands"
	case from == Unconfirmed:
		return "the person has not confirmed the address yet"
	case from == Unfinished:
		return "the person has not finished the registration yet"
	case from == Withdrawn:
		return "the registration has been withdrawn"
	}
	return "the registration is " + string(from) + ", from where this is no way"
}

// Decision is what an organizer does with a registration.
type Decision string

// The decisions.
const (
	Approve       Decision = "approve"
	Reject        Decision = "reject"
	AskCorrection Decision = "ask-correction"
	Waitlist      Decision = "waitlist"
	Cancel        Decision = "cancel" // take an application out that was welcome, for a reason of the organizers'
)

// Decisions lists all decisions.
var Decisions = []Decision{Approve, Reject, AskCorrection, Waitlist, Cancel}

// NeedsReason reports whether the person is told why.
func (d Decision) NeedsReason() bool { return d == Reject || d == AskCorrection || d == Cancel }

// CheckReason returns the reason as it is kept, or says what is wrong with it.
func (d Decision) CheckReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	switch {
	case !contains(Decisions, d):
		return "", Errorf(Invalid, "%q is no decision", d)
	case len(reason) > 2000:
		return "", Errorf(Invalid, "the reason is longer than 2,000 bytes")
	case d.NeedsReason() && reason == "":
		return "", Errorf(Invalid, "please give the person a reason")
	case d == Approve:
		return "", nil
	}
	return reason, nil
}

// Decide returns the registration after the organizer by decided at now. A decision may be changed later, but nothing
// may be decided about an address that nobody proved or an application that was withdrawn. Whether there is a place for
// who is approved, [Registration.Seated] asks.
func (r Registration) Decide(d Decision, reason string, by PersonID, now time.Time) (Registration, error) {
	reason, err := d.CheckReason(reason)
	if err != nil {
		return r, err
	}
	decided, err := r.step(Organizing, Step(d), now)
	if err != nil {
		return r, err
	}
	decided.Reason, decided.DecidedBy, decided.DecidedAt = reason, &by, &now
	return decided, nil
}

// Decisions lists what an organizer may decide about the registration as it stands.
func (r Registration) Decisions() []Decision {
	list := []Decision{}
	for _, d := range Decisions {
		if to, ok := Leads(Organizing, Step(d), r.State); ok && to != r.State {
			list = append(list, d)
		}
	}
	return list
}

// Seated returns a registration that has just been approved, coming from a state: on the waiting list, if all places of
// its category are taken.
func (r Registration) Seated(was RegistrationState, free bool) Registration {
	if r.State != Approved || free {
		return r
	}
	if to, ok := Leads(System, StepQueue, was); ok {
		r.State = to
	}
	return r
}

// Promote returns a registration from the waiting list with a place that fell free.
func (r Registration) Promote(now time.Time) (Registration, error) {
	r, err := r.step(System, StepPromote, now)
	if err == nil {
		r.Reason = ""
	}
	return r, err
}

// changed returns the registration with what the person changed, moved by a step.
func (r Registration) changed(to Registration, step Step, now time.Time) (Registration, error) {
	next, err := r.step(Registrant, step, now)
	if err != nil {
		return r, Errorf(Conflict, "the registration can no longer be changed")
	}
	next.Name, next.DelegationID, next.Organization = to.Name, to.DelegationID, to.Organization
	next.Category, next.Function, next.Draft = to.Category, to.Function, step == StepKeep
	next.Listed = to.Listed
	if to.Participation != "" {
		next.Participation = to.Participation
	}
	if step != StepAmend {
		next.Reason = ""
	}
	return next, next.Check()
}

// Withdraw returns the registration withdrawn.
func (r Registration) Withdraw(now time.Time) (Registration, error) {
	next, err := r.step(Registrant, StepWithdraw, now)
	if err != nil {
		return r, Errorf(Conflict, "there is nothing to withdraw")
	}
	return next, nil
}

// Confirm returns the registration after the person proved her address: as a draft, when something is missing or she
// wants to finish it later.
func (r Registration) Confirm(complete bool, now time.Time) Registration {
	step := StepConfirm
	if !complete || r.Draft {
		step = StepBegin
	}
	if next, err := r.step(Registrant, step, now); err == nil {
		return next
	}
	return r
}
