package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"

	"plenary/server/conference"
	"plenary/server/store"
)

func auditFlags(f *flag.FlagSet, o *options) {
	f.StringVar(&o.auditSeen, "seen", "", "an end of the log that was noted earlier, NUMBER:HASH: the log must still hold it")
}

// runAudit verifies the audit log, also while a server runs.
func runAudit(ctx context.Context, at console, cfg config, o options) (err error) {
	if len(o.args) != 1 || o.args[0] != "verify" {
		return misuse("say what to do: verify")
	}
	seen, err := readSeal(o.auditSeen)
	if err != nil {
		return err
	}
	st, err := store.Look(ctx, cfg.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	v, err := st.VerifyAudit(ctx, seen)
	if err != nil {
		return fmt.Errorf("verify the audit log: %w", err)
	}
	if v.Broken != nil {
		return conference.Errorf(conference.Conflict, "the audit log is broken at entry %d: %s", v.Broken.Number, faults[v.Broken.Fault])
	}
	_, err = fmt.Fprintf(at.stdout, "%d entries are as they were written; note the end elsewhere: %d:%s\n", v.Head.Number, v.Head.Number, v.Head.Hash)
	return err
}

var faults = map[conference.AuditFault]string{
	conference.EntryChanged:  "it is not as it was written, or does not follow the one before",
	conference.EntryMissing:  "it is gone",
	conference.EntryForeign:  "it was put in and is in no chain",
	conference.EntriesCut:    "the log ends before it should, or its end was changed",
	conference.EntriesForged: "the log is another one than was seen before",
}

func readSeal(text string) (seal store.Seal, err error) {
	if text == "" {
		return seal, nil
	}
	number, hash, ok := strings.Cut(text, ":")
	seal.Hash = hash
	if seal.Number, err = strconv.ParseInt(number, 10, 64); err != nil || !ok || seal.Number < 1 || len(hash) != 64 {
		return seal, misuse("--seen: %q is not of the form NUMBER:HASH", text)
	}
	return seal, nil
}
