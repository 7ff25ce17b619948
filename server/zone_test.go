package server

import (
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func TestAnOrganizerMovesTheConferenceToAnotherZone(t *testing.T) {
	w := newWorld(t)
	w.tamper(`update session set state = 'scheduled', opened_at = null`) // the conference has not begun
	o := w.as(conference.Organizer)
	const path = "/api/conference/time-zone"
	in := protocol.SessionInput{
		Hall: w.hall.ID, Title: "Early", Kind: conference.WorkingSession, Access: conference.PublicAccess,
		StartsAt: "2020-09-14T10:00", EndsAt: "2020-09-14T11:00",
	}
	early := want[protocol.ProgrammeEntry](o, 200, "POST", "/api/sessions", in)
	settings := want[protocol.RegistrationSettings](o, 200, "GET", "/api/registration-settings", nil)

	want[protocol.Problem](w.as(conference.Attendee), 403, "PUT", path, protocol.TimeZoneInput{TimeZone: "Asia/Tashkent"})
	if p := want[protocol.Problem](o, 422, "PUT", path, protocol.TimeZoneInput{TimeZone: "Europe/Atlantis"}); p.Field != "time_zone" {
		t.Errorf("refused as %+v", p)
	}
	if c := want[protocol.ConferenceInfo](o, 200, "PUT", path, protocol.TimeZoneInput{TimeZone: "Asia/Tashkent"}); c.TimeZone != "Asia/Tashkent" {
		t.Errorf("the conference is in %s", c.TimeZone)
	}
	e := want[protocol.ProgrammeEntry](w.visitor(), 200, "GET", "/api/sessions/"+string(early.Session.ID), nil)
	if got := e.Session.StartsAt.UTC().Format(conference.CivilForm); got != "2020-09-14T05:00" {
		t.Errorf("ten o'clock in Tashkent is %s UTC", got)
	}
	moved := want[protocol.RegistrationSettings](o, 200, "GET", "/api/registration-settings", nil)
	if moved.Closes != settings.Closes || moved.Opens != settings.Opens {
		t.Errorf("registration is open from %s to %s, not %s to %s", moved.Opens, moved.Closes, settings.Opens, settings.Closes)
	}

	want[protocol.ProgrammeEntry](o, 200, "POST", "/api/sessions/"+string(early.Session.ID)+"/open", nil)
	want[protocol.Problem](o, 409, "PUT", path, protocol.TimeZoneInput{TimeZone: "Europe/Vienna"})
}
