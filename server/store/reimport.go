package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"plenary/server/conference"
)

// Import puts a conference from a file of our own into the database, in one step. What is there already is found by its
// id or its name and becomes what the file says; nothing else is changed or taken away. Persons who have an account here
// keep it as it is.
func (s *Store) Import(ctx context.Context, e Export, at time.Time) (c conference.Conference, err error) {
	_, newest, err := s.Version(ctx)
	switch {
	case err != nil:
		return c, err
	case e.Plenary != ExportFormat:
		return c, conference.Errorf(conference.Invalid, "this is no file of a conference")
	case e.Schema > newest:
		return c, conference.Errorf(conference.Invalid, "the file is of a newer version (%d) than this program (%d)", e.Schema, newest)
	}
	err = s.write(ctx, func(t *tx) error {
		i := importing{tx: t, ids: map[string]string{}}
		for _, table := range exports {
			for _, given := range e.Tables {
				if given.Name != table.name {
					continue
				}
				if err := i.table(table, given.Rows); err != nil {
					return err
				}
			}
		}
		if c, err = i.check(); err != nil {
			return err
		}
		return t.record(Entry{At: at, Action: "import-conference", Subject: string(c.ID), Detail: strings.Join(e.Counts(), ", ")})
	})
	return c, err
}

type importing struct {
	*tx
	ids        map[string]string // what has another id here
	conference conference.ConferenceID
}

func (i *importing) table(t exported, rows []map[string]any) error {
	columns, err := i.columns(t.name)
	if err != nil {
		return err
	}
	for n, row := range rows {
		if err := i.row(t, columns, row); err != nil {
			return fmt.Errorf("row %d of %s: %w", n+1, t.name, err)
		}
	}
	return nil
}

func (i *importing) row(t exported, columns map[string]*sql.ColumnType, given map[string]any) error {
	var names []string
	row := map[string]any{}
	for name, value := range given {
		column, ok := columns[name]
		if !ok {
			return conference.Errorf(conference.Invalid, "there is no column %q", name)
		}
		read, err := i.value(column, value)
		if err != nil {
			return conference.Errorf(conference.Invalid, "column %s: %v", name, err)
		}
		row[name], names = read, append(names, name)
	}
	slices.Sort(names)
	if t.name == "person" {
		row["password_hash"], row["administrator"] = "", false // no file makes an administrator
	}
	known, err := i.known(t, row)
	if err != nil {
		return err
	}
	if t.name == "conference" {
		i.conference = conference.ConferenceID(fmt.Sprint(row["id"]))
	}
	if t.name == "person" && known {
		return nil
	}
	return i.upsert(t, names, row)
}

// known finds the row that has another id here, by what else is there once only, and says whether there is one.
func (i *importing) known(t exported, row map[string]any) (bool, error) {
	if t.natural == "" {
		return false, nil
	}
	var where []string
	var args []any
	for name := range strings.SplitSeq(t.natural, ", ") {
		where, args = append(where, name+" = ?"), append(args, row[name])
	}
	var found []string
	if err := i.list(&found, `select id from `+t.name+` where `+strings.Join(where, " and "), args...); err != nil {
		return false, failure(err, "")
	}
	if len(found) == 0 {
		return false, nil
	}
	if id, _ := row["id"].(string); id != found[0] {
		i.ids[id] = found[0]
		row["id"] = found[0]
	}
	return true, nil
}

func (i *importing) upsert(t exported, names []string, row map[string]any) error {
	var args []any
	var set []string
	key := strings.Split(t.key, ", ")
	for _, name := range names {
		args = append(args, row[name])
		if !slices.Contains(key, name) {
			set = append(set, name+" = excluded."+name)
		}
	}
	then := "nothing"
	if len(set) > 0 {
		then = "update set " + strings.Join(set, ", ")
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(names)), ", ")
	_, err := i.exec(`insert into `+t.name+` (`+strings.Join(names, ", ")+`) values (`+marks+`) on conflict (`+t.key+`) do `+then, args...)
	return err
}

// value reads a value as its column holds it.
func (i *importing) value(column *sql.ColumnType, value any) (any, error) {
	kind := strings.ToLower(column.DatabaseTypeName())
	switch v := value.(type) {
	case nil:
		return nil, nil //nolint:nilnil // null is a value
	case string:
		if kind == "timestamp" {
			return time.Parse(time.RFC3339Nano, v)
		}
		return i.translated(v), nil
	case bool:
		return v, nil
	case json.Number:
		if kind == "double precision" || kind == "float8" {
			return v.Float64()
		}
		return v.Int64()
	case float64:
		if v != math.Trunc(v) && kind != "double precision" && kind != "float8" {
			return nil, fmt.Errorf("%v is no whole number", v)
		}
		if kind == "double precision" || kind == "float8" {
			return v, nil
		}
		return int64(v), nil
	case int64:
		return v, nil
	}
	return nil, fmt.Errorf("%v is no text, number or truth", value)
}

// shortestID is how long an id is at least that is looked for within texts, such as a list of teams. Ours are random.
const shortestID = 16

// translated is a text with the ids that things have here.
func (i *importing) translated(text string) string {
	if id, ok := i.ids[text]; ok {
		return id
	}
	for from, to := range i.ids {
		if len(from) >= shortestID {
			text = strings.ReplaceAll(text, from, to)
		}
	}
	return text
}

// check holds what was written against the rules that hold for what is typed.
func (i *importing) check() (c conference.Conference, err error) {
	if err := i.get(noConference, &c, `select * from conference where id = ?`, i.conference); err != nil {
		return c, err
	}
	if _, err := conference.Zone(c.TimeZone); err != nil {
		return c, err
	}
	if err := i.checkPolls(); err != nil {
		return c, err
	}
	var drafts []conference.Draft
	if err := i.list(&drafts, `select * from draft where conference_id = ?`, c.ID); err != nil {
		return c, failure(err, "")
	}
	for _, d := range drafts {
		if err := d.Check(); err != nil {
			return c, fmt.Errorf("%s: %w", d.Title, err)
		}
	}
	return c, nil
}

// checkPolls holds the polls of a file against the rules.
func (i *importing) checkPolls() error {
	var polls []conference.Poll
	err := i.list(&polls, `select * from poll where session_id in (select id from session where conference_id = ?)`, i.conference)
	for _, p := range polls {
		if err := p.Check(); err != nil {
			return fmt.Errorf("%s: %w", p.Text, err)
		}
	}
	return err
}
