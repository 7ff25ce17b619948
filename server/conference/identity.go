package conference

// Identity says whom others take for the asker of a question. A question keeps the promise under which it was asked,
// whatever its session takes later.
//
// An anonymous question has no link to its asker anywhere that is written: the row has no person, entries of the audit
// about what she did with it have none, her commands leave no trace of their own, and times that are hers are of whole
// minutes, so that nothing else that was written at the same moment tells. That she may ask is proved by her seat when
// she does. Only the memory of the running server knows whose it is, until the session closes or the server ends: by that
// she edits and withdraws her question, cannot lend herself a voice, asks it once, and learns what becomes of it; how fast
// she asks is counted with her seat, not with the question. Afterwards nobody can find it out, and she is told no more
// than everybody is. What others see of her is her category, and that only when enough who are in the room have it.
type Identity string

// The kinds of identity.
const (
	Attributed     Identity = "attributed" // everybody sees who asks
	ModeratorsOnly Identity = "moderators" // the moderators do
	Anonymous      Identity = "anonymous"  // nobody, and nothing that is stored says it
)

// Identities lists the kinds of identity in the order a form offers them.
var Identities = []Identity{Attributed, ModeratorsOnly, Anonymous}

// Crowd is how many of a category must be in the room before one of them is said to be of it: fewer would be known by it.
const Crowd = 5

// Hidden reports whether the audience does not see who asks.
func (i Identity) Hidden() bool { return i == ModeratorsOnly || i == Anonymous }

// Label is the category that an asker is given where she is not named, when so many who are there have the same.
func (i Identity) Label(category Category, there int) Category {
	if i.Hidden() && there >= Crowd {
		return category
	}
	return ""
}
