package protocol

import (
	"time"

	"plenary/server/conference"
)

// InvitationInfo is an invitation, to organizers.
type InvitationInfo struct {
	ID            conference.InvitationID    `json:"id"`
	Email         string                     `json:"email"`
	Name          string                     `json:"name"`
	Category      conference.Category        `json:"category"`
	Organization  string                     `json:"organization"` // the delegation's name, or what was typed
	Participation conference.Participation   `json:"participation"`
	State         conference.InvitationState `json:"state"`
	Mail          conference.MailState       `json:"mail,omitempty"` // of the last mail with it; none: it is not in the outbox yet
	SentAt        time.Time                  `json:"sent_at"`
	ExpiresAt     time.Time                  `json:"expires_at"`
	AnsweredAt    *time.Time                 `json:"answered_at,omitempty"`
}

// InvitationPage is one page of invitations.
type InvitationPage struct {
	Invitations List[InvitationInfo] `json:"invitations"`
	Total       int                  `json:"total"`
}

// InvitationInput invites people.
type InvitationInput struct {
	Emails        []string                 `json:"emails" minItems:"1" maxItems:"200"`
	Category      conference.Category      `json:"category"`
	Delegation    conference.DelegationID  `json:"delegation,omitempty" maxLength:"64"`
	Organization  string                   `json:"organization,omitempty" maxLength:"200"`
	Participation conference.Participation `json:"participation"`
}

// Invited says who was invited, and who not.
type Invited struct {
	Invited int          `json:"invited"`
	Refused List[string] `json:"refused"` // a sentence for each address that was not
}

// InvitationSeen is an invitation, to whoever has its secret.
type InvitationSeen struct {
	Email        string                     `json:"email"`
	Name         string                     `json:"name"`
	Category     conference.Category        `json:"category"`
	Organization string                     `json:"organization"`
	State        conference.InvitationState `json:"state"`
	ExpiresAt    time.Time                  `json:"expires_at"`
}
