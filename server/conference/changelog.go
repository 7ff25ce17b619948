package conference

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// changeWords are what is said of changes in a language. Each form gets the session's title first.
type changeWords struct {
	added, cancelled, moved, changed string
	days                             [7]string
	months                           [12]string // as they stand behind a day
	fields                           map[Field]string
}

var changelogs = map[MailLanguage]changeWords{
	EnglishMail: {
		added: "New: %s (%s)", cancelled: "Cancelled: %s (%s)", moved: "Moved: %s, from %s to %s", changed: "Changed: %s (%s)",
		days: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		months: [12]string{
			"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
		},
		fields: map[Field]string{},
	},
	RussianMail: {
		added: "Новое: %s (%s)", cancelled: "Отменено: %s (%s)", moved: "Перенесено: %s; было: %s; стало: %s", changed: "Изменено: %s (%s)",
		days: [7]string{"вс", "пн", "вт", "ср", "чт", "пт", "сб"},
		months: [12]string{
			"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря",
		},
		fields: map[Field]string{
			TimeField: "время", HallField: "зал", TitleField: "название", TextField: "описание", KindField: "вид", AccessField: "доступ",
			LanguagesField: "языки", PeopleField: "участники", OtherField: "прочее",
		},
	},
}

// Changelog says what changed, a line each, in a language: titles too, where they are translated.
func Changelog(changes []Change, halls []Hall, zone *time.Location, language MailLanguage) string {
	w, ok := changelogs[language]
	if !ok {
		w = changelogs[EnglishMail]
	}
	slot := func(p *Planned) string {
		s := p.Session()
		at := s.StartsAt.In(zone)
		hall := ""
		if i := slices.IndexFunc(halls, func(h Hall) bool { return h.ID == s.HallID }); i >= 0 {
			hall = halls[i].Name
		}
		return fmt.Sprintf("%s %d %s, %s–%s, %s", w.days[at.Weekday()], at.Day(), w.months[at.Month()-1], at.Format("15:04"), s.EndsAt.In(zone).Format("15:04"), hall)
	}
	title := func(p *Planned) string {
		title, _ := p.Session().In(string(language))
		return title
	}
	lines := make([]string, len(changes))
	for i, c := range changes {
		switch {
		case c.Before == nil:
			lines[i] = fmt.Sprintf(w.added, title(c.After), slot(c.After))
		case c.After == nil:
			lines[i] = fmt.Sprintf(w.cancelled, title(c.Before), slot(c.Before))
		case contains(c.Fields, TimeField) || contains(c.Fields, HallField):
			lines[i] = fmt.Sprintf(w.moved, title(c.After), slot(c.Before), slot(c.After))
		default:
			fields := make([]string, len(c.Fields))
			for j, f := range c.Fields {
				if fields[j], ok = w.fields[f]; !ok {
					fields[j] = string(f)
				}
			}
			lines[i] = fmt.Sprintf(w.changed, title(c.After), strings.Join(fields, ", "))
		}
	}
	return strings.Join(lines, "\n")
}
