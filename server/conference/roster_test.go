package conference_test

import (
	"fmt"
	"strings"
	"testing"

	. "plenary/server/conference"
)

func rosterOf(text string) []RosterLine {
	var lines []RosterLine
	for i, line := range strings.Split(text, "\n") {
		lines = append(lines, RosterLine{Number: i + 1, Cells: strings.Split(line, "|")})
	}
	return lines
}

var rosterKnown = RosterKnown{
	Delegations: []Delegation{
		{ID: "al", Code: "AL", Name: "Albania", Category: ParticipatingState},
		{ID: "nm", Code: "MK", Name: "North Macedonia", Category: ParticipatingState},
	},
	Quotas:  map[QuotaOf]QuotaCount{{"al", InRoom}: {Places: 2, Taken: 1}},
	Present: map[string]RegistrationState{"here@mission.example": Approved, "typed@mission.example": Unconfirmed},
}

func TestARosterIsReadInEnglishAndRussian(t *testing.T) {
	for name, text := range map[string]string{
		"English": "Name|E-Mail|Delegation|Function|Participation|Head of delegation\n" +
			"Ana Hoxha|Ana@Mission.example|albania|Ambassador|in the room|yes",
		"Russian": "Фамилия|Имя|Электронная почта|Государство|Должность|Участие|Глава делегации|Прочее\n" +
			"Hoxha|Ana|ana@mission.example|AL|Ambassador|в зале|да|лишнее",
	} {
		r := ReadRoster(rosterOf(text), rosterKnown)
		if r.Faulty != 0 || len(r.Entries) != 1 {
			t.Fatalf("%s: %+v", name, r)
		}
		e := r.Entries[0]
		if e.Row != 2 || e.Email != "ana@mission.example" || !e.Head || e.Registration.Name != "Ana Hoxha" || *e.Registration.DelegationID != "al" ||
			e.Registration.Category != ParticipatingState || e.Registration.Function != "Ambassador" || e.Registration.Participation != InRoom {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestARosterNamesEveryFault(t *testing.T) {
	const heading = "Name|E-mail|Delegation|Organization|Category|Participation|Head\n"
	for name, c := range map[string]struct{ text, want string }{
		"nothing":       {"", "1 : no column is headed “E-mail”; the first row must be the heading; 1 : no column is headed “Name”; the first row must be the heading"},
		"only headings": {"Name|E-mail", "1 : there is nobody below the heading"},
		"twice a column": {
			"Name|E-mail|Mail\nAna|a@b.example|c@d.example",
			"1 Mail: there are two columns with the email",
		},
		"no name": {heading + "|a@b.example|AL", "2 Name: please give a name"},
		"several": {
			heading + "Ana||Atlantis||martian|by phone|perhaps",
			"2 E-mail: there is no e-mail address; 2 Category: there is no category “martian”; 2 Delegation: there is no delegation “Atlantis”; " +
				"2 Participation: “by phone” is no way to take part: write “in the room”, “able to speak” or “observer”; 2 Head: “perhaps” says neither yes nor no",
		},
		"no address": {heading + "Ana|ana at mission|AL", "2 E-mail: “ana at mission” is not an e-mail address"},
		"the same twice": {
			heading + "Ana|a@b.example|AL\nBen|A@B.example|AL",
			"3 E-mail: a@b.example stands in row 2 already",
		},
		"nobody's": {
			heading + "Ana|a@b.example",
			"2 Delegation: neither a delegation nor an organization is named; 2 Category: without a delegation a category is needed",
		},
		"two heads": {
			heading + "Ana|a@b.example|AL||||yes\nBen|b@b.example|AL||||x",
			"3 Head: the person in row 2 leads this delegation already",
		},
		"a head of nothing": {heading + "Ana|a@b.example||Institute|academia||1", "2 Head: only a member of a delegation can lead it"},
		"over the quota": {
			heading + "Ana|a@b.example|AL|||in room\nBen|b@b.example|AL|||in room\nCy|c@b.example|MK|||in room",
			"3 Participation: the quota of Albania is 2 in the room: with this person it would have 3",
		},
	} {
		var got []string
		r := ReadRoster(rosterOf(c.text), rosterKnown)
		for _, f := range r.Faults {
			got = append(got, fmt.Sprintf("%d %s: %s", f.Row, f.Column, f.Says))
		}
		if strings.Join(got, "; ") != c.want || r.Faulty != len(got) {
			t.Errorf("%s:\n%s, want\n%s", name, strings.Join(got, "; "), c.want)
		}
	}
}

func TestARosterLeavesThoseWhoAreThere(t *testing.T) {
	r := ReadRoster(rosterOf("Name|E-mail|Organization|Category\nHere|here@mission.example|Institute|Academia\n"+
		"Typed|typed@mission.example|Institute|Научные круги"), rosterKnown)
	if r.Faulty != 0 || len(r.Present) != 1 || r.Present[0].Row != 2 || len(r.Entries) != 1 || r.Entries[0].Email != "typed@mission.example" {
		t.Errorf("%+v", r)
	}
}
