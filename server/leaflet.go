package server

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
	"plenary/server/paper"
	"plenary/server/schedule"
)

// named are the people whom imported sessions name, by session: they have no account.
func (s *Server) named(ctx context.Context, who asker) (map[string][]conference.Billed, error) {
	counterparts, err := s.store.Counterparts(ctx, who.Conference.ID)
	if err != nil {
		return nil, err
	}
	named := map[string][]conference.Billed{}
	for _, c := range counterparts {
		if c.Kind != conference.CounterpartSession {
			continue
		}
		var e schedule.Event
		if err := json.Unmarshal([]byte(c.Source), &e); err != nil {
			return nil, fmt.Errorf("read the counterpart of %s: %w", c.Subject, err)
		}
		for _, p := range e.Persons {
			named[c.Subject] = append(named[c.Subject], conference.Billed{Name: p.Name})
		}
	}
	return named, nil
}

// leaf sends a file that holds what everybody may know.
func leaf(c *fiber.Ctx, kind, name string, b []byte) error {
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, fmt.Sprintf(`inline; filename="%s"`, name))
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return c.Send(b)
}

// printed is the public programme on paper, in the language that is asked for where titles have been translated.
func (s *Server) printed(c *fiber.Ctx) error {
	ctx := c.UserContext()
	who := askerOf(ctx)
	l, err := s.listing(ctx, who, "")
	if err != nil {
		return err
	}
	opts := paper.Options{At: who.Now, Abstracts: c.Query("abstracts") != ""}
	if language := c.Query("language"); slices.Contains(conference.TextLanguages, language) {
		opts.Languages = []string{language}
	}
	release, err := s.press(ctx)
	if err != nil {
		return err
	}
	defer release()
	b, err := paper.Programme(l, opts)
	if err != nil {
		return err
	}
	return leaf(c, "application/pdf", who.Conference.Slug+".pdf", b)
}

// schedule is the public programme as a file for other programs, in one of the two forms.
func (s *Server) schedule(c *fiber.Ctx) error {
	return s.scheduleFor(c, "", strings.HasSuffix(c.Path(), ".xml"))
}

// scheduleExport is the programme as a file for other programs, with all that the organizer may know.
func (s *Server) scheduleExport(c *fiber.Ctx) error {
	return s.scheduleFor(c, askerOf(c.UserContext()).Person.ID, strings.HasSuffix(c.Path(), ".xml"))
}

func (s *Server) scheduleFor(c *fiber.Ctx, reader conference.PersonID, asXML bool) error {
	ctx := c.UserContext()
	who := askerOf(ctx)
	l, err := s.listing(ctx, who, reader)
	if err != nil {
		return err
	}
	counterparts, err := s.store.Counterparts(ctx, who.Conference.ID)
	if err != nil {
		return err
	}
	made := schedule.Of(l, counterparts, s.cfg.Build)
	if asXML {
		b, err := made.XML()
		if err != nil {
			return err
		}
		return leaf(c, "application/xml; charset=utf-8", "schedule.xml", b)
	}
	b, err := made.JSON()
	if err != nil {
		return err
	}
	return leaf(c, "application/json", "schedule.json", b)
}
