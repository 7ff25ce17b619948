package live

import (
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// States are in the alphabetical order of the names that they have in the language of the rules.
func TestAlphabets(t *testing.T) {
	for language, want := range map[string]string{
		"":   "Austria Egypt Germany Spain Zonta",
		"en": "Austria Egypt Germany Spain Zonta",
		"fr": "Germany Austria Egypt Spain Zonta", // Allemagne, Autriche, Égypte, Espagne
		"es": "Germany Austria Egypt Spain Zonta", // Alemania, Austria, Egipto, España
		"ru": "Zonta Austria Germany Egypt Spain", // Австрия, Германия, Египет, Испания
	} {
		f := newFloor()
		f.rules = conference.Procedure{Order: conference.ByAlphabet, Alphabet: language}
		var list []conference.FloorRequest
		for code, name := range map[string]string{"ES": "Spain", "DE": "Germany", "EG": "Egypt", "AT": "Austria"} {
			id := conference.DelegationID(name)
			f.delegations[id] = conference.Delegation{ID: id, Name: name, Code: code}
			list = append(list, conference.FloorRequest{ID: conference.FloorRequestID(name), DelegationID: &id, Kind: conference.NationalStatement, State: conference.RequestWaiting})
		}
		f.plates["z"] = protocol.Person{ID: "z", Name: "Zoe", Delegation: "Zonta"}
		list = append(list, conference.FloorRequest{ID: "Zonta", PersonID: "z", Kind: conference.NationalStatement, State: conference.RequestWaiting})
		var got []string
		for _, one := range f.order().Arrange(list) {
			got = append(got, string(one.ID))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("in %q they are %v; want %s", language, got, want)
		}
	}
}
