package server

import (
	"fmt"
	"slices"

	"plenary/server/conference"
)

// check says what is wrong with a line of the table.
func (r route) check() error {
	_, limited := perAddress[r.rate]
	switch {
	case !slices.Contains(conference.Actions, r.needs):
		return fmt.Errorf("route %s %s asks for no right", r.method, r.path)
	case !limited && r.rate != unlimited:
		return fmt.Errorf("route %s %s has no rate", r.method, r.path)
	case r.open && !conference.Visitor.Can(r.needs):
		return fmt.Errorf("route %s %s is open, but visitors may not do that", r.method, r.path)
	case r.most > 0 && (r.open || r.bearer != ""):
		return fmt.Errorf("route %s %s takes large bodies from strangers", r.method, r.path)
	case r.answer == nil:
		return fmt.Errorf("route %s %s has no handler", r.method, r.path)
	}
	return nil
}
