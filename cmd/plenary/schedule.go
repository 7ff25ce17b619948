package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"plenary/server/conference"
	"plenary/server/schedule"
	"plenary/server/store"
)

func importFlags(f *flag.FlagSet, o *options) {
	f.StringVar(&o.access, "access", string(conference.ParticipantsAccess), "schedule files: who may enter sessions that are new")
	f.BoolVar(&o.remove, "remove", false, "schedule files: take sessions off that an earlier file had and this one does not")
	f.BoolVar(&o.preview, "preview", false, "schedule files: say what would be done, and do nothing")
}

// isSchedule says whether a file is a schedule.json or schedule.xml, not one of ours.
func isSchedule(b []byte) bool {
	b = bytes.TrimSpace(b)
	if bytes.HasPrefix(b, []byte("<")) {
		return true
	}
	var file struct {
		Schedule json.RawMessage `json:"schedule"`
	}
	return json.Unmarshal(b, &file) == nil && file.Schedule != nil
}

// importSchedule brings another program's programme into the conference that is served.
func importSchedule(ctx context.Context, w io.Writer, st *store.Store, b []byte, cfg config, o options) error {
	c, err := servedConference(ctx, st, cfg.conference)
	if err != nil {
		return err
	}
	s, notes, err := schedule.Read(b, c.Zone())
	if err != nil {
		return fmt.Errorf("read the schedule: %w", err)
	}
	present := schedule.Present{Conference: c}
	if present.Halls, err = st.Halls(ctx, c.ID); err != nil {
		return err
	}
	if present.Drafts, err = st.Drafts(ctx, c.ID); err != nil {
		return err
	}
	if present.Counterparts, err = st.Counterparts(ctx, c.ID); err != nil {
		return err
	}
	plan := schedule.Plan(s, notes, present, schedule.Choices{Access: conference.Access(o.access), Remove: o.remove})
	for _, l := range plan.Lines {
		fmt.Fprintf(w, "%s %s: %s\n", l.Deed, l.Name, l.Says)
	}
	done := "nothing is done: it was a preview"
	if !o.preview {
		if err := st.TakeIn(ctx, plan, "", time.Now()); err != nil {
			return err
		}
		done = "done"
	}
	count := s.Count()
	_, err = fmt.Fprintf(w, "%s (%s): %d sessions in %d halls in the file; %d added, %d changed, %d removed; %s\n",
		c.Title, c.Slug, count.Events, count.Rooms, len(plan.Added), len(plan.Changed), len(plan.Removed), done)
	return err
}

// servedConference is the conference that serve would serve.
func servedConference(ctx context.Context, st *store.Store, slug string) (conference.Conference, error) {
	if slug != "" {
		return st.ConferenceBySlug(ctx, slug)
	}
	all, err := st.Conferences(ctx)
	if err != nil {
		return conference.Conference{}, err
	}
	if len(all) == 0 {
		return conference.Conference{}, conference.Errorf(conference.NotFound, "there is no conference yet; import one first")
	}
	return all[0], nil
}

// ownFile reads a file that export wrote. Numbers stay what they are: a capacity is no fraction.
func ownFile(b []byte) (file store.Export, ok bool) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	err := d.Decode(&file)
	return file, err == nil && file.Plenary != ""
}

func exportFlags(f *flag.FlagSet, o *options) {
	f.BoolVar(&o.registrations, "registrations", false, "with the registrations, which are personal data")
}

// runExport writes a conference into a file of our own, which import reads.
func runExport(ctx context.Context, at console, cfg config, o options) (err error) {
	if len(o.args) != 1 {
		return misuse("name the file to write")
	}
	st, err := store.Open(ctx, cfg.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	c, err := servedConference(ctx, st, cfg.conference)
	if err != nil {
		return err
	}
	file, err := st.Export(ctx, c.ID, o.registrations)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(file, "", " ")
	if err != nil {
		return fmt.Errorf("write the conference: %w", err)
	}
	if err := os.WriteFile(o.args[0], append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("write the conference: %w", err)
	}
	_, err = fmt.Fprintf(at.stdout, "%s (%s): %s\n", c.Title, c.Slug, strings.Join(file.Counts(), ", "))
	return err
}
