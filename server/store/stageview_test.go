package store_test

import (
	"testing"
	"time"

	"plenary/server/conference"
)

func TestStageViews(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		v := conference.StageView{
			ID: "view", SessionID: w.session.ID, PersonID: w.olga.ID, Name: "Hall screen", TokenHash: "hash", Access: conference.PressAccess,
			CreatedAt: day, ExpiresAt: day.Add(time.Hour),
		}
		must(t, w.CreateStageView(t.Context(), v))
		got, err := w.StageViewByHash(t.Context(), "hash", day.Add(59*time.Minute))
		must(t, err)
		same(t, "the session", got.SessionID, w.session.ID)
		_, err = w.StageViewByHash(t.Context(), "hash", day.Add(time.Hour))
		refused(t, err, conference.NotFound)
		list, err := w.StageViews(t.Context(), w.session.ID, day)
		must(t, err)
		same(t, "how many there are", len(list), 1)

		other := w.newSession("elsewhere")
		refused(t, w.DeleteStageView(t.Context(), "view", other.ID, w.olga.ID, day), conference.NotFound)
		must(t, w.DeleteStageView(t.Context(), "view", w.session.ID, w.olga.ID, day))
		_, err = w.StageViewByHash(t.Context(), "hash", day)
		refused(t, err, conference.NotFound)
	})
}
