package conference

// What columns and values of a list of people are called, in English and Russian, as [folded] writes them. Some people
// spell organization with an s, which this house does not.

var rosterHeadings = headings(map[RosterColumn][]string{
	RosterName:          {"name", "full name", "name on the badge", "participant", "фио", "ф и о", "полное имя", "участник", "имя и фамилия", "фамилия имя", "фамилия имя отчество"},
	RosterGiven:         {"given name", "first name", "forename", "имя"},
	RosterFamily:        {"family name", "last name", "surname", "фамилия"},
	RosterEmail:         {"e mail", "email", "mail", "e mail address", "email address", "электронная почта", "эл почта", "почта", "адрес электронной почты", "электронный адрес"},
	RosterDelegation:    {"delegation", "state", "country", "participating state", "делегация", "государство", "страна"},
	RosterOrganization:  {"organization", "organi" + "sation", "institution", "company", "организация", "учреждение", "компания"},
	RosterCategory:      {"category", "категория"},
	RosterFunction:      {"function", "position", "title", "job title", "должность", "функция"},
	RosterParticipation: {"participation", "takes part", "attendance", "участие", "форма участия"},
	RosterHead:          {"head", "head of delegation", "глава делегации", "глава"},
})

var rosterCategories = func() map[string]Category {
	words := map[Category][]string{
		ParticipatingState:        {"participating state", "участвующее государство", "государство участник"},
		PartnerForCooperation:     {"partner for co operation", "partner", "партнер по сотрудничеству", "партнер"},
		ExecutiveStructure:        {"executive structure", "исполнительная структура"},
		ParliamentaryAssembly:     {"parliamentary assembly", "парламентская ассамблея"},
		UnitedNations:             {"united nations", "un", "оон", "организация объединенных наций"},
		InternationalOrganization: {"international organization", "international organi" + "sation", "международная организация"},
		CivilSociety:              {"civil society", "ngo", "гражданское общество", "нпо"},
		Academia:                  {"academia", "научные круги", "наука"},
		PrivateSector:             {"private sector", "частный сектор"},
		Media:                     {"media", "press", "сми", "пресса"},
		InterpreterCategory:       {"interpreter", "переводчик"},
		Staff:                     {"staff", "conference staff", "персонал", "персонал конференции"},
		Invited:                   {"invited", "invited panellist or moderator", "приглашенный", "приглашенный докладчик или модератор"},
	}
	named := map[string]Category{}
	for _, c := range Categories {
		named[folded(string(c))] = c
		for _, word := range words[c] {
			named[word] = c
		}
	}
	return named
}()

var rosterParticipations = map[string]Participation{
	"in room": InRoom, "in the room": InRoom, "in person": InRoom, "в зале": InRoom, "очно": InRoom, "очное": InRoom,
	"speaking": Speaking, "able to speak": Speaking, "speaker": Speaking, "с правом выступления": Speaking, "выступающий": Speaking,
	"observer": Observing, "observing": Observing, "наблюдатель": Observing,
}

var rosterTruths = map[string]bool{
	"": false, "no": false, "n": false, "0": false, "false": false, "нет": false,
	"yes": true, "y": true, "x": true, "1": true, "true": true, "да": true, "+": true,
}

func headings(words map[RosterColumn][]string) map[string]RosterColumn {
	named := map[string]RosterColumn{}
	for column, list := range words {
		for _, word := range list {
			named[word] = column
		}
	}
	return named
}
