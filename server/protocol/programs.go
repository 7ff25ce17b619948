package protocol

import (
	"time"

	"plenary/server/conference"
)

// AccessTokenInput asks for a token with which a program uses the desk.
type AccessTokenInput struct {
	Name   string             `json:"name" minLength:"1" maxLength:"100" doc:"what it is for; the audit log names it"`
	Scopes []conference.Scope `json:"scopes" minItems:"1" maxItems:"20"`
	Days   int                `json:"days" minimum:"1" maximum:"366" doc:"how long it lives"`
}

// AccessTokenInfo is a program's token; Secret is shown once, when it is made.
type AccessTokenInfo struct {
	ID        conference.AccessTokenID `json:"id"`
	Name      string                   `json:"name"`
	Scopes    List[conference.Scope]   `json:"scopes"`
	Maker     string                   `json:"maker" doc:"whose rights it has; never more than she has now"`
	Secret    string                   `json:"secret,omitempty" doc:"for the header Authorization: Bearer"`
	CreatedAt time.Time                `json:"created_at"`
	ExpiresAt time.Time                `json:"expires_at"`
	Expired   bool                     `json:"expired"`
	UsedAt    *time.Time               `json:"used_at,omitempty"`
}

// WebhookInput subscribes an address to events.
type WebhookInput struct {
	Address string                 `json:"address" minLength:"1" maxLength:"500" doc:"https, of the public Internet"`
	Events  []conference.Happening `json:"events" minItems:"1" maxItems:"50"`
}

// WebhookInfo is a subscription; Secret is shown once, when it is made.
type WebhookInfo struct {
	ID        conference.WebhookID       `json:"id"`
	Address   string                     `json:"address"`
	Events    List[conference.Happening] `json:"events"`
	Maker     string                     `json:"maker"`
	Secret    string                     `json:"secret,omitempty" doc:"signs what is sent: see standardwebhooks.com"`
	CreatedAt time.Time                  `json:"created_at"`
	Waiting   int                        `json:"waiting" doc:"deliveries that are tried again"`
	GivenUp   int                        `json:"given_up" doc:"deliveries that nobody took"`
}

// DeliveryInfo is one event on its way to one address.
type DeliveryInfo struct {
	ID        conference.DeliveryID    `json:"id"`
	Event     conference.Happening     `json:"event"`
	State     conference.DeliveryState `json:"state"`
	Attempts  int                      `json:"attempts"`
	CreatedAt time.Time                `json:"created_at"`
	NextAt    *time.Time               `json:"next_at,omitempty" doc:"the next try"`
	TriedAt   *time.Time               `json:"tried_at,omitempty"`
	Status    int                      `json:"status" doc:"what the last try was answered; 0: nothing"`
	Answer    string                   `json:"answer" doc:"why the last try failed"`
	Took      int                      `json:"took" doc:"milliseconds"`
	Body      string                   `json:"body"`
}

// DeliveryPage is one page of what was sent to an address, newest first.
type DeliveryPage struct {
	Deliveries List[DeliveryInfo] `json:"deliveries"`
	Total      int                `json:"total"`
}
