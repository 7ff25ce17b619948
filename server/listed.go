package server

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
	"plenary/server/sheet"
	"plenary/server/store"
)

// mostListed is how many people a file of a list has.
const mostListed = 50_000

// rosterHeading is the heading of a list of people. A file with it can be taken in again.
var rosterHeading = []string{
	"Name", "E-mail", "Delegation", "Code", "Organization", "Category", "Function", "Participation", "Head of delegation",
	"Status", "Reason", "Received", "Decided",
}

// rosterFile sends the registrations that a filter picks as a list for spreadsheets: CSV, or XLSX. No cell of it is a
// formula, whatever people filled in.
func (s *Server) rosterFile(c *fiber.Ctx) error {
	ctx := c.UserContext()
	who := askerOf(ctx)
	rows, err := s.store.AllRegistrations(ctx, who.Conference.ID, store.RegistrationFilter{
		State: conference.RegistrationState(c.Query("state")), Category: conference.Category(c.Query("category")),
		Delegation: conference.DelegationID(c.Query("delegation")), Query: firstBytes(c.Query("q"), 200),
		Order: store.RegistrationOrder(c.Query("sort")), Limit: mostListed,
	})
	if err != nil {
		return err
	}
	list, err := s.listedAll(ctx, who, rows)
	if err != nil {
		return err
	}
	if err := s.store.Record(ctx, store.Entry{
		At: who.Now, PersonID: who.Person.ID, Action: "export", Subject: "registrations", Detail: fmt.Sprintf("%d rows", len(rows)),
	}); err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	name := who.Conference.Slug + "-registrations"
	if strings.HasSuffix(c.Path(), ".csv") {
		b, err := sheet.CSV(list)
		if err != nil {
			return err
		}
		return attached(c, "text/csv; charset=utf-8", name+".csv", b)
	}
	b, err := sheet.XLSX("Registrations", list)
	if err != nil {
		return err
	}
	return attached(c, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name+".xlsx", b)
}

// listedAll are registrations as rows under their heading. The form's own fields stand behind what everybody has; of a file
// it is said what it is.
func (s *Server) listedAll(ctx context.Context, who asker, rows []store.RegistrationRow) ([][]string, error) {
	form, err := s.store.Form(ctx, who.Conference.ID)
	if err != nil {
		return nil, err
	}
	answers, err := s.store.AllAnswers(ctx, who.Conference.ID)
	if err != nil {
		return nil, err
	}
	fields := form.RosterFields()
	heading := slices.Clone(rosterHeading)
	for _, field := range fields {
		heading = append(heading, field.Heading)
	}
	zone := zoneOf(who.Conference)
	list := [][]string{heading}
	for _, row := range rows {
		cells := listed(row, zone)
		for _, field := range fields {
			cells = append(cells, answers[row.ID][field.ID])
		}
		list = append(list, cells)
	}
	return list, nil
}

func listed(row store.RegistrationRow, zone *time.Location) []string {
	head, decided := "", ""
	if row.Head && row.Member() {
		head = "yes"
	}
	if row.DecidedAt != nil {
		decided = row.DecidedAt.In(zone).Format(time.DateTime)
	}
	return []string{
		row.Name, row.Email, row.DelegationName, row.Code, row.Organization, string(row.Category), row.Function, string(row.Participation), head,
		string(row.State), row.Reason, row.CreatedAt.In(zone).Format(time.DateTime), decided,
	}
}

// attached sends a file to be kept. It holds what organizers know, and no browser keeps it by itself.
func attached(c *fiber.Ctx, kind, name string, b []byte) error {
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Send(b)
}

func firstBytes(text string, most int) string { return text[:min(len(text), most)] }
