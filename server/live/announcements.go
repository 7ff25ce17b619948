package live

import (
	"context"
	"slices"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// Announced says that what is announced in a conference is another: every open room is told. Rooms that open later find it
// in the store.
func (rs *Rooms) Announced(ctx context.Context, id conference.ConferenceID) error {
	rs.announcing.Lock()
	defer rs.announcing.Unlock()
	list, err := announcements(ctx, rs.store, id, rs.clock())
	if err != nil {
		return err
	}
	for _, r := range rs.running() {
		_ = r.look(func() { // who is in a room that closes comes back to another
			if r.session.ConferenceID == id {
				r.announced = list
				r.tell(everyone(), protocol.AnnouncementsChanged{Announcements: list})
			}
		})
	}
	return nil
}

func announcements(ctx context.Context, st *store.Store, id conference.ConferenceID, now time.Time) ([]protocol.Announcement, error) {
	list, err := st.Announcements(ctx, id, now)
	told := make([]protocol.Announcement, len(list))
	for i, a := range list {
		told[i] = AnnouncementInfo(a)
	}
	return told, err
}

// AnnouncementInfo is an announcement as people see it.
func AnnouncementInfo(a conference.Announcement) protocol.Announcement {
	return protocol.Announcement{ID: a.ID, Text: a.Text, MadeAt: a.MadeAt, ExpiresAt: a.ExpiresAt}
}

func (r *Room) loadAnnouncements(ctx context.Context) (err error) {
	r.announced, err = announcements(ctx, r.store, r.session.ConferenceID, r.now())
	return err
}

// dropExpired forgets what has expired; pages look at the clock themselves.
func (r *Room) dropExpired() {
	now := r.now()
	expired := func(a protocol.Announcement) bool { return !a.ExpiresAt.After(now) }
	if slices.ContainsFunc(r.announced, expired) {
		// A list that was told is not changed: others may be reading it.
		r.announced = slices.DeleteFunc(slices.Clone(r.announced), expired)
		clear(r.welcomes)
	}
}
