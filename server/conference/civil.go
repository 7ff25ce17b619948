package conference

import "time"

// CivilForm is how a civil time is written: what the clocks of a zone show.
const CivilForm = "2006-01-02T15:04"

// Instants returns when the clocks of a zone show a civil time: in autumn some are shown twice, an hour apart, and then
// first and last differ. A time that the clocks skip in spring is refused, because nobody could say when that is.
func Instants(text string, zone *time.Location) (first, last time.Time, err error) {
	guess, err := time.ParseInLocation(CivilForm, text, zone)
	if err != nil {
		return first, last, Errorf(Invalid, "please give a time of the form 2020-09-14T10:45")
	}
	// No zone puts its clocks back by more than this at once.
	const most, step = 3 * time.Hour, 15 * time.Minute
	found := false
	for shift := -most; shift <= most; shift += step {
		at := guess.Add(shift)
		if at.In(zone).Format(CivilForm) != text {
			continue
		}
		if !found {
			first = at.UTC()
		}
		last, found = at.UTC(), true
	}
	if !found {
		return first, last, Errorf(Invalid, "the clocks skip this time: they are put forward over it")
	}
	return first, last, nil
}
