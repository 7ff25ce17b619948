// Package live holds rooms in motion: what happens in a session while people are in it.
//
// One goroutine owns each room's state. Everybody else hands it closures ([Room.ask], which waits for them, and the room's
// inbox, which does not), so there is no lock order and no torn state. That goroutine never waits: no disk, no socket,
// no media call happens in it.
//
// Store, then tell: a command is carried out in its seat's own goroutine, inside [Seat.Receive]. At the command door its
// right is asked once; then the pure rule of package conference, the commit in the store, and only then the room's
// goroutine announces it. Changes of one room take turns, so the order of notices is the order of commits, and what a
// rule decided upon still holds when it is committed.
//
// Notices are numbered. The room keeps the last ones with their audience and encoded bytes: a seat that comes back gets
// exactly those that it missed and may see, or a fresh snapshot.
//
// What a room tells goes through its stream (stream.go), which gathers what may wait for a moment, to the shards, one
// goroutine for each core (shard.go). A notice is encoded and framed once, what was gathered is put together once for
// all who see the same, and a seat costs no goroutine, channel or timer: only an outlet (outlet.go) that is empty as long
// as its browser keeps up. One that does not is given a snapshot instead of what it missed, and let go when it takes
// nothing at all.
//
// Whose an anonymous question is stands in this package's memory (askers.go) and nowhere else, until the session is closed:
// no row, no deed, no entry of the audit and no line of the log joins the two. See [conference.Anonymous].
//
// A feature is one file: chat, questions, polls, proposals, people, stage, legs, presence, session, programs. What it keeps stands in
// features.go, with its part in the room's life. The room itself (room.go) knows none of them.
package live
