package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

const noStageView = "there is no such stage view"

// CreateStageView adds a stage view of a session.
func (s *Store) CreateStageView(ctx context.Context, v conference.StageView) error {
	return s.write(ctx, func(t *tx) error {
		var have int
		err := t.get("", &have, `select count(*) from stage_view where session_id = ? and expires_at > ?`, v.SessionID, v.CreatedAt)
		if err != nil {
			return err
		}
		if have >= conference.MostStageViews {
			return conference.Errorf(conference.Conflict, "there are %d stage views of this session already; please take one back first", have)
		}
		_, err = t.put(`
			insert into stage_view (id, session_id, person_id, name, token_hash, access, created_at, expires_at)
			values (:id, :session_id, :person_id, :name, :token_hash, :access, :created_at, :expires_at)`, v)
		if err != nil {
			return err
		}
		return t.record(Entry{At: v.CreatedAt, PersonID: v.PersonID, Action: "add-stage-view", Subject: string(v.SessionID), Detail: v.Name + ": " + string(v.Access)})
	})
}

// StageViewByHash returns the stage view with a secret, if it is good still.
func (s *Store) StageViewByHash(ctx context.Context, hash string, now time.Time) (v conference.StageView, err error) {
	err = s.get(ctx, noStageView, &v, `select * from stage_view where token_hash = ? and expires_at > ?`, hash, now)
	return v, err
}

// StageViews returns the stage views of a session that are good still, the newest first.
func (s *Store) StageViews(ctx context.Context, session conference.SessionID, now time.Time) (list []conference.StageView, err error) {
	err = s.list(ctx, &list, `select * from stage_view where session_id = ? and expires_at > ? order by created_at desc, id`, session, now)
	return list, err
}

// DeleteStageView ends a stage view at once.
func (s *Store) DeleteStageView(ctx context.Context, id conference.StageViewID, session conference.SessionID, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`delete from stage_view where id = ? and session_id = ?`, id, session)
		if err := found(n, err, noStageView); err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "delete-stage-view", Subject: string(session)})
	})
}
