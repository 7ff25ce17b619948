package server

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/sheet"
	"plenary/server/store"
)

// reports is what happened in each session of the programme, counted; the first session first.
func (s *Server) reports(ctx context.Context, who asker, _ *nothing) (protocol.List[protocol.SessionReport], error) {
	halls, err := s.store.Halls(ctx, who.Conference.ID)
	if err != nil {
		return nil, err
	}
	names := map[conference.HallID]string{}
	for _, h := range halls {
		names[h.ID] = h.Name
	}
	sessions, err := s.store.Sessions(ctx, who.Conference.ID)
	if err != nil {
		return nil, err
	}
	figures, err := s.store.Figures(ctx, who.Conference.ID)
	list := protocol.List[protocol.SessionReport]{}
	for _, session := range sessions {
		if session.Kind == conference.Break || session.Kind == conference.Blocker {
			continue
		}
		f := figures[session.ID]
		list = append(list, protocol.SessionReport{
			Session: *boardSession(session, who.Now), Hall: names[session.HallID],
			People: f.People, Lines: f.Lines, Questions: f.Questions, Answered: f.Answered, Polls: f.Polls, Speaking: f.Speaking,
		})
	}
	slices.SortStableFunc(list, func(a, b protocol.SessionReport) int { return a.Session.StartsAt.Compare(b.Session.StartsAt) })
	return list, err
}

// tables writes a table as a file of some format.
type tables func(name string, table [][]string) (*download, error)

// reportsTable is the same for a spreadsheet.
func (s *Server) reportsTable(write tables) func(context.Context, asker, *nothing) (*download, error) {
	return func(ctx context.Context, who asker, _ *nothing) (*download, error) {
		list, err := s.reports(ctx, who, nil)
		if err != nil {
			return nil, err
		}
		zone := zoneOf(who.Conference)
		table := [][]string{{"session", "hall", "starts", "ends", "state", "people", "lines", "questions", "answered", "speaking seconds", "polls"}}
		for _, r := range list {
			table = append(table, []string{
				r.Session.Title, r.Hall, r.Session.StartsAt.In(zone).Format(time.RFC3339), r.Session.EndsAt.In(zone).Format(time.RFC3339),
				string(r.Session.State), strconv.Itoa(r.People), strconv.Itoa(r.Lines), strconv.Itoa(r.Questions), strconv.Itoa(r.Answered),
				strconv.Itoa(r.Speaking), strconv.Itoa(r.Polls),
			})
		}
		return s.exported(ctx, who, write, "sessions", table)
	}
}

// report is who was in a session, counted.
func (s *Server) report(ctx context.Context, who asker, _ *nothing) (protocol.AttendanceReport, error) {
	visits, err := s.store.Visits(ctx, who.Conference.ID, who.Session.ID)
	if err != nil {
		return protocol.AttendanceReport{}, err
	}
	r := conference.ReportAttendance(visits)
	report := protocol.AttendanceReport{
		People: r.People, Most: r.Most, Average: int(r.Average.Round(time.Minute).Minutes()), Step: int(r.Step.Minutes()), Curve: r.Curve,
		Categories: groups(r.Categories), Delegations: groups(r.Delegations),
	}
	if r.People > 0 {
		report.From = &r.From
	}
	speakers, err := s.store.Speakers(ctx, who.Conference.ID, who.Session.ID)
	for _, one := range speakers {
		report.Speakers = append(report.Speakers, protocol.SpeakingTime{Name: one.Name, Delegation: one.Delegation, Seconds: one.Seconds})
	}
	return report, err
}

func groups(list []conference.Group) (told protocol.List[protocol.Group]) {
	for _, g := range list {
		told = append(told, protocol.Group(g))
	}
	return told
}

// reportTable is who was in a session for a spreadsheet: each person once, with the time that she was there.
func (s *Server) reportTable(write tables) func(context.Context, asker, *nothing) (*download, error) {
	return func(ctx context.Context, who asker, _ *nothing) (*download, error) {
		visits, err := s.store.Visits(ctx, who.Conference.ID, who.Session.ID)
		if err != nil {
			return nil, err
		}
		speakers, err := s.store.Speakers(ctx, who.Conference.ID, who.Session.ID)
		if err != nil {
			return nil, err
		}
		spoke := map[conference.PersonID]int{}
		for _, one := range speakers {
			spoke[one.PersonID] = one.Seconds
		}
		zone := zoneOf(who.Conference)
		table := [][]string{{"name", "delegation", "category", "came", "left", "minutes", "speaking seconds"}}
		for _, v := range conference.Together(visits) {
			table = append(table, []string{
				v.Name, v.Delegation, string(v.Category), v.CameAt.In(zone).Format(time.RFC3339), v.LeftAt.In(zone).Format(time.RFC3339),
				strconv.Itoa(int(v.There.Round(time.Minute).Minutes())), strconv.Itoa(spoke[v.PersonID]),
			})
		}
		return s.exported(ctx, who, write, "attendance", table)
	}
}

// exported hands a table out, and writes down who has it.
func (s *Server) exported(ctx context.Context, who asker, write tables, name string, table [][]string) (*download, error) {
	subject := string(who.Session.ID)
	if subject == "" {
		subject = "reports"
	}
	if err := s.store.Record(ctx, store.Entry{
		At: who.Now, PersonID: who.Person.ID, Action: "export", Subject: subject, Detail: fmt.Sprintf("%s, %d rows", name, len(table)-1),
	}); err != nil {
		return nil, err
	}
	return write(name, table)
}

// xlsxDownload writes a table as a workbook, in which nothing is a formula.
func xlsxDownload(name string, table [][]string) (*download, error) {
	b, err := sheet.XLSX(name, table)
	return &download{
		Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Disposition: `attachment; filename="` + name + `.xlsx"`, Body: b,
	}, err
}
