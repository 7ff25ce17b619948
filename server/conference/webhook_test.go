package conference_test

import (
	"net/netip"
	"testing"
	"time"

	"plenary/server/conference"
)

func TestPublicAddress(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2606:2800:220:1::1": true, "8.8.8.8": true,
		"127.0.0.1": false, "127.1.2.3": false, "0.0.0.0": false, "10.1.2.3": false, "172.16.0.1": false, "172.32.0.1": true,
		"192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false, "224.0.0.1": false, "255.255.255.255": false,
		"::1": false, "::": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::127.0.0.1": false, "fe80::1": false,
		"fe80::1%eth0": false, "fd00::1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "ff02::1": false, "fec0::1": false,
	} {
		if got := conference.PublicAddress(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
	if conference.PublicAddress(netip.Addr{}) {
		t.Error("no address is public")
	}
}

func TestWebhookAddress(t *testing.T) {
	for address, want := range map[string]bool{
		"https://hooks.example/plenary?x=1": true, "https://hooks.example:8443": true, "https://93.184.216.34/": true,
		"http://hooks.example": false, "ftp://hooks.example": false, "https://": false, "https://ana:secret@hooks.example": false,
		"https://127.0.0.1/": false, "https://[::1]/": false, "https://169.254.169.254/latest": false, "https://hooks.example/#x": false, "hooks.example": false,
	} {
		if got := conference.CheckWebhookAddress(address) == nil; got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

func TestDeliveryIsGivenUp(t *testing.T) {
	at := time.Date(2020, 9, 14, 10, 0, 0, 0, time.UTC)
	d := conference.Delivery{State: conference.Undelivered}
	tries := 0
	for d.State == conference.Undelivered {
		if d = d.Failed(at); d.State == conference.Undelivered && !d.NextAt.After(at) {
			t.Fatalf("try %d is not later", d.Attempts)
		}
		at = d.NextAt
		if tries++; tries > 20 {
			t.Fatal("never given up")
		}
	}
	if d.State != conference.GivenUp || d.Attempts != 9 || at.Sub(time.Date(2020, 9, 14, 10, 0, 0, 0, time.UTC)) > 48*time.Hour {
		t.Errorf("given up as %+v at %s", d, at)
	}
}

func TestEventsOfTheAudit(t *testing.T) {
	for action, want := range map[string]conference.Happening{
		"registration-submitted": conference.RegistrationSubmitted, "registration-approved": conference.RegistrationDecided,
		"session-open": conference.SessionOpened, "edit-session": conference.SessionChanged, "release-programme": conference.ReleasePublished, "export": "",
	} {
		if got, ok := conference.EventOf(action); got != want || ok != (want != "") {
			t.Errorf("%s is %q, %v", action, got, ok)
		}
	}
	if _, err := conference.CheckEvents([]conference.Happening{conference.Tested}); err == nil {
		t.Error("tests can be subscribed to")
	}
}
