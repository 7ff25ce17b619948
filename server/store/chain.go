package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/pressly/goose/v3"

	"plenary/server/conference"
)

// Seal closes the audit's chain at a row: how many rows there are up to it, and the hash that covers them all.
type Seal struct {
	Number int64
	Hash   string
}

// chained is a row of the audit.
type chained struct {
	ID string
	Entry
	Seal
	Salt   string // empty: the words are erased
	Digest string // of the words
}

// follows is the hash of a row behind one with the hash before it. It covers all that the row says: the words, which may
// name people, by their digest, so that they can be erased.
func (row chained) follows(before string) (string, error) {
	return sum(before, row.Number, row.ID, instant(row.At), string(row.PersonID), row.Action, row.Subject, row.Digest)
}

// words is the digest of the words of a row. What they were, nobody who has it finds out by trying: it is salted.
func (row chained) words() (string, error) { return sum(row.Salt, row.Detail, row.Via) }

func sum(values ...any) (string, error) {
	h := sha256.New()
	for _, value := range values {
		if err := write(h, value); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// chain makes a row the one behind the end of the chain.
func (row *chained) chain(head Seal) (err error) {
	row.Number, row.Salt = head.Number+1, rand.Text()
	if row.Digest, err = row.words(); err == nil {
		row.Hash, err = row.follows(head.Hash)
	}
	return err
}

// record notes an entry, which is written when all the rest of the change has been: the end of the chain is locked until
// the change is committed, and who locks it last waits for nobody while others wait for her.
func (t *tx) record(e Entry) error {
	return t.recordAll(1, func(int) Entry { return e })
}

// recordAll is record for many entries of one conference.
func (t *tx) recordAll(n int, entry func(i int) Entry) error {
	noted := make([]Entry, n)
	for i := range noted {
		noted[i] = entry(i)
		noted[i].At, noted[i].Via = instant(noted[i].At), t.via
	}
	if err := t.hold(noted); err != nil {
		return err
	}
	t.entries = append(t.entries, noted...)
	return t.happened(noted)
}

// hold locks who is named as having done something. The row would else be locked as the entry is written, behind the end
// of the chain; and who is nobody is to blame for her own change only, not for all that are committed with it.
func (t *tx) hold(entries []Entry) error {
	if !t.onPostgres() {
		return nil
	}
	held := map[conference.PersonID]bool{"": true} // the server itself
	for _, e := range entries {
		if held[e.PersonID] {
			continue
		}
		there := 0
		err := t.get("nobody has the id that this is recorded of", &there, `select 1 from person where id = ? for key share`, e.PersonID)
		if err != nil {
			return err
		}
		held[e.PersonID] = true
	}
	return nil
}

// rowsAtOnce keeps an insertion within the parameters that a statement may have.
const rowsAtOnce = 500

// seal appends what was recorded to the chain.
func (t *tx) seal() error {
	if len(t.entries) == 0 {
		return nil
	}
	head, err := t.head()
	if err != nil {
		return err
	}
	rows := make([]chained, len(t.entries))
	for i, e := range t.entries {
		id, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("make an id: %w", err)
		}
		rows[i] = chained{ID: id.String(), Entry: e}
		if err := rows[i].chain(head); err != nil {
			return err
		}
		head = rows[i].Seal
	}
	t.entries = nil
	for part := range slices.Chunk(rows, rowsAtOnce) {
		if err := t.insertEntries(part); err != nil {
			return err
		}
	}
	return t.setHead(head)
}

func (t *tx) insertEntries(rows []chained) error {
	values := make([]string, len(rows))
	args := make([]any, 0, 11*len(rows))
	for i, row := range rows {
		values[i] = "(?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?, ?, ?)"
		args = append(args, row.ID, row.At, string(row.PersonID), row.Action, row.Subject, row.Detail, row.Via, row.Number, row.Hash,
			row.Salt, row.Digest)
	}
	_, err := t.exec(`insert into audit (id, at, person_id, action, subject, detail, via, number, hash, salt, digest)
		values `+strings.Join(values, ", "), args...)
	return err
}

// head is the end of the chain, which is the caller's until she has committed.
func (t *tx) head() (head Seal, err error) {
	query := `select number, hash from audit_head where name = 'audit'`
	if t.onPostgres() {
		query += ` for update`
	}
	err = t.get("there is no chain yet", &head, query)
	if refused, ok := errors.AsType[*conference.Error](err); !ok || refused.Kind != conference.NotFound {
		return head, err
	}
	_, err = t.exec(`
		insert into audit_head (name, number, hash)
		select 'audit', coalesce(max(number), 0), coalesce((select hash from audit where number is not null order by number desc limit 1), '') from audit where true
		on conflict (name) do nothing`)
	if err != nil {
		return head, err
	}
	return head, t.get("", &head, query)
}

func (t *tx) setHead(head Seal) error {
	_, err := t.exec(`update audit_head set number = ?, hash = ? where name = 'audit'`, head.Number, head.Hash)
	return err
}

// guardAudit chains the rows that are older than the chain, and has the database refuse what would break it.
func (s *Store) guardAudit(ctx context.Context) error {
	guards := sqliteGuards
	if s.dialect == goose.DialectPostgres {
		guards = postgresGuards
	}
	err := s.write(ctx, func(t *tx) error {
		if t.onPostgres() { // two servers that start at once
			if _, err := t.exec(`select pg_advisory_xact_lock(hashtext(current_schema() || '.audit'))`); err != nil {
				return err
			}
		}
		if err := t.chainOld(); err != nil {
			return err
		}
		for _, guard := range guards {
			if _, err := t.exec(guard); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("guard the audit: %w", err)
	}
	return nil
}

// chainOld chains rows as they are found, once: when there is a chain already, one that is not in it was not written by us.
func (t *tx) chainOld() error {
	var begun bool
	if err := t.get("", &begun, `select exists (select 1 from audit_head) or exists (select 1 from audit where hash is not null)`); err != nil || begun {
		return err
	}
	var rows []chained
	err := t.list(&rows, `
		select id, at, coalesce(person_id, '') as person_id, action, subject, detail, via from audit order by id`)
	if err != nil || len(rows) == 0 {
		return err
	}
	slices.SortFunc(rows, func(a, b chained) int { return cmp.Compare(a.ID, b.ID) }) // the databases sort in different ways
	head, err := t.head()
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := row.chain(head); err != nil {
			return err
		}
		_, err := t.exec(`update audit set number = ?, hash = ?, salt = ?, digest = ? where id = ?`, row.Number, row.Hash, row.Salt, row.Digest, row.ID)
		if err != nil {
			return err
		}
		head = row.Seal
	}
	return t.setHead(head)
}

// What the databases refuse, whoever asks. Only a row from before the chain may be given its place in it, and the words of a
// row erased: that this was recorded is for [Store.VerifyAudit] to see.
var (
	sqliteGuards = []string{
		`create trigger if not exists audit_unchanged before update on audit when old.hash is not null and not (
				new.detail = '' and new.via = '' and new.salt = '' and new.digest = old.digest and new.hash = old.hash and new.number = old.number
				and new.id = old.id and new.at = old.at and new.person_id is old.person_id and new.action = old.action and new.subject = old.subject)
			begin select raise(abort, 'the audit is append-only: a row cannot be changed'); end`,
		`create trigger if not exists audit_undeleted before delete on audit
			begin select raise(abort, 'the audit is append-only: a row cannot be deleted'); end`,
		// "insert or replace" deletes without asking the trigger above.
		`create trigger if not exists audit_appended before insert on audit
			when new.hash is null or new.number is null or exists (select 1 from audit where id = new.id or number = new.number)
			begin select raise(abort, 'the audit is append-only: a row must be new and chained'); end`,
	}
	postgresGuards = []string{
		`create or replace function audit_is_kept() returns trigger language plpgsql as $$
			begin
				if tg_op = 'INSERT' then
					if new.hash is null or new.number is null then
						raise exception 'the audit is append-only: a row must be new and chained';
					end if;
					return new;
				end if;
				if tg_op = 'UPDATE' and (old.hash is null or new.detail = '' and new.via = '' and new.salt = ''
					and (new.digest, new.hash, new.number, new.id, new.at, new.action, new.subject)
						= (old.digest, old.hash, old.number, old.id, old.at, old.action, old.subject)
					and new.person_id is not distinct from old.person_id) then
					return new;
				end if;
				raise exception 'the audit is append-only: a row cannot be changed or deleted';
			end $$`,
		`create or replace trigger audit_rows_kept before insert or update or delete on audit
			for each row execute function audit_is_kept()`,
		`create or replace trigger audit_table_kept before truncate on audit
			for each statement execute function audit_is_kept()`,
	}
)
