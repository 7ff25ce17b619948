package protocol

import (
	"time"

	"plenary/server/conference"
)

// FormField is one field of the registration form.
type FormField struct {
	ID            conference.FieldID   `json:"id" maxLength:"64" doc:"of a standard field its kind, of another one made by the browser"`
	Kind          conference.FieldKind `json:"kind"`
	Label         string               `json:"label" maxLength:"300" doc:"empty: the page's own words"`
	Help          string               `json:"help" maxLength:"1000"`
	Required      bool                 `json:"required"`
	OrganizerOnly bool                 `json:"organizer_only"`
	Choices       List[string]         `json:"choices" maxItems:"100"`
	WhenField     conference.FieldID   `json:"when_field" maxLength:"64" doc:"shown only when this earlier field is shown"`
	WhenIs        List[string]         `json:"when_is" maxItems:"300" doc:"and its answer is one of these"`
	Answers       int                  `json:"answers" doc:"how many have answered it; to organizers"`
}

// Form is the registration form: to organizers all of it, to others what is for them.
type Form struct {
	Version string          `json:"version"`
	Fields  List[FormField] `json:"fields"`
}

// FormInput replaces the registration form.
type FormInput struct {
	Version string               `json:"version" maxLength:"100" doc:"of the form that was changed"`
	Fields  []FormField          `json:"fields" minItems:"1" maxItems:"100"`
	Remove  []conference.FieldID `json:"remove,omitempty" maxItems:"100" doc:"fields that go although there are answers, which go with them"`
}

// Retention is until when answers are kept, and what there is to delete by now.
type Retention struct {
	Days    int                 `json:"days" doc:"after the conference's last day; 0: for good"`
	LastDay string              `json:"last_day"`
	Fields  List[RetainedField] `json:"fields"`
	Answers int                 `json:"answers" doc:"to delete by now"`
	Files   int                 `json:"files" doc:"among them"`
	People  int                 `json:"people" doc:"whose they are"`
}

// RetainedField is until when answers to one field are kept.
type RetainedField struct {
	ID      conference.FieldID   `json:"id"`
	Kind    conference.FieldKind `json:"kind"`
	Label   string               `json:"label" doc:"empty: the page's own words"`
	Days    int                  `json:"days" doc:"0: as the conference says"`
	Until   *time.Time           `json:"until,omitempty" doc:"when they fall due; absent: they are kept for good"`
	Due     bool                 `json:"due"`
	Answers int                  `json:"answers"`
	Files   int                  `json:"files"`
}

// RetentionInput says until when answers are kept.
type RetentionInput struct {
	Days   int              `json:"days" minimum:"0" maximum:"3650"`
	Fields []FieldRetention `json:"fields" maxItems:"100"`
}

// FieldRetention says until when answers to one field are kept.
type FieldRetention struct {
	ID   conference.FieldID `json:"id" maxLength:"64"`
	Days int                `json:"days" minimum:"0" maximum:"3650" doc:"0: as the conference says"`
}

// PurgeInput deletes the answers that are due.
type PurgeInput struct {
	Answers int `json:"answers" minimum:"1" doc:"how many the organizer was told of; when there are others by now, nothing is deleted"`
}

// EraseInput forgets a person.
type EraseInput struct {
	Email string `json:"email" maxLength:"254" doc:"of the account, once more: it cannot be undone"`
}

// Answer is what stands in one field. Of a file, when there is one, its media type.
type Answer struct {
	Field conference.FieldID `json:"field" maxLength:"64"`
	Value string             `json:"value" maxLength:"8000"`
}

// AnswersInput fills in what only organizers do.
type AnswersInput struct {
	Answers []Answer `json:"answers" maxItems:"100"`
}
