// Package sink has viewers that cost so little that one core plays a thousand of them: a socket each, which a few event
// loops read in batches, and no goroutine once they have joined. They do on the wire what a browser does, ICE, DTLS, SRTP,
// reports, repair, keyframe requests, transport-wide feedback, and count what comes, but look into few packets: into all
// until there is a picture, later into a sample, whose tags are checked and whose stamps tell how long they took.
//
// What they count is what [sfutest.Viewer] counts, by the same rules; it looks into everything and costs fifty times more.
// The event loops need Linux.
package sink

import "plenary/sfu/sfutest"

// Signal carries an offer to a server and brings its answer.
type Signal = sfutest.Signal
