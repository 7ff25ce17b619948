package live

import (
	"cmp"
	"encoding/hex"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"plenary/server/conference"
)

// alphabet is the alphabetical order of a language, in which States have the names that they have there. Owned by the
// room's goroutine.
type alphabet struct {
	language string
	names    display.Namer // nil: the names are in that language already
	collator *collate.Collator
	buffer   collate.Buffer
}

// alphabetOf is the alphabet of a language; names of delegations are in English, unless the conference writes them otherwise.
func alphabetOf(code string) *alphabet {
	tag := language.Make(cmp.Or(code, "en"))
	a := &alphabet{language: code, collator: collate.New(tag, collate.IgnoreCase)}
	if code != "" && code != "en" {
		a.names = display.Regions(tag)
	}
	return a
}

// key is what a State or organization is sorted by. It is hexadecimal, so that it is in the same order as a text.
func (a *alphabet) key(name, code string) string {
	if a.names != nil {
		if region, err := language.ParseRegion(code); err == nil {
			name = cmp.Or(a.names.Name(region), name)
		}
	}
	a.buffer.Reset()
	return hex.EncodeToString(a.collator.KeyFromString(&a.buffer, name))
}

// order puts requests into the order of the rules.
func (f *floor) order() conference.Speakers {
	if f.alphabet == nil || f.alphabet.language != f.rules.Alphabet {
		f.alphabet = alphabetOf(f.rules.Alphabet)
	}
	return conference.Speakers{Procedure: f.rules, Name: func(r conference.FloorRequest) string {
		plate := f.plates[r.PersonID]
		name, code := cmp.Or(plate.Delegation, plate.Name), plate.Code
		if r.DelegationID != nil {
			if d, known := f.delegations[*r.DelegationID]; known {
				name, code = d.Name, d.Code
			}
		}
		return f.alphabet.key(name, code)
	}}
}
