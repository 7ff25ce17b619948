package conference

import "time"

// Aside is what somebody who runs a session, interprets it or is on its panel says to the others of these. The audience
// never reads it.
type Aside struct {
	ID        LineID
	SessionID SessionID
	PersonID  PersonID
	Number    int64 // counts the asides of a session from 1, in the order they were committed
	Text      string
	SaidAt    time.Time
	DeletedBy *PersonID // a deleted one is kept for the record, and shown to nobody
	DeletedAt *time.Time
}

// Confers says whether somebody reads and says asides, by her role, the place where she is, and what she is appointed to be
// in the session: panellists do while they are backstage or on the stage. Who speaks because the floor is lent to her, or for
// her delegation, is a guest there.
func Confers(role, appointed Role, at Place) bool {
	return role.Can(Confer) && (role != Speaker || appointed == Speaker && at != Audience)
}
