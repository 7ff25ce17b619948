package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/sheet"
	"plenary/server/store"
)

type rosterInput struct {
	Stamp   string `query:"stamp" maxLength:"64" doc:"what the preview said: what is done is what was shown"`
	RawBody []byte `contentType:"application/octet-stream" doc:"an XLSX or CSV file, whose first row is the heading"`
}

// previewRoster says what taking in a list of people would do, and names everything in it that is wrong.
func (s *Server) previewRoster(ctx context.Context, who asker, in *rosterInput) (protocol.RosterPreview, error) {
	_, seen, err := s.planRoster(ctx, who, in.RawBody)
	return seen, err
}

// takeRoster registers everybody in a list, as its preview said; with a single fault in it, nobody. Nobody gets a mail
// before something is decided about her.
func (s *Server) takeRoster(ctx context.Context, who asker, in *rosterInput) (protocol.RosterPreview, error) {
	list, seen, err := s.planRoster(ctx, who, in.RawBody)
	switch {
	case err != nil:
		return seen, err
	case seen.Faulty > 0:
		return seen, inField("file", conference.Errorf(conference.Invalid, "the file has %d faults, and nobody is registered: please correct them first", seen.Faulty))
	case in.Stamp != seen.Stamp:
		return seen, conference.Errorf(conference.Conflict, "others have registered since the preview; please look at it again")
	}
	if err := s.store.Enrol(ctx, list, who.Person.ID, who.Now); err != nil {
		return seen, err
	}
	return seen, nil
}

func (s *Server) planRoster(ctx context.Context, who asker, file []byte) (list []store.Enrolment, seen protocol.RosterPreview, err error) {
	known, err := s.rosterKnown(ctx, who)
	if err != nil {
		return nil, seen, err
	}
	roster, seen, err := s.readRoster(ctx, file, known)
	for _, e := range roster.Entries {
		r := e.Registration
		r.ID, r.State, r.RegisteredBy, r.CreatedAt, r.ChangedAt = conference.NewID[conference.RegistrationID](), conference.Submitted, &who.Person.ID, who.Now, who.Now
		p := conference.Person{ID: conference.NewID[conference.PersonID](), Email: e.Email, Name: r.Name, CreatedAt: who.Now}
		list = append(list, store.Enrolment{Person: p, Registration: r, Head: e.Head, Answers: e.Answers})
	}
	return list, seen, err
}

// readRoster reads a list of people, held against what is known, and what its preview says.
func (s *Server) readRoster(ctx context.Context, file []byte, known conference.RosterKnown) (roster conference.Roster, seen protocol.RosterPreview, err error) {
	select { // a file of strangers may cost much to read: a few at a time
	case s.presses <- struct{}{}:
		defer func() { <-s.presses }()
	case <-ctx.Done():
		return roster, seen, conference.Errorf(conference.Unavailable, "many files are being read; please try again")
	}
	rows, err := sheet.Read(file)
	if err != nil {
		return roster, seen, inField("file", conference.Errorf(conference.Invalid, "the file cannot be read: %v", err))
	}
	lines := make([]conference.RosterLine, len(rows))
	for i, row := range rows {
		lines[i] = conference.RosterLine(row)
	}
	roster = conference.ReadRoster(lines, known)
	seen = rosterPreview(roster)
	h := sha256.New()
	h.Write(file)
	fmt.Fprintf(h, "\x00%d %d %d", len(roster.Entries), len(roster.Present), roster.Faulty)
	seen.Stamp = hex.EncodeToString(h.Sum(nil)[:16])
	return roster, seen, nil
}

// rosterKnown is what a list is held against.
func (s *Server) rosterKnown(ctx context.Context, who asker) (known conference.RosterKnown, err error) {
	known.Conference = who.Conference.ID
	if known.Form, err = s.store.Form(ctx, who.Conference.ID); err != nil {
		return known, err
	}
	if known.Delegations, err = s.store.Delegations(ctx, who.Conference.ID); err != nil {
		return known, err
	}
	if known.Present, err = s.store.Addresses(ctx, who.Conference.ID); err != nil {
		return known, err
	}
	ids := make([]conference.DelegationID, len(known.Delegations))
	for i, d := range known.Delegations {
		ids[i] = d.ID
	}
	quotas, err := s.store.Quotas(ctx, ids...)
	known.Quotas = map[conference.QuotaOf]conference.QuotaCount{}
	for id, list := range quotas {
		for _, q := range list {
			if q.Places != nil {
				known.Quotas[conference.QuotaOf{Delegation: id, Participation: q.Participation}] = conference.QuotaCount{Places: *q.Places, Taken: q.Taken}
			}
		}
	}
	return known, err
}

func rosterPreview(r conference.Roster) protocol.RosterPreview {
	seen := protocol.RosterPreview{Added: len(r.Entries), Faulty: r.Faulty, Present: len(r.Present)}
	for _, m := range r.Columns {
		seen.Columns = append(seen.Columns, protocol.RosterMatch{Heading: m.Heading, Column: string(m.Column)})
	}
	for _, f := range r.Faults {
		seen.Faults = append(seen.Faults, protocol.RosterFault(f))
	}
	for i, f := range r.Present {
		if i < mostPresent {
			seen.There = append(seen.There, protocol.RosterFault(f))
		}
	}
	return seen
}

// mostPresent is how many of those who are registered already are named one by one.
const mostPresent = 200
