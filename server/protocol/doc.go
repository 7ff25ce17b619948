// Package protocol declares what the browser and the server say to each other: every command, every notice and every
// HTTP body, one documented struct each. The browser's types in web/src/protocol.ts are generated from here
// (go test ./server/protocol -update), so the two sides cannot drift.
//
// # The socket
//
// GET /api/sessions/{session}/seat upgrades to a WebSocket: one seat in the session's room. Query parameters epoch and
// seq name the last notice an earlier connection of the same page saw; both absent means a new page.
// window is a name that the page made for itself at random when it was loaded (16 to 64 letters, digits, _ or -): a
// connection with the same window and login takes over the media legs of the one before.
//
// A frame is a JSON object {"type", "data"}. Frames to the server are commands and add "id", made by the browser (16 to
// 64 letters, digits, _ or -), which the answer repeats: [Done] or [Refused]. Sending a command again with the same id
// has no second effect. Frames to the browser are notices; those that change what the room remembers carry "seq".
//
// The first notice is [Welcome], a full snapshot, or, when the room still has everything after the named notice,
// [Resumed] followed by what was missed. A close code of 4000 to 4099 (and any other but the following) asks the
// browser to come back; 4100 to 4199 asks it to stay away.
package protocol
