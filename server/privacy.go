package server

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenary/server/store"
)

// dossier is all that is kept about a person.
type dossier struct {
	About  string              `json:"about"` // her address
	At     time.Time           `json:"at"`
	Tables []store.ExportTable `json:"tables"`
}

// personal gives the asker all that is kept about her, files as base64.
func (s *Server) personal(c *fiber.Ctx) error {
	ctx := c.UserContext()
	who := askerOf(ctx)
	tables, err := s.store.Personal(ctx, who.Person.ID)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(dossier{About: who.Person.Email, At: who.Now, Tables: tables}, "", "  ")
	if err != nil {
		return fmt.Errorf("write what is kept about a person: %w", err)
	}
	if err := personalLeaf(c, "application/json", "personal-data.json", b); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="personal-data.json"`)
	return nil
}
