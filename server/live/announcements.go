package live

import (
	"context"
	"slices"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// Announced says that what is announced in a conference is another: every open room is told. Rooms that open later find it
// in the store.
func (rs *Rooms) Announced(ctx context.Context, id conference.ConferenceID) error {
	rs.announcing.Lock()
	defer rs.announcing.Unlock()
	all, err := rs.store.Announcements(ctx, id, rs.clock())
	if err != nil {
		return err
	}
	for _, r := range rs.running() {
		_ = r.look(func() { // who is in a room that closes comes back to another
			if r.session.ConferenceID == id {
				r.announced = announcedIn(r.id, all)
				r.tell(everyone(), protocol.AnnouncementsChanged{Announcements: r.announced})
			}
		})
	}
	return nil
}

// announcedIn are the announcements that are read in the room of a session.
func announcedIn(id conference.SessionID, all []conference.Announcement) []protocol.Announcement {
	told := make([]protocol.Announcement, 0, len(all))
	for _, a := range all {
		if a.In(id) {
			told = append(told, AnnouncementInfo(a))
		}
	}
	return told
}

// AnnouncementInfo is an announcement as people see it.
func AnnouncementInfo(a conference.Announcement) protocol.Announcement {
	info := protocol.Announcement{ID: a.ID, Text: a.Text, MadeAt: a.MadeAt, ExpiresAt: a.ExpiresAt}
	if a.SessionID != nil {
		info.Session = *a.SessionID
	}
	return info
}

func (r *Room) loadAnnouncements(ctx context.Context) error {
	all, err := r.store.Announcements(ctx, r.session.ConferenceID, r.now())
	r.announced = announcedIn(r.id, all)
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
