package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

// ProcedureFile returns the rules of procedure that a conference brought itself, as a file, or nothing.
func (s *Store) ProcedureFile(ctx context.Context, id conference.ConferenceID) ([]byte, error) {
	var found []string
	err := s.list(ctx, &found, `select content from procedure_file where conference_id = ?`, id)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return []byte(found[0]), nil
}

// PutProcedureFile keeps the rules of procedure of a conference in place of those before; nothing takes them away.
func (s *Store) PutProcedureFile(ctx context.Context, id conference.ConferenceID, content []byte, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) (err error) {
		if len(content) == 0 {
			_, err = t.exec(`delete from procedure_file where conference_id = ?`, id)
		} else {
			_, err = t.exec(`
				insert into procedure_file (conference_id, content, changed_by, changed_at) values (?, ?, nullif(?, ''), ?)
				on conflict (conference_id) do update set content = excluded.content, changed_by = excluded.changed_by,
					changed_at = excluded.changed_at`, id, string(content), string(by), at)
		}
		if err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "rules-of-procedure", Subject: string(id)})
	})
}
