package store

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"plenary/server/conference"
)

// mayErase is a person who can be forgotten, or what stands against it.
func (t *tx) mayErase(id conference.PersonID, within conference.ConferenceID) (p conference.Person, err error) {
	lock := ""
	if t.onPostgres() { // of two who ask at once, one stays
		lock = ` for update`
	}
	var others []conference.PersonID
	err = t.list(&others, `select id from person where administrator or id = ? order by id`+lock, id)
	if err == nil {
		err = t.get(noPerson, &p, `select * from person where id = ?`, id)
	}
	if err != nil {
		return p, err
	}
	if p.ErasedAt != nil {
		return p, conference.Errorf(conference.Conflict, "this person has been erased already")
	}
	if p.Administrator && len(others) == 1 {
		return p, conference.Errorf(conference.Conflict, "the last administrator of this server cannot be erased: another one has to be named first")
	}
	organizes, err := t.replaceable(id, lock)
	if err != nil || within == "" {
		return p, err
	}
	var elsewhere bool
	err = t.get("", &elsewhere, `
		select exists (select 1 from registration where person_id = ? and conference_id <> ?)
			or exists (select 1 from appointment a join draft d on d.id = a.session_id where a.person_id = ? and d.conference_id <> ?)`,
		id, within, id, within)
	switch {
	case err != nil:
		return p, err
	case p.Administrator || organizes:
		err = conference.Errorf(conference.Forbidden, "who organizes a conference or administers this server erases herself, or an administrator does")
	case elsewhere:
		err = conference.Errorf(conference.Forbidden, "this person takes part in other conferences of this server: she can ask for it herself, or an administrator does it")
	}
	return p, err
}

// replaceable says whether a person organizes conferences, and refuses where nobody else does.
func (t *tx) replaceable(id conference.PersonID, lock string) (organizes bool, err error) {
	var all []struct {
		ConferenceID conference.ConferenceID
		Title        string
	}
	err = t.list(&all, `
		select o.conference_id, c.title from organizer o join conference c on c.id = o.conference_id
		where o.conference_id in (select conference_id from organizer where person_id = ?) order by o.conference_id, o.person_id`+lock, id)
	if err != nil {
		return false, err
	}
	organizers := map[conference.ConferenceID]int{}
	for _, o := range all {
		organizers[o.ConferenceID]++
	}
	for _, o := range all {
		if organizers[o.ConferenceID] == 1 {
			return true, conference.Errorf(conference.Conflict, "the only organizer of %q cannot be erased: another one has to be named first", o.Title)
		}
	}
	return len(all) > 0, nil
}

// names are what a person was called, and her address, in lower case.
type names []string

var renamed = regexp.MustCompile(`(?m)^name: ("(?:[^"\\]|\\.)*") → ("(?:[^"\\]|\\.)*")$`)

// namesOf are all names that a person has had, the longest first.
func (t *tx) namesOf(p conference.Person, registrations []conference.Registration) (list names, err error) {
	add := func(name string) {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	add(p.Email)
	add(p.Name)
	for _, r := range registrations {
		add(r.Name)
	}
	var details []string
	if err := t.list(&details, `select detail from audit where subject in `+hers, p.ID); err != nil {
		return nil, err
	}
	for _, detail := range details {
		for _, found := range renamed.FindAllStringSubmatch(detail, -1) {
			for _, quoted := range found[1:] {
				if name, err := strconv.Unquote(quoted); err == nil {
					add(name)
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
	return list, nil
}

// in reports whether a text names her, by a whole word.
func (n names) in(text string) bool {
	_, named := n.replace(text)
	return named
}

// replace replaces what names her in a text.
func (n names) replace(text string) (string, bool) {
	named := false
	for _, name := range n {
		for from := 0; ; {
			begin, end := find(text[from:], name)
			if begin < 0 {
				break
			}
			begin, end = begin+from, end+from
			text, named = text[:begin]+ErasedName+text[end:], true
			from = begin + len(ErasedName)
		}
	}
	return text, named
}

// find finds a name as whole words in a text, whatever the case: where it begins and ends.
func find(text, name string) (begin, end int) {
	before := ' '
	for i, r := range text {
		if !word(before) || !word(firstRune(name)) {
			if n := prefix(text[i:], name); n > 0 {
				next := firstRune(text[i+n:])
				if !word(next) || !word(lastRune(name)) {
					return i, i + n
				}
			}
		}
		before = r
	}
	return -1, -1
}

// prefix is how many bytes of a text say a name, which is in lower case, at its beginning; 0: none do.
func prefix(text, name string) int {
	at := 0
	for _, want := range name {
		got, size := utf8.DecodeRuneInString(text[at:])
		if size == 0 || unicode.ToLower(got) != want {
			return 0
		}
		at += size
	}
	return at
}

func firstRune(text string) rune { r, _ := utf8.DecodeRuneInString(text); return r }

func lastRune(text string) rune { r, _ := utf8.DecodeLastRuneInString(text); return r }

func word(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// replaceJSON replaces what names her in the texts of a JSON document.
func (n names) replaceJSON(document string) (string, bool) {
	written := slices.Clone(n)
	for i, name := range n {
		if b, err := json.Marshal(name); err == nil {
			written[i] = string(b[1 : len(b)-1])
		}
	}
	return written.replace(document)
}

// unfolded undoes how calendar files break long lines and write commas (RFC 5545 §3.1, §3.3.11).
var unfolded = strings.NewReplacer("\r\n ", "", `\,`, ",", `\;`, ";")
