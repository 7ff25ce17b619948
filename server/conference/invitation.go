package conference

import "time"

// InvitationState says what became of an invitation.
type InvitationState string

// The states of an invitation.
const (
	InvitationPending  InvitationState = "pending"
	InvitationAccepted InvitationState = "accepted"
	InvitationDeclined InvitationState = "declined"
	InvitationExpired  InvitationState = "expired" // pending, and its time is over; it is not stored
	InvitationRevoked  InvitationState = "revoked"
)

// InvitationStates lists the states in their order.
var InvitationStates = []InvitationState{
	InvitationPending, InvitationAccepted, InvitationDeclined, InvitationExpired, InvitationRevoked,
}

// InvitationLife is how long an invitation can be answered.
const InvitationLife = 14 * 24 * time.Hour

// Invitation asks a person by mail to register, with what is known already filled in. Only the hash of its secret is kept.
type Invitation struct {
	ID             InvitationID
	ConferenceID   ConferenceID
	Email          string
	Name           string // empty: unknown
	Category       Category
	DelegationID   *DelegationID
	Organization   string
	Participation  Participation
	Function       string
	State          InvitationState
	TokenHash      string // hex SHA-256
	InvitedBy      *PersonID
	InvitedAt      time.Time
	SentAt         time.Time // last
	ExpiresAt      time.Time
	AnsweredAt     *time.Time
	RegistrationID *RegistrationID // that came of it
}

// At is what became of the invitation, seen at now.
func (i Invitation) At(now time.Time) InvitationState {
	if i.State == InvitationPending && !now.Before(i.ExpiresAt) {
		return InvitationExpired
	}
	return i.State
}

// Answer says whether the invitation can be answered at now.
func (i Invitation) Answer(now time.Time) error {
	switch i.At(now) {
	case InvitationPending:
		return nil
	case InvitationExpired:
		return Errorf(Conflict, "this invitation has expired; the organizers can send it again")
	case InvitationRevoked:
		return Errorf(Conflict, "the organizers have taken this invitation back")
	case InvitationAccepted, InvitationDeclined:
	}
	return Errorf(Conflict, "this invitation has been answered already")
}

// Registration is what the invitation fills in: a draft, which its person completes and sends.
func (i Invitation) Registration(now time.Time) Registration {
	name := i.Name
	if name == "" {
		name = i.Email
	}
	return Registration{
		ID: NewID[RegistrationID](), ConferenceID: i.ConferenceID, Name: name, DelegationID: i.DelegationID, Organization: i.Organization,
		Category: i.Category, Function: i.Function, Participation: i.Participation, State: Unfinished, CreatedAt: now, ChangedAt: now,
	}
}
