package schedule

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"plenary/server/conference"
)

// Present is the programme that a schedule is brought into.
type Present struct {
	Conference   conference.Conference
	Halls        []conference.Hall
	Drafts       []conference.Draft
	Counterparts []conference.Counterpart
}

// Choices are what the organizer decides of what no file says.
type Choices struct {
	Access conference.Access // of new sessions; sessions that are there keep theirs
	Remove bool              // sessions that were brought in before and are not in the file any more are taken off
}

// Plan works out what bringing the schedule in would do. Sessions are known by their guid, halls by guid or name: what
// is there already is changed, not doubled.
func Plan(s *Schedule, notes []Note, p Present, c Choices) conference.Intake {
	pl := &planner{present: p, choices: c, halls: map[string]conference.HallID{}, drafts: map[string]conference.Draft{}}
	for _, n := range notes {
		deed := conference.IntakeNotes
		if n.Grave {
			deed = conference.IntakeRefuses
		}
		pl.line(deed, n.Where, "%s", n.Says)
	}
	pl.index(s)
	head := *s
	head.Days = nil
	for _, d := range s.Days { // of the days, all but what is in them
		d.Events = nil
		head.Days = append(head.Days, d)
	}
	pl.counterpart(conference.CounterpartConference, string(p.Conference.ID), "head", head)
	seen := map[conference.SessionID]bool{}
	for _, d := range s.Days {
		for _, e := range d.Events {
			if id, ok := pl.event(e); ok {
				seen[id] = true
			}
		}
	}
	pl.missing(seen)
	return pl.intake
}

type planner struct {
	present Present
	choices Choices
	intake  conference.Intake
	halls   map[string]conference.HallID // by name
	drafts  map[string]conference.Draft  // by guid
	sources map[conference.SessionID]Event
}

func (pl *planner) line(deed conference.IntakeDeed, name, format string, args ...any) {
	pl.intake.Lines = append(pl.intake.Lines, conference.IntakeLine{Deed: deed, Name: name, Says: fmt.Sprintf(format, args...)})
}

func (pl *planner) counterpart(kind, subject, guid string, source any) {
	raw := string(marshalled(source))
	for _, c := range pl.present.Counterparts {
		if c.Kind == kind && c.Subject == subject && c.GUID == guid && c.Source == raw {
			return
		}
	}
	pl.intake.Counterparts = append(pl.intake.Counterparts, conference.Counterpart{
		ConferenceID: pl.present.Conference.ID, Kind: kind, Subject: subject, GUID: guid, Source: raw,
	})
}

// index finds what is there by the names that the file uses.
func (pl *planner) index(s *Schedule) {
	byID := map[conference.SessionID]conference.Draft{}
	for _, d := range pl.present.Drafts {
		byID[d.ID] = d
		pl.drafts[GUID(string(d.ID))] = d // as we export what came from nowhere else
	}
	pl.sources = map[conference.SessionID]Event{}
	hallGUIDs := map[string]conference.HallID{}
	for _, c := range pl.present.Counterparts {
		switch c.Kind {
		case conference.CounterpartSession:
			if d, ok := byID[conference.SessionID(c.Subject)]; ok {
				pl.drafts[c.GUID] = d
				var e Event
				if json.Unmarshal([]byte(c.Source), &e) == nil {
					pl.sources[d.ID] = e
				}
			}
		case conference.CounterpartHall:
			hallGUIDs[c.GUID] = conference.HallID(c.Subject)
		}
	}
	for _, h := range pl.present.Halls {
		pl.halls[h.Name] = h.ID
	}
	shared := map[string]int{}
	for _, r := range s.Conference.Rooms {
		shared[r.GUID]++
	}
	for _, r := range s.Conference.Rooms {
		if id, ok := hallGUIDs[r.GUID]; ok && r.GUID != "" && shared[r.GUID] == 1 {
			pl.halls[r.Name] = id // it may have another name by now
		}
	}
	for _, r := range s.Conference.Rooms {
		if id, ok := pl.halls[r.Name]; ok && r.GUID != "" && shared[r.GUID] == 1 {
			pl.counterpart(conference.CounterpartHall, string(id), r.GUID, r)
		}
	}
}

func (pl *planner) hall(name string) conference.HallID {
	if id, ok := pl.halls[name]; ok {
		return id
	}
	h := conference.Hall{
		ID: conference.NewID[conference.HallID](), ConferenceID: pl.present.Conference.ID, Name: name,
		Position: len(pl.present.Halls) + len(pl.intake.Halls),
	}
	pl.halls[name] = h.ID
	pl.intake.Halls = append(pl.intake.Halls, h)
	pl.line(conference.IntakeAdds, name, "a hall")
	return h.ID
}

// event plans one event, and returns the session it is.
func (pl *planner) event(e Event) (conference.SessionID, bool) {
	was, known := pl.drafts[e.GUID]
	d := was
	if !known {
		d = conference.Draft{
			ID: conference.NewID[conference.SessionID](), ConferenceID: pl.present.Conference.ID, Access: pl.choices.Access,
			Chat: conference.OpenDiscussion, Questions: conference.ModeratedDiscussion, Recorded: !e.DoNotRecord, Kind: kindOf(e),
		}
	}
	before, imported := pl.sources[d.ID]
	made := draftOf(e)
	// What the organizers changed since the last time stays, unless the file has changed there as well.
	old := draftOf(before)
	take := func(same bool) bool { return !imported || !same }
	if take(old.Title == made.Title) {
		d.Title = made.Title
	}
	if take(old.Abstract == made.Abstract) {
		d.Abstract = made.Abstract
	}
	if take(old.StartsAt.Equal(*made.StartsAt) && old.EndsAt.Equal(*made.EndsAt)) {
		d.StartsAt, d.EndsAt = made.StartsAt, made.EndsAt
	}
	if imported && before.DoNotRecord != e.DoNotRecord {
		d.Recorded = !e.DoNotRecord
	}
	if imported && before.Type != e.Type {
		d.Kind = kindOf(e)
	}
	if err := d.Check(); err != nil {
		pl.line(conference.IntakeRefuses, e.Title, "%v", err)
		return was.ID, known
	}
	if take(before.Room == e.Room) {
		id := pl.hall(e.Room)
		d.HallID = &id
	}
	d.Removed = false
	pl.counterpart(conference.CounterpartSession, string(d.ID), e.GUID, e)
	switch {
	case !known:
		pl.intake.Added = append(pl.intake.Added, d)
		pl.line(conference.IntakeAdds, d.Title, "%s, %s", e.Start.In(pl.present.Conference.Zone()).Format("2 January 15:04"), e.Room)
	default:
		if changes := difference(was, d, pl.present.Conference.Zone()); len(changes) > 0 {
			pl.intake.Changed = append(pl.intake.Changed, d)
			pl.line(conference.IntakeChanges, d.Title, "%s", strings.Join(changes, "; "))
		}
	}
	return d.ID, true
}

// draftOf is what an event says of a session.
func draftOf(e Event) conference.Draft {
	starts, ends := e.Start.UTC().Truncate(time.Microsecond), e.Start.Add(e.Duration).UTC().Truncate(time.Microsecond)
	return conference.Draft{Title: e.Title, Abstract: abstractOf(e), StartsAt: &starts, EndsAt: &ends}
}

// abstractOf is all that a file says of an event at length. What is more than we take is cut at a word, and whole in
// what is kept.
func abstractOf(e Event) string {
	parts := []string{}
	for _, part := range []string{e.Subtitle, e.Abstract, e.Description} {
		if part != "" && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	text := strings.Join(parts, "\n\n")
	const most = 7900
	if len(text) > most {
		cut := strings.LastIndexAny(text[:most], " \n")
		text = strings.ToValidUTF8(text[:max(cut, most/2)], "") + " …"
	}
	return text
}

// kindOf is the kind of session that a file's own word comes nearest to.
func kindOf(e Event) conference.SessionKind {
	word := strings.ToLower(e.Type + " " + e.Title)
	for _, c := range []struct {
		part string
		kind conference.SessionKind
	}{
		{"side event", conference.SideEvent}, {"side-event", conference.SideEvent},
	} {
		if strings.Contains(word, c.part) {
			return c.kind
		}
	}
	switch kind := conference.SessionKind(strings.ToLower(e.Type)); {
	case slices.Contains(conference.SessionKinds, kind) && kind != conference.Blocker:
		return kind
	case slices.Contains([]string{"lunch", "coffee", "pause", "coffee break", "lunch break"}, strings.ToLower(e.Type)):
		return conference.Break
	}
	return conference.WorkingSession
}

func difference(was, is conference.Draft, zone *time.Location) []string {
	var list []string
	if was.Removed {
		list = append(list, "it is on the programme again")
	}
	if was.Title != is.Title {
		list = append(list, fmt.Sprintf("title, before “%s”", was.Title))
	}
	if was.Abstract != is.Abstract {
		list = append(list, "abstract")
	}
	if when(was, zone) != when(is, zone) {
		list = append(list, fmt.Sprintf("from %s to %s", when(was, zone), when(is, zone)))
	}
	if is.HallID != nil && (was.HallID == nil || *was.HallID != *is.HallID) {
		list = append(list, "hall")
	}
	if was.Kind != is.Kind {
		list = append(list, fmt.Sprintf("kind, before %s", was.Kind))
	}
	if was.Recorded != is.Recorded {
		list = append(list, "whether it is recorded")
	}
	return list
}

func when(d conference.Draft, zone *time.Location) string {
	if d.StartsAt == nil || d.EndsAt == nil {
		return "no time"
	}
	return d.StartsAt.In(zone).Format("2 January 15:04") + "–" + d.EndsAt.In(zone).Format("15:04")
}

// missing names what was brought in before and is not in the file any more, in the order of the programme.
func (pl *planner) missing(seen map[conference.SessionID]bool) {
	for _, d := range pl.present.Drafts {
		if _, imported := pl.sources[d.ID]; !imported || seen[d.ID] || d.Removed {
			continue
		}
		if !pl.choices.Remove {
			pl.line(conference.IntakeMisses, d.Title, "it is not in the file any more; it stays")
			continue
		}
		d.Removed = true
		pl.intake.Removed = append(pl.intake.Removed, d)
		pl.line(conference.IntakeRemoves, d.Title, "it is not in the file any more")
	}
}
