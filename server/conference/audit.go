package conference

// AuditFault is how the chain of the audit log is broken.
type AuditFault string

// The faults.
const (
	EntryChanged  AuditFault = "changed"   // an entry does not say what was written, or does not follow the one before
	EntryMissing  AuditFault = "missing"   // an entry between two others is gone
	EntryForeign  AuditFault = "unchained" // an entry was put in that is in no chain
	EntriesCut    AuditFault = "cut"       // the last entries are gone, or the end of the chain was changed
	EntriesForged AuditFault = "rewritten" // the chain holds together, but is another one than was seen before
)

// AuditFaults lists all faults.
var AuditFaults = []AuditFault{EntryChanged, EntryMissing, EntryForeign, EntriesCut, EntriesForged}
