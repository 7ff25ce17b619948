package store

import (
	"context"

	"plenary/server/conference"
)

// madeByDemo is the row of a database that the demo command made.
const madeByDemo = "made-by-demo"

// MadeByDemo says whether the demo command made this database.
func (s *Store) MadeByDemo(ctx context.Context) (made bool, err error) {
	err = s.get(ctx, "", &made, `select exists (select 1 from origin where name = ?)`, madeByDemo)
	return made, err
}

// MarkDemo makes this the demo command's database for good. One with a person or a conference in it that is not marked
// yet is a Conflict: real data can never become a demonstration.
func (s *Store) MarkDemo(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		var marked, used bool
		if err := t.get("", &marked, `select exists (select 1 from origin where name = ?)`, madeByDemo); err != nil || marked {
			return err
		}
		err := t.get("", &used, `select exists (select 1 from person) or exists (select 1 from conference)`)
		if err != nil {
			return err
		}
		if used {
			return conference.Errorf(conference.Conflict, "this database was not made by the demo command and has data in it")
		}
		_, err = t.exec(`insert into origin (name, value) values (?, 'yes')`, madeByDemo)
		return err
	})
}
