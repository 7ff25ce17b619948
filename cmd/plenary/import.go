package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

// programmeFile is a conference as a file, in the form of demo/ctc-2020.json. Names that are not read here are left to
// those who need them.
type programmeFile struct {
	Conference struct {
		Slug               string   `json:"slug"`
		Title              string   `json:"title"`
		Organizer          string   `json:"organizer"`
		Place              string   `json:"place"`
		TimeZone           string   `json:"time_zone"`
		Days               []string `json:"days"`
		RegistrationOpens  string   `json:"registration_opens"` // default 90 days before it closes
		RegistrationCloses string   `json:"registration_closes"`
		Languages          []string `json:"languages"`
	} `json:"conference"`
	Delegations []struct {
		Code     string `json:"code"`
		Name     string `json:"name"`
		Category string `json:"category"`
	} `json:"delegations"`
	Sessions []sessionInFile `json:"sessions"`
}

type sessionInFile struct {
	Day       string    `json:"day"`
	Starts    string    `json:"starts"`
	Ends      string    `json:"ends"`
	Title     string    `json:"title"`
	Abstract  string    `json:"abstract"`
	Kind      string    `json:"kind"`
	Hall      string    `json:"hall"`
	Access    string    `json:"access"`
	Languages languages `json:"languages"`
}

// languages are "all" of the conference, "none", or a list.
type languages []string

// UnmarshalJSON reads a word or a list.
func (l *languages) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte("[")) {
		return json.Unmarshal(b, (*[]string)(l))
	}
	var word string
	if err := json.Unmarshal(b, &word); err != nil {
		return err
	}
	if word != "" && word != "none" {
		*l = languages{word}
	}
	return nil
}

// categories are the words of files that are not ours.
var categories = map[string]conference.Category{"osce-structure": conference.ExecutiveStructure}

func runImport(ctx context.Context, at console, cfg config, o options) (err error) {
	if len(o.args) != 1 {
		return misuse("name one file to import")
	}
	b, err := os.ReadFile(o.args[0])
	if err != nil {
		return fmt.Errorf("read the conference: %w", err)
	}
	if err := makeData(cfg); err != nil {
		return err
	}
	st, err := store.Open(ctx, cfg.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if isSchedule(b) {
		return importSchedule(ctx, at.stdout, st, b, cfg, o)
	}
	if file, ok := ownFile(b); ok {
		c, err := st.Import(ctx, file, time.Now())
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(at.stdout, "%s (%s): %s\n", c.Title, c.Slug, strings.Join(file.Counts(), ", "))
		return err
	}
	c, done, err := importProgramme(ctx, st, b, false, time.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(at.stdout, "%s (%s): %s\n", c.Title, c.Slug, done)
	return err
}

// importer puts a file into the database. What is there already is found by its name and updated.
type importer struct {
	store *store.Store
	file  programmeFile
	zone  *time.Location
	conf  conference.Conference
	now   time.Time
}

// importProgramme reads a file and puts it into the database; done says what it held.
func importProgramme(ctx context.Context, st *store.Store, b []byte, demo bool, now time.Time) (c conference.Conference, done string, err error) {
	i := importer{store: st, now: now}
	if err := json.Unmarshal(b, &i.file); err != nil {
		return c, "", fmt.Errorf("read the conference's JSON: %w", err)
	}
	for _, step := range []func(context.Context) error{
		func(ctx context.Context) error { return i.putConference(ctx, demo) }, i.putDelegations, i.putSessions,
	} {
		if err := step(ctx); err != nil {
			return c, "", err
		}
	}
	return i.conf, fmt.Sprintf("%d delegations, %d sessions", len(i.file.Delegations), len(i.file.Sessions)), nil
}

func (i *importer) putConference(ctx context.Context, demo bool) (err error) {
	f := i.file.Conference
	if f.Slug == "" || f.Title == "" || len(f.Days) == 0 {
		return conference.Errorf(conference.Invalid, "a conference needs a slug, a title and days")
	}
	if i.zone, err = time.LoadLocation(f.TimeZone); err != nil || f.TimeZone == "" {
		return conference.Errorf(conference.Invalid, "%q is no time zone such as Europe/Vienna", f.TimeZone)
	}
	for _, day := range f.Days {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return conference.Errorf(conference.Invalid, "%q is no day such as 2020-09-14", day)
		}
	}
	closes, err := time.Parse(time.RFC3339, f.RegistrationCloses)
	if err != nil {
		return conference.Errorf(conference.Invalid, "registration_closes: %q is no time such as 2020-09-10T23:59:00+02:00", f.RegistrationCloses)
	}
	opens := closes.AddDate(0, 0, -90)
	if f.RegistrationOpens != "" {
		if opens, err = time.Parse(time.RFC3339, f.RegistrationOpens); err != nil {
			return conference.Errorf(conference.Invalid, "registration_opens: %q is no time such as 2020-06-10T09:00:00+02:00", f.RegistrationOpens)
		}
	}
	known, err := i.store.ConferenceBySlug(ctx, f.Slug)
	if err != nil && !isKind(err, conference.NotFound) {
		return err
	}
	i.conf = conference.Conference{
		ID: cmp.Or(known.ID, conference.NewID[conference.ConferenceID]()), Slug: f.Slug, Title: f.Title,
		Organizer: f.Organizer, Place: f.Place, TimeZone: f.TimeZone, FirstDay: f.Days[0], LastDay: f.Days[len(f.Days)-1],
		RegistrationOpens: opens, RegistrationCloses: closes, Languages: strings.Join(f.Languages, ","), Demo: demo,
	}
	return i.store.PutConference(ctx, i.conf)
}

func (i *importer) putDelegations(ctx context.Context) error {
	list, err := i.store.Delegations(ctx, i.conf.ID)
	if err != nil {
		return err
	}
	known := map[string]conference.DelegationID{}
	for _, d := range list {
		known[d.Name] = d.ID
	}
	for _, f := range i.file.Delegations {
		category := cmp.Or(categories[f.Category], conference.Category(f.Category))
		if !slices.Contains(conference.Categories, category) {
			return conference.Errorf(conference.Invalid, "%s: %q is no category", f.Name, f.Category)
		}
		err := i.store.PutDelegation(ctx, conference.Delegation{
			ID: cmp.Or(known[f.Name], conference.NewID[conference.DelegationID]()), ConferenceID: i.conf.ID,
			Code: f.Code, Name: f.Name, Category: category,
		})
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

func (i *importer) putSessions(ctx context.Context) error {
	halls, err := i.putHalls(ctx)
	if err != nil {
		return err
	}
	list, err := i.store.Sessions(ctx, i.conf.ID)
	if err != nil {
		return err
	}
	known := map[string][]conference.SessionID{} // two of one title are told apart by their order
	for _, s := range list {
		known[s.Title] = append(known[s.Title], s.ID)
	}
	for _, f := range i.file.Sessions {
		s, err := i.session(f)
		if err != nil {
			return fmt.Errorf("%s: %w", f.Title, err)
		}
		s.HallID = halls[f.Hall]
		s.ID = cmp.Or(first(known[f.Title]), conference.NewID[conference.SessionID]())
		known[f.Title] = known[f.Title][min(1, len(known[f.Title])):]
		if err := i.store.PutSession(ctx, s, "", i.now); err != nil {
			return fmt.Errorf("%s: %w", f.Title, err)
		}
	}
	return nil
}

// putHalls adds the halls that sessions name, in the order in which they are first named.
func (i *importer) putHalls(ctx context.Context) (map[string]conference.HallID, error) {
	list, err := i.store.Halls(ctx, i.conf.ID)
	if err != nil {
		return nil, err
	}
	halls := map[string]conference.HallID{}
	for _, h := range list {
		halls[h.Name] = h.ID
	}
	for _, s := range i.file.Sessions {
		if _, ok := halls[s.Hall]; ok {
			continue
		}
		h := conference.Hall{ID: conference.NewID[conference.HallID](), ConferenceID: i.conf.ID, Name: s.Hall, Position: len(halls)}
		if s.Hall == "" {
			return nil, conference.Errorf(conference.Invalid, "%s: a session needs a hall", s.Title)
		}
		if err := i.store.PutHall(ctx, h); err != nil {
			return nil, err
		}
		halls[s.Hall] = h.ID
	}
	return halls, nil
}

func (i *importer) session(f sessionInFile) (conference.Session, error) {
	s := conference.Session{
		ConferenceID: i.conf.ID, Title: f.Title, Abstract: f.Abstract, Kind: conference.SessionKind(f.Kind),
		Access: conference.Access(f.Access), Languages: strings.Join(f.Languages, ","), State: conference.Scheduled,
	}
	if s.Languages == "all" {
		s.Languages = i.conf.Languages
	}
	var err error
	if s.StartsAt, err = i.civil(f.Day, f.Starts); err != nil {
		return s, err
	}
	if s.EndsAt, err = i.civil(f.Day, f.Ends); err != nil {
		return s, err
	}
	return s, s.Check()
}

func (i *importer) civil(day, clock string) (time.Time, error) {
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, i.zone)
	if err != nil {
		return at, conference.Errorf(conference.Invalid, "%q is no time on a day", day+" "+clock)
	}
	return at, nil
}

func isKind(err error, kind conference.Kind) bool {
	var refused *conference.Error
	return errors.As(err, &refused) && refused.Kind == kind
}
