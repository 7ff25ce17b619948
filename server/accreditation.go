package server

import (
	"context"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// registrationSettings are the rules of registration.
func (s *Server) registrationSettings(ctx context.Context, who asker, _ *nothing) (protocol.RegistrationSettings, error) {
	c := who.Conference
	zone := zoneOf(c)
	settings := protocol.RegistrationSettings{
		Opens: c.RegistrationOpens.In(zone).Format(conference.CivilForm), Closes: c.RegistrationCloses.In(zone).Format(conference.CivilForm),
		Modification: c.Modification, EditingResets: c.EditingResets,
	}
	if c.ModificationCloses != nil {
		settings.ModificationCloses = c.ModificationCloses.In(zone).Format(conference.CivilForm)
	}
	limits, err := s.store.CategoryLimits(ctx, c.ID)
	for _, l := range limits {
		settings.Limits = append(settings.Limits, protocol.CategoryLimit{Category: l.Category, Places: l.Places, Taken: l.Taken})
	}
	return settings, err
}

// setRegistrationSettings changes the rules of registration. Of an hour that the clocks show twice the generous one is
// meant: what opens, opens the first time, and what closes, closes the second.
func (s *Server) setRegistrationSettings(ctx context.Context, who asker, in *body[protocol.RegistrationSettingsInput]) (protocol.RegistrationSettings, error) {
	none := protocol.RegistrationSettings{}
	c, err := withRules(who.Conference, in.Body)
	if err != nil {
		return none, err
	}
	limits := map[conference.Category]int{}
	for _, l := range in.Body.Limits {
		if _, twice := limits[l.Category]; twice {
			return none, inField("limits", conference.Errorf(conference.Invalid, "a category is there twice"))
		}
		limits[l.Category] = l.Places
	}
	if err := s.store.SetRegistrationRules(ctx, c, who.Person.ID, who.Now); err != nil {
		return none, err
	}
	if err := s.store.SetCategoryLimits(ctx, c.ID, limits, who.Person.ID, who.Now); err != nil {
		return none, err
	}
	s.teller.wake()
	who.Conference = c
	return s.registrationSettings(ctx, who, nil)
}

func withRules(c conference.Conference, in protocol.RegistrationSettingsInput) (conference.Conference, error) {
	zone := zoneOf(c)
	opens, _, err := conference.Instants(in.Opens, zone)
	if err != nil {
		return c, inField("opens", err)
	}
	_, closes, err := conference.Instants(in.Closes, zone)
	if err != nil {
		return c, inField("closes", err)
	}
	if !closes.After(opens) {
		return c, inField("closes", conference.Errorf(conference.Invalid, "registration must close after it opens"))
	}
	var until *time.Time
	if in.ModificationCloses != "" {
		_, last, err := conference.Instants(in.ModificationCloses, zone)
		if err != nil {
			return c, inField("modification_closes", err)
		}
		until = &last
	}
	// A time that stands there unchanged stays the moment it was: an hour that is shown twice does not move by being saved.
	c.RegistrationOpens = unlessSame(c.RegistrationOpens, opens, in.Opens, zone)
	c.RegistrationCloses = unlessSame(c.RegistrationCloses, closes, in.Closes, zone)
	c.Modification, c.ModificationCloses, c.EditingResets = in.Modification, until, in.EditingResets
	return c, nil
}

func unlessSame(was, is time.Time, text string, zone *time.Location) time.Time {
	if was.In(zone).Format(conference.CivilForm) == text {
		return was
	}
	return is
}
