package live

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// ProcedureChanged says that a conference brought other rules of procedure. Sessions for which nobody chose any are under
// them at once, unless somebody waits there or speaks: those finish by the rules under which they asked, until the chair
// chooses others.
func (rs *Rooms) ProcedureChanged(ctx context.Context, id conference.ConferenceID) {
	ctx = context.WithoutCancel(ctx)
	for _, r := range rs.running() {
		err := r.inTurn(ctx, func() error { return r.takeRules(ctx, id) })
		if err = passing(err); err != nil {
			rs.log.Error("changed rules of procedure cannot be read", "session", r.id, "error", err)
		}
	}
}

// takeRules takes over what rules the conference has by now. In the room's turn.
func (r *Room) takeRules(ctx context.Context, id conference.ConferenceID) error {
	mine := false
	if err := r.look(func() { mine = r.session.ConferenceID == id }); err != nil || !mine {
		return err
	}
	text, err := r.store.ProcedureFile(ctx, id)
	if err != nil {
		return err
	}
	own, rules, err := r.readRules(text)
	if err != nil {
		return err
	}
	return r.look(func() {
		r.floor.own = own
		if len(r.floor.list()) == 0 && r.floor.current() == nil {
			r.floor.rules = rules
		}
		r.tell(everyone(), protocol.FloorChanged{Floor: r.floorInfo()})
	})
}
