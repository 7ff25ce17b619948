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
// exactly those that it missed and may see, or a fresh snapshot. A seat that cannot keep up is let go.
//
// A feature is one file: chat, questions, people, stage, legs, presence, session, programs. What it keeps stands in
// features.go, with its part in the room's life. The room itself (room.go) knows none of them.
package live
