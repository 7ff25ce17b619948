package server

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/sheet"
	"plenary/server/store"
)

// AuditFilter picks entries (huma reads embedded structs only when they are exported). Times are civil times in the conference's zone.
type AuditFilter struct {
	Who     string `query:"who" maxLength:"200" doc:"in the name or address of who did it, or in the token's name"`
	Action  string `query:"action" maxLength:"100"`
	Subject string `query:"subject" maxLength:"200" doc:"the id of what it was done to, or in its name, or in the detail"`
	From    string `query:"from" maxLength:"20" doc:"2020-09-14T10:45"`
	To      string `query:"to" maxLength:"20" doc:"this minute included"`
}

type auditPageInput struct {
	AuditFilter
	Offset int `query:"offset" minimum:"0" maximum:"100000000"`
	Limit  int `query:"limit" minimum:"0" maximum:"200"`
}

func (in AuditFilter) filter(zone *time.Location) (f store.EntryFilter, err error) {
	f = store.EntryFilter{Who: in.Who, Action: in.Action, Subject: in.Subject}
	if in.From != "" {
		if f.From, err = civil(in.From, zone); err != nil {
			return f, inField("from", err)
		}
	}
	if in.To != "" {
		if f.To, err = civil(in.To, zone); err != nil {
			return f, inField("to", err)
		}
		f.To = f.To.Add(time.Minute)
	}
	return f, nil
}

// ownAudit refuses the log to an organizer where it tells of other conferences too.
func (s *Server) ownAudit(ctx context.Context, who asker) error {
	if who.Role.Can(conference.Administer) {
		return nil
	}
	all, err := s.store.Conferences(ctx)
	if err == nil && len(all) > 1 {
		err = conference.Errorf(conference.Forbidden, "this server holds several conferences, and the log tells of all of them: it is for administrators")
	}
	return err
}

// audit is one page of the audit log, the newest first.
func (s *Server) audit(ctx context.Context, who asker, in *auditPageInput) (protocol.AuditPage, error) {
	var page protocol.AuditPage
	if err := s.ownAudit(ctx, who); err != nil {
		return page, err
	}
	f, err := in.filter(zoneOf(who.Conference))
	if err != nil {
		return page, err
	}
	if f.Offset, f.Limit = in.Offset, in.Limit; f.Limit == 0 {
		f.Limit = 50
	}
	rows, total, err := s.store.Audit(ctx, f)
	if err != nil {
		return page, err
	}
	page.Total = total
	for _, row := range rows {
		page.Entries = append(page.Entries, protocol.AuditEntry{
			Number: row.Number, At: row.At, Person: row.PersonID, Name: row.PersonName, Email: row.PersonEmail, Via: row.Via,
			Action: row.Action, Subject: row.Subject, About: row.SubjectName, Detail: row.Detail, Erased: row.Erased,
			Hash: row.Hash,
		})
	}
	actions, err := s.store.AuditActions(ctx)
	page.Actions = actions
	return page, err
}

// tableRows is how many rows of a log fit into one table.
const tableRows = 50_000

// auditTable is the audit log for a spreadsheet. More than fits is refused, not cut off.
func (s *Server) auditTable(ctx context.Context, who asker, in *AuditFilter) (*download, error) {
	if err := s.ownAudit(ctx, who); err != nil {
		return nil, err
	}
	zone := zoneOf(who.Conference)
	f, err := in.filter(zone)
	if err != nil {
		return nil, err
	}
	f.Limit = tableRows
	rows, total, err := s.store.Audit(ctx, f)
	if err != nil {
		return nil, err
	}
	if total > tableRows {
		return nil, inField("from", conference.Errorf(conference.Invalid, "these are %d entries, and a table has room for %d: please choose less time", total, tableRows))
	}
	table := [][]string{{"number", "time", "name", "email", "token", "action", "subject", "about", "detail", "erased", "hash"}}
	for _, row := range rows {
		erased := ""
		if row.Erased {
			erased = "yes"
		}
		table = append(table, []string{
			strconv.FormatInt(row.Number, 10), row.At.In(zone).Format(time.RFC3339), row.PersonName, row.PersonEmail, row.Via, row.Action,
			row.Subject, row.SubjectName, row.Detail, erased, row.Hash,
		})
	}
	if err := s.store.Record(ctx, store.Entry{At: who.Now, PersonID: who.Person.ID, Action: "export", Subject: "audit", Detail: fmt.Sprintf("%d rows", len(rows))}); err != nil {
		return nil, err
	}
	return csvDownload("audit", table)
}

// download is an answer that browsers keep as a file.
type download struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// csvDownload writes a table that is safe to open in a spreadsheet.
func csvDownload(name string, table [][]string) (*download, error) {
	b, err := sheet.CSV(table)
	return &download{Type: "text/csv; charset=utf-8", Disposition: `attachment; filename="` + name + `.csv"`, Body: b}, err
}

// verdicts keeps the last verification of the audit, so that many who look at the page have it read once.
type verdicts struct {
	mu   sync.Mutex
	at   time.Time
	last store.Verdict
}

// verdictLives is how long a verification stands.
const verdictLives = 5 * time.Second

func (v *verdicts) verify(ctx context.Context, st *store.Store, now func() time.Time) (store.Verdict, time.Time, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if since := now().Sub(v.at); !v.at.IsZero() && since >= 0 && since < verdictLives {
		return v.last, v.at, nil
	}
	at := now()
	last, err := st.VerifyAudit(ctx, store.Seal{})
	if err == nil {
		v.last, v.at = last, at
	}
	return last, at, err
}

// auditVerdict says whether the audit log is as it was written.
func (s *Server) auditVerdict(ctx context.Context, who asker, _ *nothing) (protocol.AuditVerdict, error) {
	if err := s.ownAudit(ctx, who); err != nil {
		return protocol.AuditVerdict{}, err
	}
	v, at, err := s.verdicts.verify(ctx, s.store, s.now)
	info := protocol.AuditVerdict{Entries: v.Head.Number, Hash: v.Head.Hash, Whole: v.Broken == nil, At: at}
	if v.Broken != nil {
		info.Broken, info.Fault = v.Broken.Number, v.Broken.Fault
	}
	return info, err
}
