package server

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
	"plenary/server/paper"
	"plenary/server/store"
)

// mostBadges is how many are printed into one file.
const mostBadges = 2000

// badges prints the badges of all approved registrations that fit a filter, as the desk's list has it.
func (s *Server) badges(c *fiber.Ctx) error {
	who := askerOf(c.UserContext())
	order := store.RegistrationOrder(c.Query("sort"))
	if !slices.Contains(store.RegistrationOrders, order) {
		order = store.ByDelegation
	}
	found, err := s.store.Registrations(c.UserContext(), who.Conference.ID, store.RegistrationFilter{
		State: conference.Approved, Category: conference.Category(c.Query("category")),
		Delegation: conference.DelegationID(c.Query("delegation")), Query: c.Query("q"), Order: order, Limit: mostBadges,
	})
	switch {
	case err != nil:
		return err
	case found.Total == 0:
		return conference.Errorf(conference.NotFound, "nobody who fits this filter is approved, so there are no badges to print")
	case found.Total > mostBadges:
		return conference.Errorf(conference.Invalid, "these are %d badges; %d fit into one file, so please print them by category or delegation", found.Total, mostBadges)
	}
	return s.printBadges(c, found.Rows, c.Query("alone") != "")
}

// badge prints one person's badge, for the organizers.
func (s *Server) badge(c *fiber.Ctx) error {
	row, err := s.accredited(c)
	if err != nil {
		return err
	}
	return s.printBadges(c, []store.RegistrationRow{row}, true)
}

// ownBadge prints the asker's own badge.
func (s *Server) ownBadge(c *fiber.Ctx) error {
	row, err := s.ownAccreditation(c)
	if err != nil {
		return err
	}
	return s.printBadges(c, []store.RegistrationRow{row}, true)
}

func (s *Server) printBadges(c *fiber.Ctx, rows []store.RegistrationRow, alone bool) error {
	ctx := c.UserContext()
	who := askerOf(ctx)
	release, err := s.press(ctx)
	if err != nil {
		return err
	}
	defer release()
	ids := make([]conference.RegistrationID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	codes, err := s.store.BadgeCodes(ctx, ids, who.Now)
	if err != nil {
		return err
	}
	list := make([]paper.Badge, len(rows))
	for i, row := range rows {
		list[i] = paper.Badge{
			Name: row.Name, Function: row.Function, Place: placeOf(row), Category: row.Category,
			Address: s.public.String() + conference.CheckInPath + codes[row.ID],
		}
	}
	b, err := paper.Badges(who.Conference, list, alone, who.Now)
	if err != nil {
		return err
	}
	return personalLeaf(c, "application/pdf", "badges.pdf", b)
}

// letter prints the letter that confirms a person's accreditation, for the organizers.
func (s *Server) letter(c *fiber.Ctx) error {
	row, err := s.accredited(c)
	if err != nil {
		return err
	}
	return s.printLetter(c, row)
}

// ownLetter prints the letter that confirms the asker's own accreditation.
func (s *Server) ownLetter(c *fiber.Ctx) error {
	row, err := s.ownAccreditation(c)
	if err != nil {
		return err
	}
	return s.printLetter(c, row)
}

// certificate prints what a person attended, for the organizers.
func (s *Server) certificate(c *fiber.Ctx) error {
	row, err := s.accredited(c)
	if err != nil {
		return err
	}
	return s.printCertificate(c, row)
}

// ownCertificate prints what the asker attended.
func (s *Server) ownCertificate(c *fiber.Ctx) error {
	row, err := s.ownAccreditation(c)
	if err != nil {
		return err
	}
	return s.printCertificate(c, row)
}

func (s *Server) printCertificate(c *fiber.Ctx, row store.RegistrationRow) error {
	ctx := c.UserContext()
	who := askerOf(ctx)
	sessions, err := s.store.Sessions(ctx, who.Conference.ID)
	if err != nil {
		return err
	}
	there, err := s.store.Attended(ctx, who.Conference.ID, row.PersonID)
	if err != nil {
		return err
	}
	open, closed := conference.Attendance(sessions, there)
	if len(open)+closed == 0 {
		return conference.Errorf(conference.Conflict, "there is a certificate once a session was attended for %d minutes at least", int(conference.LeastAttended.Minutes()))
	}
	release, err := s.press(ctx)
	if err != nil {
		return err
	}
	defer release()
	b, err := paper.Certificate(who.Conference, letterOf(row), open, closed, who.Now)
	if err != nil {
		return err
	}
	return personalLeaf(c, "application/pdf", "certificate.pdf", b)
}

func letterOf(row store.RegistrationRow) paper.Letter {
	l := paper.Letter{Name: row.Name, Function: row.Function, Place: placeOf(row), Category: row.Category, Reference: string(row.ID), Decided: row.ChangedAt}
	if row.DecidedAt != nil {
		l.Decided = *row.DecidedAt
	}
	return l
}

func (s *Server) printLetter(c *fiber.Ctx, row store.RegistrationRow) error {
	ctx := c.UserContext()
	who := askerOf(ctx)
	release, err := s.press(ctx)
	if err != nil {
		return err
	}
	defer release()
	b, err := paper.Confirmation(who.Conference, letterOf(row), who.Now)
	if err != nil {
		return err
	}
	return personalLeaf(c, "application/pdf", "confirmation.pdf", b)
}

type registrationInput struct {
	Registration conference.RegistrationID `path:"registration"`
}

// renewBadge makes the badge that was lost good no more.
func (s *Server) renewBadge(ctx context.Context, who asker, in *registrationInput) error {
	row, err := s.registrationRow(ctx, who, in.Registration)
	if err == nil {
		err = row.NeedBadge()
	}
	if err != nil {
		return err
	}
	return s.store.RenewBadge(ctx, row.ID, who.Person.ID, who.Now)
}

// accredited is the approved registration that the path names.
func (s *Server) accredited(c *fiber.Ctx) (store.RegistrationRow, error) {
	ctx := c.UserContext()
	row, err := s.registrationRow(ctx, askerOf(ctx), conference.RegistrationID(c.Params("registration")))
	if err == nil {
		err = row.NeedBadge()
	}
	return row, err
}

// ownAccreditation is the asker's own registration, once it is approved.
func (s *Server) ownAccreditation(c *fiber.Ctx) (store.RegistrationRow, error) {
	ctx := c.UserContext()
	who := askerOf(ctx)
	mine, err := s.store.RegistrationOf(ctx, who.Conference.ID, who.Person.ID)
	if err != nil {
		return store.RegistrationRow{}, err
	}
	row, err := s.registrationRow(ctx, who, mine.ID)
	if err == nil {
		err = row.NeedBadge()
	}
	return row, err
}

// registrationRow is a registration of this conference with what stands beside it.
func (s *Server) registrationRow(ctx context.Context, who asker, id conference.RegistrationID) (row store.RegistrationRow, err error) {
	found, err := s.store.Registrations(ctx, who.Conference.ID, store.RegistrationFilter{IDs: []conference.RegistrationID{id}, Limit: 1})
	if err == nil && len(found.Rows) == 0 {
		err = conference.Errorf(conference.NotFound, "there is no such registration")
	}
	if err != nil {
		return row, err
	}
	return found.Rows[0], nil
}

// placeOf is the delegation or organization of a registration.
func placeOf(row store.RegistrationRow) string {
	if row.DelegationName != "" {
		return row.DelegationName
	}
	return row.Organization
}

// press waits for a place at a press: setting pages is work, so a few are set at a time.
func (s *Server) press(ctx context.Context) (release func(), err error) {
	select {
	case s.presses <- struct{}{}:
		return func() { <-s.presses }, nil
	case <-ctx.Done():
		return nil, conference.Errorf(conference.Unavailable, "much is being printed at the moment; please try again")
	}
}

// personalLeaf sends a file that holds what not everybody may know.
func personalLeaf(c *fiber.Ctx, kind, name string, b []byte) error {
	if err := leaf(c, kind, name, b); err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return nil
}
