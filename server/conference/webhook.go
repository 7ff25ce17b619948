package conference

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// WebhookID names a subscription; DeliveryID one event on its way to one of them.
type (
	WebhookID  string
	DeliveryID string
)

// Webhook is an address that is told of events.
type Webhook struct {
	ID           WebhookID
	ConferenceID ConferenceID
	PersonID     PersonID
	Address      string
	Events       string // separated by spaces
	Secret       string
	CreatedAt    time.Time
	DeletedAt    *time.Time
}

// Delivery is one event on its way to one webhook.
type Delivery struct {
	ID        DeliveryID
	WebhookID WebhookID
	Event     Happening
	Body      string
	State     DeliveryState
	Attempts  int
	CreatedAt time.Time
	NextAt    time.Time
	TriedAt   *time.Time
	Status    int
	Answer    string
	Took      int64 // milliseconds
}

// DeliveryState is where a delivery is.
type DeliveryState string

// The states.
const (
	Undelivered DeliveryState = "waiting" // for its first try, or for another one
	Delivered   DeliveryState = "delivered"
	GivenUp     DeliveryState = "given-up"
)

// DeliveryStates lists all states.
var DeliveryStates = []DeliveryState{Undelivered, Delivered, GivenUp}

// Happening is what programs can be told of. The part before the dot is what kind of thing it happened to.
type Happening string

// The events. A new one takes a line here and one among [eventOf].
const (
	RegistrationSubmitted Happening = "registration.submitted"
	RegistrationDecided   Happening = "registration.decided"
	RegistrationWithdrawn Happening = "registration.withdrawn"
	SessionChanged        Happening = "session.changed"
	SessionDeleted        Happening = "session.deleted"
	SessionOpened         Happening = "session.opened"
	SessionClosed         Happening = "session.closed"
	ReleasePublished      Happening = "release.published"
	Tested                Happening = "test" // what the desk's button sends
)

// Happenings lists what can be subscribed to.
var Happenings = []Happening{
	RegistrationSubmitted, RegistrationDecided, RegistrationWithdrawn, SessionChanged, SessionDeleted, SessionOpened, SessionClosed,
	ReleasePublished,
}

// eventOf says which event an action of the audit is.
var eventOf = map[string]Happening{
	"registration-submitted":        RegistrationSubmitted,
	"registration-approved":         RegistrationDecided,
	"registration-rejected":         RegistrationDecided,
	"registration-waiting":          RegistrationDecided,
	"registration-correction-asked": RegistrationDecided,
	"registration-cancelled":        RegistrationDecided,
	"registration-withdrawn":        RegistrationWithdrawn,
	"schedule-session":              SessionChanged,
	"edit-session":                  SessionChanged,
	"delete-session":                SessionDeleted,
	"session-open":                  SessionOpened,
	"session-closed":                SessionClosed,
	"release-programme":             ReleasePublished,
}

// EventOf says which event an action of the audit is, if programs are told of it.
func EventOf(action string) (Happening, bool) {
	event, ok := eventOf[action]
	return event, ok
}

// Wants says whether a webhook is subscribed to an event.
func (w Webhook) Wants(event Happening) bool {
	return slices.Contains(strings.Fields(w.Events), string(event))
}

// CheckEvents says whether these are events, and writes them in their order.
func CheckEvents(events []Happening) (string, error) {
	var text []string
	for _, event := range Happenings {
		if slices.Contains(events, event) {
			text = append(text, string(event))
		}
	}
	for _, event := range events {
		if !slices.Contains(Happenings, event) {
			return "", Errorf(Invalid, "there is no event %q", event)
		}
	}
	if len(text) == 0 {
		return "", Errorf(Invalid, "please choose what the address is told")
	}
	return strings.Join(text, " "), nil
}

// pauses are how long a delivery waits after each try that failed: about two days altogether.
var pauses = []time.Duration{
	10 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour,
}

// Failed is a delivery after one more try that failed. After the last pause it is given up.
func (d Delivery) Failed(now time.Time) Delivery {
	d.Attempts++
	if d.Attempts > len(pauses) {
		d.State = GivenUp
		return d
	}
	d.NextAt = now.Add(pauses[d.Attempts-1])
	return d
}

// Succeeded is a delivery after a try that was answered well.
func (d Delivery) Succeeded() Delivery {
	d.Attempts++
	d.State, d.Answer = Delivered, ""
	return d
}

// CheckWebhookAddress says whether an address can be a webhook's. Where its name leads is asked each time it is called.
func CheckWebhookAddress(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "https" || u.Hostname() == "":
		return Errorf(Invalid, "please give an address that begins with https://")
	case u.User != nil:
		return Errorf(Invalid, "the address may hold no name and password: what is sent is signed instead")
	case u.Fragment != "":
		return Errorf(Invalid, "the address may have no part behind #")
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !PublicAddress(ip) {
		return Errorf(Invalid, "this address is not of the public Internet")
	}
	return nil
}

// reserved are networks that are nobody's on the public Internet, or a way into ours (RFC 6890 and its registries).
var reserved = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"::/128", "::1/128", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
	"5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}

// PublicAddress says whether an address is of the public Internet, and no way into our own networks.
func PublicAddress(ip netip.Addr) bool {
	if !ip.IsValid() {
		return false
	}
	ip = ip.Unmap().WithZone("")
	return !slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(ip) })
}
