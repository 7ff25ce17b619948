package protocol

import (
	"time"

	"plenary/server/conference"
)

// RegistrationFilter picks registrations on the server. What is empty picks all.
type RegistrationFilter struct {
	State      conference.RegistrationState `json:"state,omitempty"`
	Category   conference.Category          `json:"category,omitempty"`
	Delegation conference.DelegationID      `json:"delegation,omitempty" maxLength:"64"`
	Query      string                       `json:"q,omitempty" maxLength:"200"`
	IDs        []conference.RegistrationID  `json:"ids,omitempty" maxItems:"500" doc:"only these; empty: all that fit"`
}

// SweepPreviewInput asks what a decision about many would do.
type SweepPreviewInput struct {
	Decision conference.Decision `json:"decision"`
	Filter   RegistrationFilter  `json:"filter"`
}

// SweepPreview says what a decision about many would do.
type SweepPreview struct {
	Matching int              `json:"matching"`
	Changes  List[StateCount] `json:"changes"` // how many would get into which state; the rest stays as it is
}

// SweepInput decides about many registrations at once.
type SweepInput struct {
	ID       conference.SweepID  `json:"id" doc:"made by the browser: the same again changes nothing"`
	Decision conference.Decision `json:"decision"`
	Reason   string              `json:"reason,omitempty" maxLength:"2000"`
	Filter   RegistrationFilter  `json:"filter"`
	Matching int                 `json:"matching" minimum:"0" doc:"as the preview said; when others fit by now, nothing is done"`
}

// SweepInfo says what a decision about many did.
type SweepInfo struct {
	ID        conference.SweepID `json:"id"`
	Matching  int                `json:"matching"`
	Changes   List[StateCount]   `json:"changes"`
	UndoUntil time.Time          `json:"undo_until" doc:"nobody is told before"`
}

// SweepUndone says how many registrations are again what they were.
type SweepUndone struct {
	Restored int `json:"restored"`
}

// RegistrationSettings are the rules of registration, to organizers. Times are civil times in the conference's zone.
type RegistrationSettings struct {
	Opens              string                  `json:"opens"`
	Closes             string                  `json:"closes"`
	Modification       conference.Modification `json:"modification"`
	ModificationCloses string                  `json:"modification_closes" doc:"empty: no deadline of its own"`
	EditingResets      bool                    `json:"editing_resets" doc:"what is changed after a decision has to be decided again"`
	Limits             List[CategoryLimit]     `json:"limits"`
}

// CategoryLimit is how many people of a category may be approved, and how many are.
type CategoryLimit struct {
	Category conference.Category `json:"category"`
	Places   int                 `json:"places"`
	Taken    int                 `json:"taken"`
}

// RegistrationSettingsInput changes the rules of registration.
type RegistrationSettingsInput struct {
	Opens              string                  `json:"opens" maxLength:"20"`
	Closes             string                  `json:"closes" maxLength:"20"`
	Modification       conference.Modification `json:"modification"`
	ModificationCloses string                  `json:"modification_closes,omitempty" maxLength:"20"`
	EditingResets      bool                    `json:"editing_resets"`
	Limits             []CategoryLimitInput    `json:"limits,omitempty" maxItems:"50"`
}

// CategoryLimitInput limits a category.
type CategoryLimitInput struct {
	Category conference.Category `json:"category"`
	Places   int                 `json:"places" minimum:"0" maximum:"1000000"`
}
