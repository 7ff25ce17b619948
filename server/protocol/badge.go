package protocol

import (
	"time"

	"plenary/server/conference"
)

// Guest is somebody as a device at the door knows her: enough to let her in without asking the server.
type Guest struct {
	ID       conference.RegistrationID `json:"id"`
	Name     string                    `json:"name"`
	Function string                    `json:"function"`
	Place    string                    `json:"place" doc:"delegation or organization"`
	Code     string                    `json:"code" doc:"ISO 3166-1 alpha-2 of a State, for the flag; else empty"`
	Category conference.Category       `json:"category"`
	Approved bool                      `json:"approved" doc:"whether she may come in"`
	Mark     string                    `json:"mark" doc:"the first 128 bits of the SHA-256 of her badge's code, in hex; empty: no badge was printed"`
	At       *time.Time                `json:"at,omitempty" doc:"when she came in; absent: not yet"`
}

// GuestList is who may come in, or what changed about it.
type GuestList struct {
	Guests List[Guest] `json:"guests"`
	AsOf   time.Time   `json:"as_of" doc:"ask with this as since, to get only what changed"`
}

// ArrivalInput is a badge that was shown at the door, or a name that was picked from the list.
type ArrivalInput struct {
	ID           conference.CheckInID      `json:"id" doc:"made by the device: the same again checks in once"`
	Badge        string                    `json:"badge,omitempty" maxLength:"500" doc:"what the QR code says"`
	Registration conference.RegistrationID `json:"registration,omitempty" maxLength:"64" doc:"who was picked, without a badge"`
	At           time.Time                 `json:"at" doc:"by the device's clock, which may have been offline"`
}

// ArrivalsInput lets people in.
type ArrivalsInput struct {
	Arrivals []ArrivalInput `json:"arrivals" minItems:"1" maxItems:"100"`
}

// Arrived says what came of an arrival.
type Arrived struct {
	ID      conference.CheckInID      `json:"id"`
	Outcome conference.CheckInOutcome `json:"outcome"`
	Guest   *Guest                    `json:"guest,omitempty" doc:"absent: the badge is not known"`
}

// Arrivals says what came of each arrival.
type Arrivals struct {
	Arrivals List[Arrived] `json:"arrivals"`
}
