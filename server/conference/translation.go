package conference

import (
	"encoding/json"
	"strings"
)

// Translation is what the programme says of a session in another language.
type Translation struct {
	Language string `json:"language"` // ISO 639-1
	Title    string `json:"title"`
	Abstract string `json:"abstract,omitempty"`
}

// Translations are the translations of a session as a row keeps them: JSON, or nothing.
type Translations string

// TextLanguages are the languages that a programme can be written in: the official ones of the OSCE and of the United
// Nations.
var TextLanguages = []string{"en", "fr", "de", "it", "ru", "es", "ar", "zh"}

// List returns the translations in their order.
func (t Translations) List() []Translation { return unpack[Translation](string(t)) }

// PackTranslations writes translations as a row keeps them, without those that say nothing.
func PackTranslations(list []Translation) Translations {
	said := []Translation{}
	for _, t := range list {
		t.Title, t.Abstract = strings.TrimSpace(t.Title), strings.TrimSpace(t.Abstract)
		if t.Title != "" || t.Abstract != "" {
			said = append(said, t)
		}
	}
	return Translations(pack(said))
}

// In returns title and abstract in the first of the reader's languages that there are; else those that were given.
func (s Session) In(languages ...string) (title, abstract string) {
	list := s.Translations.List()
	title, abstract = s.Title, s.Abstract
	for _, language := range languages {
		for _, t := range list {
			if t.Language != language {
				continue
			}
			if t.Title != "" {
				title = t.Title
			}
			if t.Abstract != "" {
				abstract = t.Abstract
			}
			return title, abstract
		}
	}
	return title, abstract
}

func (t Translations) check() error {
	seen := map[string]bool{}
	for _, each := range t.List() {
		switch {
		case !contains(TextLanguages, each.Language):
			return Errorf(Invalid, "a programme cannot be written in %q", each.Language)
		case seen[each.Language]:
			return Errorf(Invalid, "there are two translations into %q", each.Language)
		case len(each.Title) > maxTitle:
			return Errorf(Invalid, "the title in %q is longer than %d bytes", each.Language, maxTitle)
		case len(each.Abstract) > maxAbstract:
			return Errorf(Invalid, "the abstract in %q is longer than 8,000 bytes", each.Language)
		}
		seen[each.Language] = true
	}
	return nil
}

// pack writes a list as text that a column holds: nothing for no elements, so that rows without any look alike.
func pack[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	b, err := json.Marshal(list)
	if err != nil {
		panic("conference: pack a list: " + err.Error()) // of strings and numbers
	}
	return string(b)
}

// unpack reads what pack wrote. What it did not write is no list.
func unpack[T any](text string) []T {
	list := []T{}
	if text == "" {
		return list
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return []T{}
	}
	return list
}
