package protocol

import (
	"time"

	"plenary/server/conference"
)

// Person is a person as others see her: the name plate, State or organization first.
type Person struct {
	ID         conference.PersonID `json:"id"`
	Name       string              `json:"name"`
	Delegation string              `json:"delegation"` // State or organization; empty when unknown
	Code       string              `json:"code"`       // ISO 3166-1 alpha-2 of a State, for the flag; else empty
	Category   conference.Category `json:"category"`
	Function   string              `json:"function"`
}

// Problem is the body of every HTTP refusal (RFC 9457, application/problem+json).
type Problem struct {
	Status int             `json:"status"`
	Kind   conference.Kind `json:"kind"`
	Title  string          `json:"title"`           // for a person
	Field  string          `json:"field,omitempty"` // what to correct, where one field is to blame
}

// ConferenceInfo is what everybody may know of the conference.
type ConferenceInfo struct {
	Slug               string       `json:"slug"`
	Title              string       `json:"title"`
	Organizer          string       `json:"organizer"`
	Place              string       `json:"place"`
	TimeZone           string       `json:"time_zone" doc:"IANA name"`
	FirstDay           string       `json:"first_day" doc:"civil date in the zone"`
	LastDay            string       `json:"last_day"`
	Languages          List[string] `json:"languages"`
	RegistrationOpens  time.Time    `json:"registration_opens"`
	RegistrationCloses time.Time    `json:"registration_closes"`
	RegistrationOpen   bool         `json:"registration_open"`
	Demo               bool         `json:"demo" doc:"fictional people; an unaffiliated demonstration"`
	MailOutbox         string       `json:"mail_outbox" doc:"set when no SMTP server is configured: where mail goes instead"`
	Now                time.Time    `json:"now" doc:"the server's clock"`
}

// TimeZoneInput is the zone in which a conference takes place.
type TimeZoneInput struct {
	TimeZone string `json:"time_zone" minLength:"1" maxLength:"64" doc:"IANA name"`
}

// DelegationInfo is a State or organization one may register for.
type DelegationInfo struct {
	ID       conference.DelegationID `json:"id"`
	Code     string                  `json:"code"`
	Name     string                  `json:"name"`
	Category conference.Category     `json:"category"`
}

// Hall is a place where sessions are scheduled.
type Hall struct {
	ID       conference.HallID `json:"id"`
	Name     string            `json:"name"`
	Position int               `json:"position"`
}

// HallInput is what an organizer fills in for a hall.
type HallInput struct {
	Name     string `json:"name" minLength:"1" maxLength:"200"`
	Position int    `json:"position,omitempty" minimum:"0" maximum:"1000"`
}

// SessionInfo is an item of the programme.
type SessionInfo struct {
	ID        conference.SessionID    `json:"id"`
	Hall      conference.HallID       `json:"hall"`
	Title     string                  `json:"title"`
	Abstract  string                  `json:"abstract"`
	Kind      conference.SessionKind  `json:"kind"`
	Access    conference.Access       `json:"access"`
	Languages List[string]            `json:"languages"`
	StartsAt  time.Time               `json:"starts_at"`
	EndsAt    time.Time               `json:"ends_at"`
	State     conference.SessionState `json:"state"`
	OpenedAt  *time.Time              `json:"opened_at,omitempty"`
	ClosedAt  *time.Time              `json:"closed_at,omitempty"`
	People    List[Appointed]         `json:"people"` // chair, moderators, speakers

	Translations  List[Translation]     `json:"translations"`
	Segments      List[Segment]         `json:"segments" doc:"none: it is all one"`
	Segment       int                   `json:"segment" doc:"the one that it has come to"`
	Capacity      int                   `json:"capacity"`
	Recorded      bool                  `json:"recorded"`
	Chat          conference.Discussion `json:"chat"`
	Questions     conference.Discussion `json:"questions"`
	Askers        conference.Identity   `json:"askers" doc:"whom others take for who asks"`
	ExpectedStart time.Time             `json:"expected_start" doc:"later than starts_at when the hall runs late"`
	ExpectedEnd   time.Time             `json:"expected_end"`
	FloorEnds     *time.Time            `json:"floor_ends,omitempty" doc:"in the programme, of an open session: when its list of speakers will be done, if that is later"`
	Door          conference.Door       `json:"door"`
	SuspendedAt   *time.Time            `json:"suspended_at,omitempty" doc:"since when everything in it is suspended"`
	ClosedTo      conference.Access     `json:"closed_to,omitempty" doc:"all but those who have this access had to leave; empty: as planned"`
}

// Translation is what the programme says of a session in another language.
type Translation struct {
	Language string `json:"language" maxLength:"2"`
	Title    string `json:"title" maxLength:"300"`
	Abstract string `json:"abstract,omitempty" maxLength:"8000"`
}

// Segment is a part of a session with its own access.
type Segment struct {
	After  int               `json:"after" minimum:"0" maximum:"1440" doc:"minutes after the session's start"`
	Title  string            `json:"title,omitempty" maxLength:"300"`
	Access conference.Access `json:"access"`
}

// Appointed is a person with a role in a session.
type Appointed struct {
	Person   Person          `json:"person"`
	Role     conference.Role `json:"role"`
	Position int             `json:"position"`
}

// SessionInput is what an organizer fills in for a session. Times are civil times in the conference's zone
// ("2020-09-14T10:45"): an organizer in another zone means the hall's clock.
type SessionInput struct {
	Hall      conference.HallID      `json:"hall,omitempty" doc:"none: it is in the draft only"`
	Title     string                 `json:"title" minLength:"1" maxLength:"300"`
	Abstract  string                 `json:"abstract,omitempty" maxLength:"8000"`
	Kind      conference.SessionKind `json:"kind"`
	Access    conference.Access      `json:"access"`
	Languages []string               `json:"languages,omitempty" maxItems:"20"`
	StartsAt  string                 `json:"starts_at,omitempty" maxLength:"20"`
	EndsAt    string                 `json:"ends_at,omitempty" maxLength:"20"`

	Version      int64                 `json:"version,omitempty" minimum:"0" doc:"the change was made on; 0: whatever there is"`
	Translations []Translation         `json:"translations,omitempty" maxItems:"8"`
	Segments     []Segment             `json:"segments,omitempty" maxItems:"20"`
	Teams        []conference.TeamID   `json:"teams,omitempty" maxItems:"20"`
	Capacity     int                   `json:"capacity,omitempty" minimum:"0" maximum:"100000"`
	Recorded     bool                  `json:"recorded,omitempty"`
	Chat         conference.Discussion `json:"chat,omitempty" doc:"default open"`
	Questions    conference.Discussion `json:"questions,omitempty" doc:"default moderated"`
	Askers       conference.Identity   `json:"askers,omitempty" doc:"whom others take for who asks a question; default attributed"`
}

// Programme is all halls and the sessions that the asker may know of.
type Programme struct {
	Halls    List[Hall]           `json:"halls"`
	Sessions List[ProgrammeEntry] `json:"sessions"`
}

// ProgrammeEntry is a session with what the asker is in it.
type ProgrammeEntry struct {
	Session SessionInfo             `json:"session"`
	Role    conference.Role         `json:"role"`
	Can     List[conference.Action] `json:"can"`

	Documents List[DocumentInfo] `json:"documents" doc:"for those who may be in it"`
}

// RegistrationInput is what a person fills in to register.
type RegistrationInput struct {
	Email        string                  `json:"email" maxLength:"254"`
	Name         string                  `json:"name" minLength:"1" maxLength:"200" doc:"as on the badge"`
	Delegation   conference.DelegationID `json:"delegation,omitempty"`
	Organization string                  `json:"organization,omitempty" maxLength:"200"`
	Category     conference.Category     `json:"category"`
	Function     string                  `json:"function,omitempty" maxLength:"200"`
	Answers      []Answer                `json:"answers,omitempty" maxItems:"100"`
	Draft        bool                    `json:"draft,omitempty" doc:"to be finished later: what is required may be missing"`
	Listed       bool                    `json:"listed,omitempty" doc:"agrees to stand in the list of participants"`
}

// RegistrationInfo is a registration, to its owner and to organizers.
type RegistrationInfo struct {
	ID            conference.RegistrationID    `json:"id"`
	Person        conference.PersonID          `json:"person"`
	Email         string                       `json:"email"`
	Name          string                       `json:"name"`
	Delegation    conference.DelegationID      `json:"delegation"`
	Organization  string                       `json:"organization"` // the delegation's name, or what was typed
	Code          string                       `json:"code"`
	Category      conference.Category          `json:"category"`
	Function      string                       `json:"function"`
	Participation conference.Participation     `json:"participation"`
	Head          bool                         `json:"head"`      // of the delegation
	Listed        bool                         `json:"listed"`    // agrees to stand in the list of participants
	OnBehalf      bool                         `json:"on_behalf"` // somebody else registered her
	State         conference.RegistrationState `json:"state"`
	Reason        string                       `json:"reason"`
	DecidedAt     *time.Time                   `json:"decided_at,omitempty"`
	CreatedAt     time.Time                    `json:"created_at"`
	ChangedAt     time.Time                    `json:"changed_at"`

	Changeable   bool                      `json:"changeable"`   // by its owner, now
	Resets       bool                      `json:"resets"`       // what she changes has to be decided again
	Answers      List[Answer]              `json:"answers"`      // where one registration is asked about, not a list
	Missing      List[conference.FieldID]  `json:"missing"`      // what still has to be filled in: of a draft of the own, or to organizers
	Withdrawable bool                      `json:"withdrawable"` // by its owner
	Decisions    List[conference.Decision] `json:"decisions"`    // that an organizer may make now
	MailFault    string                    `json:"mail_fault" doc:"why the last mail did not arrive, for organizers; empty: it did"`
}

// RegistrationPage is one page of registrations.
type RegistrationPage struct {
	Registrations List[RegistrationInfo] `json:"registrations"`
	Total         int                    `json:"total"`
	Counts        List[StateCount]       `json:"counts"` // by state, of all that fit the rest of the filter
}

// StateCount is how many registrations are in a state.
type StateCount struct {
	State conference.RegistrationState `json:"state"`
	Count int                          `json:"count"`
}

// DecisionInput is an organizer's decision about a registration.
type DecisionInput struct {
	Decision conference.Decision `json:"decision"`
	Reason   string              `json:"reason,omitempty" maxLength:"2000"`
}

// MailSent answers everything that sends a mail to a stranger, the same whether or not the address is known.
type MailSent struct {
	Outbox string `json:"outbox" doc:"set when no SMTP server is configured: where the mail went instead"`
}

// EmailInput names an address.
type EmailInput struct {
	Email string `json:"email" maxLength:"254"`
}

// PasswordInput signs in with a password.
type PasswordInput struct {
	Email    string `json:"email" maxLength:"254"`
	Password string `json:"password" maxLength:"1024"`
}

// NewPasswordInput sets or, when empty, removes the own password.
type NewPasswordInput struct {
	Password string `json:"password" maxLength:"1024"`
}

// LinkInput carries a link's secret, which came in the address's fragment and so never reached a log.
type LinkInput struct {
	Token string `json:"token" minLength:"20" maxLength:"200"`
}

// DemoInput picks one of the demonstration's people to sign in as; the route exists in a demo only.
type DemoInput struct {
	Role conference.Role `json:"role"`
}

// LinkUsed says what a link did.
type LinkUsed struct {
	Purpose conference.LinkPurpose `json:"purpose"`
	Me      Me                     `json:"me"`
}

// Me is who is asking.
type Me struct {
	SignedIn     bool                    `json:"signed_in"`
	Person       *Person                 `json:"person,omitempty"`
	Email        string                  `json:"email"`
	HasPassword  bool                    `json:"has_password"`
	Role         conference.Role         `json:"role"` // in the conference
	Can          List[conference.Action] `json:"can"`
	Registration *RegistrationInfo       `json:"registration,omitempty"`
	Participants bool                    `json:"participants"` // may read the list of participants
	Delegations  List[DelegationInfo]    `json:"delegations"`  // whose members she registers, or that she leads
}

// LoginInfo is one of the own logins.
type LoginInfo struct {
	ID        conference.LoginID `json:"id"`
	Agent     string             `json:"agent"`
	CreatedAt time.Time          `json:"created_at"`
	SeenAt    time.Time          `json:"seen_at"`
	Current   bool               `json:"current"`
}

// AppointmentInput gives a person a role in a session.
type AppointmentInput struct {
	Person conference.PersonID `json:"person"`
	Role   conference.Role     `json:"role"`
}

// SeatInfo is a person who is in a room.
type SeatInfo struct {
	Person   Person           `json:"person"`
	Role     conference.Role  `json:"role"`
	Place    conference.Place `json:"place"`
	Windows  int              `json:"windows"` // open connections
	Silenced bool             `json:"silenced"`
}

// Attendance is who is in a room and who may not come back.
type Attendance struct {
	Count   int            `json:"count"`
	Seats   List[SeatInfo] `json:"seats"` // at most 500, the latest first
	Removed List[Person]   `json:"removed"`
}

// TokenInput asks for a bearer token.
type TokenInput struct {
	Kind conference.TokenKind `json:"kind"`
}

// TokenInfo is a bearer token; Secret is shown once, when it is made.
type TokenInfo struct {
	ID        conference.TokenID   `json:"id"`
	Kind      conference.TokenKind `json:"kind"`
	Address   string               `json:"address" doc:"the WHIP or WHEP endpoint to give the encoder or player"`
	Secret    string               `json:"secret,omitempty"`
	CreatedAt time.Time            `json:"created_at"`
	ExpiresAt time.Time            `json:"expires_at"`
}
