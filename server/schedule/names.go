package schedule

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// space is the name space of the guids we make of what is none.
var space = uuid.MustParse("6f2f7f6c-6a8e-5c0e-9b53-0d1c5a3e7c11")

// GUID is the guid of something that has none: the same for the same name, always.
func GUID(name string) string { return uuid.NewSHA1(space, []byte(name)).String() }

var uuidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// guid is an event's guid: the file's if it is one, else made of what names the event best.
func (r *reader) guid(e *Event) string {
	switch {
	case uuidForm.MatchString(e.GUID):
		return strings.ToLower(e.GUID)
	case e.GUID != "":
		e.keep("guid", e.GUID)
		return GUID("guid:" + e.GUID)
	case e.ID != 0:
		return GUID("id:" + strconv.Itoa(e.ID))
	case e.Slug != "":
		return GUID("slug:" + e.Slug)
	}
	r.note(e.where(), false, "it has no guid, so it is known by its title")
	return GUID("title:" + e.Title)
}

func (e *Event) keep(name, text string) {
	if e.Kept == nil {
		e.Kept = Kept{}
	}
	e.Kept[name], _ = json.Marshal(text) // a string always can
}

var (
	jsonAcronym = regexp.MustCompile(`^[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?$`)
	plainWord   = regexp.MustCompile(`[^a-z0-9]+`)
	xmlSlug     = regexp.MustCompile(`^[a-z0-9_]{4,}-[a-z0-9\-_]{4,}$`)
	jsonSlug    = regexp.MustCompile(`^[a-z0-9_-]+[a-z0-9]$`)
	jsonCode    = regexp.MustCompile(`^[A-Z0-9]+$`)
	xmlCode     = regexp.MustCompile(`^[0-9A-Z]{6}$`)
	hexColour   = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	trackSlug   = regexp.MustCompile(`^[a-z][a-z0-9-]+$`)
	webAddress  = regexp.MustCompile(`^https?://[\x21-\x7e]+$`)
	zoneForm    = regexp.MustCompile(`^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$`)
)

// acronym is a conference's short name as both schemas want it.
func acronym(text string) string {
	if jsonAcronym.MatchString(text) {
		return text
	}
	word := strings.Trim(plainWord.ReplaceAllString(strings.ToLower(text), "_"), "_")
	for len(word) < 4 {
		word += "_"
	}
	return word
}

// slug is an event's name in addresses as both schemas want it.
func slug(acronym string, e Event) string {
	if xmlSlug.MatchString(e.Slug) && jsonSlug.MatchString(e.Slug) {
		return e.Slug
	}
	name := strings.Trim(plainWord.ReplaceAllString(strings.ToLower(e.Title), "-"), "-")
	if len(name) > 60 {
		name = strings.Trim(name[:60], "-")
	}
	head := strings.ReplaceAll(acronym, "-", "_")
	if name == "" {
		return fmt.Sprintf("%s-event-%d", head, e.ID)
	}
	return fmt.Sprintf("%s-%d-%s", head, e.ID, name)
}

var durationForm = regexp.MustCompile(`^([0-9]{1,3}):([0-9]{1,2})(?::([0-9]{1,2}))?$`)

// ParseDuration reads hours and minutes, "01:30" or "1:30:00".
func ParseDuration(text string) (time.Duration, error) {
	m := durationForm.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return 0, errors.New("a duration has the form 01:30")
	}
	var parts [3]int
	for i := range parts {
		if m[i+1] != "" {
			parts[i], _ = strconv.Atoi(m[i+1]) // digits only
		}
	}
	return time.Duration(parts[0])*time.Hour + time.Duration(parts[1])*time.Minute + time.Duration(parts[2])*time.Second, nil
}

// FormatDuration writes hours and minutes.
func FormatDuration(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
}
