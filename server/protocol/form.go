package protocol

import "plenary/server/conference"

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

// Answer is what stands in one field. Of a file, when there is one, its media type.
type Answer struct {
	Field conference.FieldID `json:"field" maxLength:"64"`
	Value string             `json:"value" maxLength:"8000"`
}

// AnswersInput fills in what only organizers do.
type AnswersInput struct {
	Answers []Answer `json:"answers" maxItems:"100"`
}
