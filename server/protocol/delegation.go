package protocol

import (
	"time"

	"plenary/server/conference"
)

// Quota is how many members of a delegation may take part in a way, and how many do.
type Quota struct {
	Participation conference.Participation `json:"participation"`
	Limited       bool                     `json:"limited"`
	Places        int                      `json:"places"` // when it is limited
	Taken         int                      `json:"taken"`
	Own           bool                     `json:"own"` // a rule of the delegation's own, not of its category or of all
}

// FocalPoint is who registers the members of a delegation.
type FocalPoint struct {
	Person conference.PersonID `json:"person"`
	Name   string              `json:"name"`
	Email  string              `json:"email"`
}

// DelegationRow is a delegation in the organizers' list.
type DelegationRow struct {
	Delegation DelegationInfo   `json:"delegation"`
	Head       string           `json:"head"` // the name of who leads it; empty: nobody yet
	Quotas     List[Quota]      `json:"quotas"`
	Focal      List[FocalPoint] `json:"focal"`
}

// DelegationPage is one page of delegations.
type DelegationPage struct {
	Delegations List[DelegationRow] `json:"delegations"`
	Total       int                 `json:"total"`
}

// DelegationDetail is a delegation with its members, to its focal points, its head and organizers.
type DelegationDetail struct {
	Row        DelegationRow  `json:"row"`
	Members    List[Member]   `json:"members"`
	Open       bool           `json:"open"`        // members can be added now
	Registrar  bool           `json:"registrar"`   // the asker may add and change members
	SeatPasser bool           `json:"seat_passer"` // and pass the speaking seat
	Seats      List[SeatHold] `json:"seats"`       // of the sessions that are not over
}

// Member is somebody who is registered for a delegation.
type Member struct {
	Registration RegistrationInfo `json:"registration"`
	Changeable   bool             `json:"changeable"` // by whoever registers the members, now
}

// SeatHold is who speaks for a delegation in a session.
type SeatHold struct {
	Session  conference.SessionID    `json:"session"`
	Title    string                  `json:"title"`
	Hall     conference.HallID       `json:"hall"`
	StartsAt time.Time               `json:"starts_at"`
	State    conference.SessionState `json:"state"`
	Person   conference.PersonID     `json:"person"` // empty: nobody
	Name     string                  `json:"name"`
}

// MemberInput is what a focal point fills in for a member.
type MemberInput struct {
	Email         string                   `json:"email" maxLength:"254"`
	Name          string                   `json:"name" minLength:"1" maxLength:"200" doc:"as on the badge"`
	Function      string                   `json:"function,omitempty" maxLength:"200"`
	Participation conference.Participation `json:"participation"`
	Head          bool                     `json:"head,omitempty" doc:"leads the delegation; who did does no longer"`
}

// FocalPointInput names a focal point of a delegation.
type FocalPointInput struct {
	Email string `json:"email" maxLength:"254"`
	Name  string `json:"name,omitempty" maxLength:"200" doc:"for who has no account yet"`
}

// QuotaInput is a quota as it is set.
type QuotaInput struct {
	Participation conference.Participation `json:"participation"`
	Limited       bool                     `json:"limited"`
	Places        int                      `json:"places,omitempty" minimum:"0" maximum:"100000"`
}

// DelegationQuotasInput sets the rules of a delegation's own; what is not in it goes by the delegation's category.
type DelegationQuotasInput struct {
	Own []QuotaInput `json:"own" maxItems:"3"`
}

// CategoryQuota is the rule for the delegations of a category; with an empty category, for all.
type CategoryQuota struct {
	Category      string                   `json:"category" maxLength:"40"`
	Participation conference.Participation `json:"participation"`
	Limited       bool                     `json:"limited"`
	Places        int                      `json:"places" minimum:"0" maximum:"100000"`
}

// CategoryQuotas are the rules of a conference.
type CategoryQuotas struct {
	Quotas List[CategoryQuota] `json:"quotas" maxItems:"60"`
}

// SpeakingSeatInput passes the speaking seat of a delegation.
type SpeakingSeatInput struct {
	Delegation conference.DelegationID `json:"delegation" maxLength:"64"`
	Person     conference.PersonID     `json:"person,omitempty" maxLength:"64" doc:"empty: to nobody"`
}
