package conference

import "time"

// What moderators make of a question.

// Approve returns the question approved at the end of the queue, with the moderator's wording when text is not empty.
// What was asked is kept in Original.
func (q Question) Approve(text string, last float64, now time.Time) (Question, error) {
	if q.State != Incoming {
		return q, q.already()
	}
	if text != "" {
		clean, err := CleanText(text, MaxQuestion)
		if err != nil {
			return q, err
		}
		if clean != q.Text {
			q.Original, q.Text = q.Text, clean
		}
	}
	q.State, q.Position, q.ChangedAt = Queued, last+1, now
	return q, nil
}

// Dismiss returns the question dismissed, with a reason its asker will read.
func (q Question) Dismiss(reason string, now time.Time) (Question, error) {
	if !q.State.in(Incoming, Queued) {
		return q, q.already()
	}
	reason, err := CleanText(reason, MaxReason)
	if err != nil {
		return q, Errorf(Invalid, "please give the asker a reason of at most %d characters", MaxReason)
	}
	q.State, q.Reason, q.ChangedAt = Dismissed, reason, now
	return q, nil
}

// Put returns the question as the one being answered now.
func (q Question) Put(now time.Time) (Question, error) {
	if q.State != Queued {
		return q, Errorf(Conflict, "only a question in the queue can be put on the stage")
	}
	q.State, q.ChangedAt = Answering, now
	return q, nil
}

// Finish returns the question answered.
func (q Question) Finish(now time.Time) (Question, error) {
	if !q.State.in(Queued, Answering, FollowUp) {
		return q, Errorf(Conflict, "only a question in the queue or on the stage can be answered")
	}
	q.State, q.ChangedAt = Answered, now
	return q, nil
}

// Reply returns the question answered in writing: for everybody, or for its askers alone. What was written can be
// corrected.
func (q Question) Reply(answer string, private bool, now time.Time) (Question, error) {
	if !q.State.in(Incoming, Queued, Answering, FollowUp, Written, Replied) {
		return q, q.already()
	}
	answer, err := CleanText(answer, MaxAnswer)
	if err != nil {
		return q, Errorf(Invalid, "please write an answer of at most %d characters", MaxAnswer)
	}
	q.State, q.Answer, q.ChangedAt = Written, answer, now
	if private {
		q.State = Replied
	}
	return q, nil
}

// Defer returns the question as one that is followed up after the session. Everybody sees it.
func (q Question) Defer(now time.Time) (Question, error) {
	if !q.State.in(Incoming, Queued, Answering, Answered) {
		return q, q.already()
	}
	q.State, q.ChangedAt = FollowUp, now
	return q, nil
}

// Merge returns the question merged into another one that asks the same. Who asked it, and whose voices it has, have that
// one from now on.
func (q Question) Merge(into Question, now time.Time) (Question, error) {
	switch {
	case !q.State.in(Incoming, Queued):
		return q, q.already()
	case into.ID == q.ID || into.SessionID != q.SessionID:
		return q, Errorf(Invalid, "a question is merged into another one of the same session")
	case !into.State.in(Incoming, Queued, Answering):
		return q, Errorf(Conflict, "number %d is %s already; nothing can be merged into it", into.Number, into.State)
	}
	q.State, q.MergedInto, q.ChangedAt = Merged, into.ID, now
	return q, nil
}

// Return returns the question to the end of the queue: taken off the stage, or decided by mistake.
func (q Question) Return(last float64, now time.Time) (Question, error) {
	if !q.State.in(Answering, Answered, Written, Replied, FollowUp, Merged, Dismissed) {
		return q, Errorf(Conflict, "the question cannot go back to the queue")
	}
	q.State, q.Reason, q.Answer, q.MergedInto, q.Position, q.ChangedAt = Queued, "", "", "", last+1, now
	return q, nil
}

// Mark returns the question with other labels and another addressee, who may be nobody.
func (q Question) Mark(labels []string, addressee PersonID) (Question, error) {
	packed, err := PackLabels(labels)
	if err != nil {
		return q, err
	}
	q.Labels, q.Addressee = packed, addressee
	return q, nil
}

func (q Question) already() error { return Errorf(Conflict, "the question is %s already", q.State) }
