package conference

import "time"

// MostRetention is for how many days after the conference answers can be kept by a rule.
const MostRetention = 3650

// Due are the fields of a form whose answers have been kept for as long as they may be at now.
func (f Form) Due(c Conference, now time.Time) []FieldID {
	var due []FieldID
	for _, field := range f {
		if until, ends := field.Until(c); ends && !now.Before(until) {
			due = append(due, field.ID)
		}
	}
	return due
}

// Until says until when answers to a field are kept: by its own rule, or else the conference's; midnight after the last
// day that they are there, in the conference's zone. What the registration itself keeps stays with it.
func (f FormField) Until(c Conference) (until time.Time, ends bool) {
	days := f.RetentionDays
	if days == 0 {
		days = c.RetentionDays
	}
	if days == 0 || core(f.Kind) {
		return until, false
	}
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	last, err := time.ParseInLocation(time.DateOnly, c.LastDay, zone)
	if err != nil {
		return until, false
	}
	return last.AddDate(0, 0, days+1), true
}

// Kept reports whether answers to a field are kept apart from the registration, so that a rule can be made for them.
func (k FieldKind) Kept() bool { return !core(k) }
